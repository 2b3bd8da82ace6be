//! What a warm sandbox remembers for a minute: keys with their organizations, offices and healthcare workers.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Arc, Mutex, PoisonError},
};

use jiff::{SignedDuration, Timestamp};
use leah_domain::{HealthcareWorker, Id, KeyDigest, Office, Organization};

use crate::{
    App,
    table::{TableError, keys::StoredKey},
};

/// How long an answer of the table is believed: so long may a revoked key still open the door.
pub const BELIEVED: SignedDuration = SignedDuration::from_secs(60);
/// How many entries are kept at most, whatever is asked for.
const ROOM: usize = 512;

#[derive(Default)]
pub(crate) struct Cache {
    keys: Memory<KeyDigest, (StoredKey, Arc<Organization>)>,
    organizations: Memory<Id<Organization>, Arc<Organization>>,
    offices: Memory<(Id<Organization>, Id<Office>), ()>,
    workers: Memory<(Id<Organization>, Id<HealthcareWorker>), ()>,
}

struct Memory<K, V>(Mutex<HashMap<K, (Timestamp, V)>>);

impl<K, V> Default for Memory<K, V> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Hash + Eq, V: Clone> Memory<K, V> {
    fn get(&self, key: &K, now: Timestamp) -> Option<V> {
        let entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (since, value) = entries.get(key)?;
        // A clock that was set back makes an entry old, not eternal.
        let age = now.duration_since(*since);
        (!age.is_negative() && age < BELIEVED).then(|| value.clone())
    }

    fn put(&self, key: K, value: V, now: Timestamp) {
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if entries.len() >= ROOM {
            entries.clear();
        }
        entries.insert(key, (now, value));
    }
}

impl App {
    /// An API key and its organization: what the table says, or said within the last minute.
    pub async fn key(
        &self,
        organization: Id<Organization>,
        digest: &KeyDigest,
    ) -> Result<Option<(StoredKey, Arc<Organization>)>, TableError> {
        let now = self.now();
        if let Some(known) = self.cache().keys.get(digest, now) {
            return Ok(Some(known));
        }
        let found = self.table().key(organization, digest).await?;
        Ok(found.map(|(key, organization)| {
            let entry = (key, Arc::new(organization));
            self.cache().keys.put(digest.clone(), entry.clone(), now);
            entry
        }))
    }

    /// An organization, for those who come without a key.
    pub async fn organization(
        &self,
        id: Id<Organization>,
    ) -> Result<Option<Arc<Organization>>, TableError> {
        let now = self.now();
        if let Some(known) = self.cache().organizations.get(&id, now) {
            return Ok(Some(known));
        }
        let found = self.table().organization(id).await?.map(Arc::new);
        if let Some(organization) = &found {
            let entry = Arc::clone(organization);
            self.cache().organizations.put(id, entry, now);
        }
        Ok(found)
    }

    /// Whether the organization has this office.
    pub async fn has_office(
        &self,
        organization: Id<Organization>,
        office: Id<Office>,
    ) -> Result<bool, TableError> {
        let now = self.now();
        let key = (organization, office);
        if self.cache().offices.get(&key, now).is_some() {
            return Ok(true);
        }
        let found = self.table().office(organization, office).await?.is_some();
        if found {
            self.cache().offices.put(key, (), now);
        }
        Ok(found)
    }

    /// Whether the organization has this healthcare worker.
    pub async fn has_worker(
        &self,
        organization: Id<Organization>,
        worker: Id<HealthcareWorker>,
    ) -> Result<bool, TableError> {
        let now = self.now();
        let key = (organization, worker);
        if self.cache().workers.get(&key, now).is_some() {
            return Ok(true);
        }
        let found = self.table().worker(organization, worker).await?.is_some();
        if found {
            self.cache().workers.put(key, (), now);
        }
        Ok(found)
    }
}
