//! A model as its file has it.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};

/// A file of `models/`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Source {
    pub(super) protocol: &'static str,
    pub(super) target_prefix: Option<&'static str>,
    pub(super) signing_name: &'static str,
    pub(super) discriminators: Discriminators,
    pub(super) operations: Entries<OperationSource>,
    pub(super) shapes: Entries<ShapeSource>,
}

/// What in a query or a header tells operations on one path apart.
#[derive(Debug, Deserialize)]
pub(crate) struct Discriminators {
    #[serde(borrow)]
    pub(crate) query: Vec<&'static str>,
    #[serde(borrow)]
    pub(crate) header: Vec<&'static str>,
}

#[derive(Deserialize)]
pub(super) struct OperationSource {
    pub(super) method: &'static str,
    pub(super) uri: &'static str,
    pub(super) input: Option<&'static str>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ShapeSource {
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    #[serde(default)]
    pub(super) members: Entries<Reference>,
    #[serde(default)]
    pub(super) required: Vec<&'static str>,
    pub(super) payload: Option<&'static str>,
    pub(super) member: Option<Reference>,
    pub(super) key: Option<Reference>,
    pub(super) value: Option<Reference>,
    #[serde(default)]
    pub(super) flattened: bool,
    #[serde(default)]
    pub(super) sensitive: bool,
    pub(super) min: Option<i64>,
    pub(super) max: Option<i64>,
    #[serde(default, borrow)]
    pub(super) pattern: Option<Cow<'static, str>>,
    #[serde(default, rename = "enum")]
    pub(super) values: Vec<&'static str>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Reference {
    pub(super) shape: &'static str,
    pub(super) location: Option<&'static str>,
    pub(super) location_name: Option<&'static str>,
}

/// An object's members in their order.
pub(super) struct Entries<T>(pub(super) Vec<(&'static str, T)>);

impl<T> Default for Entries<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de: 'static, T: Deserialize<'de>> Deserialize<'de> for Entries<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(EntriesVisitor(PhantomData))
    }
}

struct EntriesVisitor<T>(PhantomData<T>);

impl<'de: 'static, T: Deserialize<'de>> Visitor<'de> for EntriesVisitor<T> {
    type Value = Entries<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(Entries(entries))
    }
}
