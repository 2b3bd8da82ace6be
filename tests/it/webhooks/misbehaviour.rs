//! Receivers that misbehave: each failure is told, nothing is lost, and what follows is delivered once.

use std::time::Duration;

use leah_domain::webhook::{Event, Network};
use leah_local::demo::ORGANIZATION;
use serde_json::{Value, json};

use super::{
    receiver::{Receiver, Reply, Silent},
    support::{Endpoint, HOST, MINUTE, World, endpoint},
};

const EVENTS: &[Event] = &[Event::AppointmentCreated];
const GIB: u64 = 1 << 30;

/// What the API says of the last attempt.
async fn said(world: &World, endpoint: &Endpoint) -> Value {
    let delivery = world.delivery_to(&endpoint.stored).await;
    json!([
        delivery["status"],
        delivery["attempts"],
        delivery["lastStatus"],
        delivery["lastError"],
    ])
}

/// After what went wrong, the next attempt succeeds.
async fn is_well_again(world: &World, endpoint: &Endpoint, attempts: usize) {
    world.app.advance(MINUTE).await;
    let said = said(world, endpoint).await;
    assert_eq!(said, json!(["delivered", 2, 200, null]));
    let ids = endpoint.ids();
    assert_eq!(ids.len(), attempts);
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    let endpoint = world.shown(&endpoint.stored).await;
    assert_eq!(endpoint["failingSince"], Value::Null);
}

#[tokio::test]
async fn what_is_no_success_is_told_and_tried_again() {
    let elsewhere = Silent::new();
    let target = format!("http://127.0.0.1:{}/", elsewhere.port());
    let rows = [
        (Reply::Status(500), json!(500), Value::Null),
        (Reply::Status(429), json!(429), Value::Null),
        (Reply::Status(404), json!(404), Value::Null),
        (Reply::Status(304), json!(304), Value::Null),
        (Reply::Redirect(target), json!(302), Value::Null),
        (Reply::Reset, Value::Null, json!("connection-broken")),
    ];
    let world = World::start().await;
    let mut endpoints = Vec::new();
    for (reply, status, error) in rows {
        let endpoint = world.endpoint(EVENTS).await;
        endpoint.receiver.next([reply]);
        endpoints.push((endpoint, json!(["pending", 1, status, error])));
    }
    world.book().await;
    world.app.drain().await;
    for (endpoint, expected) in &endpoints {
        assert_eq!(said(&world, endpoint).await, *expected);
        let shown = world.shown(&endpoint.stored).await;
        assert_eq!(shown["failingSince"], "2021-03-01T08:00:00+00:00");
        assert_eq!(shown["enabled"], true);
    }
    for (endpoint, _) in &endpoints {
        is_well_again(&world, endpoint, 2).await;
    }
    // A redirection is an answer like any other.
    elsewhere.is_untouched();
}

#[tokio::test]
async fn every_2xx_is_a_success() {
    let world = World::start().await;
    let mut endpoints = Vec::new();
    for status in [200, 201, 202, 204, 206, 299] {
        let endpoint = world.endpoint(EVENTS).await;
        endpoint.receiver.next([Reply::Status(status)]);
        endpoints.push((endpoint, status));
    }
    world.book().await;
    world.app.advance(MINUTE).await;
    for (endpoint, status) in endpoints {
        let expected = json!(["delivered", 1, status, null]);
        assert_eq!(said(&world, &endpoint).await, expected);
    }
}

#[tokio::test]
async fn a_receiver_that_refuses_connections_is_told_once_it_is_up() {
    let world = World::start().await;
    let receiver = Receiver::down(world.app.house.clock());
    let stored = endpoint(&receiver.url(), Network::Public, EVENTS);
    world.put(ORGANIZATION, &stored).await;
    let endpoint = Endpoint { stored, receiver };
    world.book().await;
    world.app.drain().await;
    let expected = json!(["pending", 1, null, "connection-failed"]);
    assert_eq!(said(&world, &endpoint).await, expected);
    endpoint.receiver.come_up();
    is_well_again(&world, &endpoint, 1).await;
}

#[tokio::test]
async fn a_certificate_that_does_not_hold_is_no_way_to_deliver() {
    let world = World::start().await;
    let strangers = super::authority::Authority::new();
    let rows = [
        (
            "expired.example.test",
            world.authority.expired("expired.example.test"),
        ),
        ("misnamed.example.test", world.authority.identity(HOST)),
        (
            "strange.example.test",
            strangers.identity("strange.example.test"),
        ),
    ];
    let mut endpoints = Vec::new();
    for (host, identity) in rows {
        let endpoint = world.endpoint_by_name(host, EVENTS).await;
        endpoint.receiver.show(identity);
        endpoints.push((endpoint, host));
    }
    world.book().await;
    world.app.drain().await;
    for (endpoint, host) in &endpoints {
        let expected = json!(["pending", 1, null, "tls-failed"]);
        assert_eq!(said(&world, endpoint).await, expected, "{host}");
        assert_eq!(endpoint.receiver.received().len(), 0, "{host}");
        endpoint.receiver.show(world.authority.identity(host));
    }
    for (endpoint, _) in &endpoints {
        is_well_again(&world, endpoint, 1).await;
    }
}

#[tokio::test]
async fn an_answer_without_end_is_not_read() {
    let world = World::start().await;
    let failing = world.endpoint(EVENTS).await;
    failing.receiver.next([Reply::Flood(500, GIB)]);
    let well = world.endpoint_by_name(HOST, EVENTS).await;
    well.receiver.next([Reply::Flood(200, GIB)]);
    world.book().await;
    world.app.drain().await;
    let expected = json!(["pending", 1, 500, null]);
    assert_eq!(said(&world, &failing).await, expected);
    let expected = json!(["delivered", 1, 200, null]);
    assert_eq!(said(&world, &well).await, expected);
    for endpoint in [&failing, &well] {
        // What lay in the sockets' buffers, and no more.
        let written = endpoint.receiver.written();
        assert!(0 < written && written < GIB / 16, "{written} bytes");
    }
    is_well_again(&world, &failing, 2).await;
}

#[tokio::test]
async fn a_receiver_that_hangs_is_left_and_told_again() {
    let world = World::with(|options| options.webhooks.limit = Duration::from_secs(2)).await;
    let endpoint = world.endpoint_by_name(HOST, EVENTS).await;
    endpoint.receiver.next([Reply::Hang]);
    world.book().await;
    world.app.drain().await;
    let expected = json!(["pending", 1, null, "timeout"]);
    assert_eq!(said(&world, &endpoint).await, expected);
    is_well_again(&world, &endpoint, 2).await;
}

/// In real time: the limit is the one that holds on AWS.
#[tokio::test]
async fn eleven_seconds_are_too_long() {
    let world = World::start().await;
    let endpoint = world.endpoint(EVENTS).await;
    let slow = Reply::After(Duration::from_secs(11));
    endpoint.receiver.next([slow]);
    world.book().await;
    world.app.drain().await;
    let expected = json!(["pending", 1, null, "timeout"]);
    assert_eq!(said(&world, &endpoint).await, expected);
    is_well_again(&world, &endpoint, 2).await;
}
