//! Answers, without what is random in them: so that one can be held against another's.

use serde_json::{Map, Value};
use uuid::Uuid;

/// Headers whose value belongs to one answer alone.
const OWN: [&str; 2] = ["x-request-id", "date"];

/// What a function has answered, without identifiers, secrets and instants: status, headers in small letters and in order, body.
pub fn masked(answer: &Value) -> Value {
    let mut headers = Map::new();
    for name in ["headers", "multiValueHeaders"] {
        for (name, value) in answer[name].as_object().into_iter().flatten() {
            let value = match value {
                Value::Array(values) => values.first().cloned().unwrap_or_default(),
                value => value.clone(),
            };
            let name = name.to_ascii_lowercase();
            let own = OWN.contains(&name.as_str());
            let value = if own { "…".into() } else { value };
            headers.insert(name, without_own(value));
        }
    }
    headers.sort_keys();
    let body = answer["body"].as_str().unwrap_or_default();
    let body = serde_json::from_str(body).unwrap_or_else(|_| body.into());
    serde_json::json!({
        "status": answer["statusCode"],
        "headers": headers,
        "body": without_own(body),
    })
}

fn without_own(value: Value) -> Value {
    match value {
        Value::String(text) => spelled(&text).into(),
        Value::Array(values) => values.into_iter().map(without_own).collect(),
        Value::Object(fields) => {
            let fields = fields
                .into_iter()
                .map(|(name, value)| (name, without_own(value)));
            Value::Object(fields.collect())
        }
        other => other,
    }
}

/// A text with `…` for each identifier in a path, whosever it is, for a secret and for an instant.
fn spelled(text: &str) -> String {
    let parts = text.split('/').map(|part| {
        let identifier = Uuid::try_parse(part).is_ok();
        let instant = part.parse::<jiff::Timestamp>().is_ok();
        let secret = part.len() >= 32
            && part
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"+/=_-".contains(&byte));
        if identifier || instant || secret {
            "…"
        } else {
            part
        }
    });
    parts.collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn two_answers_that_differ_by_chance_are_the_same() {
        let answer = |id: &str, request: &str| {
            json!({
                "statusCode": 201,
                "multiValueHeaders": {"X-Request-Id": [request], "Vary": ["Accept"]},
                "body": json!({"@id": format!("/api/appointments/{id}"), "status": "scheduled"}).to_string(),
            })
        };
        let one = masked(&answer("70cbe776-1de2-48b2-86aa-e9e9410bc711", "a"));
        assert_eq!(
            one,
            masked(&answer("70cbe776-1de2-48b2-86aa-e9e9410bc712", "b"))
        );
        assert_eq!(one["body"]["@id"], "/api/appointments/…");
        assert_eq!(one["body"]["status"], "scheduled");
        assert_eq!(
            one["headers"],
            json!({"vary": "Accept", "x-request-id": "…"})
        );
    }
}
