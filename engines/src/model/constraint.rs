//! What a shape says of its values, in AWS's words.

use serde_json::Value;

use super::shape::{Kind, Shape};

/// Whether a simple shape says anything of its values.
pub(super) fn constrained(shape: &Shape) -> bool {
    let values = matches!(&shape.kind, Kind::String(values) if !values.is_empty());
    values || shape.min.is_some() || shape.max.is_some() || shape.pattern.is_some()
}

/// Whether a simple value breaks nothing.
pub(super) fn holds(shape: &Shape, value: &Value) -> bool {
    if shape.is_arn(value) {
        return true;
    }
    let text = value.as_str();
    let among =
        |values: &[&str]| values.is_empty() || text.is_none_or(|text| values.contains(&text));
    let matches = |text: &str| {
        shape
            .pattern
            .as_ref()
            .is_none_or(|pattern| pattern.matches(text))
    };
    !value.is_null()
        && !matches!(&shape.kind, Kind::String(values) if !among(values))
        && text.is_none_or(matches)
        && measured(shape, value).is_none()
}

/// The constraint of length or range that a simple value breaks.
pub(super) fn measured(shape: &Shape, value: &Value) -> Option<String> {
    match (&shape.kind, value) {
        (Kind::Blob, Value::String(text)) => outside(shape, decoded_length(text)),
        // A text has as many bytes as it has characters, or more.
        (Kind::String(_), Value::String(text)) => {
            let fits = shape.min.is_none_or(|min| min <= 1 && !text.is_empty());
            let short = shape.max.is_none_or(|max| to_count(max) >= text.len());
            if fits && short {
                None
            } else {
                outside(shape, text.chars().count())
            }
        }
        (Kind::Integer | Kind::Long | Kind::Double, Value::Number(number)) => {
            let number = number.as_i64()?;
            if shape.min.is_some_and(|min| number < min) {
                return shape
                    .min
                    .map(|min| format!("Member must have value greater than or equal to {min}"));
            }
            let over = shape.max.filter(|max| number > *max);
            over.map(|max| format!("Member must have value less than or equal to {max}"))
        }
        _ => None,
    }
}

/// The constraint that a length breaks.
pub(super) fn outside(shape: &Shape, length: usize) -> Option<String> {
    let under = shape.min.filter(|min| length < to_count(*min));
    let over = shape.max.filter(|max| length > to_count(*max));
    under.map(at_least).or_else(|| over.map(at_most))
}

/// A bound of a length is never below zero.
fn to_count(bound: i64) -> usize {
    usize::try_from(bound).unwrap_or(if bound < 0 { 0 } else { usize::MAX })
}

pub(super) fn at_least(min: i64) -> String {
    format!("Member must have length greater than or equal to {min}")
}

pub(super) fn at_most(max: i64) -> String {
    format!("Member must have length less than or equal to {max}")
}

pub(super) fn satisfy_pattern(pattern: &str) -> String {
    format!("Member must satisfy regular expression pattern: {pattern}")
}

pub(super) fn satisfy_enum(values: &[&str]) -> String {
    format!(
        "Member must satisfy enum value set: [{}]",
        values.join(", ")
    )
}

/// All constraints of a simple shape, in the order in which AWS prints them of names and elements.
pub(super) fn constraints(shape: &Shape) -> Vec<String> {
    let mut all = Vec::new();
    all.extend(shape.max.map(at_most));
    all.extend(shape.min.map(at_least));
    all.extend(
        shape
            .pattern
            .as_ref()
            .map(|pattern| satisfy_pattern(pattern.source())),
    );
    if let Kind::String(values) = &shape.kind
        && !values.is_empty()
    {
        all.push(satisfy_enum(values));
    }
    all
}

/// The rule that stands for all constraints of a shape.
pub(super) fn rule_of(shape: &Shape) -> &'static str {
    match &shape.kind {
        Kind::String(values) if !values.is_empty() => "model-enum",
        _ if shape.pattern.is_some() => "model-pattern",
        _ => "model-length",
    }
}

/// How many bytes a text of base64 stands for.
pub(super) fn decoded_length(text: &str) -> usize {
    let padding = text.bytes().rev().take_while(|byte| *byte == b'=').count();
    (text.len() / 4 * 3).saturating_sub(padding)
}
