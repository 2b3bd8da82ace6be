//! Paths that lead nowhere (404) and methods that a path does not have (405).

use super::{HYDRA, PROBLEM, assert_error, assert_refused, hydra, problem};
use crate::support::{TestApp, demo};

const BASE: &str = "http://myorganization.leah.care";

#[tokio::test]
async fn an_unknown_route_is_never_html() {
    let app = TestApp::start().await;
    for path in [
        "/",
        "/nope",
        "/api/nope",
        "/api/nope/",
        "/api/offices/a/b",
        "/api/offices.json/a",
        "/api/docs.jsonld/a",
        "/api/organizations.json",
        "/api/organizations",
        "/api/features",
        "/api/contexts",
        "/api//offices",
        "//api/offices",
        "/API/offices",
        "/api/Offices",
        "/api/offices//",
        "/api/offices%2F",
        "/api/office",
        "/api/%00",
    ] {
        let words = format!("No route found for \"GET {BASE}{path}\"");
        for accept in [
            "",
            "*/*",
            "application/ld+json",
            "text/html",
            "text/html, */*;q=0.1",
        ] {
            let answer = app.get(path).accept(accept).send().await;
            assert_error(
                &answer,
                404,
                HYDRA,
                &hydra(&words),
                &format!("{path} as {accept}"),
            );
        }
        let answer = app.get(path).accept("application/json").send().await;
        assert_error(&answer, 404, PROBLEM, &problem("Not Found"), path);
    }
}

#[tokio::test]
async fn an_unknown_method_names_those_that_there_are() {
    let app = TestApp::start().await;
    for (path, allow, others) in [
        (
            "/api/offices",
            "GET",
            &["POST", "PUT", "PATCH", "DELETE", "OPTIONS"][..],
        ),
        (
            demo::OFFICE,
            "GET",
            &["POST", "PUT", "PATCH", "DELETE", "OPTIONS"],
        ),
        (
            "/api/healthcare_workers",
            "GET",
            &["POST", "DELETE", "OPTIONS"],
        ),
        (demo::WORKER, "GET", &["POST", "DELETE", "OPTIONS"]),
        (demo::ORGANIZATION, "GET", &["PATCH", "DELETE", "OPTIONS"]),
        (demo::FEATURE, "GET", &["PATCH", "DELETE", "OPTIONS"]),
        (
            "/api/appointments",
            "GET, POST",
            &["PUT", "PATCH", "DELETE", "OPTIONS", "PURGE"],
        ),
        (
            demo::APPOINTMENT,
            "GET, PATCH, DELETE",
            &["POST", "PUT", "OPTIONS", "TRACE"],
        ),
        (
            "/api/webhook_endpoints",
            "GET",
            &["POST", "DELETE", "OPTIONS"],
        ),
        (
            "/api/webhook_deliveries",
            "GET",
            &["POST", "DELETE", "OPTIONS"],
        ),
        ("/api", "GET", &["POST", "OPTIONS"]),
        ("/api/docs", "GET", &["POST", "OPTIONS"]),
        ("/api/docs.jsonld", "GET", &["POST", "OPTIONS"]),
        ("/api/offices.json", "GET", &["POST", "OPTIONS"]),
        ("/api/contexts/Office", "GET", &["DELETE", "OPTIONS"]),
    ] {
        for method in others {
            let words = format!(
                "No route found for \"{method} {BASE}{path}\": Method Not Allowed (Allow: {allow})"
            );
            let request = || app.request(method.parse().unwrap(), path);
            for accept in ["", "application/ld+json", "text/html"] {
                let answer = request().accept(accept).send().await;
                assert_error(&answer, 405, HYDRA, &hydra(&words), &words);
                assert_eq!(answer.header("allow"), Some(allow), "{words}");
            }
            let answer = request().accept("application/json").send().await;
            assert_error(
                &answer,
                405,
                PROBLEM,
                &problem("Method Not Allowed"),
                &words,
            );
            assert_eq!(answer.header("allow"), Some(allow), "{words}");
        }
    }
}

#[tokio::test]
async fn an_item_that_is_not_there() {
    let app = TestApp::start().await;
    for collection in [
        "offices",
        "healthcare_workers",
        "organizations",
        "features",
        "appointments",
        "webhook_endpoints",
        "webhook_deliveries",
    ] {
        let path = format!("/api/{collection}/6e229d04-1880-4b6b-a520-36f757f4a532");
        assert_refused(|| app.get(&path), 404, "Not Found", &path).await;
        for id in [
            "not-a-uuid",
            "6e229d0418804b6ba52036f757f4a531",
            "{6e229d04-1880-4b6b-a520-36f757f4a531}",
            "6e229d04-1880-4b6b-a520-36f757f4a53g",
            "%E2%82%AC",
        ] {
            let path = format!("/api/{collection}/{id}");
            let words = "Invalid identifier value or configuration.";
            assert_refused(|| app.get(&path), 404, words, &path).await;
        }
    }
    for path in [
        "/api/appointments/6e229d04-1880-4b6b-a520-36f757f4a532",
        demo::OFFICE,
    ] {
        let path = path.replace("offices", "appointments");
        assert_refused(|| app.delete(&path), 404, "Not Found", "DELETE").await;
        let empty = serde_json::json!({});
        assert_refused(|| app.patch(&path).merge(&empty), 404, "Not Found", "PATCH").await;
    }
    assert_refused(
        || app.get("/api/contexts/Nope"),
        404,
        "Not Found",
        "context",
    )
    .await;
}

#[tokio::test]
async fn a_format_that_nobody_speaks() {
    let app = TestApp::start().await;
    for path in [
        "/api/offices",
        "/api/healthcare_workers",
        "/api/appointments",
        "/api/webhook_endpoints",
        "/api/webhook_deliveries",
        demo::OFFICE,
        demo::WORKER,
        demo::APPOINTMENT,
        demo::ORGANIZATION,
        demo::FEATURE,
        "/api/contexts/Office",
        "/api/docs",
        "/api/index",
    ] {
        for suffix in ["xml", "html", "csv", "JSON"] {
            // The documentation alone has a page for browsers, too.
            if path == "/api/docs" && suffix == "html" {
                continue;
            }
            let path = format!("{path}.{suffix}");
            let words = format!("Format \"{suffix}\" is not supported");
            assert_refused(|| app.get(&path), 404, &words, &path).await;
        }
    }
}

#[tokio::test]
async fn an_error_follows_the_suffix_as_the_answer_would() {
    let app = TestApp::start().await;
    let unknown = "/api/offices/6e229d04-1880-4b6b-a520-36f757f4a532";
    for accept in ["", "application/ld+json"] {
        let answer = app
            .get(&format!("{unknown}.json"))
            .accept(accept)
            .send()
            .await;
        assert_error(&answer, 404, PROBLEM, &problem("Not Found"), accept);
    }
    for accept in ["", "application/json"] {
        let answer = app
            .get(&format!("{unknown}.jsonld"))
            .accept(accept)
            .send()
            .await;
        assert_error(&answer, 404, HYDRA, &hydra("Not Found"), accept);
    }
    let answer = app.get("/api/offices.json?page=0").send().await;
    assert_error(
        &answer,
        400,
        PROBLEM,
        &problem("Page should not be less than 1"),
        "list",
    );
}
