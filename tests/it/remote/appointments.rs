//! An appointment's life.

use serde_json::{Value, json};

use super::{GUEST, Remote};

async fn booking(leah: &Remote, reference: &str) -> Value {
    json!({
        "phoneNumber": "+33612345678",
        "email": GUEST,
        "office": leah.first("/api/offices").await,
        "startTime": "2035-04-25T13:15:00",
        "externalId": reference,
    })
}

/// A reference that no other run has.
fn reference() -> String {
    let ids = leah_aws::system::SystemIds;
    format!("test-{}", leah_domain::Ids::uuid(&ids))
}

#[tokio::test]
async fn it_is_booked_found_moved_and_cancelled() {
    let leah = Remote::find().await;
    let reference = reference();
    let booking = booking(&leah, &reference).await;
    let created = leah
        .post("/api/appointments")
        .json(&booking)
        .send()
        .await
        .expect(201);
    let iri = created.iri();
    assert_eq!(created.header("location"), Some(iri.as_str()));
    let expected = json!({
        "@context": "/api/contexts/Appointment",
        "@id": iri,
        "@type": "Appointment",
        "status": "scheduled",
        "startTime": "2035-04-25T13:15:00+00:00",
        "email": GUEST,
        "phoneNumber": "+33612345678",
    });
    assert_eq!(created.json(), expected);
    assert_eq!(leah.get(&iri).send().await.expect(200).json(), expected);

    let moved = leah
        .patch(&iri)
        .merge(&json!({"startTime": "2035-05-18T09:00:00+02:00"}));
    let moved = moved.send().await.expect(200).json();
    assert_eq!(moved["startTime"], "2035-05-18T07:00:00+00:00");
    let cancelled = leah.patch(&iri).merge(&json!({"status": "cancelled"}));
    assert_eq!(
        cancelled.send().await.expect(200).json()["status"],
        "cancelled"
    );
    leah.get(&iri).send().await.expect(404);
    leah.settle().await;
}

#[tokio::test]
async fn a_repeated_request_books_once() {
    let leah = Remote::find().await;
    let reference = reference();
    let booking = booking(&leah, &reference).await;
    let book = || {
        leah.post("/api/appointments")
            .json(&booking)
            .header("Idempotency-Key", &reference)
    };
    let first = book().send().await.expect(201);
    let again = book().send().await.expect(201);
    assert_eq!(first.text, again.text);
    let other = json!({"email": GUEST});
    let other = leah
        .post("/api/appointments")
        .json(&other)
        .header("Idempotency-Key", &reference);
    other.send().await.expect(422);
    leah.delete(&first.iri()).send().await.expect(204);
    leah.delete(&first.iri()).send().await.expect(404);
    leah.settle().await;
}
