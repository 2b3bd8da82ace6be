//! Transfers: documents for a guest, under one secret link (contract, section 4).

mod decide;
mod file;
pub(crate) mod name;
mod ticket;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{
    Email, HealthcareWorker, Id, Organization, TransferToken, id::Resource, input::Constraint,
};

pub use decide::{
    Change, Created, Scan, Settled, Tried, attach, create, downloaded, issue, revoke, settle, share,
};
pub use file::{FileKind, HEAD, MAX_SIZE, Received, TransferFile, check_size};
pub use name::FileName;
pub use ticket::{Announced, Standing, UploadTicket, announced};

/// How many files a transfer holds at most (documentation, "Upload files").
pub const MAX_FILES: usize = 10;
/// How many tickets are issued for a transfer at most: enough to try each file ten times.
pub const MAX_TICKETS: usize = 100;
/// How long a transfer lives (documentation, "Creating transfer").
const LIFETIME: SignedDuration = SignedDuration::from_hours(7 * 24);

/// A transfer, named with its organization: nothing is found without its tenant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransferRef {
    /// The organization that it belongs to.
    pub organization: Id<Organization>,
    /// The transfer.
    pub transfer: Id<Transfer>,
}

/// Documents on their way to a guest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transfer {
    /// Its identifier.
    pub id: Id<Transfer>,
    /// The secret of its link.
    pub secret: TransferToken,
    /// Whose documents they are.
    pub healthcare_worker: Id<HealthcareWorker>,
    /// When it was created.
    pub created: Timestamp,
    /// When it ends: from then on it does not exist.
    pub expires: Timestamp,
    /// Its files, in the order in which they came; none is ever taken away.
    pub files: Vec<TransferFile>,
    /// The address that it was last shared with.
    pub email: Option<Email>,
    /// That address as the organization's index knows guests ([`crate::IndexKey::guest`]): who writes the transfer anew need
    /// not know the index's key.
    #[serde(default)]
    pub guest: Option<String>,
    /// How many tickets were issued.
    pub tickets: usize,
    /// Moves with every change: what a writer has read must still hold when it writes.
    pub version: u64,
}

impl Resource for Transfer {
    const NAME: &'static str = "Transfer";
    const PATH: &'static str = "/api/transfers";
}

/// How far a transfer has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TransferStatus {
    /// It has no file yet.
    InProgress,
    /// It can be shared.
    Ready,
    /// A guest was told.
    Shared,
}

impl TransferStatus {
    /// All there are, in the order in which a transfer passes through them.
    pub const ALL: [Self; 3] = [Self::InProgress, Self::Ready, Self::Shared];

    /// The word that the API prints.
    pub const fn name(self) -> &'static str {
        match self {
            Self::InProgress => "in_progress",
            Self::Ready => "ready",
            Self::Shared => "shared",
        }
    }
}

impl Transfer {
    /// How far it has come. More files may follow when it is shared already.
    pub const fn status(&self) -> TransferStatus {
        if self.email.is_some() {
            TransferStatus::Shared
        } else if self.files.is_empty() {
            TransferStatus::InProgress
        } else {
            TransferStatus::Ready
        }
    }

    /// Whether it still exists at `now`.
    pub fn alive_at(&self, now: Timestamp) -> bool {
        now < self.expires
    }

    /// Whether so many more files fit.
    ///
    /// # Errors
    /// [`Constraint::TooMany`] where they do not.
    pub const fn room_for(&self, files: usize) -> Result<(), Constraint> {
        if self.files.len() + files <= MAX_FILES {
            Ok(())
        } else {
            Err(Constraint::TooMany(MAX_FILES))
        }
    }
}

#[cfg(test)]
mod tests;
