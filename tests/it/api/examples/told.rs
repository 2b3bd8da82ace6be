//! What webhooks are told: a body for each event.

use std::collections::BTreeMap;

use leah_domain::webhook::Event;
use leah_local::demo::ORGANIZATION;
use serde_json::{Value, json};

use super::{Recorded, mask::masked};
use crate::{
    guests::{Document, Guest, Room},
    support::{Receiver, TestApp, hook},
};

pub(super) async fn record(recorded: &mut Recorded) {
    let app = TestApp::start().await;
    let receiver = Receiver::answering(204).await;
    let endpoint = hook(&app, "examples", &receiver.url, &Event::ALL);
    app.put_hook(ORGANIZATION, &endpoint).await;

    let room = Room::of_demo(&app).await;
    room.press(&app).await.expect(303);
    let later = json!({ "startTime": "2021-04-25T14:00:00" });
    let edit = app.patch(&room.appointment).merge(&later);
    edit.send().await.expect(200);
    app.drain().await;
    app.advance_to("2021-04-25T13:59:00Z").await;
    app.delete(&room.appointment).send().await.expect(204);
    let guest = Guest::of_demo(&app, &[Document::png("prescription_echo.png", 100)]).await;
    guest.download(&app, &guest.file(0)).await;
    app.drain().await;

    // Several are told of reminders, in no certain order.
    let bodies = receiver.bodies().into_iter();
    let mut bodies: Vec<Value> = bodies
        .map(|body| masked(serde_json::from_str(&body).unwrap()))
        .collect();
    bodies.sort_by_key(Value::to_string);
    let mut first = BTreeMap::new();
    for body in bodies {
        let event = body["event"].as_str().unwrap().to_owned();
        first.entry(event).or_insert(body);
    }
    assert_eq!(first.len(), Event::ALL.len());
    for (event, body) in first {
        recorded.add(format!("{event}.told.json"), body);
    }
}
