//! Every IRI that the API prints can be fetched.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::{
    Tenant, TestApp,
    demo::{APPOINTMENT, FEATURE, OFFICE, ORGANIZATION, WORKER},
};

/// The paths of the API in a document. Templates are not links.
fn paths(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) if text.starts_with("/api") && !text.contains('{') => {
            found.push(text.clone());
        }
        Value::Array(values) => values.iter().for_each(|value| paths(value, found)),
        Value::Object(object) => object.values().for_each(|value| paths(value, found)),
        _ => {}
    }
}

/// Follows all links from a path on; the paths that were read.
async fn crawl(app: &TestApp, tenant: Option<&Tenant>) -> BTreeSet<String> {
    let (mut seen, mut next) = (BTreeSet::new(), vec!["/api".to_owned()]);
    while let Some(path) = next.pop() {
        if !seen.insert(path.clone()) {
            continue;
        }
        let call = app.get(&path);
        let call = match tenant {
            Some(tenant) => tenant.sign(call),
            None => call,
        };
        let answer = call.send().await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text);
        paths(&answer.json(), &mut next);
    }
    seen
}

#[tokio::test]
async fn the_demo_organizations_links_all_lead_somewhere() {
    let app = TestApp::start().await;
    let seen = crawl(&app, None).await;
    for path in [
        APPOINTMENT,
        FEATURE,
        OFFICE,
        ORGANIZATION,
        WORKER,
        "/api/contexts/Appointment",
        "/api/contexts/Entrypoint",
    ] {
        assert!(seen.contains(path), "{path} is not linked: {seen:?}");
    }
}

#[tokio::test]
async fn the_links_of_pages_and_of_a_new_booking_lead_somewhere() {
    let app = TestApp::start().await;
    let tenant = Tenant::create(&app, "second").await;
    for number in 0..35 {
        let worker = tenant
            .add_worker(&app, &format!("w{number}@example.org"))
            .await;
        tenant.add_office(&app, &worker).await;
    }
    let mut body = crate::support::booking();
    body["office"] = json!(tenant.office.id.iri());
    let booked = tenant
        .sign(app.post("/api/appointments"))
        .json(&body)
        .send()
        .await
        .expect(201);
    let location = booked.header("location").unwrap().to_owned();
    let content_location = booked.header("content-location").unwrap().to_owned();
    app.drain().await;
    let seen = crawl(&app, Some(&tenant)).await;
    for path in [
        booked.iri().as_str(),
        &location,
        &content_location,
        "/api/offices?page=2",
        "/api/healthcare_workers?page=2",
    ] {
        assert!(seen.contains(path), "{path}");
    }
    assert!(seen.contains(&tenant.organization.id.iri()));
}
