//! Answers to requests that fail: one shape for all, by the format that was asked for.

use serde_json::{Map, Value, json};

use crate::{
    examples, headers,
    schemas::{Schemas, refer},
};

/// An error that a request can meet.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Failure {
    pub(crate) status: u16,
    /// The name of its component.
    name: &'static str,
    said: &'static str,
    headers: &'static [&'static str],
    by: By,
}

/// Who says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    /// A function: in the format that was asked for.
    Function,
    /// The gateway alone: always JSON-LD.
    Gateway,
    /// Before any format is agreed on: always plain.
    Negotiation,
    /// A function, of broken rules or an idempotency key.
    Rules,
}

macro_rules! failures {
    ($($constant:ident $status:literal $name:literal $by:ident $headers:tt $said:literal;)+) => {
        $(pub(crate) const $constant: Failure = Failure {
            status: $status,
            name: $name,
            said: $said,
            headers: &$headers,
            by: By::$by,
        };)+
        const ALL: &[Failure] = &[$($constant),+];
    };
}

failures! {
    BAD_REQUEST 400 "BadRequest" Function [] "The request cannot be understood: its query, its JSON, the type of a value, an IRI that names nothing of yours.";
    UNAUTHORIZED 401 "Unauthorized" Function ["WWW-Authenticate"] "The key is missing or does not open this door; the same words whatever is wrong with it.";
    NOT_FOUND 404 "NotFound" Function [] "There is no such item, or it is another organization's; or the path asks for an unknown format.";
    NOT_ALLOWED 405 "MethodNotAllowed" Function ["Allow"] "The path exists, but not with this method.";
    NOT_ACCEPTABLE 406 "NotAcceptable" Negotiation [] "No format that `Accept` names is on offer.";
    SLOW 408 "RequestTimeout" Gateway [] "The request's body did not arrive in time.";
    CONFLICT 409 "Conflict" Function [] "The request cannot be carried out as things are now: another one is changing the same thing, or the same idempotent request is under way.";
    TOO_LARGE 413 "ContentTooLarge" Function [] "The body is larger than is taken here.";
    MEDIA_TYPE 415 "UnsupportedMediaType" Function [] "The body's media type is missing, or not taken here.";
    INVALID 422 "UnprocessableContent" Rules [] "The request breaks rules, all of which are named; or its idempotency key was used for another request.";
    THROTTLED 429 "TooManyRequests" Gateway ["Retry-After"] "There are too many requests at once.";
    HEAD_TOO_LARGE 431 "RequestHeaderFieldsTooLarge" Gateway [] "Request line and headers are larger than is taken.";
    INTERNAL 500 "InternalServerError" Function [] "A fault of ours.";
    BAD_GATEWAY 502 "BadGateway" Gateway [] "A fault of ours.";
    UNAVAILABLE 503 "ServiceUnavailable" Function ["Retry-After"] "A service that the answer needs does not answer at the moment.";
    TIMEOUT 504 "GatewayTimeout" Gateway [] "There was no answer in time. What was asked for may have been done: repeat it with the same idempotency key.";
}

/// What every request can meet.
const ANY: [Failure; 9] = [
    BAD_REQUEST,
    NOT_ALLOWED,
    NOT_ACCEPTABLE,
    THROTTLED,
    HEAD_TOO_LARGE,
    INTERNAL,
    BAD_GATEWAY,
    UNAVAILABLE,
    TIMEOUT,
];

/// References to the answers to failures: what every request can meet, and `more`.
pub(crate) fn of(more: &[Failure]) -> Map<String, Value> {
    let mut failures: Vec<&Failure> = ANY.iter().chain(more).collect();
    failures.sort_by_key(|failure| failure.status);
    let reference = |failure: &Failure| {
        let to = format!("#/components/responses/{}", failure.name);
        (failure.status.to_string(), json!({ "$ref": to }))
    };
    failures.into_iter().map(reference).collect()
}

/// All of them.
pub(crate) fn components(schemas: &mut Schemas) -> Value {
    let either =
        json!({ "oneOf": [refer("ConstraintViolationList.jsonld"), refer("Error.jsonld")] });
    let either = schemas.add("Unprocessable.jsonld", either);
    let (hydra, plain) = ("application/ld+json", "application/problem+json");
    let one = |failure: &Failure| {
        let shown = |format: &str, schema: Value| {
            let mut shown = json!({ "schema": schema });
            let examples = examples::answers(failure.name, failure.status, format);
            if !examples.is_empty() {
                shown["examples"] = examples.into();
            }
            shown
        };
        let error = shown("jsonld", refer("Error.jsonld"));
        let problem = shown("problem", refer("Problem"));
        let content = match failure.by {
            By::Function => json!({ hydra: error, plain: problem }),
            By::Rules => json!({ hydra: shown("jsonld", either.clone()), plain: problem }),
            By::Negotiation => json!({ plain: problem }),
            By::Gateway => json!({ hydra: error }),
        };
        let headers = match failure.by {
            By::Gateway => headers::of_gateway(failure.headers),
            _ => headers::of(failure.headers),
        };
        let answer = json!({ "description": failure.said, "headers": headers, "content": content });
        (failure.name.to_owned(), answer)
    };
    let mut all: Map<String, Value> = ALL.iter().map(one).collect();
    all.insert("NotModified".into(), unchanged(&["ETag"]));
    Value::Object(all)
}

/// The answer without a body, with the headers that come with it.
pub(crate) fn unchanged(more: &[&str]) -> Value {
    json!({
        "description": "It is still as the `If-None-Match` header says.",
        "headers": headers::of(more),
    })
}
