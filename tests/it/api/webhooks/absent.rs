//! What is not there, or not for everybody, or cannot be done.

use reqwest::Method;

use super::support::{DELIVERIES, ENDPOINTS, error, given_up, iri};
use crate::support::{Tenant, TestApp};

const UNKNOWN: &str = "acdca04c-97af-4d20-bcaa-708ce5d36b9f";

#[tokio::test]
async fn a_method_that_is_not_there_is_405_with_those_that_are() {
    let app = TestApp::start().await;
    let (endpoint, _receiver, dead) = given_up(&app).await;
    let before = app.house.items().unwrap();
    for (path, allow) in [
        (ENDPOINTS.to_owned(), "GET"),
        (format!("{ENDPOINTS}.json"), "GET"),
        (endpoint.id.iri(), "GET"),
        (DELIVERIES.to_owned(), "GET"),
        (iri(&dead), "GET"),
        (format!("{}/replay", iri(&dead)), "POST"),
    ] {
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] {
            if allow.contains(method) {
                continue;
            }
            let refused = app.request(method.parse().unwrap(), &path).send().await;
            assert_eq!(refused.status, 405, "{method} {path}: {}", refused.text);
            assert_eq!(refused.header("allow"), Some(allow), "{method} {path}");
            let words = format!(
                "No route found for \"{method} http://myorganization.leah.care{path}\": Method Not Allowed (Allow: {allow})"
            );
            assert_eq!(refused.json(), error(&words));
        }
    }
    let head = format!("{}/replay", iri(&dead));
    let head = app.request(Method::HEAD, &head).send().await.expect(405);
    assert_eq!(head.header("allow"), Some("POST"));
    assert_eq!(app.house.items().unwrap(), before);
}

#[tokio::test]
async fn what_is_not_there_is_404() {
    let app = TestApp::start().await;
    let (endpoint, _receiver, dead) = given_up(&app).await;
    let (not_found, invalid) = ("Not Found", "Invalid identifier value or configuration.");
    let post = |path: String| (Method::POST, path);
    let get = |path: String| (Method::GET, path);
    for ((method, path), words) in [
        (get(format!("{ENDPOINTS}/{UNKNOWN}")), not_found),
        (get(format!("{ENDPOINTS}/zzz")), invalid),
        (get(format!("{DELIVERIES}/{UNKNOWN}")), not_found),
        (get(format!("{DELIVERIES}/zzz")), invalid),
        (post(format!("{DELIVERIES}/{UNKNOWN}/replay")), not_found),
        (post(format!("{DELIVERIES}/zzz/replay")), invalid),
        // One thing's identifier is no other's, and its webhook-id is none.
        (get(format!("{DELIVERIES}/{}", endpoint.id)), not_found),
        (
            get(format!(
                "{DELIVERIES}/{}",
                dead["webhookId"].as_str().unwrap()
            )),
            invalid,
        ),
        (
            get(format!("{ENDPOINTS}/{}", dead["id"].as_str().unwrap())),
            not_found,
        ),
    ] {
        let answer = app.request(method, &path).send().await;
        assert_eq!(
            (answer.status, answer.json()),
            (404, error(words)),
            "{path}"
        );
    }
    for path in [
        format!("{}/nope", iri(&dead)),
        format!("{}/replay/{UNKNOWN}", iri(&dead)),
        format!("{}/replay", endpoint.id.iri()),
        format!("{}/deliveries", endpoint.id.iri()),
        "/api/webhooks".to_owned(),
    ] {
        let answer = app.post(&path).send().await.expect(404).json();
        let words = answer["hydra:description"].as_str().unwrap();
        assert!(words.starts_with("No route found for"), "{path}: {words}");
    }
}

#[tokio::test]
async fn what_is_anothers_is_not_there() {
    let app = TestApp::start().await;
    let (endpoint, receiver, dead) = given_up(&app).await;
    let other = Tenant::create(&app, "other").await;
    let before = app.house.items().unwrap();
    let replay = |delivery: &str| app.post(&format!("{DELIVERIES}/{delivery}/replay"));
    let id = dead["id"].as_str().unwrap();
    for key in [None, Some("one")] {
        let keyed = |call: crate::support::Call| match key {
            Some(key) => call.header("Idempotency-Key", key),
            None => call,
        };
        for (theirs, nobodys) in [
            (
                app.get(&endpoint.id.iri()),
                app.get(&format!("{ENDPOINTS}/{UNKNOWN}")),
            ),
            (
                app.get(&iri(&dead)),
                app.get(&format!("{DELIVERIES}/{UNKNOWN}")),
            ),
            (keyed(replay(id)), keyed(replay(UNKNOWN))),
        ] {
            let theirs = other.sign(theirs).send().await;
            let nobodys = other.sign(nobodys).send().await;
            assert_eq!((theirs.status, theirs.json()), (404, error("Not Found")));
            assert_eq!((nobodys.status, nobodys.text), (404, theirs.text));
        }
    }
    for path in [ENDPOINTS, DELIVERIES] {
        let list = other.sign(app.get(path)).send().await.expect(200);
        assert_eq!(list.members(), Vec::<String>::new());
    }
    assert_eq!(app.house.items().unwrap(), before);
    assert_eq!(receiver.bodies().len(), 1);
}

#[tokio::test]
async fn nothing_is_told_without_a_key_or_in_another_format() {
    let app = TestApp::start().await;
    let (endpoint, _receiver, dead) = given_up(&app).await;
    let before = app.house.items().unwrap();
    let replay = format!("{}/replay", iri(&dead));
    for (method, path) in [
        (Method::GET, ENDPOINTS),
        (Method::GET, &endpoint.id.iri()),
        (Method::GET, DELIVERIES),
        (Method::GET, &iri(&dead)),
        (Method::POST, &replay),
    ] {
        let anonymous = app.request(method.clone(), path).anonymous().send().await;
        let words = "Authentication required: send a valid API key in the LEAH-AUTH-TOKEN header.";
        assert_eq!(
            (anonymous.status, anonymous.json()),
            (401, error(words)),
            "{path}"
        );
        let other = app.request(method, path).accept("text/html").send().await;
        let words = "Requested format \"text/html\" is not supported. Supported MIME types are \"application/ld+json\", \"application/json\".";
        assert_eq!(other.status, 406, "{path}");
        assert_eq!(other.json()["detail"], words, "{path}");
    }
    assert_eq!(app.house.items().unwrap(), before);
}
