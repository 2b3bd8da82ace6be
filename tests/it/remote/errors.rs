//! Each kind of error, in its one shape.

use reqwest::Method;
use serde_json::json;

use super::Remote;

#[tokio::test]
async fn each_refusal_has_its_status_and_the_one_shape() {
    let leah = Remote::find().await;
    let unknown = "/api/appointments/00000000-0000-4000-8000-000000000000";
    let post = |body: &str| {
        leah.post("/api/appointments")
            .body("application/json", body.to_owned())
    };
    let cases = [
        (leah.get("/api/offices").anonymous(), 401),
        (leah.get("/api/offices").key("leah_nonsense"), 401),
        (leah.get("/api/nothing"), 404),
        (leah.get(unknown), 404),
        (leah.patch(unknown).merge(&json!({})), 404),
        (leah.call(Method::PUT, unknown), 405),
        (
            leah.post("/api/appointments")
                .body("application/xml", "<a/>"),
            415,
        ),
        (post("{"), 400),
        (post(r#"{"email": 12}"#), 400),
        (post("{}"), 422),
    ];
    for (call, status) in cases {
        let answer = call.send().await.expect(status);
        let body = answer.json();
        let kind = if status == 422 {
            "ConstraintViolationList"
        } else {
            "hydra:Error"
        };
        assert_eq!(body["@type"], kind, "{status}: {body}");
        assert_eq!(body["hydra:title"], "An error occurred");
        assert!(answer.header("x-request-id").is_some(), "{status}");
        assert_eq!(
            answer.header("content-type"),
            Some("application/ld+json; charset=utf-8"),
            "{status}"
        );
        if status == 405 {
            assert_eq!(answer.header("allow"), Some("GET, PATCH, DELETE"));
        }
    }
    let xml = leah
        .get("/api/offices")
        .accept("application/xml")
        .send()
        .await;
    assert!(
        xml.expect(406).json()["detail"]
            .as_str()
            .unwrap()
            .contains("application/ld+json")
    );
    let plain = post("{}")
        .accept("application/json")
        .send()
        .await
        .expect(422);
    assert_eq!(
        plain.header("content-type"),
        Some("application/problem+json; charset=utf-8")
    );
    assert_eq!(plain.json()["violations"].as_array().unwrap().len(), 4);
}

#[tokio::test]
async fn links_that_lead_nowhere_are_pages() {
    let leah = Remote::find().await;
    for path in [
        "/w/AAAAAAAAAAAAAAAAAAAAAA",
        "/t/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    ] {
        let page = leah.get(path).anonymous().send().await.expect(404);
        assert!(
            page.header("content-type")
                .unwrap()
                .starts_with("text/html"),
            "{path}"
        );
        assert!(page.header("content-security-policy").is_some(), "{path}");
    }
}
