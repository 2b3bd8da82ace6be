//! What the table says is owed, read in process: looking must neither count as a function's call nor meet a fault that a
//! test has put on the wire.

use std::collections::HashMap;

use dynoxide::{
    Database, DynoxideError,
    actions::{query::QueryRequest, scan::ScanRequest},
    types::{AttributeValue, Item},
};
use jiff::{Timestamp, fmt::strtime};
use serde::Serialize;
use serde_json::Value;

/// The index of everything that is owed, sorted by when it is due.
const INDEX: &str = "DUE";
/// Its partitions, `OUTBOX#0` to `OUTBOX#7`.
const SHARDS: u8 = 8;
/// The partition of what was given up.
const DEAD: &str = "DEAD";

/// An instant as the index's sort keys begin with it: fixed width, so that text and time sort alike.
pub(super) fn instant(at: Timestamp) -> String {
    strtime::format("%Y-%m-%dT%H:%M:%S%.3fZ", at).unwrap_or_else(|_| at.to_string())
}

/// The sort keys of what is due at `now`, with the items' own keys: enough to see whether a sweep has moved anything.
pub(super) fn due(
    database: &Database,
    table: &str,
    now: Timestamp,
) -> Result<Vec<String>, DynoxideError> {
    let mut due = Vec::new();
    for shard in 0..SHARDS {
        // Whatever follows the instant in a sort key sorts before the bar.
        let until = format!("{}|", instant(now));
        for item in query(database, table, &partition(shard), "<=", &until, None)? {
            due.push(format!(
                "{} {} {}",
                text(&item, "PK"),
                text(&item, "SK"),
                text(&item, "DUESK")
            ));
        }
    }
    due.sort();
    Ok(due)
}

/// When the next owed item becomes due, after `now`.
pub(super) fn next(
    database: &Database,
    table: &str,
    now: Timestamp,
) -> Result<Option<Timestamp>, DynoxideError> {
    let mut next = None;
    for shard in 0..SHARDS {
        let from = format!("{}|", instant(now));
        let items = query(database, table, &partition(shard), ">", &from, Some(1))?;
        let at = items.first().and_then(due_at);
        next = match (next, at) {
            (Some(a), Some(b)) => Some(std::cmp::min(a, b)),
            (a, b) => a.or(b),
        };
    }
    Ok(next)
}

/// Something that is owed, as `/_local` shows it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Owed {
    /// What is to be done.
    pub(crate) effect: String,
    /// The organization that owes it.
    pub(crate) organization: String,
    /// The appointment that it is about, if it is about one.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) appointment: String,
    /// The transfer that it is about, if it is about one.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) transfer: String,
    /// When it is next tried; for what was given up, when that was.
    pub(crate) due: Option<Timestamp>,
    /// How many attempts have begun.
    pub(crate) attempts: u32,
    /// Whether it was given up.
    pub(crate) dead: bool,
    /// Why it was given up.
    pub(crate) reason: Option<String>,
}

/// Everything that stands in the index, what was given up included, by time.
pub(crate) fn all(database: &Database, table: &str) -> Result<Vec<Owed>, DynoxideError> {
    let mut items = query(database, table, DEAD, ">", "0", None)?;
    for shard in 0..SHARDS {
        items.extend(query(database, table, &partition(shard), ">", "0", None)?);
    }
    let mut owed: Vec<Owed> = items.iter().map(describe).collect();
    owed.sort_by_key(|owed| (owed.dead, owed.due));
    Ok(owed)
}

fn describe(item: &Item) -> Owed {
    // Two kinds of items stand here that are no effects: reminders, for the sweep to find if their schedules are lost, and
    // deliveries of webhooks.
    let effect = match text(item, "type") {
        "Reminder" => format!("reminder-{}", text(item, "kind")),
        "WebhookDelivery" => "webhook-delivery".to_owned(),
        _ => text(item, "effect").to_owned(),
    };
    let subject = |name| match item.get("subject") {
        Some(AttributeValue::M(subject)) => match subject.get(name) {
            Some(AttributeValue::S(id)) => id.clone(),
            _ => String::new(),
        },
        _ => String::new(),
    };
    let attempts = match item.get("begun") {
        Some(AttributeValue::N(number)) => number.parse().unwrap_or(0),
        _ => 0,
    };
    let reason = text(item, "reason");
    let organization = match text(item, "organization") {
        "" => subject("organization"),
        organization => organization.to_owned(),
    };
    Owed {
        effect,
        organization,
        appointment: subject("appointment"),
        transfer: subject("transfer"),
        due: due_at(item),
        attempts,
        dead: text(item, "DUEPK") == DEAD,
        reason: (!reason.is_empty()).then(|| reason.to_owned()),
    }
}

/// When an item is due.
fn due_at(item: &Item) -> Option<Timestamp> {
    text(item, "DUESK").get(..24)?.parse().ok()
}

/// An item's text attribute, empty if it has none.
fn text<'a>(item: &'a Item, name: &str) -> &'a str {
    match item.get(name) {
        Some(AttributeValue::S(text)) => text,
        _ => "",
    }
}

fn partition(shard: u8) -> String {
    format!("OUTBOX#{shard}")
}

fn query(
    database: &Database,
    table: &str,
    partition: &str,
    comparison: &str,
    sort: &str,
    limit: Option<usize>,
) -> Result<Vec<Item>, DynoxideError> {
    let values = HashMap::from([
        (":pk".to_owned(), AttributeValue::S(partition.to_owned())),
        (":sk".to_owned(), AttributeValue::S(sort.to_owned())),
    ]);
    let mut found = Vec::new();
    let mut start = None;
    loop {
        let page = database.query(QueryRequest {
            table_name: table.to_owned(),
            index_name: Some(INDEX.to_owned()),
            key_condition_expression: Some(format!("DUEPK = :pk AND DUESK {comparison} :sk")),
            expression_attribute_values: Some(values.clone()),
            scan_index_forward: true,
            exclusive_start_key: start,
            limit,
            ..QueryRequest::default()
        })?;
        found.extend(page.items.unwrap_or_default());
        start = page.last_evaluated_key;
        if start.is_none() || limit.is_some() {
            return Ok(found);
        }
    }
}

/// All items of the table, in DynamoDB's JSON.
pub(crate) fn items(database: &Database, table: &str) -> Result<Vec<Value>, DynoxideError> {
    let (mut items, mut start) = (Vec::new(), None);
    loop {
        let page = database.scan(ScanRequest {
            table_name: table.to_owned(),
            exclusive_start_key: start,
            ..ScanRequest::default()
        })?;
        let found = page.items.unwrap_or_default().into_iter();
        items.extend(found.filter_map(|item| serde_json::to_value(item).ok()));
        start = page.last_evaluated_key;
        if start.is_none() {
            return Ok(items);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_have_a_fixed_width() {
        let at = |text: &str| instant(text.parse().unwrap());
        assert_eq!(at("2026-01-02T03:04:05.678Z"), "2026-01-02T03:04:05.678Z");
        assert_eq!(at("2026-01-02T03:04:05Z"), "2026-01-02T03:04:05.000Z");
        assert_eq!(at("2026-01-02T03:04:05.6789Z"), "2026-01-02T03:04:05.678Z");
    }
}
