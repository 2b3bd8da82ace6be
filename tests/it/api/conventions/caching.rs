//! Entity tags, and answers that need not be sent again.

use reqwest::Method;
use serde_json::json;

use crate::support::{TestApp, demo};

const PATHS: [&str; 12] = [
    "/api",
    "/api/docs.jsonld",
    "/api/contexts/Office",
    "/api/offices",
    "/api/appointments",
    "/api/webhook_endpoints",
    "/api/webhook_deliveries",
    demo::OFFICE,
    demo::WORKER,
    demo::APPOINTMENT,
    demo::ORGANIZATION,
    demo::FEATURE,
];

async fn tag(app: &TestApp, path: &str) -> String {
    let answer = app.get(path).send().await.expect(200);
    answer.header("etag").unwrap().to_owned()
}

#[tokio::test]
async fn what_is_read_has_a_tag_of_32_hex_digits() {
    let app = TestApp::start().await;
    for path in PATHS {
        let tag = tag(&app, path).await;
        let digits = tag
            .strip_prefix('"')
            .and_then(|tag| tag.strip_suffix('"'))
            .unwrap();
        assert_eq!(digits.len(), 32, "{path}: {tag}");
        assert!(
            digits
                .bytes()
                .all(|digit| b"0123456789abcdef".contains(&digit)),
            "{path}: {tag}"
        );
        let head = app.request(Method::HEAD, path).send().await.expect(200);
        assert_eq!(head.header("etag"), Some(&*tag), "{path}");
    }
}

#[tokio::test]
async fn a_tag_changes_with_the_body_and_the_format() {
    let app = TestApp::start().await;
    let before = tag(&app, demo::APPOINTMENT).await;
    assert_eq!(tag(&app, demo::APPOINTMENT).await, before);
    assert_ne!(
        tag(&app, &format!("{}.json", demo::APPOINTMENT)).await,
        before
    );
    let edit = json!({"phoneNumber": "+33698765432"});
    app.patch(demo::APPOINTMENT)
        .merge(&edit)
        .send()
        .await
        .expect(200);
    assert_ne!(tag(&app, demo::APPOINTMENT).await, before);
    app.drain().await;
}

#[tokio::test]
async fn a_caller_that_has_the_body_does_not_get_it_again() {
    let app = TestApp::start().await;
    for path in PATHS {
        let tag = tag(&app, path).await;
        for given in [
            tag.clone(),
            format!("W/{tag}"),
            "*".to_owned(),
            format!("\"other\", {tag}"),
            format!("W/\"other\",W/{tag} , \"more\""),
        ] {
            for method in [Method::GET, Method::HEAD] {
                let row = format!("{method} {path} {given}");
                let answer = app
                    .request(method, path)
                    .header("If-None-Match", &given)
                    .send()
                    .await;
                assert_eq!(answer.status, 304, "{row}");
                assert_eq!(answer.text, "", "{row}");
                assert_eq!(answer.header("etag"), Some(&*tag), "{row}");
                assert_eq!(answer.header("content-type"), None, "{row}");
            }
        }
        for given in ["\"other\"", "W/\"other\"", &tag[1..33], "", "\"*\""] {
            let answer = app.get(path).header("If-None-Match", given).send().await;
            assert_eq!(answer.status, 200, "{path} {given}");
            assert_ne!(answer.text, "", "{path} {given}");
        }
    }
}

#[tokio::test]
async fn only_what_was_found_can_be_not_modified() {
    let app = TestApp::start().await;
    for (status, call) in [
        (401, app.get(demo::OFFICE).anonymous()),
        (
            404,
            app.get("/api/offices/6e229d04-1880-4b6b-a520-36f757f4a532"),
        ),
        (404, app.get("/api/nope")),
        (406, app.get(demo::OFFICE).accept("text/html")),
        (200, app.patch(demo::APPOINTMENT).merge(&json!({}))),
        (422, app.post("/api/appointments").json(&json!({}))),
    ] {
        let answer = call
            .header("If-None-Match", "*")
            .send()
            .await
            .expect(status);
        assert_eq!(answer.header("etag"), None, "{status}");
    }
    app.drain().await;
}
