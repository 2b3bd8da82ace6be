//! Lambda. Source: Lambda developer guide, "Lambda quotas"; API reference, `Invoke`.

use serde_json::Value;

use super::{Refusal, text};
use crate::Request;

/// How many bytes an event has at the most whose answer is waited for.
const WAITED_FOR: usize = 6 * 1024 * 1024;
/// How many bytes an event has at the most that is only accepted.
const ACCEPTED: usize = 1024 * 1024;

pub(super) fn check(operation: &str, input: &Value, request: &Request<'_>) -> Result<(), Refusal> {
    if operation != "Invoke" {
        return Ok(());
    }
    let kind = text(input, "InvocationType").unwrap_or("RequestResponse");
    let limit = if kind == "Event" {
        ACCEPTED
    } else {
        WAITED_FOR
    };
    let size = request.body.len();
    if size > limit {
        return Err(Refusal::new(
            "payload-size",
            "RequestTooLargeException",
            format!("{size} byte payload is too large for the {kind} invocation type (limit {limit} bytes)"),
        )
        .with_status(413));
    }
    if !request.body.is_empty()
        && serde_json::from_slice::<serde::de::IgnoredAny>(request.body).is_err()
    {
        return Err(Refusal::new(
            "payload-json",
            "InvalidRequestContentException",
            "Could not parse request body into json: Could not parse payload into json",
        ));
    }
    Ok(())
}
