//! Past appointments are erased: read as gone at once, swept from the table a little later.

use serde_json::{Value, json};

use super::support::{PATH, book, edit, item, items};
use crate::support::TestApp;

#[tokio::test]
async fn ninety_days_after_its_start_an_appointment_is_gone() {
    let app = TestApp::start().await;
    let fields = json!({"startTime": "2021-04-25T13:15:00", "email": "guest@example.org"});
    let iri = book(&app, &fields).await;
    // Expired items are swept each hour; this one expires after the sweep of its hour.
    app.advance_to("2021-07-24T13:14:59Z").await;
    app.get(&iri).send().await.expect(200);
    app.advance_to("2021-07-24T13:15:00Z").await;
    assert!(
        item(&app, &iri).is_some(),
        "swept already: this proves nothing"
    );
    app.get(&iri).send().await.expect(404);
    edit(&app, &iri, &json!({"externalId": "x"}))
        .await
        .expect(404);
    edit(&app, &iri, &json!({"status": "cancelled"}))
        .await
        .expect(404);
    app.delete(&iri).send().await.expect(404);
    for query in [
        "",
        "?externalId=000001",
        "?email=guest@example.org",
        "?externalId=000001&email=guest@example.org",
    ] {
        let list = app.get(&format!("{PATH}{query}")).send().await.expect(200);
        assert!(!list.members().contains(&iri), "{query}");
    }
    app.advance_to("2021-07-24T14:00:01Z").await;
    let left = Value::from(items(&app)).to_string();
    assert!(!left.contains("guest@example.org"), "{left}");
    assert!(!left.contains(iri.rsplit('/').next().unwrap()), "{left}");
}

#[tokio::test]
async fn a_later_change_counts_instead_of_the_start() {
    let app = TestApp::start().await;
    let iri = book(&app, &json!({"startTime": "2021-03-02T10:00:00"})).await;
    app.advance_to("2021-05-01T12:00:00Z").await;
    edit(&app, &iri, &json!({"externalId": "late"}))
        .await
        .expect(200);
    app.advance_to("2021-07-30T11:59:59Z").await;
    app.get(&iri).send().await.expect(200);
    app.advance_to("2021-07-30T12:00:00Z").await;
    app.get(&iri).send().await.expect(404);
}

#[tokio::test]
async fn the_organization_sets_how_long() {
    use crate::support::Tenant;
    let app = TestApp::start().await;
    let tenant = Tenant::with(&app, "brief", |settings| settings.retention_days = 1).await;
    let mut body = crate::support::booking();
    body["office"] = json!(tenant.office.id.iri());
    let booked = tenant
        .sign(app.post(PATH))
        .json(&body)
        .send()
        .await
        .expect(201);
    app.advance_to("2021-04-26T13:14:59Z").await;
    tenant.sign(app.get(&booked.iri())).send().await.expect(200);
    app.advance_to("2021-04-26T13:15:00Z").await;
    tenant.sign(app.get(&booked.iri())).send().await.expect(404);
}
