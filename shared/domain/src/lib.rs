//! Leah's types and rules: no I/O, no async, no AWS, no clock of its own.
//!
//! Requests are parsed into these types; the decisions on them are pure functions that say
//! what changes and what the change owes.

pub mod appointment;
mod effects;
mod email;
mod id;
pub mod input;
pub mod iri;
mod key;
mod link;
pub mod organization;
mod owed;
pub mod people;
mod phone;
mod presence;
pub mod printed;
mod reference;
pub mod reminder;
#[cfg(feature = "schema")]
pub mod schema;
mod start;
#[cfg(test)]
mod testing;
pub mod transfer;
pub mod webhook;

pub use appointment::Appointment;
pub use effects::{Clock, Ids};
pub use email::{Email, fold};
pub use id::{Id, InvalidId, Resource};
pub use key::{ApiKey, InvalidKey, KeyDigest};
pub use link::{TransferToken, WaitingRoomToken};
pub use organization::{IndexKey, Locale, Organization, Settings, UnknownZone, Zone};
pub use owed::{Effect, Farewell, HORIZON, LEASE, Owed, Subject, Topic};
pub use people::{Feature, HealthcareWorker, Office, OfficeDraft, WorkerDraft};
pub use phone::{PhoneNumber, read_plans};
pub use presence::{HEARTBEAT, PRESENCE, Presence};
pub use reference::Reference;
pub use reminder::{Firing, Planned, Reminder, ReminderKind};
pub use start::{StartTime, print};
pub use transfer::{Transfer, TransferFile, TransferRef};
pub use webhook::{WebhookDelivery, WebhookEndpoint};
