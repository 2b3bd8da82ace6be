//! How paths and methods are read.

use reqwest::Method;
use serde_json::json;

use crate::support::{TestApp, booking, demo};

#[tokio::test]
async fn head_is_get_without_the_body() {
    let app = TestApp::start().await;
    for (path, status) in [
        ("/api", 200),
        ("/api/docs.jsonld", 200),
        ("/api/offices", 200),
        ("/api/offices.json", 200),
        ("/api/webhook_endpoints", 200),
        ("/api/webhook_deliveries", 200),
        (demo::OFFICE, 200),
        (demo::APPOINTMENT, 200),
        ("/api/offices/1", 404),
        ("/api/nope", 404),
        ("/api/offices?page=0", 400),
    ] {
        let get = app.get(path).send().await.expect(status);
        let head = app.request(Method::HEAD, path).send().await.expect(status);
        assert_eq!(head.text, "", "{path}");
        for name in ["content-type", "etag", "link", "vary", "accept-patch"] {
            assert_eq!(head.header(name), get.header(name), "{path}: {name}");
        }
    }
}

#[tokio::test]
async fn options_is_not_offered() {
    let app = TestApp::start().await;
    for (path, allow) in [
        ("/api/offices", "GET"),
        ("/api/webhook_endpoints", "GET"),
        ("/api/webhook_deliveries", "GET"),
        ("/api/appointments", "GET, POST"),
        (demo::APPOINTMENT, "GET, PATCH, DELETE"),
    ] {
        let preflight = app
            .request(Method::OPTIONS, path)
            .anonymous()
            .header("Origin", "https://example.org")
            .header("Access-Control-Request-Method", "GET");
        let answer = preflight.send().await.expect(405);
        assert_eq!(answer.header("allow"), Some(allow), "{path}");
        assert_eq!(answer.header("access-control-allow-origin"), None, "{path}");
    }
}

#[tokio::test]
async fn a_trailing_slash_is_moved_to_the_address_without_it() {
    let app = TestApp::start().await;
    for (path, to) in [
        ("/api/", "/api"),
        ("/api/offices/", "/api/offices"),
        ("/api/appointments/", "/api/appointments"),
        ("/api/webhook_endpoints/", "/api/webhook_endpoints"),
        ("/api/webhook_deliveries/", "/api/webhook_deliveries"),
        ("/api/docs.jsonld/", "/api/docs.jsonld"),
        ("/api/offices/?page=2", "/api/offices?page=2"),
        (
            "/api/healthcare_workers/?email=a%2Bb%40example.org&email[]=%C3%A9",
            "/api/healthcare_workers?email=a%2Bb%40example.org&email%5B%5D=%C3%A9",
        ),
    ] {
        for method in [Method::GET, Method::HEAD] {
            let answer = app
                .request(method, path)
                .anonymous()
                .send()
                .await
                .expect(301);
            let to = format!("http://myorganization.leah.care{to}");
            assert_eq!(answer.header("location"), Some(&*to), "{path}");
            assert_eq!(answer.text, "", "{path}");
        }
    }
    let item = format!("{}/", demo::OFFICE);
    let answer = app.get(&item).send().await.expect(301);
    let to = format!("http://myorganization.leah.care{}", demo::OFFICE);
    assert_eq!(answer.header("location"), Some(&*to));
}

/// Most clients follow a 301 by GET: they would take the list that they get for their booking.
#[tokio::test]
async fn a_change_is_not_moved() {
    let app = TestApp::start().await;
    let booked = app.post("/api/appointments/").json(&booking()).send().await;
    assert_eq!((booked.status, booked.header("location")), (404, None));
    let item = format!("{}/", demo::APPOINTMENT);
    app.patch(&item)
        .merge(&json!({"status": "cancelled"}))
        .send()
        .await
        .expect(404);
    app.delete(&item).send().await.expect(404);
    app.get(demo::APPOINTMENT).send().await.expect(200);
}

#[tokio::test]
async fn an_identifier_is_read_without_case_and_printed_in_lower_case() {
    let app = TestApp::start().await;
    for iri in [
        demo::OFFICE,
        demo::WORKER,
        demo::ORGANIZATION,
        demo::FEATURE,
        demo::APPOINTMENT,
    ] {
        let (collection, id) = iri.rsplit_once('/').unwrap();
        let upper = format!("{collection}/{}", id.to_uppercase());
        let expected = app.get(iri).send().await.expect(200);
        let answer = app.get(&upper).send().await.expect(200);
        assert_eq!(answer.text, expected.text);
        assert_eq!(answer.iri(), iri);
    }
    let upper = demo::APPOINTMENT.replace("70cbe776", "70CBE776");
    let edited = app.patch(&upper).merge(&json!({})).send().await.expect(200);
    assert_eq!(edited.header("content-location"), Some(demo::APPOINTMENT));
    app.drain().await;
}

#[tokio::test]
async fn a_request_for_an_absolute_address_is_read_as_one_for_its_path() {
    let app = TestApp::start().await;
    let target = format!("http://myorganization.leah.care{}", demo::OFFICE);
    let answer = app
        .raw(app.head("GET", &target, &[]).as_bytes())
        .await
        .expect(200);
    assert_eq!(answer.iri(), demo::OFFICE);
}
