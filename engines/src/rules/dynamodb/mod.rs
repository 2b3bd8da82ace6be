//! DynamoDB: what its documentation and its answers say of keys, items, expressions and transactions, and no model does.
//! Sources: developer guide, "Service, account, and table quotas", "Expressions", "Reserved words", "Transactions"; API reference.

mod expression;
mod keys;
mod maps;
mod schema;
mod token;
mod value;

use std::collections::HashSet;
use std::sync::Arc;

use serde_json::Value;

use crate::rules::{Refusal, text};
use expression::{Expression, Placeholders};
use schema::Schema;

pub use schema::Tables;

/// How many bytes the items of a transaction have at the most.
const TRANSACTION: usize = 4 * 1024 * 1024;

fn invalid(rule: &'static str, message: impl Into<String>) -> Refusal {
    Refusal::new(rule, "ValidationException", message)
}

pub(super) fn check(tables: &Tables, operation: &str, input: &Value) -> Result<(), Refusal> {
    match operation {
        "GetItem" | "DeleteItem" | "UpdateItem" | "PutItem" => single(tables, input),
        "Query" | "Scan" => query(tables, input),
        "TransactWriteItems" | "TransactGetItems" => transaction(tables, input),
        "BatchGetItem" => batch_get(tables, input),
        _ => Ok(()),
    }
}

/// A request about one item, or a member of a transaction.
fn single(tables: &Tables, request: &Value) -> Result<(), Refusal> {
    let schema = schema(tables, request);
    let placeholders = Placeholders::of(request);
    let expressions = expressions(request, placeholders)?;
    let schema = schema.as_deref();
    if let Some(item) = request.get("Item") {
        keys::item(schema, item)?;
    }
    if let Some(key) = request.get("Key") {
        keys::key(schema, key)?;
    }
    if let Some(schema) = schema {
        for expression in &expressions {
            keys::update(schema, &expression.targets(placeholders), request)?;
        }
    }
    Ok(())
}

fn expressions<'a>(
    request: &'a Value,
    placeholders: Placeholders<'a>,
) -> Result<Vec<Expression<'a>>, Refusal> {
    const MEMBERS: [&str; 5] = [
        "KeyConditionExpression",
        "FilterExpression",
        "ConditionExpression",
        "UpdateExpression",
        "ProjectionExpression",
    ];
    let expressions = MEMBERS
        .into_iter()
        .filter_map(|member| Expression::of(request, member));
    let expressions: Vec<_> = expressions.collect();
    for expression in &expressions {
        expression.check(placeholders)?;
    }
    maps::check(placeholders, &expressions)?;
    Ok(expressions)
}

fn schema(tables: &Tables, request: &Value) -> Option<Arc<Schema>> {
    tables.get(text(request, "TableName")?)
}

fn query(tables: &Tables, request: &Value) -> Result<(), Refusal> {
    let placeholders = Placeholders::of(request);
    expressions(request, placeholders)?;
    let Some(schema) = schema(tables, request) else {
        return Ok(());
    };
    let index = text(request, "IndexName");
    if index.is_some() && request["ConsistentRead"] == true {
        return Err(invalid(
            "consistent-index",
            "Consistent reads are not supported on global secondary indexes",
        ));
    }
    // An index that does not exist is the engine's to refuse.
    let Some(of) = schema.keys(index) else {
        return Ok(());
    };
    if let Some(condition) = Expression::of(request, "KeyConditionExpression") {
        keys::condition(of, &condition, placeholders)?;
        if let Some(filter) = Expression::of(request, "FilterExpression") {
            let attributes = filter.attributes(placeholders);
            if let Some(key) = attributes.iter().find(|name| of.has(name)) {
                return Err(invalid(
                    "filter-on-key",
                    format!(
                        "Filter Expression can only contain non-primary key attributes: Primary key attribute: {key}"
                    ),
                ));
            }
        }
    }
    request
        .get("ExclusiveStartKey")
        .map_or(Ok(()), |key| keys::start(&schema, key))
}

fn transaction(tables: &Tables, request: &Value) -> Result<(), Refusal> {
    let members = request["TransactItems"].as_array().into_iter().flatten();
    let (mut keys, mut size) = (HashSet::new(), 0);
    for member in members {
        let actions = member.as_object().into_iter().flatten();
        let mut actions = actions.filter(|(_, action)| !action.is_null());
        let (Some((_, action)), None) = (actions.next(), actions.next()) else {
            return Err(invalid(
                "one-action",
                "TransactItems can only contain one of Check, Put, Update or Delete",
            ));
        };
        single(tables, action)?;
        if !keys.insert(identity(tables, action)) {
            return Err(invalid(
                "item-twice",
                "Transaction request cannot include multiple operations on one item",
            ));
        }
        size += ["Item", "Key", "ExpressionAttributeValues"]
            .iter()
            .filter_map(|member| action.get(member))
            .map(value::size)
            .sum::<usize>();
    }
    if size > TRANSACTION {
        return Err(invalid(
            "transaction-size",
            "Collective size of the items in the transaction exceeds the limit of 4 MB",
        ));
    }
    Ok(())
}

/// What tells an item from all others: its table and key.
fn identity(tables: &Tables, action: &Value) -> String {
    let table = text(action, "TableName").unwrap_or_default();
    let item = action.get("Key").or_else(|| action.get("Item"));
    let key = item.map(|item| match tables.get(table) {
        Some(schema) => schema
            .table
            .names()
            .map(|name| item[name].to_string())
            .collect::<Vec<_>>()
            .join(","),
        None => item.to_string(),
    });
    format!("{table} {}", key.unwrap_or_default())
}

fn batch_get(tables: &Tables, request: &Value) -> Result<(), Refusal> {
    /// How many keys one request has at the most.
    const KEYS: usize = 100;
    let mut count = 0;
    for (table, wanted) in request["RequestItems"].as_object().into_iter().flatten() {
        expressions(wanted, Placeholders::of(wanted))?;
        let schema = tables.get(table);
        let mut seen = HashSet::new();
        for key in wanted["Keys"].as_array().into_iter().flatten() {
            count += 1;
            keys::key(schema.as_deref(), key)?;
            distinct(&mut seen, key.to_string())?;
        }
    }
    if count > KEYS {
        return Err(invalid(
            "batch-get-keys",
            "Too many items requested for the BatchGetItem call",
        ));
    }
    Ok(())
}

fn distinct(seen: &mut HashSet<String>, key: String) -> Result<(), Refusal> {
    if seen.insert(key) {
        return Ok(());
    }
    Err(invalid(
        "batch-key-twice",
        "Provided list of item keys contains duplicates",
    ))
}
