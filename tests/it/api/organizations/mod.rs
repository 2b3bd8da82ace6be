//! `/api/organizations`: items alone.

use crate::support::{TestApp, demo::ORGANIZATION};

#[tokio::test]
async fn as_documented() {
    let app = TestApp::start().await;
    insta::assert_snapshot!(app.get(ORGANIZATION).send().await.snapshot(), @r#"
    200 application/ld+json; charset=utf-8
    {
      "@context": "/api/contexts/Organization",
      "@id": "/api/organizations/440b4e01-d3e4-4cbc-afb2-ca62177cd630",
      "@type": "Organization",
      "name": "My organization"
    }
    "#);
}

#[tokio::test]
async fn as_plain_json() {
    let app = TestApp::start().await;
    let answer = app
        .get(ORGANIZATION)
        .accept("application/json")
        .send()
        .await;
    insta::assert_snapshot!(answer.snapshot(), @r#"
    200 application/json; charset=utf-8
    {
      "name": "My organization"
    }
    "#);
}

#[tokio::test]
async fn a_new_name_shows_at_once() {
    let app = TestApp::start().await;
    app.get(ORGANIZATION).send().await.expect(200);
    let table = app.house.app().table();
    let found = table
        .organization(leah_local::demo::ORGANIZATION)
        .await
        .unwrap();
    let mut organization = found.unwrap();
    "Renamed".clone_into(&mut organization.name);
    table.put_organization(&organization).await.unwrap();
    let shown = app.get(ORGANIZATION).send().await.expect(200).json();
    assert_eq!(shown["name"], "Renamed");
}
