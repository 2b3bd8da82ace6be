//! Every error, whole, in both shapes: what is wrong with fields, bodies, media types, routes, and which comes first.

mod bodies;
mod fields;
mod media;
mod order;
mod routes;

use serde_json::{Value, json};

use crate::support::{Answer, Call};

/// The media type of an error by default.
pub(super) const HYDRA: &str = "application/ld+json; charset=utf-8";
/// The media type of an error for those who accept plain JSON.
pub(super) const PROBLEM: &str = "application/problem+json; charset=utf-8";

const TITLE: &str = "An error occurred";

/// The body of a `hydra:Error`.
pub(super) fn hydra(description: &str) -> String {
    json!({
        "@context": "/api/contexts/Error",
        "@type": "hydra:Error",
        "hydra:title": TITLE,
        "hydra:description": description,
    })
    .to_string()
}

/// The body of a problem document.
pub(super) fn problem(detail: &str) -> String {
    json!({
        "type": "https://tools.ietf.org/html/rfc2616#section-10",
        "title": TITLE,
        "detail": detail,
    })
    .to_string()
}

/// Rules that are broken, as (property, message).
type Rules<'a> = &'a [(&'a str, &'a str)];

fn lines(rules: Rules<'_>) -> String {
    let lines: Vec<String> = rules
        .iter()
        .map(|(property, message)| format!("{property}: {message}"))
        .collect();
    lines.join("\n")
}

fn listed(rules: Rules<'_>) -> Value {
    let one = |(property, message): &(&str, &str)| json!({"propertyPath": property, "message": message, "code": code(message)});
    rules.iter().map(one).collect()
}

fn code(message: &str) -> &'static str {
    match message {
        "This value should not be blank." => "c1051bb4-d103-4f74-8988-acbcafc7fdc3",
        "This value should not be null." => "ad32d13f-c3d4-423b-909a-857b961eb720",
        "This value is not a valid email address." => "bd79c0ab-ddba-46cc-a703-a7a4b08de310",
        "The value you selected is not a valid choice." => "8e179f1b-97aa-4560-a02f-2a8b42e49df7",
        "This value is not valid." => "de1e3db3-5ed4-4941-aae4-59f3667cc3a3",
        "This value is too long. It should have 255 characters or less." => {
            "d94b19cc-114f-4f44-9cc4-4138e80a87b9"
        }
        other => panic!("{other} has no code"),
    }
}

/// The answer is this error, to the byte.
#[track_caller]
pub(super) fn assert_error(answer: &Answer, status: u16, media: &str, body: &str, row: &str) {
    assert_eq!(answer.status, status, "{row}: {}", answer.text);
    assert_eq!(answer.text, body, "{row}");
    assert_eq!(answer.header("content-type"), Some(media), "{row}");
}

/// The request is refused with these words, in the shape that each `Accept` asks for.
async fn assert_refused(request: impl Fn() -> Call, status: u16, words: &str, row: &str) {
    for (accept, media, body) in [
        ("", HYDRA, hydra(words)),
        ("application/ld+json", HYDRA, hydra(words)),
        ("application/json", PROBLEM, problem(words)),
    ] {
        let answer = request().accept(accept).send().await;
        assert_error(&answer, status, media, &body, row);
    }
}

/// The request is refused for all of these rules, in this order, in the shape that each `Accept` asks for.
async fn assert_violates(request: impl Fn() -> Call, rules: Rules<'_>, row: &str) {
    let hydra = json!({
        "@context": "/api/contexts/ConstraintViolationList",
        "@type": "ConstraintViolationList",
        "hydra:title": TITLE,
        "hydra:description": lines(rules),
        "violations": listed(rules),
    });
    let problem = json!({
        "type": "https://tools.ietf.org/html/rfc2616#section-10",
        "title": TITLE,
        "detail": lines(rules),
        "violations": listed(rules),
    });
    for (accept, media, body) in [("", HYDRA, &hydra), ("application/json", PROBLEM, &problem)] {
        let answer = request().accept(accept).send().await;
        assert_error(&answer, 422, media, &body.to_string(), row);
    }
}
