//! Every kind of error has the one shape, for JSON-LD and for plain JSON.

use reqwest::Method;
use serde_json::json;

use super::{text, visit};
use crate::support::Call;

const HYDRA: &str = "application/ld+json; charset=utf-8";
const PROBLEM: &str = "application/problem+json; charset=utf-8";
const TITLE: &str = "An error occurred";
const NOBODY: &str = "/api/appointments/00000000-0000-4000-8000-000000000000";

/// The request is refused with a status and words, in the shape that each `Accept` asks for.
async fn refused(request: impl Fn() -> Call, status: u16, words: &str) {
    let answer = request().send().await.expect(status);
    assert_eq!(
        answer.header("content-type"),
        Some(HYDRA),
        "{}",
        answer.text
    );
    let body = answer.json();
    let kind = if status == 422 {
        "ConstraintViolationList"
    } else {
        "hydra:Error"
    };
    assert_eq!(body["@type"], kind);
    assert_eq!(body["hydra:title"], TITLE);
    assert!(text(&body["hydra:description"]).contains(words), "{body}");
    assert_ne!(answer.header("x-request-id").unwrap(), "");

    let answer = request()
        .accept("application/json")
        .send()
        .await
        .expect(status);
    assert_eq!(
        answer.header("content-type"),
        Some(PROBLEM),
        "{}",
        answer.text
    );
    let body = answer.json();
    assert_eq!(body["title"], TITLE);
    assert_ne!(text(&body["detail"]), "");
}

#[tokio::test]
async fn every_error_has_the_one_shape() {
    visit(async |leah| {
        let book = || leah.post("/api/appointments");
        let send = |body: &'static str| move || book().body("application/json", body);
        let key = "Authentication required";
        refused(|| leah.get("/api/offices").anonymous(), 401, key).await;
        refused(|| leah.get("/api/offices").key("leah_nonsense"), 401, key).await;
        refused(|| leah.get("/api/nope"), 404, "No route found").await;
        refused(|| leah.get("/nope"), 404, "No route found").await;
        refused(|| leah.get(NOBODY), 404, "Not Found").await;
        refused(
            || leah.get("/api/appointments/1"),
            404,
            "Invalid identifier",
        )
        .await;
        let edit = || leah.patch(NOBODY).merge(&json!({}));
        refused(edit, 404, "Not Found").await;
        let put = || leah.request(Method::PUT, NOBODY);
        refused(put, 405, "Allow: GET, PATCH, DELETE").await;
        refused(|| leah.get("/api/offices?page=0"), 400, "Page").await;
        refused(send("{"), 400, "Syntax error").await;
        refused(send(r#"{"email": 5}"#), 400, "\"email\" attribute").await;
        refused(|| book().body("text/plain", "{}"), 415, "content-type").await;
        refused(|| book().bare("{}"), 415, "Content-Type").await;
        refused(send("{}"), 422, "startTime: This value should not be").await;
        let large = "x".repeat(100_000);
        refused(
            || book().body("application/json", large.clone()),
            413,
            "too large",
        )
        .await;
    })
    .await;
}

#[tokio::test]
async fn a_refusal_says_what_to_do_instead() {
    visit(async |leah| {
        let answer = leah.delete("/api/offices").send().await.expect(405);
        assert_eq!(answer.header("allow"), Some("GET"));
        let answer = leah
            .get("/api/offices")
            .anonymous()
            .send()
            .await
            .expect(401);
        // A REST API keeps the usual name for itself.
        let names = ["x-amzn-remapped-www-authenticate", "www-authenticate"];
        let challenge = names.iter().find_map(|name| answer.header(name));
        assert_eq!(
            challenge,
            Some("ApiKey realm=\"Leah\", header=\"LEAH-AUTH-TOKEN\"")
        );
        let answer = leah.get("/api/offices").accept("text/html").send().await;
        let answer = answer.expect(406);
        assert_eq!(answer.header("content-type"), Some(PROBLEM));
        assert!(text(&answer.json()["detail"]).contains("text/html"));
    })
    .await;
}

#[tokio::test]
async fn all_that_is_wrong_is_said_at_once() {
    visit(async |leah| {
        let wrong = json!({"email": "no address", "phoneNumber": "12"});
        let answer = leah.post("/api/appointments").json(&wrong).send().await;
        let body = answer.expect(422).json();
        let violations = body["violations"].as_array().unwrap();
        let properties: Vec<&str> = violations
            .iter()
            .map(|violation| text(&violation["propertyPath"]))
            .collect();
        for property in ["email", "phoneNumber", "office", "startTime"] {
            assert!(properties.contains(&property), "{body}");
        }
        for violation in violations {
            assert_eq!(text(&violation["code"]).len(), 36, "{body}");
        }
    })
    .await;
}
