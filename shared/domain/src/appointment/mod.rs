//! Appointments.

mod decide;
mod draft;
mod edit;
mod fields;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{
    Email, Id, Office, PhoneNumber, Planned, Reference, StartTime, WaitingRoomToken, id::Resource,
};

pub use decide::{
    Arrival, Booking, Cancellation, Edit, Ending, Tenant, arrive, book, cancel, edit, end, erase,
    reminded,
};
pub use draft::Draft;
pub use edit::Changes;
pub use fields::Fields;

/// A guest's appointment. A cancelled one does not exist: it is erased (contract, section 3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Appointment {
    /// Its identifier; with the mail domain also its iCalendar UID.
    pub id: Id<Appointment>,
    /// Where it takes place.
    pub office: Id<Office>,
    /// When it begins.
    pub start: StartTime,
    /// Where mails go.
    pub email: Email,
    /// Where SMS go.
    pub phone: PhoneNumber,
    /// The consultation's number in the organization's system.
    pub external_id: Option<Reference>,
    /// The stay's number in the organization's system.
    pub file_number: Option<Reference>,
    /// The secret of its waiting-room link.
    pub link: WaitingRoomToken,
    /// The iCalendar SEQUENCE: moves with every change that the guest is told of.
    pub sequence: u32,
    /// Moves with every change: what a writer has read must still hold when it writes.
    pub version: u64,
    /// The reminders that were to come when `sequence` last moved.
    pub planned: Vec<Planned>,
    /// When it was last changed.
    pub changed: Timestamp,
    /// After how many days it is erased.
    pub retention_days: u16,
}

impl Resource for Appointment {
    const NAME: &'static str = "Appointment";
    const PATH: &'static str = "/api/appointments";
}

impl Appointment {
    /// When it is erased: so many days after the later of its start and its last change.
    pub fn expires(&self) -> Timestamp {
        let retention = SignedDuration::from_hours(24 * i64::from(self.retention_days));
        let from = self.start.instant().max(self.changed);
        from.checked_add(retention).unwrap_or(Timestamp::MAX)
    }

    /// Whether it is still to come at `now`.
    pub fn is_upcoming(&self, now: Timestamp) -> bool {
        self.start.instant() > now
    }
}

/// The state that the API prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// It will take place, or has.
    Scheduled,
    /// It was just cancelled; this is the last that is seen of it.
    Cancelled,
}

impl Status {
    /// All there are.
    pub const ALL: [Self; 2] = [Self::Scheduled, Self::Cancelled];

    /// The word that the API prints.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Scheduled => "scheduled",
            Self::Cancelled => "cancelled",
        }
    }
}

#[cfg(test)]
mod tests;
