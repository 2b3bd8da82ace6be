//! One appointment.

use crate::support::{TestApp, demo::APPOINTMENT};

#[tokio::test]
async fn as_documented() {
    let app = TestApp::start().await;
    insta::assert_snapshot!(app.get(APPOINTMENT).send().await.snapshot(), @r#"
    200 application/ld+json; charset=utf-8
    {
      "@context": "/api/contexts/Appointment",
      "@id": "/api/appointments/70cbe776-1de2-48b2-86aa-e9e9410bc711",
      "@type": "Appointment",
      "status": "scheduled",
      "startTime": "2021-03-24T13:15:00+00:00",
      "email": "john.doe@gmail.com",
      "phoneNumber": "+33612345678"
    }
    "#);
}

#[tokio::test]
async fn as_plain_json() {
    let app = TestApp::start().await;
    let answer = app.get(APPOINTMENT).accept("application/json").send().await;
    insta::assert_snapshot!(answer.snapshot(), @r#"
    200 application/json; charset=utf-8
    {
      "status": "scheduled",
      "startTime": "2021-03-24T13:15:00+00:00",
      "email": "john.doe@gmail.com",
      "phoneNumber": "+33612345678"
    }
    "#);
}
