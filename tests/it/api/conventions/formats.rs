//! JSON-LD or JSON, as `Accept` or the path's suffix asks.

use crate::support::{TestApp, demo};

const LD: &str = "application/ld+json; charset=utf-8";
const JSON: &str = "application/json; charset=utf-8";

#[tokio::test]
async fn json_ld_comes_unless_json_is_liked_better() {
    let app = TestApp::start().await;
    for (accept, media) in [
        ("", LD),
        (" ", LD),
        ("*/*", LD),
        ("application/*", LD),
        ("application/ld+json", LD),
        ("APPLICATION/LD+JSON", LD),
        ("application/ld+json; charset=utf-8", LD),
        (
            "application/ld+json;profile=\"http://www.w3.org/ns/json-ld#compacted\"",
            LD,
        ),
        // Firefox, Chrome, Safari.
        (
            "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
            LD,
        ),
        ("text/html, */*;q=0.1", LD),
        ("application/json", JSON),
        ("Application/JSON", JSON),
        ("application/json; charset=utf-8", JSON),
        ("application/json, text/plain, */*", JSON),
        ("application/json;q=0.5, application/ld+json;q=0.4", JSON),
        ("application/ld+json;q=0.4, application/json;q=0.5", JSON),
        ("application/json;q=0.5, application/ld+json", LD),
        ("application/xml, application/json;q=0.1", JSON),
        ("application/ld+json;q=0, */*", JSON),
    ] {
        for path in [
            "/api/offices",
            "/api/appointments",
            "/api/webhook_endpoints",
            "/api/webhook_deliveries",
            demo::OFFICE,
            demo::APPOINTMENT,
            "/api",
        ] {
            let answer = app.get(path).accept(accept).send().await;
            assert_eq!(answer.status, 200, "{path} as {accept:?}: {}", answer.text);
            assert_eq!(
                answer.header("content-type"),
                Some(media),
                "{path} as {accept:?}"
            );
        }
    }
}

#[tokio::test]
async fn no_accept_at_all_is_json_ld() {
    let app = TestApp::start().await;
    let answer = app
        .raw(app.head("GET", demo::OFFICE, &[]).as_bytes())
        .await
        .expect(200);
    assert_eq!(answer.header("content-type"), Some(LD));
    let answer = app
        .raw(app.head("GET", demo::OFFICE, &["Accept:"]).as_bytes())
        .await
        .expect(200);
    assert_eq!(answer.header("content-type"), Some(LD));
    let answer = app
        .raw(app.head("GET", "/api/nope", &[]).as_bytes())
        .await
        .expect(404);
    assert_eq!(answer.header("content-type"), Some(LD));
}

#[tokio::test]
async fn plain_items_have_no_json_ld_keys_and_plain_lists_are_arrays() {
    let app = TestApp::start().await;
    let json = "application/json";
    insta::assert_snapshot!(app.get(demo::OFFICE).accept(json).send().await.snapshot(), @r#"
    200 application/json; charset=utf-8
    {
      "id": "6e229d04-1880-4b6b-a520-36f757f4a531",
      "slug": "my-office",
      "organization": "/api/organizations/440b4e01-d3e4-4cbc-afb2-ca62177cd630",
      "features": [
        "/api/features/1054acd0-b3e7-4420-b01d-d18c1e57fe6a"
      ],
      "createdAt": "2021-01-22T14:20:48+00:00",
      "currentMeeting": null
    }
    "#);
    insta::assert_snapshot!(app.get("/api/offices").accept(json).send().await.snapshot(), @r#"
    200 application/json; charset=utf-8
    [
      {
        "id": "6e229d04-1880-4b6b-a520-36f757f4a531",
        "slug": "my-office",
        "organization": "/api/organizations/440b4e01-d3e4-4cbc-afb2-ca62177cd630",
        "features": [
          "/api/features/1054acd0-b3e7-4420-b01d-d18c1e57fe6a"
        ],
        "createdAt": "2021-01-22T14:20:48+00:00",
        "currentMeeting": null
      }
    ]
    "#);
    insta::assert_snapshot!(app.get(demo::APPOINTMENT).accept(json).send().await.snapshot(), @r#"
    200 application/json; charset=utf-8
    {
      "status": "scheduled",
      "startTime": "2021-03-24T13:15:00+00:00",
      "email": "john.doe@gmail.com",
      "phoneNumber": "+33612345678"
    }
    "#);
    insta::assert_snapshot!(app.get("/api/appointments").accept(json).send().await.snapshot(), @r#"
    200 application/json; charset=utf-8
    [
      {
        "status": "scheduled",
        "startTime": "2021-03-24T13:15:00+00:00",
        "email": "john.doe@gmail.com",
        "phoneNumber": "+33612345678"
      }
    ]
    "#);
    insta::assert_snapshot!(app.get("/api/healthcare_workers?email=no").accept(json).send().await.snapshot(), @"
    200 application/json; charset=utf-8
    []
    ");
}

#[tokio::test]
async fn a_suffix_names_the_format_whatever_is_accepted() {
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
        "/api/index",
        "/api/contexts/Office",
    ] {
        for (suffix, accept, media) in [
            ("jsonld", "application/ld+json", LD),
            ("json", "application/json", JSON),
        ] {
            let expected = app.get(path).accept(accept).send().await.expect(200).text;
            for other in ["", "application/json", "application/ld+json", "text/html"] {
                let answer = app
                    .get(&format!("{path}.{suffix}"))
                    .accept(other)
                    .send()
                    .await;
                let row = format!("{path}.{suffix} as {other:?}");
                assert_eq!(answer.status, 200, "{row}");
                assert_eq!(answer.header("content-type"), Some(media), "{row}");
                assert_eq!(answer.text, expected, "{row}");
            }
        }
    }
}

#[tokio::test]
async fn a_booking_is_answered_in_the_format_that_is_accepted() {
    let app = TestApp::start().await;
    let booking = crate::support::booking();
    let plain = app
        .post("/api/appointments")
        .json(&booking)
        .accept("application/json")
        .send()
        .await;
    insta::assert_snapshot!(plain.snapshot(), @r#"
    201 application/json; charset=utf-8
    {
      "status": "scheduled",
      "startTime": "2021-04-25T13:15:00+00:00",
      "email": "john.doe@gmail.com",
      "phoneNumber": "+33612345678"
    }
    "#);
    let iri = plain.header("location").unwrap().to_owned();
    let edit = serde_json::json!({"startTime": "2021-05-18T09:00:00"});
    let edited = app.patch(&format!("{iri}.json")).merge(&edit).send().await;
    insta::assert_snapshot!(edited.snapshot(), @r#"
    200 application/json; charset=utf-8
    {
      "status": "scheduled",
      "startTime": "2021-05-18T09:00:00+00:00",
      "email": "john.doe@gmail.com",
      "phoneNumber": "+33612345678"
    }
    "#);
    assert_eq!(edited.header("content-location"), Some(&*iri));
    app.drain().await;
}
