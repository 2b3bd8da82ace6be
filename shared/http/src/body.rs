//! Request bodies: their media type, their size, their JSON.

use leah_domain::input::{Object, type_name};
use mediatype::{MediaType, MediaTypeBuf};
use serde_json::Value;

use crate::Problem;

/// The largest JSON body, in bytes (contract, section 6).
pub const LIMIT: usize = 64 * 1024;

/// What a body may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Media {
    /// A document: JSON-LD or JSON.
    Document,
    /// A merge patch (RFC 7396).
    MergePatch,
}

impl Media {
    /// The media types that it may have.
    pub const fn supported(self) -> &'static [&'static str] {
        match self {
            Self::Document => &["application/ld+json", "application/json"],
            Self::MergePatch => &["application/merge-patch+json"],
        }
    }
}

/// Reads the JSON object of a body for a kind of resource.
pub(crate) fn object(
    content_type: Option<&str>,
    body: &[u8],
    media: Media,
    kind: &str,
) -> Result<Object, Problem> {
    check_media(content_type, media)?;
    if body.len() > LIMIT {
        return Err(Problem::TooLarge { limit: LIMIT });
    }
    let text = std::str::from_utf8(body).map_err(|_| {
        Problem::Malformed("Malformed UTF-8 characters, possibly incorrectly encoded".into())
    })?;
    let value: Value = serde_json::from_str(text).map_err(|error| syntax(&error))?;
    match value {
        Value::Object(object) => Ok(object),
        // The reference stack cannot tell an empty list from an empty object, and ignores numbered keys.
        Value::Array(_) => Ok(Object::new()),
        Value::String(text) => Err(Problem::Malformed(format!("Invalid IRI \"{text}\"."))),
        other => Err(Problem::Malformed(format!(
            "Expected IRI or document for resource \"{kind}\", \"{}\" given.",
            type_name(&other)
        ))),
    }
}

fn check_media(content_type: Option<&str>, media: Media) -> Result<(), Problem> {
    let given = content_type
        .map(str::trim)
        .filter(|given| !given.is_empty())
        .ok_or(Problem::NoMediaType)?;
    let supported = media.supported();
    let parsed = given.parse::<MediaTypeBuf>().ok();
    let known = parsed.is_some_and(|parsed| {
        supported
            .iter()
            .filter_map(|name| MediaType::parse(name).ok())
            .any(|name| parsed.essence() == name)
    });
    if known {
        return Ok(());
    }
    let quoted: Vec<String> = supported.iter().map(|name| format!("\"{name}\"")).collect();
    Err(Problem::MediaType {
        given: given.to_owned(),
        supported: quoted.join(", "),
    })
}

fn syntax(error: &serde_json::Error) -> Problem {
    // The library has no category for it, only its words.
    if error.to_string().starts_with("recursion limit exceeded") {
        Problem::Malformed("Maximum stack depth exceeded".into())
    } else {
        Problem::Malformed("Syntax error".into())
    }
}
