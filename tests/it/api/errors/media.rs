//! Media types that are not taken (415) and not on offer (406).

use super::{PROBLEM, assert_error, assert_refused, problem};
use crate::support::{TestApp, booking, demo};

const DOCUMENTS: &str = r#""application/ld+json", "application/json""#;
const PATCHES: &str = r#""application/merge-patch+json""#;

fn not_supported(given: &str, supported: &str) -> String {
    format!(r#"The content-type "{given}" is not supported. Supported MIME types are {supported}."#)
}

#[tokio::test]
async fn a_body_without_a_media_type() {
    let app = TestApp::start().await;
    let words = "The \"Content-Type\" header must exist.";
    for path in ["/api/appointments", demo::APPOINTMENT] {
        let method = if path == demo::APPOINTMENT {
            "PATCH"
        } else {
            "POST"
        };
        let request = || {
            app.request(method.parse().unwrap(), path)
                .bare(booking().to_string())
        };
        assert_refused(request, 415, words, path).await;
        let request = || app.request(method.parse().unwrap(), path);
        assert_refused(request, 415, words, path).await;
        let request = || app.request(method.parse().unwrap(), path).body("", "{}");
        assert_refused(request, 415, words, path).await;
    }
}

#[tokio::test]
async fn a_body_of_another_media_type() {
    let app = TestApp::start().await;
    for (method, given) in [
        ("POST", "application/xml"),
        ("POST", "application/merge-patch+json"),
        ("POST", "text/plain"),
        ("POST", "multipart/form-data; boundary=x"),
        ("POST", "application/x-www-form-urlencoded"),
        ("POST", "application/jsonx"),
        ("POST", "nonsense"),
        ("POST", "application/json, application/ld+json"),
        ("PATCH", "application/json"),
        ("PATCH", "application/ld+json"),
        ("PATCH", "application/json-patch+json"),
    ] {
        let (path, supported) = match method {
            "POST" => ("/api/appointments", DOCUMENTS),
            _ => (demo::APPOINTMENT, PATCHES),
        };
        let request = || app.request(method.parse().unwrap(), path).body(given, "{}");
        let row = format!("{method} {given}");
        assert_refused(request, 415, &not_supported(given, supported), &row).await;
    }
}

#[tokio::test]
async fn media_types_are_compared_without_case_and_parameters() {
    let app = TestApp::start().await;
    for given in [
        "application/json",
        "Application/JSON",
        "application/json; charset=utf-8",
        "application/json;charset=UTF-8",
        "application/ld+json",
        "application/ld+json; profile=\"http://www.w3.org/ns/json-ld#compacted\"",
    ] {
        let answer = app.post("/api/appointments").body(given, "{}").send().await;
        assert_eq!(answer.status, 422, "{given}: {}", answer.text);
    }
    for given in [
        "application/merge-patch+json",
        "application/merge-patch+json; charset=utf-8",
        "Application/Merge-Patch+JSON",
    ] {
        let answer = app.patch(demo::APPOINTMENT).body(given, "{}").send().await;
        assert_eq!(answer.status, 200, "{given}: {}", answer.text);
    }
    app.drain().await;
}

#[tokio::test]
async fn a_format_that_is_not_on_offer() {
    let app = TestApp::start().await;
    for accept in [
        "text/html",
        "application/xml",
        "text/*",
        "application/json;q=0",
        "application/ld+json;q=0, application/json;q=0.0",
        "image/png, text/html;q=0.9",
        "nonsense",
    ] {
        let words = format!(
            "Requested format \"{accept}\" is not supported. Supported MIME types are {DOCUMENTS}."
        );
        for path in [
            "/api/offices",
            demo::OFFICE,
            demo::APPOINTMENT,
            "/api",
            "/api/docs",
        ] {
            // The documentation alone has a page for browsers, too.
            if path == "/api/docs" && accept.contains("text/html") {
                continue;
            }
            let answer = app.get(path).accept(accept).send().await;
            let row = format!("{path} as {accept}");
            assert_error(&answer, 406, PROBLEM, &problem(&words), &row);
        }
    }
}
