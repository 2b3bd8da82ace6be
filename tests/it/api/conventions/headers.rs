//! Headers.

use std::collections::HashSet;

use serde_json::json;

use crate::support::{Answer, Call, TestApp, booking, demo};

const DOCUMENTATION: &str = "<http://myorganization.leah.care/api/docs.jsonld>; rel=\"http://www.w3.org/ns/hydra/core#apiDocumentation\"";

#[track_caller]
fn assert_always(answer: &Answer, row: &str) {
    for (name, value) in [
        ("vary", "Accept"),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "deny"),
        ("cache-control", "no-cache, private"),
    ] {
        assert_eq!(answer.header(name), Some(value), "{row}: {name}");
    }
}

/// One request for each status that the API answers.
async fn one_of_each(app: &TestApp) -> Vec<(u16, Answer)> {
    let tag = app
        .get(demo::OFFICE)
        .send()
        .await
        .header("etag")
        .unwrap()
        .to_owned();
    let book = || app.post("/api/appointments");
    let edit = |path: &str| app.patch(path).merge(&json!({}));
    let large = "x".repeat(100_000);
    let mut answers = Vec::new();
    let created = book()
        .json(&booking())
        .header("Idempotency-Key", "1")
        .send()
        .await;
    let iri = created.iri();
    answers.push((201, created));
    let calls: Vec<(u16, Call)> = vec![
        (201, book().json(&booking()).header("Idempotency-Key", "1")),
        (200, app.get("/api")),
        (200, app.get("/api/docs.jsonld")),
        (200, app.get("/api/contexts/Office")),
        (200, app.get("/api/offices")),
        (200, app.get("/api/appointments.json")),
        (200, app.get(demo::OFFICE)),
        (200, app.request(reqwest::Method::HEAD, demo::OFFICE)),
        (200, edit(&iri)),
        (204, app.delete(&iri)),
        (301, app.get("/api/offices/")),
        (304, app.get(demo::OFFICE).header("If-None-Match", &tag)),
        (400, app.get("/api/offices?page=0")),
        (400, book().body("application/json", "{")),
        (401, app.get("/api/offices").anonymous()),
        (404, app.get("/api/nope")),
        (404, app.get(&iri)),
        (404, app.get("/api/offices.xml")),
        (405, app.delete("/api/offices")),
        (406, app.get("/api/offices").accept("text/html")),
        (409, book().json(&booking()).header("Idempotency-Key", "1")),
        (413, book().body("application/json", large)),
        (415, book().body("text/plain", "{}")),
        (422, book().json(&json!({}))),
    ];
    for (status, call) in calls {
        answers.push((status, call.send().await));
        // A cancelled appointment is forgotten once what is owed for it is done.
        app.drain().await;
    }
    answers
}

#[tokio::test]
async fn every_answer_says_how_to_treat_it_and_where_the_documentation_is() {
    let app = TestApp::start().await;
    for (status, answer) in one_of_each(&app).await {
        assert_eq!(answer.status, status, "{}", answer.text);
        let row = format!("{status} {}", answer.text);
        assert_always(&answer, &row);
        assert_eq!(answer.header("link"), Some(DOCUMENTATION), "{row}");
        let several = answer
            .headers
            .keys()
            .find(|name| answer.headers.get_all(*name).iter().count() > 1);
        assert_eq!(several, None, "{row}");
    }
}

#[tokio::test]
async fn every_answer_carries_a_request_id_of_its_own() {
    let app = TestApp::start().await;
    let answers = one_of_each(&app).await;
    let ids: HashSet<&str> = answers
        .iter()
        .map(|(_, answer)| {
            let id = answer.header("x-request-id").unwrap();
            assert_eq!(
                answer.header("x-amzn-requestid"),
                Some(id),
                "the gateway's and ours are one"
            );
            assert_eq!(id.len(), 36, "{id}");
            id
        })
        .collect();
    assert_eq!(ids.len(), answers.len());
}

#[tokio::test]
async fn outside_the_api_nothing_points_at_its_documentation() {
    let app = TestApp::start().await;
    for path in ["/", "/nope", "/apis", "/API"] {
        let answer = app.get(path).send().await.expect(404);
        assert_always(&answer, path);
        assert_eq!(answer.header("link"), None, "{path}");
        assert!(answer.header("x-request-id").is_some(), "{path}");
    }
}

