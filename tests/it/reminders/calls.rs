//! What a call on the wire is about.

use data_encoding::BASE64;
use leah_local::wire::{Seen, Service};
use serde_json::Value;

use super::mishaps::{State, What};

/// What a call is about.
pub(super) struct About {
    /// A name for it that does not depend on identifiers: they are drawn in the order in which things happen.
    pub(super) key: String,
    /// The owed item that it begins, does or settles an attempt at.
    pub(super) owed: Option<String>,
    /// It sends a message.
    pub(super) sends: bool,
    /// It begins an attempt.
    pub(super) begins: bool,
    /// It ends one.
    pub(super) settles: bool,
}

pub(super) fn about(state: &State, seen: &Seen<'_>, body: &Value) -> About {
    let (subject, owed) = match seen.service {
        Service::DynamoDb => at_table(state, seen.operation, body),
        Service::Ses => mail(state, body),
        Service::Sms => sms(state, body),
        Service::Scheduler => (schedule(state, seen.path), None),
        Service::S3 | Service::Lambda => (None, None),
    };
    let subject = subject.unwrap_or_else(|| state.sandbox().to_owned());
    let expression = text(&body["UpdateExpression"]);
    let begins = expression.contains("#claimant");
    let owing = owed.is_some();
    let part = if begins { "claim" } else { "" };
    About {
        key: format!("{} {part} {subject}", seen.operation),
        sends: owing && matches!(seen.service, Service::Ses | Service::Sms),
        begins,
        settles: owing && !begins && matches!(seen.operation, "UpdateItem" | "DeleteItem"),
        owed,
    }
}

/// An owed item by its key, or an appointment by its partition.
fn at_table(state: &State, operation: &str, body: &Value) -> (Option<String>, Option<String>) {
    let key = text(&body["Key"]["PK"]["S"]);
    if let Some(id) = key.strip_prefix("OUTBOX#") {
        return (state.known.get(id).map(name), Some(id.to_owned()));
    }
    let partition = text(&body["ExpressionAttributeValues"][":pk"]["S"]);
    let subject = if operation == "Query" && partition.starts_with("OUTBOX#") {
        Some(format!("{partition} {}", state.sandbox()))
    } else {
        let of = [key, partition]
            .into_iter()
            .find_map(|key| key.split_once("#APPT#"));
        let slot = of.and_then(|(_, id)| state.slots.get(id));
        slot.map(|slot| format!("{slot} {}", state.sandbox()))
    };
    (subject, None)
}

/// A mail by the identifier in its head: that of the owed item.
fn mail(state: &State, body: &Value) -> (Option<String>, Option<String>) {
    let raw = BASE64.decode(text(&body["Content"]["Raw"]["Data"]).as_bytes());
    let raw = String::from_utf8(raw.unwrap_or_default()).unwrap_or_default();
    let id = message_id(&raw);
    (id.as_ref().and_then(|id| state.known.get(id)).map(name), id)
}

/// The identifier in a mail's head before the `@`.
pub(super) fn message_id(raw: &str) -> Option<String> {
    let (_, rest) = raw.split_once("Message-ID: <")?;
    let (id, _) = rest.split_once('@')?;
    Some(id.to_owned())
}

fn sms(state: &State, body: &Value) -> (Option<String>, Option<String>) {
    let id =
        slot_of_phone(text(&body["DestinationPhoneNumber"])).and_then(|slot| state.open_sms(slot));
    (id.as_ref().and_then(|id| state.known.get(id)).map(name), id)
}

/// The number's last digit tells which number of the guest it is.
pub(super) fn slot_of_phone(phone: &str) -> Option<usize> {
    let digits: usize = phone.strip_prefix("+3361")?.parse().ok()?;
    Some(digits / 10)
}

fn schedule(state: &State, path: &str) -> Option<String> {
    let name = path.rsplit('/').next()?;
    let (slot, rest) = state.schedule(name)?;
    Some(format!("{slot} {rest}"))
}

impl State {
    /// Whose schedule it is, and the rest of its name.
    pub(super) fn schedule<'a>(&self, name: &'a str) -> Option<(usize, &'a str)> {
        let (id, rest) = name.split_at_checked(36)?;
        Some((*self.slots.get(id)?, rest))
    }
}

fn name(what: &What) -> String {
    format!(
        "{} {} {} {}",
        what.slot, what.effect, what.kind, what.sequence
    )
}

/// What an owed item is about, as its record in the stream says.
pub(super) fn what(state: &State, image: &Value) -> Option<(String, What)> {
    let id = text(&image["id"]["S"]).to_owned();
    let appointment = text(&image["subject"]["M"]["appointment"]["S"]);
    let sequence = [
        &image["sequence"]["N"],
        &image["farewell"]["M"]["sequence"]["N"],
    ];
    let sequence = sequence.into_iter().find_map(|n| text(n).parse().ok());
    let what = What {
        slot: *state.slots.get(appointment)?,
        effect: text(&image["effect"]["S"]).to_owned(),
        sequence: sequence.unwrap_or(0),
        kind: text(&image["kind"]["S"]).to_owned(),
    };
    Some((id, what))
}

pub(super) fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
