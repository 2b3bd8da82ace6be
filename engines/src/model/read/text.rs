//! Values that stand as text: in paths, queries, headers, forms and XML.

use serde_json::Value;

use super::json::flag;
use crate::model::load::Model;
use crate::model::refuse::Misfit;
use crate::model::shape::{Kind, Member};

/// The value of a member that stands as `text`.
pub(super) fn value(model: &Model, member: &Member, text: &str) -> Result<Value, Misfit> {
    simple(&model.shape(member.shape).kind, text).ok_or_else(|| unreadable(member, text))
}

/// The value of a simple kind; `None` if `text` is none.
pub(super) fn simple(kind: &Kind, text: &str) -> Option<Value> {
    Some(match kind {
        // A date stands in one of several forms; no constraint is on it.
        Kind::String(_) | Kind::Blob | Kind::Timestamp => Value::from(text),
        Kind::Boolean => Value::Bool(flag(text)?),
        Kind::Integer => Value::from(text.parse::<i32>().ok()?),
        Kind::Long => Value::from(text.parse::<i64>().ok()?),
        Kind::Double => Value::from(text.parse::<f64>().ok()?),
        Kind::Structure(_) | Kind::List { .. } | Kind::Map { .. } => return None,
    })
}

/// S3's words for the numbers that it is given, as `OpenStack` Swift has them (`s3api`) and others; the rest in like words.
fn unreadable(member: &Member, text: &str) -> Misfit {
    Misfit::new(match member.wire {
        "partNumber" => "Part number must be an integer between 1 and 10000, inclusive".to_owned(),
        "max-keys" => "Provided max-keys not an integer or within integer range".to_owned(),
        wire => format!("Provided {wire} is not valid: {text}"),
    })
}
