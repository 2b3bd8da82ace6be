//! API keys, as the table knows them.

use jiff::Timestamp;
use leah_domain::{Id, KeyDigest, Organization};
use serde::{Deserialize, Serialize};

use super::{
    Table, TableError,
    item::{Item, read, text, text_of},
    names,
    people::Place,
    transaction::Transaction,
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

    /// The keys of an organization, each with its digest in hex, in the digests' order.
    pub async fn keys(
        &self,
        organization: Id<Organization>,
    ) -> Result<Vec<(String, StoredKey)>, TableError> {
        let items = self
            .first(&Place::own(organization, names::KEYS), None)
            .await?;
        let keys = items.into_iter().map(|item| {
            let digest = text_of(&item, "SK").and_then(|sk| sk.strip_prefix(names::KEYS));
            let digest = digest.unwrap_or_default().to_owned();
            Ok((digest, read("ApiKey", item)?))
        });
        keys.collect()
    }

    /// Revokes a key, by its digest in hex; one that is revoked already stays so since then. False where there is none.
    pub async fn revoke_key(
        &self,
        organization: Id<Organization>,
        digest: &str,
    ) -> Result<bool, TableError> {
        let now = self.now();
        let mut transaction = Transaction::default();
        let key = names::Key {
            pk: names::organization_partition(organization),
            sk: format!("{}{digest}", names::KEYS),
        };
        transaction.update(&key, |update| {
            update
                .update_expression("SET #revoked = if_not_exists(#revoked, :now)")
                .condition_expression("attribute_exists(PK)")
                .expression_attribute_names("#revoked", "revoked")
                .expression_attribute_values(":now", text(now.to_string()))
        });
        Ok(self.commit(transaction).await?.is_ok())
    }
}
