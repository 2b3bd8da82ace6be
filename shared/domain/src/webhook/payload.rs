//! What is told: a JSON document, made when the thing happens, for later it may be gone.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::Form;
use crate::{
    Appointment, Id, Reference, ReminderKind, Transfer, TransferFile, webhook::event::Event,
};

/// The payload of an event, as JSON text.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Payload(String);

/// How a reminder went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Channel {
    /// By e-mail.
    Email,
    /// By SMS.
    Sms,
}

impl Channel {
    const fn name(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Sms => "sms",
        }
    }
}

impl Payload {
    /// Of a guest in the waiting room: the two attributes that the documentation has, null where unknown, and no other.
    pub fn guest_online(appointment: &Appointment) -> Self {
        Self::of(&Value::Object(references(appointment)))
    }

    /// Of what became of an appointment: the same two, and which one it is.
    pub fn appointment(appointment: &Appointment) -> Self {
        Self::of(&named(appointment))
    }

    /// Of a reminder.
    pub fn reminder(appointment: &Appointment, kind: ReminderKind, channel: Channel) -> Self {
        let mut document = named(appointment);
        document["reminder"] = kind.name().into();
        document["channel"] = channel.name().into();
        Self::of(&document)
    }

    /// Of a transfer and some of its files.
    pub fn transfer(transfer: Id<Transfer>, files: &[Id<TransferFile>]) -> Self {
        let files: Vec<String> = files.iter().map(|file| file.iri()).collect();
        Self::of(&json!({ "transfer": transfer.iri(), "files": files }))
    }

    fn of(document: &Value) -> Self {
        Self(document.to_string())
    }

    /// The JSON text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The body of a webhook. As documented, the payload is a JSON document in a string; an endpoint can want the document
    /// itself.
    pub fn body(&self, event: Event, form: Form) -> String {
        let payload = match form {
            Form::String => Value::from(self.0.as_str()),
            // It was made from a document.
            Form::Object => serde_json::from_str(&self.0).unwrap_or_default(),
        };
        json!({ "event": event.name(), "payload": payload }).to_string()
    }
}

fn references(appointment: &Appointment) -> serde_json::Map<String, Value> {
    let text = |reference: &Option<Reference>| {
        let reference = reference.as_ref();
        reference.map_or(Value::Null, |reference| reference.as_str().into())
    };
    serde_json::Map::from_iter([
        ("externalId".to_owned(), text(&appointment.external_id)),
        (
            "administrativeFileNumber".to_owned(),
            text(&appointment.file_number),
        ),
    ])
}

fn named(appointment: &Appointment) -> Value {
    let mut document = references(appointment);
    document.insert("appointment".to_owned(), appointment.id.iri().into());
    Value::Object(document)
}

/// It names a guest, if only by numbers.
impl fmt::Debug for Payload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Payload(…)")
    }
}
