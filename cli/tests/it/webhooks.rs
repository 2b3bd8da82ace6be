//! Webhooks: set up, rotated, disabled, replayed, and what receivers get of it.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicU16, Ordering},
};

use axum::{Router, extract::State, http::HeaderMap, http::StatusCode, routing::post};
use jiff::SignedDuration;
use serde_json::json;
use tokio::net::TcpListener;

use crate::support::Shell;

const ORG: &str = "myorganization";

/// A receiver that answers as it is told to, and remembers signatures.
#[derive(Clone)]
struct Receiver {
    answer: Arc<AtomicU16>,
    signatures: Arc<Mutex<Vec<String>>>,
    url: String,
}

impl Receiver {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let receiver = Self {
            answer: Arc::new(AtomicU16::new(200)),
            signatures: Arc::default(),
            url: format!("http://{}/hook", listener.local_addr().unwrap()),
        };
        let router = Router::new()
            .route("/hook", post(receive))
            .with_state(receiver.clone());
        // It ends with the test's runtime.
        tokio::spawn(async move { axum::serve(listener, router).await });
        receiver
    }

    fn receive(&self, headers: &HeaderMap) -> StatusCode {
        let signature = headers["webhook-signature"].to_str().unwrap().to_owned();
        self.signatures.lock().unwrap().push(signature);
        StatusCode::from_u16(self.answer.load(Ordering::Relaxed)).unwrap()
    }

    fn signatures(&self) -> Vec<String> {
        std::mem::take(&mut self.signatures.lock().unwrap())
    }
}

async fn receive(State(receiver): State<Receiver>, headers: HeaderMap) -> StatusCode {
    // Nothing to wait for, though handlers are asynchronous.
    std::future::ready(receiver.receive(&headers)).await
}

/// Books, and does what is owed: an event for whoever wants it.
async fn book(shell: &Shell) {
    // The settings of an organization are believed for a minute.
    shell
        .house
        .advance(SignedDuration::from_secs(61))
        .await
        .unwrap();
    let body = json!({
        "phoneNumber": "+33612345678",
        "email": "john.doe@gmail.com",
        "office": "/api/offices/6e229d04-1880-4b6b-a520-36f757f4a531",
        "startTime": "2035-04-25T13:15:00",
    });
    let answer = reqwest::Client::new()
        .post(format!("{}/api/appointments", shell.house.url()))
        .header("LEAH-AUTH-TOKEN", shell.house.key())
        .json(&body)
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 201);
    shell.house.drain().await.unwrap();
}

#[tokio::test]
async fn an_endpoint_is_told_until_it_is_disabled_and_again_once_enabled() {
    let shell = Shell::start().await;
    let receiver = Receiver::start().await;
    let added = shell
        .json(&[
            "webhook",
            "add",
            ORG,
            &receiver.url,
            "--event",
            "appointment.created",
            "--payload",
            "object",
        ])
        .await;
    let id = added["id"].as_str().unwrap();
    assert!(added["secret"].as_str().unwrap().starts_with("whsec_"));
    let listed = shell.json(&["webhook", "list", ORG]).await;
    let expected = json!([{
        "id": id,
        "url": receiver.url,
        "vpn": [],
        "events": ["appointment.created"],
        "payload": "object",
        "failingSince": null,
        "disabled": null,
    }]);
    assert_eq!(listed, expected, "the secret is shown once");
    book(&shell).await;
    assert_eq!(receiver.signatures().len(), 1);

    let rotated = shell.json(&["webhook", "rotate", ORG, id]).await;
    assert_ne!(rotated["secret"], added["secret"]);
    book(&shell).await;
    let signatures = receiver.signatures();
    assert_eq!(
        signatures[0].split(' ').count(),
        2,
        "both sign: {signatures:?}"
    );

    let disabled = shell.json(&["webhook", "disable", ORG, id]).await;
    assert_eq!(disabled["disabled"], "operator");
    book(&shell).await;
    assert_eq!(receiver.signatures(), [""; 0]);

    let iri = format!("/api/webhook_endpoints/{id}");
    let enabled = shell.json(&["webhook", "enable", ORG, &iri]).await;
    assert_eq!(enabled["disabled"], json!(null));
    book(&shell).await;
    assert_eq!(receiver.signatures().len(), 1);

    shell.run(&["webhook", "remove", ORG, id]).await.expect(0);
    assert_eq!(shell.json(&["webhook", "list", ORG]).await, json!([]));
    book(&shell).await;
    assert_eq!(receiver.signatures(), [""; 0]);
    for verb in ["rotate", "disable", "enable", "remove"] {
        let ran = shell.run(&["webhook", verb, ORG, id]).await.expect(3);
        assert!(ran.err.contains("see `leah webhook list`"), "{}", ran.err);
    }
}

