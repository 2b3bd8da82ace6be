//! One office.

use crate::support::{TestApp, demo::OFFICE};

#[tokio::test]
async fn as_documented() {
    let app = TestApp::start().await;
    insta::assert_snapshot!(app.get(OFFICE).send().await.snapshot(), @r#"
    200 application/ld+json; charset=utf-8
    {
      "@context": "/api/contexts/Office",
      "@id": "/api/offices/6e229d04-1880-4b6b-a520-36f757f4a531",
      "@type": "Office",
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
}

#[tokio::test]
async fn as_plain_json() {
    let app = TestApp::start().await;
    let answer = app.get(OFFICE).accept("application/json").send().await;
    insta::assert_snapshot!(answer.snapshot(), @r#"
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
}
