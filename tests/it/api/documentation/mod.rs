//! The documents by which a client finds its way: `/api`, `/api/contexts/…`, `/api/docs.jsonld`.

mod contexts;

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::{
    house::sample,
    support::{TestApp, booking, demo},
};

/// Every kind of resource, with an item of it.
fn kinds() -> [(&'static str, String); 10] {
    [
        ("Appointment", demo::APPOINTMENT.to_owned()),
        ("Feature", demo::FEATURE.to_owned()),
        ("HealthcareWorker", demo::WORKER.to_owned()),
        ("Office", demo::OFFICE.to_owned()),
        ("Organization", demo::ORGANIZATION.to_owned()),
        ("Transfer", sample::transfer()),
        ("TransferFile", sample::file()),
        ("UploadTicket", sample::ticket()),
        ("WebhookEndpoint", sample::endpoint()),
        ("WebhookDelivery", sample::delivery()),
    ]
}

/// An item as it is printed; a ticket as it is when it is issued, with its form.
async fn printed(app: &TestApp, iri: &str) -> Value {
    if iri != sample::ticket() {
        return app.get(iri).send().await.expect(200).json();
    }
    let body = json!({"files": [{"name": "x.pdf", "type": "application/pdf", "size": 1}]});
    let path = format!("{}/files", sample::transfer());
    let issued = app.post(&path).json(&body).send().await.expect(200).json();
    app.drain().await;
    let mut ticket = issued["hydra:member"][0].clone();
    ticket["@context"] = issued["@context"].clone();
    ticket
}

#[tokio::test]
async fn the_entrypoint_names_every_list() {
    let app = TestApp::start().await;
    let entrypoint = app.get("/api").anonymous().send().await;
    insta::assert_snapshot!(entrypoint.snapshot(), @r#"
    200 application/ld+json; charset=utf-8
    {
      "@context": "/api/contexts/Entrypoint",
      "@id": "/api",
      "@type": "Entrypoint",
      "appointment": "/api/appointments",
      "healthcareWorker": "/api/healthcare_workers",
      "office": "/api/offices",
      "transfer": "/api/transfers",
      "webhookDelivery": "/api/webhook_deliveries",
      "webhookEndpoint": "/api/webhook_endpoints"
    }
    "#);
    let plain = app
        .get("/api")
        .anonymous()
        .accept("application/json")
        .send()
        .await;
    insta::assert_snapshot!(plain.snapshot(), @r#"
    200 application/json; charset=utf-8
    {
      "appointment": "/api/appointments",
      "healthcareWorker": "/api/healthcare_workers",
      "office": "/api/offices",
      "transfer": "/api/transfers",
      "webhookDelivery": "/api/webhook_deliveries",
      "webhookEndpoint": "/api/webhook_endpoints"
    }
    "#);
    for (_, list) in plain.json().as_object().unwrap() {
        app.get(list.as_str().unwrap()).send().await.expect(200);
    }
}

#[tokio::test]
async fn the_documentation_is_open_and_speaks_of_its_own_host() {
    let app = TestApp::start().await;
    let docs = app
        .get("/api/docs.jsonld")
        .anonymous()
        .send()
        .await
        .expect(200);
    assert_eq!(
        docs.header("content-type"),
        Some("application/ld+json; charset=utf-8")
    );
    let body = docs.json();
    assert_eq!(
        body["@context"]["@vocab"],
        "http://myorganization.leah.care/api/docs.jsonld#"
    );
    assert_eq!(body["@id"], "/api/docs.jsonld");
    assert_eq!(body["@type"], "hydra:ApiDocumentation");
    assert_eq!(body["hydra:entrypoint"], "/api");
    assert_eq!(
        app.get("/api/docs")
            .anonymous()
            .send()
            .await
            .expect(200)
            .text,
        docs.text
    );
    let other = app
        .get("/api/docs.jsonld")
        .host("other.localhost:3000")
        .send()
        .await
        .expect(200);
    assert_eq!(
        other.json()["@context"]["@vocab"],
        "http://other.localhost:3000/api/docs.jsonld#"
    );
    let link = app.get(demo::OFFICE).send().await;
    assert!(link.header("link").unwrap().contains("/api/docs.jsonld>"));
}

fn methods(operations: &Value) -> BTreeSet<String> {
    let operations = operations.as_array().into_iter().flatten();
    operations
        .map(|operation| operation["hydra:method"].as_str().unwrap().to_owned())
        .collect()
}

/// What a path allows, as its 405 says.
async fn allowed(app: &TestApp, path: &str) -> BTreeSet<String> {
    let answer = app
        .request(reqwest::Method::OPTIONS, path)
        .send()
        .await
        .expect(405);
    answer
        .header("allow")
        .unwrap()
        .split(", ")
        .map(str::to_owned)
        .collect()
}

#[tokio::test]
async fn the_documented_operations_are_those_that_are_served() {
    let app = sample::house().await;
    let docs = app.get("/api/docs.jsonld").send().await.expect(200).json();
    let classes = docs["hydra:supportedClass"].as_array().unwrap();
    let class = |id: &str| classes.iter().find(|class| class["@id"] == id).unwrap();
    for (name, iri) in kinds() {
        let documented = methods(&class(&format!("#{name}"))["hydra:supportedOperation"]);
        assert_eq!(documented, allowed(&app, &iri).await, "{name}");
    }
    let entrypoint = app.get("/api").send().await.expect(200).json();
    let links = class("#Entrypoint")["hydra:supportedProperty"]
        .as_array()
        .unwrap();
    assert_eq!(links.len(), 6);
    for link in links {
        let property = &link["hydra:property"];
        let key = property["@id"]
            .as_str()
            .unwrap()
            .trim_start_matches("#Entrypoint/");
        let path = entrypoint[key].as_str().unwrap();
        assert_eq!(
            methods(&property["hydra:supportedOperation"]),
            allowed(&app, path).await,
            "{key}"
        );
    }
}

#[tokio::test]
async fn the_documented_properties_are_those_that_are_printed_and_taken() {
    let app = sample::house().await;
    let docs = app.get("/api/docs.jsonld").send().await.expect(200).json();
    let mut required = 0;
    for (name, iri) in kinds() {
        let classes = docs["hydra:supportedClass"].as_array().unwrap();
        let class = classes
            .iter()
            .find(|class| class["@id"] == format!("#{name}"))
            .unwrap();
        let item = printed(&app, &iri).await;
        for property in class["hydra:supportedProperty"].as_array().unwrap() {
            let title = property["hydra:title"].as_str().unwrap();
            assert_eq!(
                item.get(title).is_some(),
                property["hydra:readable"] == true,
                "{name}: {title}"
            );
            if property["hydra:required"] == true {
                let (path, mut body, at) = creation(name, &iri);
                let fields = body.pointer_mut(at).unwrap().as_object_mut().unwrap();
                fields.shift_remove(title).unwrap();
                let refused = app.post(&path).json(&body).send().await.expect(422).json();
                let named = refused["violations"][0]["propertyPath"].as_str().unwrap();
                assert_eq!(named.rsplit('.').next(), Some(title), "{name}: {refused}");
                required += 1;
            }
        }
    }
    assert_eq!(required, 8);
}

/// Where a resource like the one at `iri` is created, by what, and where in it its fields stand.
fn creation(name: &str, iri: &str) -> (String, Value, &'static str) {
    match name {
        "Appointment" => ("/api/appointments".to_owned(), booking(), ""),
        "Transfer" => (
            "/api/transfers".to_owned(),
            json!({ "healthcareWorker": demo::WORKER }),
            "",
        ),
        "UploadTicket" => (
            format!("{}/files", iri.split_once("/tickets/").unwrap().0),
            json!({ "files": [{ "name": "scan.pdf", "type": "application/pdf", "size": 1 }] }),
            "/files/0",
        ),
        other => panic!("nobody creates a {other}"),
    }
}
