//! The list of an organization's transfers, the oldest first.

use jiff::SignedDuration;
use serde_json::{Value, json};

use super::support::{PATH, create, filled, pass, revoke};
use crate::support::{Answer, Tenant, TestApp};

/// Creates a transfer of a tenant; its IRI.
async fn create_of(app: &TestApp, tenant: &Tenant) -> String {
    let body = json!({"healthcareWorker": tenant.worker.id.iri()});
    let call = tenant.sign(app.post(PATH)).json(&body);
    call.send().await.expect(200).iri()
}

async fn list(app: &TestApp, tenant: &Tenant, path: &str) -> Answer {
    tenant.sign(app.get(path)).send().await.expect(200)
}

#[tokio::test]
async fn members_are_shown_as_by_themselves() {
    let app = TestApp::start().await;
    let empty = app.get(PATH).send().await;
    insta::assert_snapshot!(empty.snapshot(), @r#"
    200 application/ld+json; charset=utf-8
    {
      "@context": "/api/contexts/Transfer",
      "@id": "/api/transfers",
      "@type": "hydra:Collection",
      "hydra:member": [],
      "hydra:view": {
        "@id": "/api/transfers?page=1",
        "@type": "hydra:PartialCollectionView"
      }
    }
    "#);
    filled(&app, 1).await;
    insta::assert_snapshot!(app.get(PATH).send().await.snapshot(), @r#"
    200 application/ld+json; charset=utf-8
    {
      "@context": "/api/contexts/Transfer",
      "@id": "/api/transfers",
      "@type": "hydra:Collection",
      "hydra:member": [
        {
          "@id": "/api/transfers/55125275-5c82-497d-867f-7f2b1017cfc3",
          "@type": "Transfer",
          "id": "55125275-5c82-497d-867f-7f2b1017cfc3",
          "hash": "NjQ0ZjkxODNhMGU5NjYzNGFjODU0NDVhMmI4ZDFhZDhkNzllMGIxMDJiNjAwMWRiMGRmMTI1MTg5MjhhMDNhOQ==",
          "expiresAt": "2021-03-08T08:00:00+00:00",
          "healthcareWorker": "/api/healthcare_workers/7dd37344-5d8d-4c90-a015-5518ab97adaf",
          "status": "ready",
          "files": [
            "/api/transfer_files/00332392-bc2e-4869-90d5-e17db59ed240"
          ],
          "type": "healthcare_worker",
          "email": null,
          "firstname": null,
          "lastname": null
        }
      ],
      "hydra:view": {
        "@id": "/api/transfers?page=1",
        "@type": "hydra:PartialCollectionView"
      }
    }
    "#);
    let plain = app.get(PATH).accept("application/json").send().await;
    insta::assert_snapshot!(plain.snapshot(), @r#"
    200 application/json; charset=utf-8
    [
      {
        "id": "55125275-5c82-497d-867f-7f2b1017cfc3",
        "hash": "NjQ0ZjkxODNhMGU5NjYzNGFjODU0NDVhMmI4ZDFhZDhkNzllMGIxMDJiNjAwMWRiMGRmMTI1MTg5MjhhMDNhOQ==",
        "expiresAt": "2021-03-08T08:00:00+00:00",
        "healthcareWorker": "/api/healthcare_workers/7dd37344-5d8d-4c90-a015-5518ab97adaf",
        "status": "ready",
        "files": [
          "/api/transfer_files/00332392-bc2e-4869-90d5-e17db59ed240"
        ],
        "type": "healthcare_worker",
        "email": null,
        "firstname": null,
        "lastname": null
      }
    ]
    "#);
    let suffixed = app.get(&format!("{PATH}.json")).send().await.expect(200);
    assert_eq!(suffixed.text, plain.text);
    app.drain().await;
}

#[tokio::test]
async fn each_transfer_is_listed_once_and_in_order() {
    let app = TestApp::start().await;
    let tenant = Tenant::create(&app, "crowd").await;
    let mut all = Vec::new();
    for number in 0..65 {
        all.push((number / 5, create_of(&app, &tenant).await));
        if number % 5 == 4 {
            pass(&app, SignedDuration::from_secs(1));
        }
    }
    // Those of one moment stand in the order of their identifiers.
    all.sort();
    create(&app).await;

    let (mut pages, mut next) = (Vec::new(), Some(PATH.to_owned()));
    while let Some(path) = next {
        let answer = list(&app, &tenant, &path).await;
        let body = answer.json();
        assert_eq!(body["@id"], PATH);
        assert_eq!(body.get("hydra:totalItems"), None);
        let view = &body["hydra:view"];
        for absent in ["hydra:first", "hydra:last", "hydra:previous"] {
            assert_eq!(view.get(absent), None, "{path}");
        }
        if !pages.is_empty() {
            assert_eq!(view["@id"], path);
        }
        pages.push(answer.members());
        assert!(pages.len() < 5, "no end");
        next = view
            .get("hydra:next")
            .map(|next| next.as_str().unwrap().to_owned());
    }
    assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [30, 30, 5]);
    let expected: Vec<String> = all.into_iter().map(|(_, iri)| iri).collect();
    assert_eq!(pages.concat(), expected);
    app.drain().await;
}

#[tokio::test]
async fn a_position_is_not_a_number_of_a_page_and_no_authority() {
    let app = TestApp::start().await;
    let tenant = Tenant::create(&app, "crowd").await;
    for _ in 0..31 {
        create_of(&app, &tenant).await;
    }
    for query in ["page=2", "page=0", "cursor=x", "cursor=", "cursor=AAAA"] {
        let refused = tenant
            .sign(app.get(&format!("{PATH}?{query}")))
            .send()
            .await;
        assert_eq!(refused.status, 400, "{query}: {}", refused.text);
    }
    let first = list(&app, &tenant, PATH).await;
    let next = first.json()["hydra:view"]["hydra:next"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(list(&app, &tenant, &next).await.members().len(), 1);
    // To another organization it leads to that one's own.
    let other = app.get(&next).send().await.expect(200);
    assert_eq!(other.members(), Vec::<String>::new());
    app.drain().await;
}

#[tokio::test]
async fn what_has_ended_is_not_listed() {
    let app = TestApp::start().await;
    let (revoked, ending) = (create(&app).await, create(&app).await);
    let hour = SignedDuration::from_hours(1);
    pass(&app, hour);
    let young = create(&app).await;
    let members = async || app.get(PATH).send().await.expect(200).members();
    assert_eq!(members().await.len(), 3);
    revoke(&app, &revoked).await;
    assert_eq!(members().await, [ending.as_str(), &young]);
    app.drain().await;
    assert_eq!(members().await, [ending.as_str(), &young]);
    pass(&app, hour * 24 * 7 - hour);
    assert_eq!(members().await, [young.as_str()], "before it is erased");
    app.drain().await;
    assert_eq!(members().await, [young]);
    app.advance(hour).await;
    assert_eq!(members().await, Vec::<Value>::new());
}
