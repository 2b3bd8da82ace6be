//! `/api/features`: items alone.

use crate::support::{TestApp, demo::FEATURE};

#[tokio::test]
async fn as_documented() {
    let app = TestApp::start().await;
    insta::assert_snapshot!(app.get(FEATURE).send().await.snapshot(), @r#"
    200 application/ld+json; charset=utf-8
    {
      "@context": "/api/contexts/Feature",
      "@id": "/api/features/1054acd0-b3e7-4420-b01d-d18c1e57fe6a",
      "@type": "Feature",
      "name": "Video consultation"
    }
    "#);
}

#[tokio::test]
async fn as_plain_json() {
    let app = TestApp::start().await;
    let answer = app.get(FEATURE).accept("application/json").send().await;
    insta::assert_snapshot!(answer.snapshot(), @r#"
    200 application/json; charset=utf-8
    {
      "name": "Video consultation"
    }
    "#);
}
