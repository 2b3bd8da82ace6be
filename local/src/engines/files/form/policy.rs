//! The policy of a form: until when it holds, and what it asks of each field.
//!
//! (Amazon S3 API reference, "Creating a POST policy".)

use jiff::Timestamp;
use s3s::{S3Error, S3Result, s3_error};
use serde_json::{Map, Value, json};

use super::fields::Fields;
use crate::engines::files::BUCKET;

/// The largest object of one request.
const LARGEST: u64 = 5 << 30;

/// A policy document.
#[derive(Debug)]
pub(super) struct Policy {
    expiration: Timestamp,
    conditions: Vec<Condition>,
}

#[derive(Debug)]
enum Condition {
    Equal { field: String, value: String },
    StartsWith { field: String, value: String },
    Length(Length),
}

/// How many bytes a file may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Length {
    pub(super) least: u64,
    pub(super) most: u64,
}

impl Policy {
    pub(super) fn parse(document: &[u8]) -> S3Result<Self> {
        let document: Map<String, Value> =
            serde_json::from_slice(document).map_err(|_| invalid("Invalid JSON."))?;
        let Some(expiration) = document.get("expiration").and_then(Value::as_str) else {
            return Err(invalid("Policy missing expiration."));
        };
        let Some(conditions) = document.get("conditions").and_then(Value::as_array) else {
            return Err(invalid("Policy missing conditions."));
        };
        let mut parsed = Vec::with_capacity(conditions.len());
        for condition in conditions {
            Condition::parse(condition, &mut parsed)?;
        }
        Ok(Self {
            expiration: expiration
                .parse()
                .map_err(|_| invalid(&format!("Invalid 'expiration' value: '{expiration}'")))?,
            conditions: parsed,
        })
    }

    /// Whether a form is all that the policy asks for, the length of its file aside.
    pub(super) fn check(&self, fields: &Fields, now: Timestamp) -> S3Result<()> {
        if now >= self.expiration {
            return Err(refused("Policy expired."));
        }
        for condition in &self.conditions {
            if !condition.holds(fields) {
                return Err(refused(&format!(
                    "Policy Condition failed: {}",
                    condition.told()
                )));
            }
        }
        let extra: Vec<&str> = fields
            .iter()
            .map(|(name, _)| name)
            .filter(|name| !is_free(name) && !self.conditions.iter().any(|one| one.is_about(name)))
            .collect();
        if extra.is_empty() {
            Ok(())
        } else {
            Err(refused(&format!(
                "Extra input fields: {}",
                extra.join(", ")
            )))
        }
    }

    /// How many bytes the file may have: as many as all conditions let it have.
    pub(super) fn length(&self) -> Length {
        let ranges = self
            .conditions
            .iter()
            .filter_map(|condition| match condition {
                Condition::Length(length) => Some(*length),
                Condition::Equal { .. } | Condition::StartsWith { .. } => None,
            });
        let any = Length {
            least: 0,
            most: LARGEST,
        };
        ranges.fold(any, |one, other| Length {
            least: one.least.max(other.least),
            most: one.most.min(other.most),
        })
    }
}

impl Condition {
    fn parse(condition: &Value, parsed: &mut Vec<Self>) -> S3Result<()> {
        let wrong = || invalid(&format!("Invalid Condition: {condition}"));
        match condition {
            Value::Object(pairs) => {
                for (field, value) in pairs {
                    parsed.push(Self::Equal {
                        field: field.to_ascii_lowercase(),
                        value: value.as_str().ok_or_else(wrong)?.to_owned(),
                    });
                }
            }
            Value::Array(parts) => {
                let [operation, first, second] = &parts[..] else {
                    return Err(wrong());
                };
                let operation = operation.as_str().ok_or_else(wrong)?.to_ascii_lowercase();
                parsed.push(match operation.as_str() {
                    "eq" => {
                        let (field, value) = matched(first, second).ok_or_else(wrong)?;
                        Self::Equal { field, value }
                    }
                    "starts-with" => {
                        let (field, value) = matched(first, second).ok_or_else(wrong)?;
                        Self::StartsWith { field, value }
                    }
                    "content-length-range" => Self::Length(Length {
                        least: number(first).ok_or_else(wrong)?,
                        most: number(second).ok_or_else(wrong)?,
                    }),
                    _ => return Err(wrong()),
                });
            }
            _ => return Err(wrong()),
        }
        Ok(())
    }

    fn holds(&self, fields: &Fields) -> bool {
        // The bucket is in the address; a field of that name is not needed.
        let given = |field: &str| fields.get(field).or((field == "bucket").then_some(BUCKET));
        match self {
            Self::Equal { field, value } => given(field) == Some(value.as_str()),
            Self::StartsWith { field, value } => given(field).is_some_and(|given| {
                // A list of types begins so if each of them does.
                let mut each = given.split(',');
                if field == "content-type" {
                    each.all(|one| one.starts_with(value.as_str()))
                } else {
                    given.starts_with(value.as_str())
                }
            }),
            // It is seen when the file has come.
            Self::Length(_) => true,
        }
    }

