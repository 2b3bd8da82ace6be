//! Secret links that open one thing without an account.

use std::fmt;

use data_encoding::BASE64URL_NOPAD;
use serde::{Deserialize, Serialize};

use crate::{Ids, key::digest};

/// The secret of a waiting-room link: 128 random bits in base64url, short enough for an SMS (contract, section 5).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct WaitingRoomToken(String);

impl WaitingRoomToken {
    /// A new secret.
    pub fn generate(ids: &dyn Ids) -> Self {
        let mut bytes = [0; 16];
        ids.fill(&mut bytes);
        Self(BASE64URL_NOPAD.encode(&bytes))
    }

    /// The secret as it stands in the link's path.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// The SHA-256 by which the link is looked up, in hex.
    pub fn digest(&self) -> String {
        digest(self.0.as_bytes())
    }
}

impl fmt::Debug for WaitingRoomToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WaitingRoomToken(…)")
    }
}
