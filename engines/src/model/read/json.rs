//! Bodies of JSON, and what CBOR becomes.

use data_encoding::BASE64;
use serde_json::{Map, Number, Value};

use crate::model::load::Model;
use crate::model::refuse::Misfit;
use crate::model::shape::{Kind, ShapeId, Structure};

pub(super) fn read(model: &Model, input: ShapeId, body: &[u8]) -> Result<Value, Misfit> {
    // What DynamoDB says of what is no JSON: nothing but the code (dynoxide 3.2.0, `src/server/mod.rs`).
    let mut value = serde_json::from_slice(body).map_err(|_| Misfit::new(""))?;
    fit(model, input, &mut value)?;
    Ok(value)
}

/// Fits a value to its shape, in its place: members have the model's names, what is unknown or `null` is gone, types are right.
pub(super) fn fit(model: &Model, id: ShapeId, value: &mut Value) -> Result<(), Misfit> {
    match (&model.shape(id).kind, &mut *value) {
        (Kind::Structure(structure), Value::Object(members)) => {
            fit_members(model, structure, members)
        }
        (Kind::List { element, .. }, Value::Array(elements)) => elements
            .iter_mut()
            .filter(|element| !element.is_null())
            .try_for_each(|one| fit(model, *element, one)),
        (Kind::Map { value: each, .. }, Value::Object(entries)) => entries
            .values_mut()
            .filter(|value| !value.is_null())
            .try_for_each(|one| fit(model, *each, one)),
        (Kind::Boolean, Value::String(said)) => {
            // DynamoDB takes the words, too (dynoxide 3.2.0, `reads_as_flag`).
            let truth =
                flag(said).ok_or_else(|| Misfit::new("Unexpected token received from parser"))?;
            *value = Value::Bool(truth);
            Ok(())
        }
        (Kind::Blob, Value::String(said))
            if BASE64.decode_len(said.len()).is_err()
                || BASE64.decode(said.as_bytes()).is_err() =>
        {
            Err(Misfit::new(
                "Invalid length for a base64 encoded string, or a character that is none of its",
            ))
        }
        (Kind::Integer, Value::Number(number)) if !whole(number, i64::from(i32::MAX)) => {
            Err(Misfit::new(format!(
                "{} cannot be converted to Integer",
                number_token(number)
            )))
        }
        (Kind::Long, Value::Number(number)) if !whole(number, i64::MAX) => Err(Misfit::new(
            format!("{} cannot be converted to Long", number_token(number)),
        )),
        (Kind::String(_) | Kind::Blob, Value::String(_))
        | (Kind::Integer | Kind::Long | Kind::Double, Value::Number(_))
        | (Kind::Boolean, Value::Bool(_))
        | (Kind::Timestamp, Value::Number(_) | Value::String(_)) => Ok(()),
        (kind, value) => Err(mismatch(kind, value)),
    }
}

/// Fits the members of a body to a structure.
pub(super) fn fit_members(
    model: &Model,
    structure: &Structure,
    members: &mut Map<String, Value>,
) -> Result<(), Misfit> {
    members.retain(|wire, value| !value.is_null() && structure.in_body(wire).is_some());
    if structure.renamed {
        let named = std::mem::take(members);
        members.extend(named.into_iter().filter_map(|(wire, value)| {
            let member = structure.in_body(&wire)?;
            Some((member.name.to_owned(), value))
        }));
    }
    members
        .iter_mut()
        .try_for_each(|(name, value)| match structure.member(name) {
            Some(member) => fit(model, member.shape, value),
            None => Ok(()),
        })
}

pub(super) fn flag(said: &str) -> Option<bool> {
    if said.eq_ignore_ascii_case("true") {
        return Some(true);
    }
    said.eq_ignore_ascii_case("false").then_some(false)
}

/// Whether it is a whole number no further from zero than `most` (and one).
fn whole(number: &Number, most: i64) -> bool {
    number
        .as_i64()
        .is_some_and(|number| number <= most && number >= -most - 1)
}

fn number_token(number: &Number) -> &'static str {
    if number.is_f64() {
        "DECIMAL_VALUE"
    } else {
        "NUMBER_VALUE"
    }
}

/// The framework's words (dynoxide 3.2.0, `src/serialization_checks.rs`, has them from AWS).
fn mismatch(kind: &Kind, value: &Value) -> Misfit {
    let Some(class) = class(kind) else {
        return Misfit::new(match (kind, value) {
            (Kind::List { .. }, Value::Object(_)) => {
                "Start of structure or map found where not expected"
            }
            (Kind::Map { .. } | Kind::Structure(_), Value::Array(_)) => {
                "Unrecognized collection type"
            }
            _ => "Unexpected field type",
        });
    };
    Misfit::new(match value {
        Value::Array(_) => format!("Unrecognized collection type class java.lang.{class}"),
        Value::Object(_) => "Start of structure or map found where not expected".to_owned(),
        Value::Bool(true) => format!("TRUE_VALUE cannot be converted to {class}"),
        Value::Bool(false) => format!("FALSE_VALUE cannot be converted to {class}"),
        Value::String(_) => format!("STRING_VALUE cannot be converted to {class}"),
        Value::Number(number) => format!("{} cannot be converted to {class}", number_token(number)),
        Value::Null => "Unexpected field type".to_owned(),
    })
}

/// The class that a simple value becomes.
fn class(kind: &Kind) -> Option<&'static str> {
    Some(match kind {
        Kind::Structure(_) | Kind::List { .. } | Kind::Map { .. } => return None,
        Kind::String(_) => "String",
        Kind::Blob => "ByteBuffer",
        Kind::Boolean => "Boolean",
        Kind::Integer => "Integer",
        Kind::Long => "Long",
        Kind::Double => "Double",
        Kind::Timestamp => "Date",
    })
}
