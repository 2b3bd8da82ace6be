//! What is told: a JSON document, made when the thing happens, for later it may be gone.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Form;
use crate::{
    Appointment, Id, Reference, ReminderKind, Transfer, TransferFile,
    printed::{Iri, Named},
    webhook::event::Event,
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
    /// Both of them.
    pub const ALL: [Self; 2] = [Self::Email, Self::Sms];

    /// The word that webhooks print.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Sms => "sms",
        }
    }
}

/// What is told of a guest in the waiting room.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct GuestOnline<'a> {
    /// The consultation's number in your system; null when it is unknown.
    external_id: Option<&'a Reference>,
    /// The stay's number in your system; null when it is unknown.
    administrative_file_number: Option<&'a Reference>,
}

/// What is told of what became of an appointment.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AppointmentTold<'a> {
    #[serde(flatten)]
    references: GuestOnline<'a>,
    /// Which appointment.
    appointment: Iri<Appointment>,
}

/// What is told of a reminder.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReminderTold<'a> {
    #[serde(flatten)]
    appointment: AppointmentTold<'a>,
    /// Which of the two reminders.
    reminder: Named<ReminderKind>,
    /// How it went.
    channel: Named<Channel>,
}

/// What is told of a transfer.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TransferTold {
    /// Which transfer.
    transfer: Iri<Transfer>,
    /// Which of its files.
    files: Vec<Iri<TransferFile>>,
}

/// The body of a webhook, with its payload in one of the forms.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Told<P> {
    /// What has happened.
    event: Named<Event>,
    /// What there is to say of it.
    payload: P,
}

impl Payload {
    /// Of a guest in the waiting room: the two attributes that the documentation has, null where unknown, and no other.
    pub fn guest_online(appointment: &Appointment) -> Self {
        Self::of(&references(appointment))
    }

    /// Of what became of an appointment: the same two, and which one it is.
    pub fn appointment(appointment: &Appointment) -> Self {
        Self::of(&named(appointment))
    }

    /// Of a reminder.
    pub fn reminder(appointment: &Appointment, kind: ReminderKind, channel: Channel) -> Self {
        Self::of(&ReminderTold {
            appointment: named(appointment),
            reminder: Named(kind),
            channel: Named(channel),
        })
    }

    /// Of a transfer and some of its files.
    pub fn transfer(transfer: Id<Transfer>, files: &[Id<TransferFile>]) -> Self {
        Self::of(&TransferTold {
            transfer: Iri(transfer),
            files: files.iter().copied().map(Iri).collect(),
        })
    }

    /// Texts, and nothing that could fail to be one.
    fn of(document: &impl Serialize) -> Self {
        Self(serde_json::to_string(document).unwrap_or_default())
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
        let event = Named(event);
        serde_json::to_string(&Told { event, payload }).unwrap_or_default()
    }
}

fn references(appointment: &Appointment) -> GuestOnline<'_> {
    GuestOnline {
        external_id: appointment.external_id.as_ref(),
        administrative_file_number: appointment.file_number.as_ref(),
    }
}

fn named(appointment: &Appointment) -> AppointmentTold<'_> {
    AppointmentTold {
        references: references(appointment),
        appointment: Iri(appointment.id),
    }
}

/// It names a guest, if only by numbers.
impl fmt::Debug for Payload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Payload(…)")
    }
}
