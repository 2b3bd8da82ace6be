//! API keys, as the table knows them.

use jiff::Timestamp;
use leah_domain::{Id, KeyDigest, Organization};
use serde::{Deserialize, Serialize};

use super::{
    Table, TableError,
    item::{Item, read},
    names,
};

/// What is kept of an API key: never the key.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct StoredKey {
    /// What the operator calls it.
    pub label: String,
    /// When it ends, if it does.
    pub expires: Option<Timestamp>,
    /// When it was revoked, if it was.
    pub revoked: Option<Timestamp>,
}

impl StoredKey {
    /// Whether the key opens the door at `now`.
    pub fn valid_at(&self, now: Timestamp) -> bool {
        self.revoked.is_none() && self.expires.is_none_or(|end| now < end)
    }
}

impl Table {
    /// A key with its organization, in one trip.
    pub async fn key(
        &self,
        organization: Id<Organization>,
        digest: &KeyDigest,
    ) -> Result<Option<(StoredKey, Organization)>, TableError> {
        let key = names::api_key(organization, digest);
        let owner = names::organization(organization);
        let mut items = self.get_all(&[key.clone(), owner.clone()]).await?;
        let (Some(key), Some(owner)) = (items.remove(&key), items.remove(&owner)) else {
            return Ok(None);
        };
        Ok(Some((read("ApiKey", key)?, read("Organization", owner)?)))
    }

    /// Stores a key's digest.
    pub async fn put_key(
        &self,
        organization: Id<Organization>,
        digest: &KeyDigest,
        key: &StoredKey,
    ) -> Result<(), TableError> {
        let item = Item::new("ApiKey", &names::api_key(organization, digest), key)?;
        self.put(match key.expires {
            Some(end) => item.expires(end),
            None => item,
        })
        .await
    }
}
