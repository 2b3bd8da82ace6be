//! What tables and indexes have as keys.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use serde_json::Value;

/// The tables that exist, by name.
#[derive(Debug, Default)]
pub struct Tables(RwLock<HashMap<String, Arc<Schema>>>);

impl Tables {
    /// Notes a table, by its `CreateTable` request. What is no such request is passed over: the engine refuses it.
    pub fn learn(&self, definition: &Value) {
        if let Some((name, schema)) = Schema::read(definition) {
            let mut tables = self.0.write().unwrap_or_else(PoisonError::into_inner);
            tables.insert(name, Arc::new(schema));
        }
    }

    /// A table by its name, or by its ARN.
    pub(super) fn get(&self, name: &str) -> Option<Arc<Schema>> {
        let name = name.rsplit_once('/').map_or(name, |(_, name)| name);
        let tables = self.0.read().unwrap_or_else(PoisonError::into_inner);
        tables.get(name).cloned()
    }
}

/// The keys of a table and of its indexes.
#[derive(Debug)]
pub(super) struct Schema {
    pub(super) table: Keys,
    /// The indexes by name.
    pub(super) indexes: Vec<(String, Keys)>,
    /// The types of the keys' attributes: `S`, `N` or `B`.
    types: HashMap<String, String>,
}

/// What a table or an index is keyed by.
#[derive(Debug)]
pub(super) struct Keys {
    pub(super) hash: String,
    pub(super) range: Option<String>,
}

impl Keys {
    fn read(schema: &Value) -> Option<Self> {
        let of = |kind: &str| {
            let keys = schema.as_array()?.iter();
            let key = keys.into_iter().find(|key| key["KeyType"] == kind)?;
            Some(key["AttributeName"].as_str()?.to_owned())
        };
        Some(Self {
            hash: of("HASH")?,
            range: of("RANGE"),
        })
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.hash.as_str()).chain(self.range.as_deref())
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.names().any(|key| key == name)
    }
}

impl Schema {
    fn read(definition: &Value) -> Option<(String, Self)> {
        let name = definition["TableName"].as_str()?.to_owned();
        let lists = ["GlobalSecondaryIndexes", "LocalSecondaryIndexes"];
        let indexes = lists
            .iter()
            .filter_map(|list| definition[list].as_array())
            .flatten()
            .filter_map(|index| {
                let name = index["IndexName"].as_str()?.to_owned();
                Some((name, Keys::read(&index["KeySchema"])?))
            });
        let types = definition["AttributeDefinitions"].as_array()?.iter();
        let types = types.filter_map(|attribute| {
            Some((
                attribute["AttributeName"].as_str()?.to_owned(),
                attribute["AttributeType"].as_str()?.to_owned(),
            ))
        });
        let schema = Self {
            table: Keys::read(&definition["KeySchema"])?,
            indexes: indexes.collect(),
            types: types.collect(),
        };
        Some((name, schema))
    }

    /// The keys of an index, or of the table where none is named.
    pub(super) fn keys(&self, index: Option<&str>) -> Option<&Keys> {
        let Some(index) = index else {
            return Some(&self.table);
        };
        let found = self.indexes.iter().find(|(name, _)| name == index);
        found.map(|(_, keys)| keys)
    }

    pub(super) fn type_of(&self, name: &str) -> Option<&str> {
        self.types.get(name).map(String::as_str)
    }
}
