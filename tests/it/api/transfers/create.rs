//! Creating a transfer.

use std::collections::HashSet;

use data_encoding::{BASE64, HEXLOWER};
use jiff::SignedDuration;
use serde_json::{Value, json};

use super::support::{PATH, create, items_of, read};
use crate::support::{Answer, Tenant, TestApp, demo};

const DOCUMENTATION: &str = "<http://myorganization.leah.care/api/docs.jsonld>; rel=\"http://www.w3.org/ns/hydra/core#apiDocumentation\"";

/// The identifier of the demo organization's healthcare worker.
fn worker() -> &'static str {
    demo::WORKER.rsplit('/').next().unwrap()
}

fn documented() -> Value {
    json!({"healthcareWorker": demo::WORKER})
}

async fn post(app: &TestApp, body: &Value) -> Answer {
    app.post(PATH).json(body).send().await
}

#[tokio::test]
async fn every_spelling_of_the_worker_is_taken() {
    let app = TestApp::start().await;
    for body in [
        documented(),
        json!({"healthcareWorker": format!("https://myorganization.leah.care{}", demo::WORKER)}),
        json!({"healthcare_workers": demo::WORKER}),
        json!({"healthcare_workers": worker()}),
        json!({"healthcare_workers": worker().to_uppercase()}),
        // The present spelling counts.
        json!({"healthcareWorker": demo::WORKER, "healthcare_workers": "nonsense"}),
        json!({"healthcareWorker": demo::WORKER, "hash": "x", "status": "shared", "files": ["x"], "email": "a@b.fr",
            "expiresAt": "2031-01-01T00:00:00Z", "id": "x", "@id": "x", "type": 5}),
    ] {
        let created = post(&app, &body).await.expect(200).json();
        assert_eq!(created["healthcareWorker"], demo::WORKER, "{body}");
        assert_eq!(created["status"], "in_progress", "{body}");
        assert_eq!(created["files"], json!([]), "{body}");
        assert_eq!(created["email"], Value::Null, "{body}");
        assert_eq!(created["expiresAt"], "2021-03-08T08:00:00+00:00", "{body}");
    }
    app.drain().await;
}

#[tokio::test]
async fn what_cannot_be_understood_is_400_and_what_is_missing_422() {
    let app = TestApp::start().await;
    let second = Tenant::create(&app, "second").await;
    let missing = "healthcareWorker: This value should not be null.";
    let unknown = "/api/healthcare_workers/7dd37344-5d8d-4c90-a015-5518ab97adff";
    let foreign = second.worker.id.iri();
    let rows = [
        (json!({}), 422, missing.to_owned()),
        (json!([]), 422, missing.to_owned()),
        (json!({"healthcareWorker": null}), 422, missing.to_owned()),
        (json!({"healthcare_workers": null}), 422, missing.to_owned()),
        (json!({"healthcareWorker": unknown}), 400, format!("Item not found for \"{unknown}\".")),
        (
            json!({"healthcare_workers": "7dd37344-5d8d-4c90-a015-5518ab97adff"}),
            400,
            format!("Item not found for \"{unknown}\"."),
        ),
        // Another organization's worker is none.
        (json!({"healthcareWorker": foreign}), 400, format!("Item not found for \"{foreign}\".")),
        (
            json!({"healthcare_workers": second.worker.id.to_string()}),
            400,
            format!("Item not found for \"{foreign}\"."),
        ),
        (
            json!({"healthcareWorker": demo::OFFICE}),
            400,
            "Failed to denormalize attribute \"healthcareWorker\" value for class \"Transfer\": Expected argument of type \
            \"HealthcareWorker\", \"Office\" given at property path \"healthcareWorker\"."
                .to_owned(),
        ),
        (json!({"healthcareWorker": worker()}), 400, format!("Invalid IRI \"{}\".", worker())),
        (json!({"healthcareWorker": ""}), 400, "Invalid IRI \"\".".to_owned()),
        (json!({"healthcare_workers": "x"}), 400, "Invalid IRI \"x\".".to_owned()),
        (
            json!({"healthcareWorker": "/api/healthcare_workers/zzz"}),
            400,
            "Invalid IRI \"/api/healthcare_workers/zzz\".".to_owned(),
        ),
        (
            json!({"healthcareWorker": 5}),
            400,
            "Expected IRI or nested document for attribute \"healthcareWorker\", \"integer\" given.".to_owned(),
        ),
        (
            json!({"healthcare_workers": [demo::WORKER]}),
            400,
            "Expected IRI or nested document for attribute \"healthcare_workers\", \"array\" given.".to_owned(),
        ),
        (
            json!({"healthcareWorker": {"@id": demo::WORKER}}),
            400,
            "Nested documents for attribute \"healthcareWorker\" are not allowed. Use IRIs instead.".to_owned(),
        ),
        (json!("x"), 400, "Invalid IRI \"x\".".to_owned()),
        (
            json!(null),
            400,
            "Expected IRI or document for resource \"Transfer\", \"NULL\" given.".to_owned(),
        ),
    ];
    for (body, status, description) in rows {
        let refused = post(&app, &body).await;
        assert_eq!(refused.status, status, "{body}: {}", refused.text);
        assert_eq!(refused.json()["hydra:description"], description, "{body}");
    }
    for (media, status) in [
        ("text/plain", 415),
        ("application/merge-patch+json", 415),
        ("multipart/form-data", 415),
    ] {
        let body = documented().to_string();
        app.post(PATH).body(media, body).send().await.expect(status);
    }
    app.post(PATH)
        .body("application/json", "{")
        .send()
        .await
        .expect(400);
    assert_eq!(items_of(&app, "Transfer"), Vec::<Value>::new());
    assert_eq!(items_of(&app, "Later"), Vec::<Value>::new());
}

