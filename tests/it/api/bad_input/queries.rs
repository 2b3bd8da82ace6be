//! Paths and queries of any bytes.

use super::{assert_shape, assert_stands};
use crate::support::{TestApp, demo};

const FILTERS: [&str; 9] = [
    "/api/healthcare_workers?email=",
    "/api/healthcare_workers?email[]=",
    "/api/offices?healthcareWorker.email=",
    "/api/appointments?email=",
    "/api/appointments?externalId=",
    "/api/appointments?startTime[after]=",
    "/api/appointments?order[startTime]=",
    "/api/appointments?cursor=",
    "/api/offices?page=",
];

#[tokio::test]
async fn a_filter_with_bytes_that_are_no_text_is_refused() {
    let app = TestApp::start().await;
    for filter in FILTERS {
        for value in [
            "%00",
            "a%00b",
            "%FF",
            "%C0%80",
            "%ED%A0%80",
            "%0D%0A",
            "%1B[31m",
            "%7F",
            "%EF%BF%BD",
        ] {
            let path = format!("{filter}{value}");
            assert_shape(&app.get(&path).send().await.expect(400), &path);
        }
    }
    for path in [
        "/api/offices?%00",
        "/api/offices?%FF=1",
        "/api/offices?a%0D%0Ab=1",
        "/api/appointments?%00=%00",
    ] {
        assert_shape(&app.get(path).send().await.expect(400), path);
    }
    assert_stands(&app).await;
}

#[tokio::test]
async fn bytes_beyond_ascii_in_a_query_are_answered() {
    let app = TestApp::start().await;
    for (bytes, status) in [(&b"\xC3\xA9"[..], 200), (b"\xFF", 400)] {
        let head = app.head("GET", "/api/healthcare_workers?email=HERE", &[]);
        let (before, after) = head.split_once("HERE").unwrap();
        let answer = app
            .raw(&[before.as_bytes(), bytes, after.as_bytes()].concat())
            .await;
        assert_eq!(answer.status, status, "{}", answer.text);
    }
}

#[tokio::test]
async fn a_filter_with_any_text_finds_nothing_or_is_refused() {
    let app = TestApp::start().await;
    let long = "a".repeat(8_000);
    for filter in FILTERS {
        for value in [
            "%27%20OR%201%3D1",
            "%25",
            "%",
            "%zz",
            "+",
            "*",
            "#",
            "%F0%9F%98%80",
            "%E2%80%AE",
            "[]",
            "a&a=b&a[]=c&a[b][c]=d",
            "=====",
            "-1",
            "99999999999999999999",
            "4294967295",
            "4294967296",
            "1e3",
            "%D9%A1",
            "AAAA",
            "OTk5OTk5OTk5OTk5OTk5OTk5OSAx",
            &long,
        ] {
            let path = format!("{filter}{value}");
            let answer = app.get(&path).send().await;
            if answer.status == 200 {
                assert_eq!(answer.json()["@type"], "hydra:Collection", "{path}");
            } else {
                assert_shape(&answer, &path);
            }
        }
    }
    assert_stands(&app).await;
}

#[tokio::test]
async fn very_many_parameters_are_echoed_or_refused() {
    let app = TestApp::start().await;
    let query = |name: &str, count: usize| -> String {
        let names = (0..count).map(|n| name.replace('#', &n.to_string()));
        names.flat_map(|name| [name, "=x&".to_owned()]).collect()
    };
    for path in [
        "/api/offices",
        "/api/healthcare_workers",
        "/api/appointments",
    ] {
        let unknown = app
            .get(&format!("{path}?{}", query("a#", 900)))
            .send()
            .await
            .expect(200);
        let view = unknown.json()["hydra:view"]["@id"]
            .as_str()
            .unwrap()
            .to_owned();
        assert_eq!(view.matches("a8").count(), 111, "{view}");
        let same = app
            .get(&format!("{path}?{}", query("a", 900)))
            .send()
            .await
            .expect(200);
        let view = same.json()["hydra:view"]["@id"]
            .as_str()
            .unwrap()
            .to_owned();
        assert!(view.len() < 12_000, "{view}");
    }
    for filter in [
        "/api/healthcare_workers?email",
        "/api/offices?healthcareWorker.email",
        "/api/appointments?externalId",
    ] {
        let (path, name) = filter.split_once('?').unwrap();
        let names = [name.to_owned(), format!("{name}[]"), format!("{name}[#]")];
        for name in names {
            let many = app
                .get(&format!("{path}?{}", query(&name, 300)))
                .send()
                .await;
            assert_shape(&many.expect(400), &format!("{path}?{name}"));
            app.get(&format!("{path}?{}", query(&name, 20)))
                .send()
                .await
                .expect(200);
        }
    }
    assert_stands(&app).await;
}

#[tokio::test]
async fn a_path_of_any_bytes_leads_nowhere() {
    let app = TestApp::start().await;
    for segment in [
        "%00",
        "%FF",
        "%0D%0A",
        "%2e%2e",
        "%2E%2E%2Foffices",
        "..%2f..%2f",
        "%2F",
        "%25",
        "%zz",
        "%",
        ";a=b",
        "a%20b",
        "%F0%9F%98%80",
        "%E2%80%AE",
        "{id}",
        "{proxy+}",
        "$default",
        "1.",
        ".json",
        "..json",
        "1.json.json",
        "6e229d04-1880-4b6b-a520-36f757f4a531%00",
        "6e229d04-1880-4b6b-a520-36f757f4a531%20",
        "6e229d04-1880-4b6b-a520-36f757f4a531;a",
        "6e229d04-1880-4b6b-a520-36f757f4a531.",
    ] {
        for before in [
            "/api/offices/",
            "/api/appointments/",
            "/api/contexts/",
            "/api/",
            "/",
        ] {
            let path = format!("{before}{segment}");
            let answer = app.raw(app.head("GET", &path, &[]).as_bytes()).await;
            assert_shape(&answer, &path);
            assert!(
                [400, 404].contains(&answer.status),
                "{path}: {}",
                answer.status
            );
        }
    }
    // Dots are not resolved: a path is what it says.
    for path in ["/api/../api/offices", "/api/./offices", "/./api"] {
        let answer = app.raw(app.head("GET", path, &[]).as_bytes()).await;
        assert_shape(&answer.expect(404), path);
    }
    let fragment = app
        .raw(
            app.head("GET", &format!("{}#x", demo::OFFICE), &[])
                .as_bytes(),
        )
        .await;
    assert!(
        [200, 400, 404].contains(&fragment.status),
        "{}",
        fragment.text
    );
    assert_stands(&app).await;
}
