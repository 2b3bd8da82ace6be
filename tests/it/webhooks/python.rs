//! What another language's reference library says of the deliveries: `tests/webhooks.sh` runs this.

use std::{
    io::Write,
    process::{Command, Stdio},
};

use jiff::SignedDuration;
use leah_domain::webhook::{Event, Form, WebhookSecret};
use leah_local::{clock::VirtualClock, demo::ORGANIZATION};
use serde_json::{Value, json};

use super::{
    receiver::Received,
    support::{Endpoint, HOST, MINUTE, World},
};
use crate::support::Seeded;

/// The Python that has the library.
const PYTHON: &str = "LEAH_PYTHON";
/// Reads cases and says of each what the library says.
const SCRIPT: &str = include_str!("verify.py");

const EVENTS: &[Event] = &[Event::AppointmentCreated];

/// What is shown to the library, and what it must say.
struct Case {
    name: &'static str,
    secret: String,
    received: Received,
    verdict: &'static str,
}

#[tokio::test]
#[ignore = "needs Python and its library: tests/webhooks.sh"]
async fn python_accepts_what_is_fresh_and_whole_and_nothing_else() {
    let world = World::with(|options| {
        options.clock = VirtualClock::running(SignedDuration::ZERO);
    })
    .await;
    let mut endpoint = world.endpoint_by_name(HOST, EVENTS).await;
    let former = secret(&world, &endpoint);
    let fresh = delivered(&world, &endpoint).await;

    let next = WebhookSecret::generate(&Seeded::starting_at("next"));
    let secrets = endpoint.stored.secrets.clone();
    endpoint.stored.secrets = secrets.rotated(next, world.app.now());
    endpoint.stored.form = Form::Object;
    world.put(ORGANIZATION, &endpoint.stored).await;
    let current = secret(&world, &endpoint);
    let rotating = delivered(&world, &endpoint).await;

    let clock = world.app.house.clock();
    let now = world.app.now();
    clock.set(now - MINUTE * 10);
    let old = delivered(&world, &endpoint).await;
    clock.set(now + MINUTE * 10);
    let early = delivered(&world, &endpoint).await;

    let case = |name, secret: &String, received: &Received, verdict| Case {
        name,
        secret: secret.clone(),
        received: received.clone(),
        verdict,
    };
    let cases = [
        case("fresh", &former, &fresh, "accepted"),
        case("by another secret", &current, &fresh, "refused"),
        case("rotating, former secret", &former, &rotating, "accepted"),
        case("rotating, new secret", &current, &rotating, "accepted"),
        case("ten minutes old", &current, &old, "refused"),
        case("ten minutes early", &current, &early, "refused"),
        case("another body", &former, &tampered(&fresh), "refused"),
        case(
            "another message",
            &former,
            &with(&fresh, "webhook-id", "msg_1"),
            "refused",
        ),
        case(
            "another time",
            &former,
            &with(
                &fresh,
                "webhook-timestamp",
                &(fresh.at.as_second() - 1).to_string(),
            ),
            "refused",
        ),
    ];
    let expected: Vec<Value> = cases
        .iter()
        .map(|case| json!([case.name, case.verdict]))
        .collect();
    assert_eq!(verdicts(&cases), expected);
}

fn secret(world: &World, endpoint: &Endpoint) -> String {
    let mut secrets = endpoint.stored.secrets.signing_at(world.app.now());
    secrets.next().unwrap().reveal().to_owned()
}

async fn delivered(world: &World, endpoint: &Endpoint) -> Received {
    world.book().await;
    world.app.drain().await;
    endpoint.receiver.received().pop().unwrap()
}

fn tampered(received: &Received) -> Received {
    let body = String::from_utf8(received.body.to_vec()).unwrap();
    Received {
        body: body.replace("000001", "000002").into(),
        ..received.clone()
    }
}

fn with(received: &Received, header: &'static str, value: &str) -> Received {
    let mut other = received.clone();
    other.headers.insert(header, value.parse().unwrap());
    other
}

/// What the library says of each.
fn verdicts(cases: &[Case]) -> Vec<Value> {
    let cases: Vec<Value> = cases
        .iter()
        .map(|case| {
            let headers = case.received.headers.iter();
            let headers: serde_json::Map<String, Value> = headers
                .map(|(name, value)| (name.to_string(), value.to_str().unwrap().into()))
                .collect();
            let body = std::str::from_utf8(&case.received.body).unwrap();
            json!({ "name": case.name, "secret": case.secret, "headers": headers, "body": body })
        })
        .collect();
    let python = std::env::var(PYTHON).unwrap();
    let mut python = Command::new(python)
        .args(["-c", SCRIPT])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = python.stdin.take().unwrap();
    input
        .write_all(json!(cases).to_string().as_bytes())
        .unwrap();
    drop(input);
    let output = python.wait_with_output().unwrap();
    assert!(output.status.success());
    serde_json::from_slice(&output.stdout).unwrap()
}
