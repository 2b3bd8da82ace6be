use std::sync::Arc;

use aws_credential_types::Credentials;
use lambda_http::{
    Body, Request, RequestExt, Response,
    http::{Method, StatusCode, header},
    tower::ServiceExt,
};
use leah_aws::{
    App, Config, Endpoints,
    system::{SystemClock, SystemIds},
};
use serde_json::{Value, json};

use crate::{OPENAPI, context, entrypoint, hydra, resources::RESOURCES, service};

const BASE: &str = "https://myorganization.leah.care";

/// An app that is never asked for anything.
fn app() -> App {
    let config = Config {
        table: "leah".into(),
        base_domains: vec!["leah.care".into()],
        guest_url: "https://{slug}.leah.care".into(),
        mail_from: "no-reply@leah.care".into(),
        bucket: String::new(),
        schedule_group: String::new(),
        schedule_target: String::new(),
        schedule_role: String::new(),
        schedule_dead_letters: String::new(),
        webhooks: String::new(),
        webhooks_vpc: None,
        malware_scan: false,
        endpoints: Endpoints::default(),
    };
    let credentials = Credentials::new("key", "secret", None, None, "test");
    let (clock, ids) = (Arc::new(SystemClock), Arc::new(SystemIds));
    App::new(config, credentials, "eu-west-3", clock, ids)
}

async fn send(method: Method, path: &str, accept: Option<&str>) -> Response<Body> {
    let mut request = Request::new(Body::Empty).with_raw_http_path(path);
    *request.method_mut() = method;
    let headers = request.headers_mut();
    headers.insert(header::HOST, "myorganization.leah.care".parse().unwrap());
    if let Some(accept) = accept {
        headers.insert(header::ACCEPT, accept.parse().unwrap());
    }
    service(app()).oneshot(request).await.unwrap()
}

async fn get(path: &str, accept: Option<&str>) -> (StatusCode, Value) {
    let response = send(Method::GET, path, accept).await;
    let body = serde_json::from_slice(response.body()).unwrap_or(Value::Null);
    (response.status(), body)
}

#[tokio::test]
async fn the_documents_are_open_and_json_ld_by_default() {
    for (path, expected) in [
        ("/api", entrypoint::json_ld()),
        ("/api/index", entrypoint::json_ld()),
        ("/api/index.jsonld", entrypoint::json_ld()),
        ("/api/docs", hydra::documentation(BASE)),
        ("/api/docs.jsonld", hydra::documentation(BASE)),
    ] {
        let response = send(Method::GET, path, None).await;
        assert_eq!(response.status(), 200, "{path}");
        let media = &response.headers()[header::CONTENT_TYPE];
        assert_eq!(media, "application/ld+json; charset=utf-8", "{path}");
        let body: Value = serde_json::from_slice(response.body()).unwrap();
        assert_eq!(body, expected, "{path}");
    }
}

#[tokio::test]
async fn each_context_is_served_by_its_name() {
    let others = ["Entrypoint", "Error", "ConstraintViolationList"];
    for name in RESOURCES.iter().map(|resource| resource.name).chain(others) {
        let expected = context::context(name, BASE).unwrap();
        for suffix in ["", ".jsonld"] {
            let (status, body) = get(&format!("/api/contexts/{name}{suffix}"), None).await;
            assert_eq!(
                (status, &body),
                (StatusCode::OK, &expected),
                "{name}{suffix}"
            );
        }
    }
}

#[tokio::test]
async fn plain_json_is_served_where_it_says_something() {
    let plain = (StatusCode::OK, entrypoint::plain());
    assert_eq!(get("/api", Some("application/json")).await, plain);
    assert_eq!(get("/api/index.json", None).await, plain);
    let (status, body) = get("/api/contexts/Office", Some("application/json")).await;
    assert_eq!(status, 200);
    assert_eq!(Some(body), context::context("Office", BASE));
}

