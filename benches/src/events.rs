//! The recorded events.

use serde_json::Value;

use crate::{error::BenchError, programs::root};

/// An event of `events/`, with a key.
pub(crate) fn event(name: &str, key: &str) -> Result<Value, BenchError> {
    let path = root().join("events").join(format!("{name}.json"));
    let text = std::fs::read_to_string(&path).map_err(BenchError::at(path))?;
    Ok(serde_json::from_str(&text.replace("$your_api_key", key))?)
}

/// The same event with another body.
pub(crate) fn with_body(mut event: Value, body: &Value) -> Value {
    event["body"] = body.to_string().into();
    event["isBase64Encoded"] = false.into();
    event
}
