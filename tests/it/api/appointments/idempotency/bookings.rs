//! Repeated bookings.

use jiff::SignedDuration;
use serde_json::json;

use super::{HEADER, given, post};
use crate::{
    api::appointments::support::{PATH, booking_with, mails},
    support::{TestApp, booking},
};

#[tokio::test]
async fn the_same_key_a_hundred_times_books_once() {
    let app = TestApp::start().await;
    let calls = (0..100).map(|_| {
        let call = app.post(PATH).header(HEADER, "booking-1").json(&booking());
        tokio::spawn(call.send())
    });
    let calls: Vec<_> = calls.collect();
    let mut answers = Vec::new();
    for call in calls {
        answers.push(call.await.unwrap());
    }
    let first = given(&answers[0]);
    assert_eq!(first.0, 201, "{}", answers[0].text);
    for answer in &answers {
        assert_eq!(given(answer), first);
    }
    app.drain().await;
    let list = app.get(&format!("{PATH}?externalId=000001")).send().await;
    assert_eq!(list.members(), [answers[0].iri()]);
    assert_eq!(mails(&app).await.len(), 1);
    assert_eq!(app.schedules().await.len(), 2);
    // And once more when everything is done.
    assert_eq!(given(&post(&app, "booking-1", &booking()).await), first);
    app.drain().await;
    assert_eq!(mails(&app).await.len(), 1);
}

#[tokio::test]
async fn a_repeated_answer_is_the_first_to_the_byte() {
    let app = TestApp::start().await;
    let first = post(&app, "k", &booking()).await.expect(201);
    assert_eq!(first.header("location"), Some(first.iri().as_str()));
    let again = app
        .post(PATH)
        .header(HEADER, "k")
        .accept("application/json")
        .json(&booking())
        .send()
        .await;
    assert_eq!(given(&again), given(&first));
    assert_ne!(again.header("x-request-id"), first.header("x-request-id"));
    app.drain().await;
}

#[tokio::test]
async fn another_body_is_422() {
    let app = TestApp::start().await;
    post(&app, "k", &booking()).await.expect(201);
    let other = post(
        &app,
        "k",
        &booking_with(&json!({"startTime": "2021-05-01T10:00:00"})),
    )
    .await;
    insta::assert_snapshot!(other.snapshot(), @r#"
    422 application/ld+json; charset=utf-8
    {
      "@context": "/api/contexts/Error",
      "@type": "hydra:Error",
      "hydra:title": "An error occurred",
      "hydra:description": "This Idempotency-Key was used with another request body: use a new key for a new request."
    }
    "#);
    // The bytes count, not what they mean.
    let spaced = app
        .post(PATH)
        .header(HEADER, "k")
        .body("application/json", format!("{} ", booking()));
    spaced.send().await.expect(422);
    assert_eq!(app.get(PATH).send().await.members().len(), 2);
    app.drain().await;
}

#[tokio::test]
async fn after_a_day_a_key_is_new() {
    let app = TestApp::start().await;
    let first = post(&app, "k", &booking()).await.expect(201).iri();
    app.advance(SignedDuration::from_hours(24) - SignedDuration::from_secs(1))
        .await;
    assert_eq!(post(&app, "k", &booking()).await.expect(201).iri(), first);
    app.advance(SignedDuration::from_secs(1)).await;
    let second = post(&app, "k", &booking()).await.expect(201).iri();
    assert_ne!(second, first);
    assert_eq!(post(&app, "k", &booking()).await.expect(201).iri(), second);
    app.drain().await;
    assert_eq!(mails(&app).await.len(), 2);
}

#[tokio::test]
async fn a_refused_booking_is_not_kept() {
    let app = TestApp::start().await;
    let rows = [
        (json!({"email": "x"}), 422),
        (json!({"email": 5}), 400),
        (json!({"startTime": "tomorrow"}), 400),
        (
            json!({"office": "/api/offices/6e229d04-1880-4b6b-a520-36f757f4a5ff"}),
            400,
        ),
    ];
    for (wrong, status) in rows {
        post(&app, "k", &booking_with(&wrong)).await.expect(status);
    }
    let booked = post(&app, "k", &booking()).await.expect(201);
    assert_eq!(given(&post(&app, "k", &booking()).await), given(&booked));
    app.drain().await;
}

#[tokio::test]
async fn a_repeated_booking_of_what_was_cancelled_is_409() {
    let app = TestApp::start().await;
    let iri = post(&app, "k", &booking()).await.expect(201).iri();
    app.drain().await;
    app.delete(&iri).send().await.expect(204);
    app.drain().await;
    let again = post(&app, "k", &booking()).await;
    insta::assert_snapshot!(again.snapshot(), @r#"
    409 application/ld+json; charset=utf-8
    {
      "@context": "/api/contexts/Error",
      "@type": "hydra:Error",
      "hydra:title": "An error occurred",
      "hydra:description": "This request was carried out before, and its answer was erased with what it was about."
    }
    "#);
    let other = post(&app, "k", &booking_with(&json!({"externalId": "2"}))).await;
    assert_eq!(other.status, 422);
    app.drain().await;
    assert_eq!(mails(&app).await.len(), 2);
}