#[tokio::test]
async fn what_was_given_up_is_replayed() {
    let shell = Shell::start().await;
    let receiver = Receiver::start().await;
    let add = [
        "webhook",
        "add",
        ORG,
        &receiver.url,
        "--event",
        "appointment.created",
    ];
    let added = shell.json(&add).await;
    let id = added["id"].as_str().unwrap();
    receiver.answer.store(410, Ordering::Relaxed);
    book(&shell).await;
    let dead = ["webhook", "deliveries", ORG, "--status", "dead"];
    let listed = shell.json(&dead).await;
    assert_eq!(listed[0]["reason"], "endpoint-gone");
    assert_eq!(listed[0]["lastStatus"], 410);
    let delivery = listed[0]["id"].as_str().unwrap();

    let early = ["webhook", "replay", ORG, "--to", id];
    let ran = shell.run(&early).await.expect(4);
    assert!(ran.err.contains("`leah webhook enable`"), "{}", ran.err);
    shell.run(&["webhook", "enable", ORG, id]).await.expect(0);
    receiver.answer.store(204, Ordering::Relaxed);
    receiver.signatures();
    assert_eq!(shell.json(&early).await, json!({ "replayed": 1 }));
    let again = shell
        .run(&["webhook", "replay", ORG, delivery])
        .await
        .expect(4);
    assert!(again.err.contains("still being tried"), "{}", again.err);
    shell
        .house
        .advance(SignedDuration::from_mins(2))
        .await
        .unwrap();
    assert_eq!(receiver.signatures().len(), 1);
    assert_eq!(shell.json(&dead).await, json!([]));
    let all = shell
        .json(&["webhook", "deliveries", ORG, "--to", id])
        .await;
    assert_eq!(all[0]["status"], "delivered");
    let again = shell
        .run(&["webhook", "replay", ORG, delivery])
        .await
        .expect(4);
    assert!(
        again.err.contains("has reached its endpoint"),
        "{}",
        again.err
    );
}

#[tokio::test]
async fn what_cannot_be_an_endpoint_is_said() {
    let shell = Shell::start().await;
    for (words, code, said) in [
        (vec!["http://hooks.example.org/"], 4, "https address"),
        (vec!["nonsense"], 4, "not an address"),
        (
            vec!["http://10.1.2.3/", "--vpn", "127.0.0.0/8"],
            4,
            "the calling machine itself",
        ),
        (
            vec!["https://hooks.example.org/", "--event", "appointment.eaten"],
            2,
            "there are appointment.guest.online",
        ),
        (
            vec!["https://hooks.example.org/", "--payload", "xml"],
            2,
            "\"string\" or \"object\"",
        ),
    ] {
        let words = [vec!["webhook", "add", ORG], words].concat();
        let ran = shell.run(&words).await.expect(code);
        assert!(ran.err.contains(said), "{words:?}: {}", ran.err);
    }
    let vpn = [
        "webhook",
        "add",
        ORG,
        "http://10.1.2.3/hook",
        "--vpn",
        "10.1.0.0/16",
    ];
    assert_eq!(shell.json(&vpn).await["vpn"], json!(["10.1.0.0/16"]));
    assert_eq!(
        shell
            .json(&["webhook", "list", ORG])
            .await
            .as_array()
            .unwrap()
            .len(),
        1
    );
    for number in 1..20 {
        let url = format!("https://hooks.example.org/{number}");
        shell.run(&["webhook", "add", ORG, &url]).await.expect(0);
    }
    let ran = shell
        .run(&["webhook", "add", ORG, "https://hooks.example.org/x"])
        .await;
    assert!(ran.expect(4).err.contains("20 endpoints at most"));
}
