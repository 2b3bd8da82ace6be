//! Headers that every answer carries, and the entity tag.

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

/// The headers of every answer, whatever it says.
pub const ALWAYS: [(&str, &str); 4] = [
    ("vary", "Accept"),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "deny"),
    ("cache-control", "no-cache, private"),
];

/// The headers that speak of a body, and are left out where none is sent again (RFC 9110, section 15.4.5).
pub(crate) const OF_BODIES: [&str; 2] = ["content-encoding", "content-type"];

/// Where the API's documentation is, as every answer under `/api` says (Hydra core).
pub(crate) fn documentation(base_url: &str) -> String {
    format!(
        "<{base_url}/api/docs.jsonld>; rel=\"http://www.w3.org/ns/hydra/core#apiDocumentation\""
    )
}

/// The entity tag of a body: 32 hex digits of its SHA-256.
pub(crate) fn etag(body: &[u8]) -> String {
    let digest = HEXLOWER.encode(&Sha256::digest(body)[..16]);
    format!("\"{digest}\"")
}

/// Whether an `If-None-Match` header names this tag (RFC 9110, section 13.1.2: the comparison is weak).
pub(crate) fn matches(if_none_match: &str, etag: &str) -> bool {
    if_none_match
        .split(',')
        .map(|tag| tag.trim().trim_start_matches("W/"))
        .any(|tag| tag == "*" || tag == etag)
}
