//! Whatever is sent is answered: 4xx or as usual, in the one error shape, at once, in bounded memory.

mod arbitrary;
mod bodies;
mod heads;
mod large;
mod queries;
mod slow;

use crate::support::{Answer, TestApp, demo};

/// The answer is an error of the client's, in one of the two shapes, with a request id.
#[track_caller]
fn assert_shape(answer: &Answer, row: &str) {
    let status = answer.status;
    assert!(
        (400..500).contains(&status),
        "{row}: {status} {}",
        answer.text
    );
    let id = answer
        .header("x-request-id")
        .or(answer.header("x-amzn-requestid"));
    assert!(id.is_some_and(|id| id.len() == 36), "{row}: {id:?}");
    let body = answer.json();
    match answer.header("content-type").unwrap() {
        "application/ld+json; charset=utf-8" => {
            let kind = body["@type"].as_str().unwrap();
            assert!(
                ["hydra:Error", "ConstraintViolationList"].contains(&kind),
                "{row}: {kind}"
            );
            let context = format!("/api/contexts/{}", kind.trim_start_matches("hydra:"));
            assert_eq!(body["@context"], context, "{row}");
            assert_eq!(body["hydra:title"], "An error occurred", "{row}");
            assert!(body["hydra:description"].is_string(), "{row}");
        }
        "application/problem+json; charset=utf-8" => {
            assert_eq!(body["title"], "An error occurred", "{row}");
            assert!(body["detail"].is_string(), "{row}");
        }
        other => panic!("{row}: {other}"),
    }
    for secret in [
        "panicked",
        "src/",
        "DynamoDB",
        "dynamodb",
        "TableError",
        "serde",
        "leah_",
    ] {
        assert!(!answer.text.contains(secret), "{row}: {}", answer.text);
    }
}

/// The house still answers as it did.
async fn assert_stands(app: &TestApp) {
    app.get(demo::OFFICE).send().await.expect(200);
    let list = app.get("/api/appointments").send().await.expect(200).json();
    assert_eq!(
        list["hydra:member"].as_array().unwrap().len(),
        1,
        "nothing was booked"
    );
}
