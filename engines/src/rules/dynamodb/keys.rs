//! Keys of tables and indexes: never empty, of their type, and not too large.
//! Source: developer guide, "Service, account, and table quotas": "Partition key length", "Sort key length", "Item size"; "Empty
//! values": key attributes take none.

use serde_json::Value;

use super::{
    expression::{Expression, Placeholders},
    invalid,
    schema::{Keys, Schema},
    value,
};
use crate::rules::Refusal;

/// How many bytes a partition key has at the most.
const HASH: usize = 2048;
/// How many bytes a sort key has at the most.
const RANGE: usize = 1024;
/// How many bytes an item has at the most.
const ITEM: usize = 400 * 1024;
const EMPTY: &str = "The AttributeValue for a key attribute cannot contain an empty string value.";

/// An item that is put.
pub(super) fn item(schema: Option<&Schema>, item: &Value) -> Result<(), Refusal> {
    for value in item.as_object().into_iter().flat_map(|item| item.values()) {
        value::check(value)?;
    }
    if let Some(schema) = schema {
        for name in schema.table.names() {
            let Some(value) = item.get(name) else {
                return Err(invalid(
                    "key-missing",
                    format!(
                        "One or more parameter values were invalid: Missing the key {name} in the item"
                    ),
                ));
            };
            table_key(schema, name, value)?;
        }
        indexed(schema, |name| item.get(name))?;
    }
    if value::size(item) > ITEM {
        return Err(invalid(
            "item-size",
            "Item size has exceeded the maximum allowed size",
        ));
    }
    Ok(())
}

/// The key of an item.
pub(super) fn key(schema: Option<&Schema>, key: &Value) -> Result<(), Refusal> {
    let Some(schema) = schema else { return Ok(()) };
    let given = key.as_object().map_or(0, serde_json::Map::len);
    if given != schema.table.names().count()
        || schema.table.names().any(|name| key.get(name).is_none())
    {
        return Err(invalid(
            "key-schema",
            "The provided key element does not match the schema",
        ));
    }
    for name in schema.table.names() {
        table_key(schema, name, &key[name])?;
    }
    Ok(())
}

/// Where a query goes on: none of it is empty either.
pub(super) fn start(schema: &Schema, key: &Value) -> Result<(), Refusal> {
    for (name, value) in key.as_object().into_iter().flatten() {
        if schema.type_of(name).is_some() && empty(value) {
            return Err(invalid(
                "empty-start-key",
                format!(
                    "The provided starting key is invalid: One or more parameter values are not valid. {EMPTY} Key: {name}"
                ),
            ));
        }
    }
    Ok(())
}

fn table_key(schema: &Schema, name: &str, value: &Value) -> Result<(), Refusal> {
    if empty(value) {
        return Err(invalid(
            "empty-key",
            format!("One or more parameter values are not valid. {EMPTY} Key: {name}"),
        ));
    }
    if let Some((actual, expected)) = wrong_type(schema, name, value) {
        return Err(invalid(
            "key-type",
            format!(
                "One or more parameter values were invalid: Type mismatch for key {name} expected: {expected} actual: {actual}"
            ),
        ));
    }
    sized(&schema.table, name, value)
}

/// The keys of all indexes, as far as the item has them.
fn indexed<'a>(
    schema: &Schema,
    attribute: impl Fn(&str) -> Option<&'a Value>,
) -> Result<(), Refusal> {
    for (index, of) in &schema.indexes {
        for name in of.names() {
            let Some(value) = attribute(name) else {
                continue;
            };
            if empty(value) {
                return Err(invalid(
                    "empty-index-key",
                    format!(
                        "One or more parameter values are not valid. A value specified for a secondary index key is not supported. {EMPTY} IndexName: {index}, IndexKey: {name}"
                    ),
                ));
            }
            if let Some((actual, expected)) = wrong_type(schema, name, value) {
                return Err(invalid(
                    "index-key-type",
                    format!(
                        "One or more parameter values were invalid: Type mismatch for Index Key {name} Expected: {expected} Actual: {actual} IndexName: {index}"
                    ),
                ));
            }
            sized(of, name, value)?;
        }
    }
    Ok(())
}

/// What an update writes: no part of the key, and of the indexes' keys nothing empty or too large.
pub(super) fn update(
    schema: &Schema,
    targets: &[(Vec<&str>, Option<&Value>)],
    request: &Value,
) -> Result<(), Refusal> {
    if request.get("UpdateExpression").is_none() {
        return Ok(());
    }
    for (path, _) in targets {
        if let [name, ..] = path[..]
            && schema.table.has(name)
        {
            return Err(invalid(
                "key-updated",
                format!(
                    "One or more parameter values were invalid: Cannot update attribute {name}. This attribute is part of the key"
                ),
            ));
        }
    }
    indexed(schema, |wanted| {
        let target = targets.iter().find(|(path, _)| path[..] == [wanted]);
        target.and_then(|(_, value)| *value)
    })
}

/// The values of a key condition.
pub(super) fn condition(
    of: &Keys,
    condition: &Expression<'_>,
    placeholders: Placeholders<'_>,
) -> Result<(), Refusal> {
    let attributes = condition.attributes(placeholders);
    // The partition is compared first, or it is the one with an `=` beside a comparison of the order.
    let range = of.range.as_deref().unwrap_or(&of.hash);
    for (place, placeholder) in condition.values().enumerate() {
        let Some(value) = placeholders.value(placeholder) else {
            continue;
        };
        let first = attributes.first().copied() == Some(of.hash.as_str());
        let name = if (place == 0) == first {
            &of.hash
        } else {
            range
        };
        if empty(value) {
            return Err(invalid(
                "empty-key-condition",
                format!("One or more parameter values are not valid. {EMPTY} Key: {name}"),
            ));
        }
        sized(of, name, value)?;
    }
    Ok(())
}

fn empty(value: &Value) -> bool {
    matches!(value::tagged(value), Some(("S" | "B", content)) if content.as_str() == Some(""))
}

fn wrong_type<'a>(schema: &'a Schema, name: &str, value: &'a Value) -> Option<(&'a str, &'a str)> {
    let (actual, _) = value::tagged(value)?;
    let expected = schema.type_of(name)?;
    (actual != expected).then_some((actual, expected))
}

fn sized(of: &Keys, name: &str, value: &Value) -> Result<(), Refusal> {
    let size = value::string(value).map_or_else(|| value::size_of(value), str::len);
    if name == of.hash && size > HASH {
        return Err(invalid(
            "hash-size",
            "One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit of2048 bytes",
        ));
    }
    if of.range.as_deref() == Some(name) && size > RANGE {
        return Err(invalid(
            "range-size",
            "One or more parameter values were invalid: Aggregated size of all range keys has exceeded the size limit of 1024 bytes",
        ));
    }
    Ok(())
}
