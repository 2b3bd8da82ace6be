//! One healthcare worker.

use crate::support::{TestApp, demo::WORKER};

#[tokio::test]
async fn as_documented() {
    let app = TestApp::start().await;
    insta::assert_snapshot!(app.get(WORKER).send().await.snapshot(), @r#"
    200 application/ld+json; charset=utf-8
    {
      "@context": "/api/contexts/HealthcareWorker",
      "@id": "/api/healthcare_workers/7dd37344-5d8d-4c90-a015-5518ab97adaf",
      "@type": "HealthcareWorker",
      "firstname": "John",
      "lastname": "Doe",
      "email": "john.doe@gmail.com",
      "currentOrganization": null
    }
    "#);
}

#[tokio::test]
async fn as_plain_json() {
    let app = TestApp::start().await;
    let answer = app.get(WORKER).accept("application/json").send().await;
    insta::assert_snapshot!(answer.snapshot(), @r#"
    200 application/json; charset=utf-8
    {
      "firstname": "John",
      "lastname": "Doe",
      "email": "john.doe@gmail.com",
      "currentOrganization": null
    }
    "#);
}

#[tokio::test]
async fn one_that_works_somewhere_links_to_the_organization() {
    use leah_local::demo;
    let app = TestApp::start().await;
    let table = app.house.app().table();
    let found = table
        .worker(demo::ORGANIZATION, demo::HEALTHCARE_WORKER)
        .await
        .unwrap();
    let mut worker = found.unwrap();
    worker.current_organization = Some(demo::ORGANIZATION);
    table.put_worker(demo::ORGANIZATION, &worker).await.unwrap();
    let shown = app.get(WORKER).send().await.expect(200).json();
    assert_eq!(
        shown["currentOrganization"],
        crate::support::demo::ORGANIZATION
    );
    // Stored again is not one more.
    let list = app
        .get("/api/healthcare_workers")
        .send()
        .await
        .expect(200)
        .json();
    assert_eq!(list["hydra:totalItems"], 1);
}
