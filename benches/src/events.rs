//! The recorded events.

use data_encoding::BASE64;
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

/// The same event with a body of any bytes.
pub(crate) fn with_bytes(mut event: Value, body: &[u8]) -> Value {
    event["body"] = BASE64.encode(body).into();
    event["isBase64Encoded"] = true.into();
    event
}

/// The same event for another path and query.
pub(crate) fn with_query(mut event: Value, path: &str, query: &[(&str, String)]) -> Value {
    event["path"] = path.into();
    let one = query
        .iter()
        .map(|(name, value)| ((*name).to_owned(), Value::from(value.as_str())));
    event["queryStringParameters"] = one.collect::<Value>();
    let many = query
        .iter()
        .map(|(name, value)| ((*name).to_owned(), Value::from(vec![value.as_str()])));
    event["multiValueQueryStringParameters"] = many.collect::<Value>();
    event
}
