//! Which error comes first where a request has several: route, key, format, item, media type, body, rules.

use serde_json::json;

use crate::support::{Call, TestApp, demo};

const UNKNOWN: &str = "/api/appointments/6e229d04-1880-4b6b-a520-36f757f4a532";
const MERGE: &str = "application/merge-patch+json";
const JSON: &str = "application/json";
const NO_OFFICE: &str = "/api/offices/6e229d04-1880-4b6b-a520-36f757f4a532";

async fn assert_first(request: Call, status: u16, says: &str, row: &str) {
    let answer = request.send().await;
    assert_eq!(answer.status, status, "{row}: {}", answer.text);
    let body = answer.json();
    let words = body.get("hydra:description").or_else(|| body.get("detail"));
    let words = words.and_then(|words| words.as_str()).unwrap();
    assert!(words.contains(says), "{row}: {words}");
}

#[tokio::test]
async fn the_route_comes_before_the_key() {
    let app = TestApp::start().await;
    let nowhere = app.get("/api/nope").anonymous();
    assert_first(nowhere, 404, "No route found", "unknown route, no key").await;
    let method = app
        .request(reqwest::Method::PUT, demo::APPOINTMENT)
        .anonymous();
    assert_first(method, 405, "Method Not Allowed", "unknown method, no key").await;
}

#[tokio::test]
async fn the_key_comes_before_the_format() {
    let app = TestApp::start().await;
    let says = "Authentication required";
    let format = app.get(demo::OFFICE).anonymous().accept("application/xml");
    assert_first(format, 401, says, "no key, no format").await;
    let suffix = app.get(&format!("{}.xml", demo::OFFICE)).anonymous();
    assert_first(suffix, 401, says, "no key, no suffix").await;
    let item = app.get(UNKNOWN).anonymous();
    assert_first(item, 401, says, "no key, no item").await;
    let body = app
        .post("/api/appointments")
        .anonymous()
        .body("text/plain", "{");
    assert_first(body, 401, says, "no key, no body").await;
    let query = app.get("/api/offices?page=0").anonymous();
    assert_first(query, 401, says, "no key, no page").await;
}

#[tokio::test]
async fn the_format_comes_before_the_item() {
    let app = TestApp::start().await;
    let says = "Requested format";
    let item = app.get(UNKNOWN).accept("application/xml");
    assert_first(item, 406, says, "no format, no item").await;
    let body = app
        .post("/api/appointments")
        .accept("text/html")
        .body("text/plain", "{");
    assert_first(body, 406, says, "no format, no body").await;
    let suffix = app.get(&format!("{UNKNOWN}.xml"));
    assert_first(suffix, 404, "Format \"xml\"", "no suffix, no item").await;
}

#[tokio::test]
async fn the_item_comes_before_the_body() {
    let app = TestApp::start().await;
    for (media, body) in [
        (MERGE, "{"),
        (JSON, "{}"),
        ("text/plain", "{"),
        (MERGE, r#"{"email": 5}"#),
    ] {
        let item = app.patch(UNKNOWN).body(media, body);
        assert_first(item, 404, "Not Found", body).await;
        let id = app.patch("/api/appointments/1").body(media, body);
        assert_first(id, 404, "Invalid identifier", body).await;
    }
}

#[tokio::test]
async fn the_media_type_comes_before_the_body() {
    let app = TestApp::start().await;
    let says = "The content-type";
    let large = "x".repeat(100_000);
    for body in ["{", "", "null", &large] {
        let post = app
            .post("/api/appointments")
            .body("text/plain", body.to_owned());
        assert_first(post, 415, says, "POST").await;
        let patch = app.patch(demo::APPOINTMENT).body(JSON, body.to_owned());
        assert_first(patch, 415, says, "PATCH").await;
    }
    let broken = app.post("/api/appointments").body(JSON, large);
    assert_first(broken, 413, "too large", "large and broken").await;
}

#[tokio::test]
async fn types_and_relations_come_before_rules() {
    let app = TestApp::start().await;
    let book = |body| app.post("/api/appointments").json(&body);
    let row = "a type, and all else missing";
    assert_first(book(json!({"email": 5})), 400, "\"email\" attribute", row).await;
    let row = "an unknown office, and a bad address";
    let body = json!({"office": NO_OFFICE, "email": "bad"});
    assert_first(book(body.clone()), 400, "Item not found", row).await;
    assert_first(
        app.patch(demo::APPOINTMENT).merge(&body),
        400,
        "Item not found",
        row,
    )
    .await;
    let row = "an impossible date, and a bad address";
    let body = json!({"startTime": "2021-02-30T10:00:00", "email": "bad"});
    assert_first(book(body.clone()), 400, "2021-02-30", row).await;
    assert_first(
        app.patch(demo::APPOINTMENT).merge(&body),
        400,
        "2021-02-30",
        row,
    )
    .await;
    let row = "a type, and an unknown office";
    let body = json!({"office": NO_OFFICE, "phoneNumber": 5});
    assert_first(book(body), 400, "\"phoneNumber\" attribute", row).await;
}
