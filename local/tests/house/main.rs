//! Whole houses, as a program or a test has them.

#![expect(clippy::unwrap_used, reason = "a test ends at its first surprise")]

mod lifecycle;
mod local_pages;
mod local_webhooks;
mod refusals;
mod stream;

use std::sync::Arc;

use leah_aws::system::SystemIds;
use leah_local::{House, Options, VirtualClock};
use serde_json::{Value, json};

/// The beginning of time for every test.
const START: &str = "2026-01-05T08:00:00Z";

fn options() -> Options {
    // A process-wide provider of cryptography, which the HTTP client of tests asks for; the functions' clients have their own.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let clock = VirtualClock::frozen(START.parse().unwrap());
    Options::ephemeral(clock, Arc::new(SystemIds))
}

async fn house() -> House {
    House::start(options()).await.unwrap()
}

/// Books an appointment and returns its IRI.
async fn book(house: &House, start: &str) -> String {
    let body = json!({
        "phoneNumber": "+33612345678",
        "email": "guest@example.com",
        "office": "/api/offices/6e229d04-1880-4b6b-a520-36f757f4a531",
        "startTime": start,
    });
    let answer = reqwest::Client::new()
        .post(format!("{}/api/appointments", house.url()))
        .header("LEAH-AUTH-TOKEN", house.key())
        .json(&body)
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 201);
    let appointment: Value = answer.json().await.unwrap();
    appointment["@id"].as_str().unwrap().to_owned()
}