#[tokio::test]
async fn a_violation_is_shown_in_both_formats() {
    let app = TestApp::start().await;
    insta::assert_snapshot!(post(&app, &json!({})).await.snapshot(), @r#"
    422 application/ld+json; charset=utf-8
    {
      "@context": "/api/contexts/ConstraintViolationList",
      "@type": "ConstraintViolationList",
      "hydra:title": "An error occurred",
      "hydra:description": "healthcareWorker: This value should not be null.",
      "violations": [
        {
          "propertyPath": "healthcareWorker",
          "message": "This value should not be null.",
          "code": "ad32d13f-c3d4-423b-909a-857b961eb720"
        }
      ]
    }
    "#);
    let plain = app.post(PATH).accept("application/json").json(&json!({}));
    insta::assert_snapshot!(plain.send().await.snapshot(), @r#"
    422 application/problem+json; charset=utf-8
    {
      "type": "https://tools.ietf.org/html/rfc2616#section-10",
      "title": "An error occurred",
      "detail": "healthcareWorker: This value should not be null.",
      "violations": [
        {
          "propertyPath": "healthcareWorker",
          "message": "This value should not be null.",
          "code": "ad32d13f-c3d4-423b-909a-857b961eb720"
        }
      ]
    }
    "#);
}

#[tokio::test]
async fn the_answer_names_the_new_transfer_and_is_no_201() {
    let app = TestApp::start().await;
    let created = post(&app, &documented()).await.expect(200);
    let iri = created.iri();
    for (name, value) in [
        ("content-location", Some(iri.as_str())),
        ("location", None),
        ("etag", None),
        ("vary", Some("Accept")),
        ("link", Some(DOCUMENTATION)),
        ("cache-control", Some("no-cache, private")),
        ("x-content-type-options", Some("nosniff")),
        ("x-frame-options", Some("deny")),
    ] {
        assert_eq!(created.header(name), value, "{name}");
    }
    assert!(created.header("x-request-id").is_some());
    assert_eq!(app.get(&iri).send().await.expect(200).text, created.text);
    let plain = app
        .post(PATH)
        .accept("application/json")
        .json(&documented());
    insta::assert_snapshot!(plain.send().await.snapshot(), @r#"
    200 application/json; charset=utf-8
    {
      "id": "00332392-bc2e-4869-90d5-e17db59ed240",
      "hash": "MTY2MzVjYjRhYjlkZjBhMjcyMzg0ZDBmN2ExZDUyZWU0ZjQ1ZjM3MmVlNTI2OWYxMjUwMmU0YThkZTM1N2QzNw==",
      "expiresAt": "2021-03-08T08:00:00+00:00",
      "healthcareWorker": "/api/healthcare_workers/7dd37344-5d8d-4c90-a015-5518ab97adaf",
      "status": "in_progress",
      "files": [],
      "type": "healthcare_worker",
      "email": null,
      "firstname": null,
      "lastname": null
    }
    "#);
    app.drain().await;
}

#[tokio::test]
async fn every_transfer_has_a_secret_of_its_own() {
    let app = TestApp::start().await;
    let mut seen = HashSet::new();
    for _ in 0..20 {
        let iri = create(&app).await;
        let hash = read(&app, &iri).await["hash"].as_str().unwrap().to_owned();
        let digits = BASE64.decode(hash.as_bytes()).unwrap();
        assert_eq!(digits.len(), 64);
        let secret = HEXLOWER.decode(&digits).unwrap();
        assert_eq!(secret.len(), 32, "256 bits");
        assert!(seen.insert(secret), "{hash} was given twice");
    }
    app.drain().await;
}

#[tokio::test]
async fn each_organization_sends_from_its_own_workers() {
    let app = TestApp::start().await;
    let second = Tenant::create(&app, "second").await;
    let body = json!({"healthcareWorker": second.worker.id.iri()});
    let created = second
        .sign(app.post(PATH))
        .json(&body)
        .send()
        .await
        .expect(200);
    let read = second
        .sign(app.get(&created.iri()))
        .send()
        .await
        .expect(200);
    assert_eq!(read.text, created.text);
    app.drain().await;
}

mod idempotency {
    use super::*;

    const HEADER: &str = "idempotency-key";

    async fn post(app: &TestApp, key: &str, body: &Value) -> Answer {
        app.post(PATH).header(HEADER, key).json(body).send().await
    }

    fn given(answer: &Answer) -> (u16, &str, [Option<&str>; 2]) {
        let names = ["content-type", "content-location"];
        (
            answer.status,
            &answer.text,
            names.map(|name| answer.header(name)),
        )
    }

    #[tokio::test]
    async fn a_repeated_request_creates_nothing() {
        let app = TestApp::start().await;
        let calls = (0..30).map(|_| {
            let call = app.post(PATH).header(HEADER, "k").json(&documented());
            tokio::spawn(call.send())
        });
        let calls: Vec<_> = calls.collect();
        let mut answers = Vec::new();
        for call in calls {
            answers.push(call.await.unwrap());
        }
        assert_eq!(answers[0].status, 200, "{}", answers[0].text);
        for answer in &answers {
            assert_eq!(given(answer), given(&answers[0]));
        }
        let counts = ["Transfer", "Link", "Later"].map(|kind| {
            let mut items = items_of(&app, kind);
            items.retain(|item| item["opens"]["S"] != "waiting-room");
            items.len()
        });
        assert_eq!(counts, [1, 1, 1]);
        app.drain().await;
    }

    #[tokio::test]
    async fn another_body_is_422_and_a_refusal_is_not_kept() {
        let app = TestApp::start().await;
        post(&app, "k", &json!({})).await.expect(422);
        post(&app, "k", &json!({"healthcareWorker": "x"}))
            .await
            .expect(400);
        let created = post(&app, "k", &documented()).await.expect(200);
        let other = post(&app, "k", &json!({"healthcare_workers": worker()})).await;
        assert_eq!(
            other.expect(422).json()["hydra:description"],
            "This Idempotency-Key was used with another request body: use a new key for a new request."
        );
        assert_eq!(
            given(&post(&app, "k", &documented()).await),
            given(&created)
        );
        assert_eq!(items_of(&app, "Transfer").len(), 1);
        app.drain().await;
    }

    #[tokio::test]
    async fn after_a_day_a_key_is_new() {
        let app = TestApp::start().await;
        let first = post(&app, "k", &documented()).await.expect(200).iri();
        app.advance(SignedDuration::from_hours(24) - SignedDuration::from_secs(1))
            .await;
        assert_eq!(
            post(&app, "k", &documented()).await.expect(200).iri(),
            first
        );
        app.advance(SignedDuration::from_secs(1)).await;
        assert_ne!(
            post(&app, "k", &documented()).await.expect(200).iri(),
            first
        );
        app.drain().await;
    }
}
