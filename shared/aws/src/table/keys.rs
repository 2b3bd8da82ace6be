//! API keys, as the table knows them.

use jiff::Timestamp;
use leah_domain::{Id, KeyDigest, Organization};
use serde::{Deserialize, Serialize};

use super::{
    Table, TableError,
    error::failed,
    item::{Attributes, Item, primary, read},
    names::{self, Key},
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

    /// Several items at once, with the latest of each.
    pub(crate) async fn get_all(
        &self,
        wanted: &[Key],
    ) -> Result<std::collections::HashMap<Key, Attributes>, TableError> {
        use aws_sdk_dynamodb::types::KeysAndAttributes;
        let unavailable = |cause: String| TableError::Unavailable {
            operation: "BatchGetItem",
            cause,
        };
        let keys = KeysAndAttributes::builder()
            .set_keys(Some(wanted.iter().map(primary).collect()))
            .consistent_read(true)
            .build()
            .map_err(|error| unavailable(error.to_string()))?;
        let found = self
            .client
            .batch_get_item()
            .request_items(&self.name, keys)
            .send()
            .await
            .map_err(failed("BatchGetItem"))?;
        // A handful of small items: what comes back unprocessed was throttled.
        if found
            .unprocessed_keys()
            .is_some_and(|keys| !keys.is_empty())
        {
            return Err(unavailable("throttled".into()));
        }
        let items = found.responses.unwrap_or_default().remove(&self.name);
        Ok(items
            .unwrap_or_default()
            .into_iter()
            .filter_map(|item| {
                let key = wanted.iter().find(|key| {
                    primary(key)
                        .iter()
                        .all(|(name, value)| item.get(name) == Some(value))
                })?;
                Some((key.clone(), item))
            })
            .collect())
    }

    /// One item, the latest of it.
    pub(crate) async fn get(&self, key: &Key) -> Result<Option<Attributes>, TableError> {
        let found = self
            .client
            .get_item()
            .table_name(&self.name)
            .set_key(Some(primary(key)))
            .consistent_read(true)
            .send()
            .await
            .map_err(failed("GetItem"))?;
        Ok(found.item)
    }

    /// Puts one item, whatever stood there.
    pub(crate) async fn put(&self, item: Item) -> Result<(), TableError> {
        self.client
            .put_item()
            .table_name(&self.name)
            .set_item(Some(item.build()))
            .send()
            .await
            .map_err(failed("PutItem"))?;
        Ok(())
    }
}
