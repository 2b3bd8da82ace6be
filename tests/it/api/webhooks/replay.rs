//! `POST …/{id}/replay`: what was given up begins anew.

use leah_local::demo::ORGANIZATION;
use serde_json::{Value, json};

use super::support::{book, delivery_to, error, given_up, iri, list, shown, told_of_bookings};
use crate::support::{Answer, Receiver, TestApp};

const PENDING: &str = "This delivery is still being tried: only a dead delivery can be replayed.";
const DELIVERED: &str = "This delivery has reached its endpoint, and its payload was erased: only a dead delivery can be replayed.";

async fn replay(app: &TestApp, delivery: &Value, key: Option<&str>) -> Answer {
    let call = app.post(&format!("{}/replay", iri(delivery)));
    match key {
        Some(key) => call.header("Idempotency-Key", key).send().await,
        None => call.send().await,
    }
}

#[tokio::test]
async fn what_was_given_up_is_tried_again() {
    let app = TestApp::start().await;
    let (mut endpoint, receiver, dead) = given_up(&app).await;
    // The operator has the endpoint served again.
    endpoint.disabled = None;
    app.put_hook(ORGANIZATION, &endpoint).await;
    receiver.answer(200);
    let replayed = replay(&app, &dead, None).await;
    let payload: Value = serde_json::from_str(dead["payload"].as_str().unwrap()).unwrap();
    let names = [
        (dead["id"].as_str().unwrap(), "{id}"),
        (payload["appointment"].as_str().unwrap(), "{appointment}"),
    ];
    insta::assert_snapshot!(shown(&replayed, &names), @r#"
    200 application/ld+json; charset=utf-8
    {
      "@context": "/api/contexts/WebhookDelivery",
      "@id": "/api/webhook_deliveries/{id}",
      "@type": "WebhookDelivery",
      "id": "{id}",
      "webhookEndpoint": "/api/webhook_endpoints/aa638990-69e3-489c-b92d-a603504decb0",
      "webhookId": "msg_{id}",
      "event": "appointment.created",
      "payload": "{\"externalId\":\"000001\",\"administrativeFileNumber\":null,\"appointment\":\"{appointment}\"}",
      "status": "pending",
      "reason": null,
      "attempts": 0,
      "lastAttemptAt": "2021-03-01T08:00:00+00:00",
      "lastStatus": 410,
      "lastError": null,
      "nextAttemptAt": "2021-03-01T08:00:00+00:00",
      "createdAt": "2021-03-01T08:00:00+00:00",
      "endedAt": null
    }
    "#);
    assert_eq!(
        replayed.header("content-location"),
        Some(iri(&dead).as_str())
    );
    assert_eq!(replayed.header("location"), None);
    assert_eq!(delivery_to(&app, &endpoint).await["status"], "pending");
    app.drain().await;

    let delivered = delivery_to(&app, &endpoint).await;
    for (name, value) in [
        ("status", json!("delivered")),
        ("attempts", json!(1)),
        ("lastStatus", json!(200)),
        ("payload", Value::Null),
        ("webhookId", dead["webhookId"].clone()),
        ("createdAt", dead["createdAt"].clone()),
    ] {
        assert_eq!(delivered[name], value, "{name}");
    }
    let bodies = receiver.bodies();
    assert_eq!(bodies.len(), 2);
    assert_eq!(bodies[0], bodies[1]);
}

#[tokio::test]
async fn only_the_dead_are_replayed() {
    let app = TestApp::start().await;
    let receivers = [
        Receiver::answering(200).await,
        Receiver::answering(500).await,
    ];
    for (name, receiver, words) in [
        ("well", &receivers[0], DELIVERED),
        ("failing", &receivers[1], PENDING),
    ] {
        let endpoint = told_of_bookings(&app, name, &receiver.url).await;
        // What is wanted is believed for a minute.
        app.advance(jiff::SignedDuration::from_mins(1)).await;
        book(&app).await;
        let delivery = list(&app, &format!("?webhookEndpoint={}", endpoint.id))
            .await
            .remove(0);
        let before = app.house.items().unwrap();
        let refused = replay(&app, &delivery, None).await;
        assert_eq!((refused.status, refused.json()), (409, error(words)));
        let plain = app
            .post(&format!("{}/replay", iri(&delivery)))
            .accept("application/json")
            .send()
            .await;
        assert_eq!(
            (plain.status, &plain.json()["detail"]),
            (409, &words.into())
        );
        assert_eq!(
            plain.header("content-type"),
            Some("application/problem+json; charset=utf-8")
        );
        assert_eq!(app.house.items().unwrap(), before);
    }
}

#[tokio::test]
async fn a_replay_that_is_repeated_is_one() {
    let app = TestApp::start().await;
    let (mut endpoint, receiver, dead) = given_up(&app).await;
    endpoint.disabled = None;
    app.put_hook(ORGANIZATION, &endpoint).await;
    receiver.answer(200);
    let first = replay(&app, &dead, Some("one")).await.expect(200);
    let again = replay(&app, &dead, Some("one")).await;
    assert_eq!((again.status, &again.text), (200, &first.text));
    assert_eq!(
        again.header("content-location"),
        first.header("content-location")
    );
    // Another key is another wish.
    let other = replay(&app, &dead, Some("other")).await;
    assert_eq!((other.status, other.json()), (409, error(PENDING)));
    let unkeyed = replay(&app, &dead, None).await;
    assert_eq!((unkeyed.status, unkeyed.json()), (409, error(PENDING)));
    app.drain().await;
    let again = replay(&app, &dead, Some("one")).await;
    assert_eq!((again.status, &again.text), (200, &first.text));
    let other = replay(&app, &dead, Some("other")).await;
    assert_eq!((other.status, other.json()), (409, error(DELIVERED)));
    app.drain().await;
    assert_eq!(receiver.bodies().len(), 2);
    // The key belongs to what it came with.
    let body = app
        .post(&format!("{}/replay", iri(&dead)))
        .header("Idempotency-Key", "one")
        .json(&json!({"now": true}));
    body.send().await.expect(422);
    let bad = replay(&app, &dead, Some("")).await;
    assert_eq!(
        (bad.status, bad.json()),
        (
            400,
            error("The Idempotency-Key header must be 1 to 255 characters of ASCII.")
        )
    );
}

#[tokio::test]
async fn of_many_replays_at_once_one_is_made() {
    let app = TestApp::start().await;
    let (mut endpoint, receiver, dead) = given_up(&app).await;
    endpoint.disabled = None;
    app.put_hook(ORGANIZATION, &endpoint).await;
    receiver.answer(200);
    let all = (0..10).map(|_| replay(&app, &dead, None));
    let answers = futures_util::future::join_all(all).await;
    let made = answers.iter().filter(|answer| answer.status == 200).count();
    assert_eq!(made, 1);
    for refused in answers.iter().filter(|answer| answer.status != 200) {
        assert_eq!((refused.status, refused.json()), (409, error(PENDING)));
    }
    app.drain().await;
    assert_eq!(receiver.bodies().len(), 2);
}

/// An endpoint that still is not served: the replay ends as the delivery did.
#[tokio::test]
async fn a_replay_to_an_endpoint_that_is_not_served_is_given_up() {
    let app = TestApp::start().await;
    let (endpoint, receiver, dead) = given_up(&app).await;
    replay(&app, &dead, None).await.expect(200);
    app.drain().await;
    let after = delivery_to(&app, &endpoint).await;
    assert_eq!(
        (&after["status"], &after["reason"], &after["payload"]),
        (
            &"dead".into(),
            &"endpoint-disabled".into(),
            &dead["payload"]
        )
    );
    assert_eq!(receiver.bodies().len(), 1);
    replay(&app, &dead, None).await.expect(200);
    app.drain().await;
}