#[tokio::test]
async fn addresses_are_those_of_the_host_that_was_asked() {
    let app = TestApp::start().await;
    for host in [
        "myorganization.localhost:3000",
        "127.0.0.1:8080",
        "x.execute-api.eu-west-3.amazonaws.com",
    ] {
        let answer = app.get("/api/offices/").host(host).send().await.expect(301);
        let link = answer.header("link").unwrap();
        assert!(
            link.starts_with(&format!("<http://{host}/api/docs.jsonld>;")),
            "{link}"
        );
        assert_eq!(
            answer.header("location"),
            Some(&*format!("http://{host}/api/offices"))
        );
    }
}

#[tokio::test]
async fn appointments_say_that_they_take_merge_patches() {
    let app = TestApp::start().await;
    let iri = app
        .post("/api/appointments")
        .json(&booking())
        .send()
        .await
        .expect(201)
        .iri();
    let patch = Some("application/merge-patch+json");
    for call in [
        app.get(&iri),
        app.get(&format!("{iri}.json")),
        app.request(reqwest::Method::HEAD, &iri),
        app.patch(&iri).merge(&json!({})),
        app.delete(&iri),
    ] {
        let answer = call.send().await;
        assert_eq!(
            answer.header("accept-patch"),
            patch,
            "{} {}",
            answer.status,
            answer.text
        );
    }
    for path in [
        "/api/appointments",
        "/api/offices",
        "/api/webhook_endpoints",
        "/api/webhook_deliveries",
        demo::OFFICE,
        demo::WORKER,
        demo::FEATURE,
        "/api",
    ] {
        let answer = app.get(path).send().await.expect(200);
        assert_eq!(answer.header("accept-patch"), None, "{path}");
    }
    app.drain().await;
}

#[tokio::test]
async fn only_changes_say_where_they_are() {
    let app = TestApp::start().await;
    let created = app
        .post("/api/appointments")
        .json(&booking())
        .send()
        .await
        .expect(201);
    let iri = created.iri();
    assert_eq!(created.header("location"), Some(&*iri));
    assert_eq!(created.header("content-location"), Some(&*iri));
    let edited = app
        .patch(&iri)
        .merge(&json!({"externalId": "2"}))
        .send()
        .await
        .expect(200);
    assert_eq!(edited.header("content-location"), Some(&*iri));
    assert_eq!(edited.header("location"), None);
    let cancelled = app
        .patch(&iri)
        .merge(&json!({"status": "cancelled"}))
        .send()
        .await
        .expect(200);
    assert_eq!(cancelled.header("content-location"), Some(&*iri));
    assert_eq!(cancelled.header("location"), None);
    for path in ["/api/appointments", demo::APPOINTMENT, demo::OFFICE] {
        let answer = app.get(path).send().await.expect(200);
        assert_eq!(answer.header("content-location"), None, "{path}");
        assert_eq!(answer.header("location"), None, "{path}");
    }
    let deleted = app.delete(demo::APPOINTMENT).send().await.expect(204);
    assert_eq!(deleted.header("content-location"), None);
    assert_eq!(deleted.header("content-type"), None);
    app.drain().await;
}

#[tokio::test]
async fn who_has_no_key_is_told_which_header_to_send() {
    let app = TestApp::start().await;
    let answer = app.get("/api/offices").anonymous().send().await;
    insta::assert_snapshot!(answer.snapshot(), @r#"
    401 application/ld+json; charset=utf-8
    {
      "@context": "/api/contexts/Error",
      "@type": "hydra:Error",
      "hydra:title": "An error occurred",
      "hydra:description": "Authentication required: send a valid API key in the LEAH-AUTH-TOKEN header."
    }
    "#);
    let plain = app
        .get("/api/offices")
        .anonymous()
        .accept("application/json")
        .send()
        .await;
    insta::assert_snapshot!(plain.snapshot(), @r#"
    401 application/problem+json; charset=utf-8
    {
      "type": "https://tools.ietf.org/html/rfc2616#section-10",
      "title": "An error occurred",
      "detail": "Authentication required: send a valid API key in the LEAH-AUTH-TOKEN header."
    }
    "#);
    // The gateway keeps the usual name for itself.
    let challenge = "ApiKey realm=\"Leah\", header=\"LEAH-AUTH-TOKEN\"";
    assert_eq!(
        answer.header("x-amzn-remapped-www-authenticate"),
        Some(challenge)
    );
    assert_eq!(answer.header("www-authenticate"), None);
}
