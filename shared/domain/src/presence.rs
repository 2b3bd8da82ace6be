//! Who is in the waiting room.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// How long after the last heartbeat a guest counts as online (contract, section 5).
pub const PRESENCE: SignedDuration = SignedDuration::from_secs(90);
/// How often an open page says that it is open: two of them may get lost.
pub const HEARTBEAT: SignedDuration = SignedDuration::from_secs(30);

/// A guest in the waiting room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Presence {
    /// When the guest counts as offline, unless the page says otherwise before.
    pub until: Timestamp,
}

impl Presence {
    /// A guest whose page has just said that it is open.
    pub fn beginning(now: Timestamp) -> Self {
        Self {
            until: now.checked_add(PRESENCE).unwrap_or(Timestamp::MAX),
        }
    }

    /// Whether the guest is online at `now`.
    pub fn online_at(self, now: Timestamp) -> bool {
        now < self.until
    }
}