    fn is_about(&self, name: &str) -> bool {
        match self {
            Self::Equal { field, .. } | Self::StartsWith { field, .. } => field == name,
            Self::Length(_) => false,
        }
    }

    /// As S3 writes it in a refusal.
    fn told(&self) -> Value {
        match self {
            Self::Equal { field, value } => json!(["eq", format!("${field}"), value]),
            Self::StartsWith { field, value } => json!(["starts-with", format!("${field}"), value]),
            Self::Length(length) => json!(["content-length-range", length.least, length.most]),
        }
    }
}

/// The fields that need no condition.
fn is_free(name: &str) -> bool {
    matches!(name, "policy" | "x-amz-signature" | "file") || name.starts_with("x-ignore-")
}

/// The field of `"$field"`, in lower case, and the value.
fn matched(field: &Value, value: &Value) -> Option<(String, String)> {
    let field = field.as_str()?.strip_prefix('$')?.to_ascii_lowercase();
    Some((field, value.as_str()?.to_owned()))
}

fn number(value: &Value) -> Option<u64> {
    value
        .as_u64()
        .or_else(|| value.as_str().and_then(|text| text.parse().ok()))
}

/// What S3 says of a policy that is none.
pub(super) fn invalid(why: &str) -> S3Error {
    s3_error!(InvalidPolicyDocument, "Invalid Policy: {why}")
}

/// What S3 says of a form that the policy does not allow.
fn refused(why: &str) -> S3Error {
    s3_error!(AccessDenied, "Invalid according to Policy: {why}")
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: &str = "2021-03-24T12:15:00Z";

    fn policy(conditions: &Value) -> S3Result<Policy> {
        let document = json!({"expiration": "2021-03-24T12:30:00.000Z", "conditions": conditions});
        Policy::parse(document.to_string().as_bytes())
    }

    fn said(conditions: &Value, fields: &Fields) -> String {
        match policy(conditions)
            .unwrap()
            .check(fields, NOW.parse().unwrap())
        {
            Ok(()) => String::new(),
            Err(error) => error.message().unwrap().to_owned(),
        }
    }

    #[test]
    fn every_condition_has_to_hold() {
        let form = Fields::from([("key", "a/b"), ("content-type", "image/png")]);
        let ok =
            json!([{"KEY": "a/b"}, ["starts-with", "$Content-Type", "image/"], {"bucket": BUCKET}]);
        assert_eq!(said(&ok, &form), "");
        let other = json!([{"key": "a/c"}, ["starts-with", "$content-type", ""]]);
        assert_eq!(
            said(&other, &form),
            r#"Invalid according to Policy: Policy Condition failed: ["eq","$key","a/c"]"#
        );
        let bucket = json!([{"bucket": "b"}, {"key": "a/b"}, {"content-type": "image/png"}]);
        assert!(said(&bucket, &form).contains(r#"["eq","$bucket","b"]"#));
        let missing = json!([{"key": "a/b"}, {"content-type": "image/png"}, ["starts-with", "$x-amz-meta-a", ""]]);
        assert!(said(&missing, &form).contains("x-amz-meta-a"));
    }

    #[test]
    fn every_field_needs_a_condition() {
        let form = Fields::from([
            ("key", "k"),
            ("policy", "p"),
            ("x-ignore-a", "1"),
            ("acl", "public-read"),
        ]);
        assert_eq!(
            said(&json!([{"key": "k"}]), &form),
            "Invalid according to Policy: Extra input fields: acl"
        );
    }

    #[test]
    fn a_policy_ends_at_its_expiration() {
        let policy = policy(&json!([])).unwrap();
        let at = |text: &str| policy.check(&Fields::from([]), text.parse().unwrap());
        assert!(at("2021-03-24T12:29:59.999Z").is_ok());
        let ended = at("2021-03-24T12:30:00Z").unwrap_err();
        assert_eq!(
            ended.message(),
            Some("Invalid according to Policy: Policy expired.")
        );
    }

    #[test]
    fn all_ranges_of_length_hold_together() {
        let ranges = json!([
            ["content-length-range", 1, 100],
            ["content-length-range", "10", "200"]
        ]);
        let length = policy(&ranges).unwrap().length();
        assert_eq!(
            length,
            Length {
                least: 10,
                most: 100
            }
        );
    }

    #[test]
    fn what_is_no_policy_is_refused() {
        for conditions in [
            json!(null),
            json!("x"),
            json!([1]),
            json!([{"key": 1}]),
            json!([["eq", "$key"]]),
            json!([["eq", "key", "k"]]),
            json!([["ends-with", "$key", "k"]]),
            json!([["content-length-range", -1, 5]]),
            json!([["content-length-range", "x", 5]]),
        ] {
            let error = policy(&conditions).unwrap_err();
            assert_eq!(
                error.code().as_str(),
                "InvalidPolicyDocument",
                "{conditions}"
            );
        }
        for text in [
            "",
            "[]",
            "{}",
            r#"{"conditions":[]}"#,
            r#"{"expiration":"soon","conditions":[]}"#,
        ] {
            assert!(Policy::parse(text.as_bytes()).is_err(), "{text}");
        }
    }
}
