//! What a request may cost: AWS calls, counted at the wire, and how many of them in sequence.
//!
//! Warm: the same kind of request was made just before, so key, organization and offices are known.

mod owed;
mod requests;
mod size;
mod warm;
mod webhooks;

use std::time::Duration;

use leah_local::wire::trips;
use reqwest::Method;
use serde_json::Value;

use crate::support::{TestApp, demo};

/// As on a network: calls that are made at once are seen to overlap.
const LATENCY: Duration = Duration::from_millis(15);

/// What something cost: trips in sequence, and the calls by name.
type Cost = (usize, Vec<String>);

fn cost(trips: usize, calls: &[&str]) -> Cost {
    let mut calls: Vec<String> = calls.iter().map(|&call| call.to_owned()).collect();
    calls.sort();
    (trips, calls)
}

/// A house on a slow wire.
async fn house() -> TestApp {
    let app = TestApp::wired().await;
    app.house.wire().unwrap().set_latency(LATENCY);
    app
}

/// What was spent since the last time this was asked.
fn spent(app: &TestApp) -> Cost {
    let wire = app.house.wire().unwrap();
    let calls = wire.calls();
    wire.clear();
    let mut names: Vec<String> = calls.iter().map(|call| call.operation.clone()).collect();
    names.sort();
    (trips(&calls), names)
}

/// What one request costs.
async fn of(
    app: &TestApp,
    method: Method,
    path: &str,
    body: Option<&Value>,
    key: Option<&str>,
) -> Cost {
    spent(app);
    let media = match method {
        Method::PATCH => "application/merge-patch+json",
        _ => "application/json",
    };
    let mut call = app.request(method, path);
    if let Some(body) = body {
        call = call.body(media, body.to_string());
    }
    if let Some(key) = key {
        call = call.header("idempotency-key", key);
    }
    let answer = call.send().await;
    assert!(answer.status < 300, "{path}: {}", answer.text);
    spent(app)
}

async fn read(app: &TestApp, path: &str) -> Cost {
    of(app, Method::GET, path, None, None).await
}

/// The reads, and what each costs.
fn reads() -> Vec<(String, Cost)> {
    let get = |path: &str, cost: Cost| (path.to_owned(), cost);
    let item = || cost(1, &["GetItem"]);
    let counted = || cost(1, &["GetItem", "Query"]);
    vec![
        get(demo::APPOINTMENT, item()),
        get(demo::OFFICE, item()),
        get(demo::WORKER, item()),
        get(demo::FEATURE, item()),
        get(demo::ORGANIZATION, item()),
        get("/api/healthcare_workers", counted()),
        get("/api/offices", counted()),
        get(
            "/api/healthcare_workers?email=john.doe@gmail.com",
            cost(1, &["Query"]),
        ),
        get(
            "/api/offices?healthcareWorker.email=john.doe@gmail.com",
            cost(2, &["Query"; 2]),
        ),
        get("/api/appointments", cost(1, &["Query"])),
        get(
            "/api/appointments?email=john.doe@gmail.com",
            cost(1, &["Query"]),
        ),
        get("/api/appointments?externalId=000001", cost(1, &["Query"])),
        get(
            "/api/appointments?startTime[after]=2021-03-01T00:00:00",
            cost(1, &["Query"]),
        ),
        get("/api/webhook_endpoints", cost(1, &["Query"])),
        // A part for each of the three ways that a delivery can stand.
        get("/api/webhook_deliveries", cost(1, &["Query"; 3])),
        get("/api/webhook_deliveries?status=dead", cost(1, &["Query"])),
        get("/api", cost(0, &[])),
        get("/api/contexts/Appointment", cost(0, &[])),
        get("/api/docs.jsonld", cost(0, &[])),
    ]
}
