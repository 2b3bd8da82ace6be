//! Event filter patterns (AWS Lambda developer guide, "Filter rule syntax"), as far as the template uses them.

use serde_json::Value;

/// Whether an event matches: an object's every member must match, and a list holds the values allowed.
pub(super) fn matches(pattern: &Value, event: &Value) -> bool {
    match pattern {
        Value::Object(members) => members
            .iter()
            .all(|(name, member)| matches(member, event.get(name).unwrap_or(&Value::Null))),
        Value::Array(allowed) => allowed.contains(event),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_member_has_to_match() {
        let pattern =
            json!({"eventName": ["INSERT"], "dynamodb": {"NewImage": {"type": {"S": ["Outbox"]}}}});
        let event = |name: &str, kind: &str| json!({"eventName": name, "dynamodb": {"NewImage": {"type": {"S": kind}, "x": {"N": "1"}}}});
        assert!(matches(&pattern, &event("INSERT", "Outbox")));
        assert!(!matches(&pattern, &event("MODIFY", "Outbox")));
        assert!(!matches(&pattern, &event("INSERT", "Appointment")));
        assert!(!matches(&pattern, &json!({"eventName": "INSERT"})));
    }
}
