//! Organizations with endpoints, and what was delivered to them.

use leah_domain::{WebhookEndpoint, webhook::Event};
use leah_local::demo;
use serde_json::{Value, json};

use crate::support::{Answer, Receiver, TestApp, booking, hook};

pub(super) const ENDPOINTS: &str = "/api/webhook_endpoints";
pub(super) const DELIVERIES: &str = "/api/webhook_deliveries";

/// An address that no test reaches.
pub(super) const ELSEWHERE: &str = "https://hooks.example.org/leah?tenant=1";

/// Sets an endpoint of the demo organization up that is told of each booking.
pub(super) async fn told_of_bookings(app: &TestApp, name: &str, url: &str) -> WebhookEndpoint {
    let endpoint = hook(app, name, url, &[Event::AppointmentCreated]);
    app.put_hook(demo::ORGANIZATION, &endpoint).await;
    endpoint
}

/// Books at the demo organization's office and does what that owes, deliveries among it; the appointment.
pub(super) async fn book(app: &TestApp) -> String {
    let booked = app.post("/api/appointments").json(&booking()).send().await;
    app.drain().await;
    booked.expect(201).iri()
}

/// The members of a list.
pub(super) async fn list(app: &TestApp, query: &str) -> Vec<Value> {
    let path = format!("{DELIVERIES}{query}");
    let answer = app.get(&path).send().await.expect(200).json();
    answer["hydra:member"].as_array().unwrap().clone()
}

/// The one delivery to an endpoint.
pub(super) async fn delivery_to(app: &TestApp, endpoint: &WebhookEndpoint) -> Value {
    let query = format!("?webhookEndpoint={}", endpoint.id);
    let mut found = list(app, &query).await;
    assert_eq!(found.len(), 1, "{found:?}");
    found.remove(0)
}

pub(super) fn iri(delivery: &Value) -> String {
    delivery["@id"].as_str().unwrap().to_owned()
}

/// A delivery that was given up because its endpoint, with its receiver, has answered 410.
pub(super) async fn given_up(app: &TestApp) -> (WebhookEndpoint, Receiver, Value) {
    let receiver = Receiver::answering(410).await;
    let endpoint = told_of_bookings(app, "gone", &receiver.url).await;
    book(app).await;
    let delivery = delivery_to(app, &endpoint).await;
    assert_eq!(delivery["status"], "dead");
    (endpoint, receiver, delivery)
}

/// An answer as snapshots have it, with names for what differs from run to run.
pub(super) fn shown(answer: &Answer, names: &[(&str, &str)]) -> String {
    names.iter().fold(answer.snapshot(), |text, (value, name)| {
        text.replace(value, name)
    })
}

/// The body of an error.
pub(super) fn error(description: &str) -> Value {
    json!({
        "@context": "/api/contexts/Error",
        "@type": "hydra:Error",
        "hydra:title": "An error occurred",
        "hydra:description": description,
    })
}

/// What a delivery's item shows, with names for what differs from run to run.
pub(super) async fn show(app: &TestApp, delivery: &Value) -> String {
    let answer = app.get(&iri(delivery)).send().await;
    named(&answer, delivery)
}

/// An answer about a delivery, likewise.
pub(super) fn named(answer: &Answer, delivery: &Value) -> String {
    let payload = delivery["payload"].as_str().unwrap_or("{}");
    let payload: Value = serde_json::from_str(payload).unwrap();
    let appointment = payload["appointment"].as_str().unwrap_or("no appointment");
    let id = delivery["id"].as_str().unwrap();
    shown(answer, &[(id, "{id}"), (appointment, "{appointment}")])
}
