//! Single items, whatever they are: read, read together, put.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::KeysAndAttributes;

use super::{
    Table, TableError,
    error::failed,
    item::{Attributes, Item, primary},
    names::Key,
};

impl Table {
    /// Several items at once, with the latest of each.
    pub(crate) async fn get_all(
        &self,
        wanted: &[Key],
    ) -> Result<HashMap<Key, Attributes>, TableError> {
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
