//! What there is to tell.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Something that an organization's systems can be told of (contract, section 5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Event {
    /// A guest has come into the waiting room.
    #[serde(rename = "appointment.guest.online")]
    GuestOnline,
    /// An appointment was made.
    #[serde(rename = "appointment.created")]
    AppointmentCreated,
    /// The guest was told another time or place.
    #[serde(rename = "appointment.rescheduled")]
    AppointmentRescheduled,
    /// An appointment was cancelled.
    #[serde(rename = "appointment.cancelled")]
    AppointmentCancelled,
    /// A reminder was taken by the mail or SMS service.
    #[serde(rename = "appointment.reminder.sent")]
    ReminderSent,
    /// A guest was told where documents are.
    #[serde(rename = "transfer.shared")]
    TransferShared,
    /// A guest has fetched documents.
    #[serde(rename = "transfer.downloaded")]
    TransferDownloaded,
}

impl Event {
    /// All there are.
    pub const ALL: [Self; 7] = [
        Self::GuestOnline,
        Self::AppointmentCreated,
        Self::AppointmentRescheduled,
        Self::AppointmentCancelled,
        Self::ReminderSent,
        Self::TransferShared,
        Self::TransferDownloaded,
    ];

    /// The word that webhooks and the API print.
    pub const fn name(self) -> &'static str {
        match self {
            Self::GuestOnline => "appointment.guest.online",
            Self::AppointmentCreated => "appointment.created",
            Self::AppointmentRescheduled => "appointment.rescheduled",
            Self::AppointmentCancelled => "appointment.cancelled",
            Self::ReminderSent => "appointment.reminder.sent",
            Self::TransferShared => "transfer.shared",
            Self::TransferDownloaded => "transfer.downloaded",
        }
    }

    /// The event of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|event| event.name() == name)
    }
}

/// A name that no event has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no event {0:?}; there are {known}", known = Event::ALL.map(Event::name).join(", "))]
pub struct UnknownEvent(pub String);

impl FromStr for Event {
    type Err = UnknownEvent;

    fn from_str(name: &str) -> Result<Self, UnknownEvent> {
        Self::named(name).ok_or_else(|| UnknownEvent(name.to_owned()))
    }
}
