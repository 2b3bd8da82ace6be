//! API keys: `leah_`, then base32 of the organization's id, 256 random bits and a checksum (contract, section 1).

use std::fmt;

use data_encoding::{Encoding, HEXLOWER, Specification};
use sha2::{Digest, Sha256};
use std::sync::LazyLock;
use uuid::Uuid;

use crate::{Id, Ids, Organization};

const PREFIX: &str = "leah_";
const BODY: usize = 16 + 32;
const CHECK: usize = 4;

/// Lower case base32 without padding: a double click selects the whole key.
static BASE32: LazyLock<Encoding> = LazyLock::new(|| {
    let mut specification = Specification::new();
    specification
        .symbols
        .push_str("abcdefghijklmnopqrstuvwxyz234567");
    #[expect(clippy::expect_used, reason = "a constant alphabet of 32 symbols")]
    specification.encoding().expect("32 symbols")
});

/// An API key, shown once when it is made and never stored.
#[derive(Clone)]
pub struct ApiKey {
    organization: Id<Organization>,
    text: String,
}

/// What is no API key: a wrong form or a wrong checksum, found without a look-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an API key")]
pub struct InvalidKey;

impl ApiKey {
    /// A new key of an organization.
    pub fn generate(organization: Id<Organization>, ids: &dyn Ids) -> Self {
        let mut bytes = [0; BODY + CHECK];
        let (body, check) = bytes.split_at_mut(BODY);
        let (owner, secret) = body.split_at_mut(16);
        owner.copy_from_slice(organization.uuid().as_bytes());
        ids.fill(secret);
        check.copy_from_slice(&checksum(body));
        Self {
            organization,
            text: format!("{PREFIX}{}", BASE32.encode(&bytes)),
        }
    }

    /// Reads a key as a request gives it.
    ///
    /// # Errors
    /// [`InvalidKey`] for a wrong form or checksum.
    pub fn parse(text: &str) -> Result<Self, InvalidKey> {
        let encoded = text.strip_prefix(PREFIX).ok_or(InvalidKey)?;
        let bytes = BASE32.decode(encoded.as_bytes()).map_err(|_| InvalidKey)?;
        let bytes: [u8; BODY + CHECK] = bytes.try_into().map_err(|_| InvalidKey)?;
        let (body, check) = bytes.split_at(BODY);
        // Not a secret comparison: the checksum follows from what the caller sent.
        if checksum(body) != check {
            return Err(InvalidKey);
        }
        let owner = Uuid::from_slice(&body[..16]).map_err(|_| InvalidKey)?;
        Ok(Self {
            organization: Id::new(owner),
            text: text.to_owned(),
        })
    }

    /// The organization that the key names.
    pub const fn organization(&self) -> Id<Organization> {
        self.organization
    }

    /// The key itself, for the one time that it is shown.
    pub fn reveal(&self) -> &str {
        &self.text
    }

    /// What is stored of it.
    pub fn digest(&self) -> KeyDigest {
        KeyDigest(digest(self.text.as_bytes()))
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiKey(…)")
    }
}

/// The SHA-256 of an API key, in hex: by this the table knows it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct KeyDigest(String);

impl KeyDigest {
    /// The 64 hex digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn checksum(body: &[u8]) -> [u8; CHECK] {
    let digest = Sha256::digest(body);
    [digest[0], digest[1], digest[2], digest[3]]
}

/// SHA-256 in hex.
pub(crate) fn digest(bytes: &[u8]) -> String {
    HEXLOWER.encode(&Sha256::digest(bytes))
}

#[cfg(test)]
mod tests;
