//! What deliveries are signed with.

use std::fmt;

use data_encoding::BASE64;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::Ids;

/// For how long the former secret signs, too, once there is a new one.
pub const OVERLAP: SignedDuration = SignedDuration::from_hours(24);

const PREFIX: &str = "whsec_";

/// A shared secret: `whsec_` and the base64 of 24 to 64 random bytes (Standard Webhooks 1.0, "Signature scheme").
///
/// It has to be kept, for deliveries are signed with it. No answer of the API shows it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct WebhookSecret(String);

/// What is no secret of a webhook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a webhook's secret is \"whsec_\" and the base64 of 24 to 64 bytes")]
pub struct InvalidSecret;

impl WebhookSecret {
    /// A new secret of 256 random bits.
    pub fn generate(ids: &dyn Ids) -> Self {
        let mut bytes = [0; 32];
        ids.fill(&mut bytes);
        Self(format!("{PREFIX}{}", BASE64.encode(&bytes)))
    }

    /// Reads a secret that was made elsewhere.
    ///
    /// # Errors
    /// [`InvalidSecret`] for another form, or another length.
    pub fn parse(text: &str) -> Result<Self, InvalidSecret> {
        let encoded = text.strip_prefix(PREFIX).ok_or(InvalidSecret)?;
        let bytes = BASE64
            .decode(encoded.as_bytes())
            .map_err(|_| InvalidSecret)?;
        // The decoder takes what stands in two padded parts; nobody who verifies does.
        let whole = BASE64.encode(&bytes) == encoded;
        if !whole || !(24..=64).contains(&bytes.len()) {
            return Err(InvalidSecret);
        }
        Ok(Self(text.to_owned()))
    }

    /// The secret itself, for whoever signs or is to verify.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for WebhookSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WebhookSecret(…)")
    }
}

/// The secrets of an endpoint: one, and for a while after a rotation the former, too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Secrets {
    current: WebhookSecret,
    former: Option<Former>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Former {
    secret: WebhookSecret,
    until: Timestamp,
}

impl Secrets {
    /// One secret.
    pub const fn new(current: WebhookSecret) -> Self {
        Self {
            current,
            former: None,
        }
    }

    /// The secrets once `next` takes over at `now`: until the overlap ends, deliveries carry both signatures, so that a
    /// receiver can change when it wants.
    #[must_use]
    pub fn rotated(self, next: WebhookSecret, now: Timestamp) -> Self {
        Self {
            former: Some(Former {
                secret: self.current,
                until: now.checked_add(OVERLAP).unwrap_or(Timestamp::MAX),
            }),
            current: next,
        }
    }

    /// The secrets that sign at `now`, the current one first.
    pub fn signing_at(&self, now: Timestamp) -> impl Iterator<Item = &WebhookSecret> {
        let former = self.former.iter().filter(move |former| now < former.until);
        std::iter::once(&self.current).chain(former.map(|former| &former.secret))
    }
}
