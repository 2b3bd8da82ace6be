//! What is wrong with a body as a whole.

use super::assert_refused;
use crate::support::{TestApp, demo};

fn nested(depth: usize) -> Vec<u8> {
    let text = "{\"a\":".repeat(depth) + "1" + &"}".repeat(depth);
    text.into_bytes()
}

#[tokio::test]
async fn a_body_is_no_json_object() {
    let app = TestApp::start().await;
    let large = format!("{{\"a\":\"{}\"}}", "x".repeat(64 * 1024)).into_bytes();
    for (body, status, words) in [
        (b"{".to_vec(), 400, "Syntax error"),
        (Vec::new(), 400, "Syntax error"),
        (b" \n".to_vec(), 400, "Syntax error"),
        (b"{\"email\": \"a@b.org\",}".to_vec(), 400, "Syntax error"),
        (b"{'email': 'a@b.org'}".to_vec(), 400, "Syntax error"),
        (b"{\"a\": 1} {}".to_vec(), 400, "Syntax error"),
        (b"{\"a\": NaN}".to_vec(), 400, "Syntax error"),
        (b"\xEF\xBB\xBF{}".to_vec(), 400, "Syntax error"),
        (b"{\"a\": \"\\ud800\"}".to_vec(), 400, "Syntax error"),
        (b"{\"a\": \"\0\"}".to_vec(), 400, "Syntax error"),
        (
            b"null".to_vec(),
            400,
            r#"Expected IRI or document for resource "Appointment", "NULL" given."#,
        ),
        (
            b"12".to_vec(),
            400,
            r#"Expected IRI or document for resource "Appointment", "integer" given."#,
        ),
        (
            b"true".to_vec(),
            400,
            r#"Expected IRI or document for resource "Appointment", "boolean" given."#,
        ),
        (b"\"x\"".to_vec(), 400, r#"Invalid IRI "x"."#),
        (
            b"{\"email\": \"\xFF\"}".to_vec(),
            400,
            "Malformed UTF-8 characters, possibly incorrectly encoded",
        ),
        (nested(600), 400, "Maximum stack depth exceeded"),
        (nested(10_000), 400, "Maximum stack depth exceeded"),
        (
            large,
            413,
            "The request body is too large: 65536 bytes are taken at most.",
        ),
    ] {
        let start = String::from_utf8_lossy(&body[..body.len().min(40)]).into_owned();
        let request = || {
            app.post("/api/appointments")
                .body("application/json", body.clone())
        };
        assert_refused(request, status, words, &format!("POST {start}")).await;
        let media = "application/merge-patch+json";
        let request = || app.patch(demo::APPOINTMENT).body(media, body.clone());
        assert_refused(request, status, words, &format!("PATCH {start}")).await;
    }
}

#[tokio::test]
async fn a_list_counts_as_an_empty_object() {
    let app = TestApp::start().await;
    for body in ["[]", "{}", "[1, {\"email\": 5}]"] {
        let created = app.post("/api/appointments").body("application/json", body);
        created.send().await.expect(422);
        let unchanged = app
            .patch(demo::APPOINTMENT)
            .body("application/merge-patch+json", body);
        unchanged.send().await.expect(200);
    }
    app.drain().await;
    assert_eq!(app.messages().await.len(), 0);
}

#[tokio::test]
async fn the_last_of_duplicate_keys_wins() {
    let app = TestApp::start().await;
    let body = r#"{"email": 5, "email": "a@example.org"}"#;
    let edited = app
        .patch(demo::APPOINTMENT)
        .body("application/merge-patch+json", body);
    assert_eq!(
        edited.send().await.expect(200).json()["email"],
        "a@example.org"
    );
    app.drain().await;
}

#[tokio::test]
async fn a_body_of_the_limit_is_read() {
    let app = TestApp::start().await;
    let padding = " ".repeat(64 * 1024 - 2);
    let body = format!("{{{padding}}}");
    app.post("/api/appointments")
        .body("application/json", body)
        .send()
        .await
        .expect(422);
}
