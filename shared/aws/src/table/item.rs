//! Items: a record of a kind, its key, and the indexes that it stands in.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;
use serde::{Serialize, de::DeserializeOwned};

use super::{
    TableError,
    names::{Index, Key},
};

/// Attributes by name, as the SDK has them.
pub(crate) type Attributes = HashMap<String, AttributeValue>;

/// The version of the items' form; a reader that meets another knows what to do.
const VERSION: &str = "1";

/// An item in the making.
pub(crate) struct Item(Attributes);

impl Item {
    /// An item of a kind with a record's fields.
    pub(crate) fn new(
        kind: &'static str,
        key: &Key,
        record: &impl Serialize,
    ) -> Result<Self, TableError> {
        let fields: Attributes =
            serde_dynamo::to_item(record).map_err(|source| TableError::Item { kind, source })?;
        // What is none takes no room.
        let mut item: Attributes = fields
            .into_iter()
            .filter(|(_, value)| !matches!(value, AttributeValue::Null(_)))
            .collect();
        item.extend(primary(key));
        item.insert("type".into(), text(kind));
        item.insert("v".into(), AttributeValue::N(VERSION.into()));
        Ok(Self(item))
    }

    /// Puts the item into an index.
    pub(crate) fn index(mut self, index: Index, pk: String, sk: String) -> Self {
        self.0.insert(index.pk().into(), AttributeValue::S(pk));
        self.0.insert(index.sk().into(), AttributeValue::S(sk));
        self
    }

    /// Has the item expire.
    pub(crate) fn expires(mut self, at: Timestamp) -> Self {
        self.0.insert("ttl".into(), seconds(at));
        self
    }

    pub(crate) fn build(self) -> Attributes {
        self.0
    }
}

/// A text value.
pub(crate) fn text(value: impl Into<String>) -> AttributeValue {
    AttributeValue::S(value.into())
}

/// A text attribute, or the null that stands for none.
pub(crate) fn text_or_null(value: Option<&str>) -> AttributeValue {
    value.map_or(AttributeValue::Null(true), text)
}

/// An instant in whole seconds since the epoch, as TTL wants it.
pub(crate) fn seconds(at: Timestamp) -> AttributeValue {
    AttributeValue::N(at.as_second().to_string())
}

/// A number.
pub(crate) fn number(value: impl Into<u64>) -> AttributeValue {
    AttributeValue::N(value.into().to_string())
}

/// The attributes of a primary key.
pub(crate) fn primary(key: &Key) -> Attributes {
    HashMap::from([
        ("PK".to_owned(), text(&key.pk)),
        ("SK".to_owned(), text(&key.sk)),
    ])
}

/// The record of an item.
pub(crate) fn read<T: DeserializeOwned>(
    kind: &'static str,
    item: Attributes,
) -> Result<T, TableError> {
    serde_dynamo::from_item(item).map_err(|source| TableError::Item { kind, source })
}

/// Whether the item still holds at `now`: the reader checks, TTL only tidies up.
pub(crate) fn alive(item: &Attributes, now: Timestamp) -> bool {
    match item.get("ttl") {
        Some(AttributeValue::N(ttl)) => ttl.parse().is_ok_and(|ttl: i64| ttl > now.as_second()),
        _ => true,
    }
}

/// A text attribute.
pub(crate) fn text_of<'a>(item: &'a Attributes, name: &str) -> Option<&'a str> {
    item.get(name)?.as_s().ok().map(String::as_str)
}
