//! The documents that errors are.

use serde::Serialize;
use serde_json::Value;

use crate::document::context;

/// The one title that the conventions give every error.
const TITLE: &str = "An error occurred";
/// The type that the conventions give every problem document.
const TYPE: &str = "https://tools.ietf.org/html/rfc2616#section-10";
/// The names of the contexts, which are also those of the types.
pub const ERROR: &str = "Error";
/// The same, of broken rules.
pub const VIOLATIONS: &str = "ConstraintViolationList";

/// An error as JSON-LD.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Hydra {
    #[serde(rename = "@context")]
    context: String,
    #[serde(rename = "@type")]
    kind: String,
    /// The same for every error.
    #[serde(rename = "hydra:title")]
    title: &'static str,
    /// What is wrong, for a person to read.
    #[serde(rename = "hydra:description")]
    description: String,
    /// Each rule that the request breaks.
    #[serde(skip_serializing_if = "Option::is_none")]
    violations: Option<Vec<Broken>>,
}

/// An error as plain JSON (RFC 9457).
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Plain {
    /// The same for every error.
    #[serde(rename = "type")]
    kind: &'static str,
    /// The same for every error.
    title: &'static str,
    /// What is wrong, for a person to read.
    detail: String,
    /// Each rule that the request breaks.
    #[serde(skip_serializing_if = "Option::is_none")]
    violations: Option<Vec<Broken>>,
}

/// One rule that a request breaks.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "ConstraintViolation")
)]
pub struct Broken {
    /// Where in the request.
    pub property_path: String,
    /// What is wrong there, for a person to read.
    pub message: String,
    /// The rule's code, for a program: it does not change.
    pub code: &'static str,
}

impl Hydra {
    pub(crate) fn error(description: String) -> Value {
        Self::document(ERROR, format!("hydra:{ERROR}"), description, None)
    }

    pub(crate) fn violations(description: String, violations: Vec<Broken>) -> Value {
        Self::document(VIOLATIONS, VIOLATIONS.into(), description, Some(violations))
    }

    fn document(
        name: &str,
        kind: String,
        description: String,
        violations: Option<Vec<Broken>>,
    ) -> Value {
        value(&Self {
            context: context(name),
            kind,
            title: TITLE,
            description,
            violations,
        })
    }
}

impl Plain {
    pub(crate) fn body(detail: String, violations: Option<Vec<Broken>>) -> Value {
        value(&Self {
            kind: TYPE,
            title: TITLE,
            detail,
            violations,
        })
    }
}

/// Texts and lists of texts, and nothing that could fail to be a document.
fn value(document: &impl Serialize) -> Value {
    serde_json::to_value(document).unwrap_or_default()
}
