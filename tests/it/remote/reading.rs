//! What every client begins with: the documentation, and what belongs to the organization.

use reqwest::Method;
use serde_json::Value;

use super::{Remote, text, visit};
use crate::support::Answer;

const JSON_LD: &str = "application/ld+json; charset=utf-8";
const JSON: &str = "application/json; charset=utf-8";

/// What every answer of the API says of itself.
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
    let link = answer.header("link").unwrap();
    let documentation =
        "/api/docs.jsonld>; rel=\"http://www.w3.org/ns/hydra/core#apiDocumentation\"";
    assert!(link.ends_with(documentation), "{row}: {link}");
    assert_ne!(answer.header("x-request-id").unwrap(), "", "{row}");
}

#[tokio::test]
async fn a_client_finds_its_way_without_a_key() {
    visit(async |leah| {
        let answer = leah.get("/api").anonymous().send().await.expect(200);
        assert_always(&answer, "/api");
        assert_eq!(answer.header("content-type"), Some(JSON_LD));
        let entrypoint = answer.json();
        for (name, path) in [
            ("appointment", "/api/appointments"),
            ("healthcareWorker", "/api/healthcare_workers"),
            ("office", "/api/offices"),
            ("transfer", "/api/transfers"),
            ("webhookDelivery", "/api/webhook_deliveries"),
            ("webhookEndpoint", "/api/webhook_endpoints"),
        ] {
            assert_eq!(entrypoint[name], path);
            let list = leah.get(path).send().await.expect(200);
            assert_always(&list, path);
            assert_eq!(list.header("content-type"), Some(JSON_LD), "{path}");
            let body = list.json();
            assert_eq!(body["@id"], path);
            assert_eq!(body["@type"], "hydra:Collection", "{path}");
            context(leah, &body).await;
        }
        context(leah, &entrypoint).await;
        let documentation = leah.get("/api/docs.jsonld").anonymous().send().await;
        let documentation = documentation.expect(200).json();
        let classes = documentation["hydra:supportedClass"].as_array().unwrap();
        assert!(classes.iter().any(|class| class["@id"] == "#Appointment"));
    })
    .await;
}

/// The context that a document names can be read, without a key.
async fn context(leah: &Remote, document: &Value) {
    let path = text(&document["@context"]);
    let context = leah.get(path).anonymous().send().await.expect(200);
    assert!(context.json()["@context"].is_object(), "{path}");
}

#[tokio::test]
async fn offices_lead_to_all_that_belongs_to_them() {
    visit(async |leah| {
        let office = leah.office().await;
        let iri = text(&office["@id"]);
        let shown = leah.get(iri).send().await.expect(200);
        assert_always(&shown, iri);
        let mut alone = shown.json();
        context(leah, &alone).await;
        alone.as_object_mut().unwrap().shift_remove("@context");
        assert_eq!(alone, office, "a list shows what is shown alone");
        let organization = leah.read(text(&office["organization"])).await;
        assert_eq!(organization["@type"], "Organization");
        context(leah, &organization).await;
        for feature in office["features"].as_array().unwrap() {
            let feature = leah.read(text(feature)).await;
            assert_eq!(feature["@type"], "Feature");
            context(leah, &feature).await;
        }

        // Plain JSON: the same without what JSON-LD adds.
        let plain = leah.get(iri).accept("application/json").send().await;
        assert_eq!(plain.header("content-type"), Some(JSON));
        let mut members = office.as_object().unwrap().clone();
        members.retain(|name, _| !name.starts_with('@'));
        assert_eq!(plain.json(), Value::Object(members));
        let suffixed = leah.get("/api/offices.json").send().await.expect(200);
        assert_eq!(suffixed.json()[0], plain.json());

        let tag = shown.header("etag").unwrap();
        let same = leah.get(iri).header("If-None-Match", tag).send().await;
        assert_eq!((same.status, same.text.as_str()), (304, ""));
        assert_eq!(same.header("etag"), Some(tag));
        let head = leah.request(Method::HEAD, iri).send().await.expect(200);
        assert_eq!((head.text.as_str(), head.header("etag")), ("", Some(tag)));
    })
    .await;
}

#[tokio::test]
async fn healthcare_workers_are_found_by_their_address() {
    visit(async |leah| {
        let list = leah.read("/api/healthcare_workers").await;
        let members = list["hydra:member"].as_array().unwrap();
        let total = list["hydra:totalItems"].as_u64().unwrap();
        assert!(total >= members.len() as u64);
        let worker = members.first().expect("a healthcare worker");
        context(leah, &leah.read(text(&worker["@id"])).await).await;
        let email = text(&worker["email"]).to_uppercase().replace('+', "%2B");
        let path = format!("/api/healthcare_workers?email={email}");
        assert!(leah.list(&path).await.contains(worker));
        let path = format!("/api/offices?healthcareWorker.email={email}");
        for office in leah.list(&path).await {
            leah.get(text(&office["@id"])).send().await.expect(200);
        }
        let nobody = "/api/healthcare_workers?email=nobody@invalid.example";
        assert_eq!(leah.read(nobody).await["hydra:totalItems"], 0);
    })
    .await;
}
