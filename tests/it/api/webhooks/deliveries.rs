//! Deliveries as they come along: pending, delivered, dead.

use std::sync::atomic::Ordering;

use jiff::SignedDuration;
use leah_domain::webhook::{Disabled, Reason};
use leah_local::demo::ORGANIZATION;
use serde_json::Value;

use super::support::{book, delivery_to, given_up, iri, list, named, show, told_of_bookings};
use crate::{
    outbox::{bell, owed_items},
    support::{Receiver, TestApp, booking},
};

#[tokio::test]
async fn one_that_is_due_at_once() {
    let app = TestApp::start().await;
    let receiver = Receiver::answering(200).await;
    let endpoint = told_of_bookings(&app, "one", &receiver.url).await;
    let booked = app.post("/api/appointments").json(&booking()).send().await;
    booked.expect(201);
    // The event is told to `outbox`, and nobody makes the call that it asks for.
    let event = bell(&owed_items(&app).await);
    app.house.invoke("outbox", event).await.unwrap();
    assert_eq!(app.house.take_invocations().len(), 1);
    let pending = delivery_to(&app, &endpoint).await;
    insta::assert_snapshot!(show(&app, &pending).await, @r#"
    200 application/ld+json; charset=utf-8
    {
      "@context": "/api/contexts/WebhookDelivery",
      "@id": "/api/webhook_deliveries/{id}",
      "@type": "WebhookDelivery",
      "id": "{id}",
      "webhookEndpoint": "/api/webhook_endpoints/f59abbad-7393-496b-8de6-18f8592cc5b8",
      "webhookId": "msg_{id}",
      "event": "appointment.created",
      "payload": "{\"externalId\":\"000001\",\"administrativeFileNumber\":null,\"appointment\":\"{appointment}\"}",
      "status": "pending",
      "reason": null,
      "attempts": 0,
      "lastAttemptAt": null,
      "lastStatus": null,
      "lastError": null,
      "nextAttemptAt": "2021-03-01T08:00:00+00:00",
      "createdAt": "2021-03-01T08:00:00+00:00",
      "endedAt": null
    }
    "#);
    assert_eq!(receiver.bodies(), Vec::<String>::new());
    app.owes.store(false, Ordering::Relaxed);
}

#[tokio::test]
async fn what_was_delivered_is_forgotten() {
    let app = TestApp::start().await;
    let receiver = Receiver::answering(204).await;
    let endpoint = told_of_bookings(&app, "one", &receiver.url).await;
    let appointment = book(&app).await;
    let [body] = &receiver.bodies()[..] else {
        panic!("one delivery")
    };
    assert!(
        body.contains(&appointment) && body.contains("000001"),
        "{body}"
    );
    let delivered = delivery_to(&app, &endpoint).await;
    insta::assert_snapshot!(show(&app, &delivered).await, @r#"
    200 application/ld+json; charset=utf-8
    {
      "@context": "/api/contexts/WebhookDelivery",
      "@id": "/api/webhook_deliveries/{id}",
      "@type": "WebhookDelivery",
      "id": "{id}",
      "webhookEndpoint": "/api/webhook_endpoints/f59abbad-7393-496b-8de6-18f8592cc5b8",
      "webhookId": "msg_{id}",
      "event": "appointment.created",
      "payload": null,
      "status": "delivered",
      "reason": null,
      "attempts": 1,
      "lastAttemptAt": "2021-03-01T08:00:00+00:00",
      "lastStatus": 204,
      "lastError": null,
      "nextAttemptAt": null,
      "createdAt": "2021-03-01T08:00:00+00:00",
      "endedAt": "2021-03-01T08:00:00+00:00"
    }
    "#);
    let answer = app
        .get(&iri(&delivered))
        .accept("application/json")
        .send()
        .await;
    insta::assert_snapshot!(named(&answer, &delivered), @r#"
    200 application/json; charset=utf-8
    {
      "id": "{id}",
      "webhookEndpoint": "/api/webhook_endpoints/f59abbad-7393-496b-8de6-18f8592cc5b8",
      "webhookId": "msg_{id}",
      "event": "appointment.created",
      "payload": null,
      "status": "delivered",
      "reason": null,
      "attempts": 1,
      "lastAttemptAt": "2021-03-01T08:00:00+00:00",
      "lastStatus": 204,
      "lastError": null,
      "nextAttemptAt": null,
      "createdAt": "2021-03-01T08:00:00+00:00",
      "endedAt": "2021-03-01T08:00:00+00:00"
    }
    "#);
    // Nothing is left of it in the table either.
    let items = app.house.items().unwrap();
    let item = items
        .iter()
        .find(|item| item["type"]["S"] == "WebhookDelivery")
        .unwrap();
    assert!(!item.to_string().contains(&appointment), "{item}");
    assert!(!item.to_string().contains("000001"), "{item}");
    assert_eq!(item.get("DUEPK"), None);
}

#[tokio::test]
async fn one_that_failed_says_how_and_when_the_next_attempt_is() {
    let app = TestApp::start().await;
    let receiver = Receiver::answering(500).await;
    let failing = told_of_bookings(&app, "failing", &receiver.url).await;
    // A port that nobody listens at.
    let refusing = told_of_bookings(&app, "refusing", "http://127.0.0.1:1/").await;
    book(&app).await;
    let answered = delivery_to(&app, &failing).await;
    insta::assert_snapshot!(show(&app, &answered).await, @r#"
    200 application/ld+json; charset=utf-8
    {
      "@context": "/api/contexts/WebhookDelivery",
      "@id": "/api/webhook_deliveries/{id}",
      "@type": "WebhookDelivery",
      "id": "{id}",
      "webhookEndpoint": "/api/webhook_endpoints/9eaa269b-11f8-4b40-b738-974022f1deba",
      "webhookId": "msg_{id}",
      "event": "appointment.created",
      "payload": "{\"externalId\":\"000001\",\"administrativeFileNumber\":null,\"appointment\":\"{appointment}\"}",
      "status": "pending",
      "reason": null,
      "attempts": 1,
      "lastAttemptAt": "2021-03-01T08:00:00+00:00",
      "lastStatus": 500,
      "lastError": null,
      "nextAttemptAt": "2021-03-01T08:00:05+00:00",
      "createdAt": "2021-03-01T08:00:00+00:00",
      "endedAt": null
    }
    "#);
    let unanswered = delivery_to(&app, &refusing).await;
    let shown = |delivery: &Value| {
        [
            "status",
            "attempts",
            "lastStatus",
            "lastError",
            "nextAttemptAt",
        ]
        .map(|name| delivery[name].to_string())
        .join(" ")
    };
    insta::assert_snapshot!(shown(&unanswered), @r#""pending" 1 null "connection-failed" "2021-03-01T08:00:05+00:00""#);
    // The endpoints say since when.
    for endpoint in [&failing, &refusing] {
        let read = app.get(&endpoint.id.iri()).send().await.expect(200).json();
        assert_eq!(read["failingSince"], "2021-03-01T08:00:00+00:00");
        assert_eq!(read["enabled"], true);
    }
    // Both are well again: the first whole minute after five seconds.
    receiver.answer(200);
    app.advance(SignedDuration::from_mins(1)).await;
    let delivered = delivery_to(&app, &failing).await;
    insta::assert_snapshot!(shown(&delivered), @r#""delivered" 2 200 null null"#);
    let read = app.get(&failing.id.iri()).send().await.expect(200).json();
    assert_eq!(read["failingSince"], Value::Null);
}

#[tokio::test]
async fn one_that_was_given_up_keeps_what_it_had_to_tell() {
    let app = TestApp::start().await;
    let (endpoint, receiver, dead) = given_up(&app).await;
    insta::assert_snapshot!(show(&app, &dead).await, @r#"
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
      "status": "dead",
      "reason": "endpoint-gone",
      "attempts": 1,
      "lastAttemptAt": "2021-03-01T08:00:00+00:00",
      "lastStatus": 410,
      "lastError": null,
      "nextAttemptAt": null,
      "createdAt": "2021-03-01T08:00:00+00:00",
      "endedAt": "2021-03-01T08:00:00+00:00"
    }
    "#);
    let read = app.get(&endpoint.id.iri()).send().await.expect(200).json();
    assert_eq!(
        (
            &read["enabled"],
            &read["disabledReason"],
            &read["disabledAt"]
        ),
        (
            &false.into(),
            &"gone".into(),
            &"2021-03-01T08:00:00+00:00".into()
        )
    );
    // Nothing more is sent there.
    book(&app).await;
    assert_eq!(list(&app, "").await.len(), 1);
    assert_eq!(receiver.bodies().len(), 1);
}

#[tokio::test]
async fn what_is_owed_to_an_endpoint_that_is_not_served_is_given_up() {
    let app = TestApp::start().await;
    let receiver = Receiver::answering(500).await;
    let mut endpoint = told_of_bookings(&app, "one", &receiver.url).await;
    book(&app).await;
    endpoint.disabled = Some(Disabled {
        at: app.now(),
        reason: Reason::Operator,
    });
    app.put_hook(ORGANIZATION, &endpoint).await;
    app.advance(SignedDuration::from_mins(1)).await;
    let dead = delivery_to(&app, &endpoint).await;
    assert_eq!(
        (&dead["status"], &dead["reason"], &dead["lastStatus"]),
        (&"dead".into(), &"endpoint-disabled".into(), &500.into())
    );
    assert_eq!(receiver.bodies().len(), 1);
}

#[tokio::test]
async fn each_is_kept_for_thirty_days() {
    let app = TestApp::start().await;
    let (_, _receiver, dead) = given_up(&app).await;
    let days = SignedDuration::from_hours(30 * 24);
    app.house
        .clock()
        .set(app.now() + days - SignedDuration::from_secs(1));
    app.get(&iri(&dead)).send().await.expect(200);
    assert_eq!(list(&app, "").await.len(), 1);
    // It may be there for days more: readers look at its end.
    app.house
        .clock()
        .set(app.now() + SignedDuration::from_secs(1));
    app.get(&iri(&dead)).send().await.expect(404);
    app.post(&format!("{}/replay", iri(&dead)))
        .send()
        .await
        .expect(404);
    assert_eq!(list(&app, "").await, Vec::<Value>::new());
}
