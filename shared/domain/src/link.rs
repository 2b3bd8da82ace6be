//! Secret links that open one thing without an account.

use std::fmt;

use data_encoding::{BASE64, BASE64URL_NOPAD, HEXLOWER};
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

    /// Reads a secret as it stands in a path; `None` where it cannot be one.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).ok()?;
        (bytes.len() == 16).then(|| Self(text.to_owned()))
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

/// The secret of a transfer's link: 256 random bits (contract, section 4). In the link's path they are base64url; the API
/// prints them as `hash`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TransferToken(String);

impl TransferToken {
    /// A new secret.
    pub fn generate(ids: &dyn Ids) -> Self {
        let mut bytes = [0; 32];
        ids.fill(&mut bytes);
        Self(BASE64URL_NOPAD.encode(&bytes))
    }

    /// Reads a secret as it stands in a path; `None` where it cannot be one.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).ok()?;
        (bytes.len() == 32).then(|| Self(text.to_owned()))
    }

    /// The secret as it stands in the link's path.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// The secret as the API prints it: base64 of its 64 hex digits.
    pub fn hash(&self) -> String {
        let bytes = BASE64URL_NOPAD
            .decode(self.0.as_bytes())
            .unwrap_or_default();
        BASE64.encode(HEXLOWER.encode(&bytes).as_bytes())
    }

    /// The SHA-256 by which the link is looked up, in hex.
    pub fn digest(&self) -> String {
        digest(self.0.as_bytes())
    }
}

impl fmt::Debug for TransferToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TransferToken(…)")
    }
}
