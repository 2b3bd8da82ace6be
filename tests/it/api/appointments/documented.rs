//! The documentation's own sequence: create, edit, cancel, with the mails that the guest gets.

use serde_json::json;

use crate::support::{TestApp, booking};

#[tokio::test]
async fn create_edit_cancel_as_documented() {
    let app = TestApp::start().await;

    let created = app.post("/api/appointments").json(&booking()).send().await;
    insta::assert_snapshot!(created.snapshot(), @r#"
    201 application/ld+json; charset=utf-8
    {
      "@context": "/api/contexts/Appointment",
      "@id": "/api/appointments/194dcc00-160f-4eb5-ab80-1d97973fbb84",
      "@type": "Appointment",
      "status": "scheduled",
      "startTime": "2021-04-25T13:15:00+00:00",
      "email": "john.doe@gmail.com",
      "phoneNumber": "+33612345678"
    }
    "#);
    let iri = created.iri();
    app.drain().await;

    let moved = json!({"startTime": "2021-05-18T09:00:00"});
    let edited = app.patch(&iri).merge(&moved).send().await;
    insta::assert_snapshot!(edited.snapshot(), @r#"
    200 application/ld+json; charset=utf-8
    {
      "@context": "/api/contexts/Appointment",
      "@id": "/api/appointments/194dcc00-160f-4eb5-ab80-1d97973fbb84",
      "@type": "Appointment",
      "status": "scheduled",
      "startTime": "2021-05-18T09:00:00+00:00",
      "email": "john.doe@gmail.com",
      "phoneNumber": "+33612345678"
    }
    "#);
    app.drain().await;

    let cancel = json!({"status": "cancelled"});
    let cancelled = app.patch(&iri).merge(&cancel).send().await;
    insta::assert_snapshot!(cancelled.snapshot(), @r#"
    200 application/ld+json; charset=utf-8
    {
      "@context": "/api/contexts/Appointment",
      "@id": "/api/appointments/194dcc00-160f-4eb5-ab80-1d97973fbb84",
      "@type": "Appointment",
      "status": "cancelled",
      "startTime": "2021-05-18T09:00:00+00:00",
      "email": "john.doe@gmail.com",
      "phoneNumber": "+33612345678"
    }
    "#);
    app.drain().await;

    app.get(&iri).send().await.expect(404);
    let mails: Vec<_> = app
        .messages()
        .await
        .iter()
        .map(|mail| mail["subject"].clone())
        .collect();
    assert_eq!(
        mails,
        [
            "Votre rendez-vous est confirmé",
            "Votre rendez-vous a changé d'horaire",
            "Votre rendez-vous est annulé",
        ]
    );
    assert_eq!(app.owed().await, Vec::<serde_json::Value>::new());
}
