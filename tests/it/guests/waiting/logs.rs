//! Log lines of a visit and of its delivery carry identifiers: no link, no secret, no number of the guest's, no address.

use leah_local::{
    demo::ORGANIZATION,
    wire::{Fault, FaultKind, Service},
};
use reqwest::Method;
use serde_json::json;

use super::Room;
use crate::support::{Lines, Receiver, TestApp, demo, hook};

#[tokio::test]
async fn no_line_names_a_guest_a_link_or_what_was_told() {
    let app = TestApp::wired().await;
    let receivers = [
        Receiver::answering(200).await,
        Receiver::answering(500).await,
        Receiver::answering(410).await,
    ];
    let mut endpoints = Vec::new();
    for (name, receiver) in ["well", "failing", "gone"].iter().zip(&receivers) {
        let url = format!("{}/quiet-path?token=quiet-token", receiver.url);
        let endpoint = hook(&app, name, &url, &leah_domain::webhook::Event::ALL);
        app.put_hook(ORGANIZATION, &endpoint).await;
        endpoints.push(endpoint);
    }
    let lines = Lines::capture();
    let body = json!({
        "phoneNumber": "+33612345678",
        "email": "marie.dupont@example.org",
        "office": demo::OFFICE,
        "startTime": "2021-04-25T13:15:00",
        "externalId": "quiet-consultation",
        "administrativeFileNumber": "quiet-stay",
    });
    let room = Room::booked(&app, app.post("/api/appointments"), &body).await;
    for method in [
        Method::GET,
        Method::HEAD,
        Method::POST,
        Method::POST,
        Method::PUT,
    ] {
        room.request(&app, method).send().await;
    }
    let wire = app.house.wire().unwrap();
    for operation in ["GetItem", "UpdateItem"] {
        wire.fault(Fault {
            service: Service::DynamoDb,
            operation: Some(operation.to_owned()),
            matching: None,
            kind: FaultKind::Status(500),
            times: None,
        });
        room.press(&app).await.expect(503);
        wire.heal();
    }
    app.drain().await;
    app.advance(jiff::SignedDuration::from_mins(10)).await;
    app.delete(&room.appointment).send().await.expect(204);
    app.drain().await;
    room.get(&app).await.expect(404);

    let text = lines.text();
    // It is the right log: who came, what was delivered, what was given up.
    let appointment = room.appointment.rsplit('/').next().unwrap();
    for line in [
        format!("the guest of {appointment} is online"),
        "delivered".to_owned(),
        "failed, due again".to_owned(),
        "is not served any more".to_owned(),
        endpoints[2].id.to_string(),
    ] {
        assert!(text.contains(&line), "{line} is not in {text}");
    }
    let mut private = vec![
        room.secret.clone(),
        "/w/".into(),
        "dupont".into(),
        "33612345678".into(),
        "quiet".into(),
        "127.0.0.1".into(),
        "whsec".into(),
        "v1,".into(),
    ];
    for endpoint in &endpoints {
        let secret = endpoint.secrets.signing_at(app.now()).next().unwrap();
        private.push(secret.reveal().trim_start_matches("whsec_").to_owned());
    }
    for private in private {
        for line in text.lines() {
            assert!(!line.contains(&private), "{private} in {line}");
        }
    }
}