#[tokio::test]
async fn plain_documentation_is_openapi_as_it_was_built() {
    let media = "application/vnd.oai.openapi+json;version=3.1";
    for (path, accept) in [
        ("/api/docs.json", None),
        ("/api/docs", Some("application/json")),
        ("/api/docs", Some(media)),
    ] {
        let response = send(Method::GET, path, accept).await;
        assert_eq!(response.status(), 200, "{path}");
        let media = &response.headers()[header::CONTENT_TYPE];
        assert_eq!(media, "application/json; charset=utf-8", "{path}");
        let tag = response.headers()[header::ETAG].clone();
        let Body::Text(body) = response.body() else {
            panic!("{path} has no text");
        };
        assert_eq!(body, OPENAPI, "{path}");
        let head = send(Method::HEAD, path, accept).await;
        assert_eq!(head.headers()[header::ETAG], tag, "HEAD {path}");
    }
    // It is one document's media type, and no other's.
    let response = send(Method::GET, "/api", Some(media)).await;
    assert_eq!(response.status(), 406);
}

#[tokio::test]
async fn whatever_else_has_no_route() {
    for path in [
        "/",
        "/favicon.ico",
        "/api/nope",
        "/api/docs/more",
        "/api/contexts",
        "/api/contexts/Office/more",
        "/api//offices",
        "/API/offices",
        "/api/Offices",
        "/api/organizations",
        "/api/organizations.xml",
        "/api/features.json",
        "/api/transfers/more",
        "/api/transfer_files",
        "/w/abc",
    ] {
        let (status, body) = get(path, None).await;
        assert_eq!(status, 404, "{path}");
        let expected = json!({
            "@context": "/api/contexts/Error",
            "@type": "hydra:Error",
            "hydra:title": "An error occurred",
            "hydra:description": format!("No route found for \"GET {BASE}{path}\""),
        });
        assert_eq!(body, expected, "{path}");
    }
}

#[tokio::test]
async fn a_refusal_is_a_problem_document_for_plain_json() {
    for path in ["/api/nope", "/api/docs/more"] {
        let response = send(Method::GET, path, Some("application/json")).await;
        assert_eq!(response.status(), 404, "{path}");
        let media = &response.headers()[header::CONTENT_TYPE];
        assert_eq!(media, "application/problem+json; charset=utf-8", "{path}");
        let body: Value = serde_json::from_slice(response.body()).unwrap();
        assert_eq!(body["detail"], "Not Found", "{path}");
    }
}

#[tokio::test]
async fn an_unknown_context_is_not_found() {
    let (status, body) = get("/api/contexts/Nope", None).await;
    assert_eq!(status, 404);
    assert_eq!(body["hydra:description"], "Not Found");
}

#[tokio::test]
async fn unknown_formats_are_named() {
    for path in [
        "/api.xml",
        "/api/index.xml",
        "/api/docs.xml",
        "/api/contexts/Office.xml",
        "/api/healthcare_workers.xml",
        "/api/offices.xml",
        "/api/appointments.xml",
        "/api/transfers.xml",
    ] {
        let (status, body) = get(path, None).await;
        assert_eq!(status, 404, "{path}");
        assert_eq!(
            body["hydra:description"], r#"Format "xml" is not supported"#,
            "{path}"
        );
    }
}

#[tokio::test]
async fn only_reading_is_allowed() {
    for path in ["/api", "/api/docs.jsonld", "/api/contexts/Office"] {
        for method in [
            Method::POST,
            Method::PUT,
            Method::PATCH,
            Method::DELETE,
            Method::OPTIONS,
        ] {
            let response = send(method.clone(), path, None).await;
            assert_eq!(response.status(), 405, "{method} {path}");
            assert_eq!(response.headers()[header::ALLOW], "GET", "{method} {path}");
            let body: Value = serde_json::from_slice(response.body()).unwrap();
            assert_eq!(
                body["hydra:description"],
                format!(
                    "No route found for \"{method} {BASE}{path}\": Method Not Allowed (Allow: GET)"
                )
            );
        }
        let head = send(Method::HEAD, path, None).await;
        assert_eq!(head.status(), 200, "HEAD {path}");
        assert!(head.body().is_empty(), "HEAD {path}");
    }
}

#[tokio::test]
async fn a_trailing_slash_is_moved() {
    let response = send(Method::GET, "/api/", None).await;
    assert_eq!(response.status(), 301);
    assert_eq!(response.headers()[header::LOCATION], format!("{BASE}/api"));
}
