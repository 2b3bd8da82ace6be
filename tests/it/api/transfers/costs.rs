//! What requests may cost: AWS calls, counted at the wire, and how many of them in sequence. Warm, as in `house::budgets`.

use std::time::Duration;

use leah_local::wire::trips;
use serde_json::{Value, json};

use super::support::{create, link, put, share, ticket, upload};
use crate::{
    outbox::{bell, owed_item},
    support::{Call, Form, TestApp, demo, png},
};

/// As on a network: calls that are made at once are seen to overlap.
const LATENCY: Duration = Duration::from_millis(15);

type Cost = (usize, Vec<String>);

fn cost(trips: usize, calls: &[&str]) -> Cost {
    let mut calls: Vec<String> = calls.iter().map(|&call| call.to_owned()).collect();
    calls.sort();
    (trips, calls)
}

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

async fn of(app: &TestApp, call: Call, status: u16) -> Cost {
    spent(app);
    call.send().await.expect(status);
    spent(app)
}

fn files(count: usize) -> Form {
    (0..count).fold(Form::new(), |form, number| {
        form.file(&format!("{number}.png"), &png())
    })
}

#[tokio::test]
async fn reads_cost_one_trip() {
    let app = house().await;
    let iri = create(&app).await;
    let transfer = upload(&app, &iri, &files(1)).await.expect(200).json();
    let ticket = ticket(&app, &iri, "a.png", "image/png", 67).await;
    let path = |value: &Value| value.as_str().unwrap().to_owned();
    for (path, call) in [
        (iri.clone(), "GetItem"),
        (path(&transfer["files"][0]), "GetItem"),
        (path(&ticket["@id"]), "BatchGetItem"),
        (format!("{iri}/tickets"), "Query"),
        ("/api/transfers".to_owned(), "Query"),
    ] {
        assert_eq!(
            of(&app, app.get(&path), 200).await,
            cost(1, &[call]),
            "{path}"
        );
    }
    app.drain().await;
}

#[tokio::test]
async fn changes_cost_a_read_what_is_stored_and_one_transaction() {
    let app = house().await;
    let iri = create(&app).await;
    let worker = json!({"healthcareWorker": demo::WORKER});
    let wanted = json!({"files": [{"name": "a.png", "type": "image/png", "size": 67}]});
    let guest = json!({"email": "guest@example.org"});
    let new = || app.post("/api/transfers").json(&worker);
    let form = |count: usize| app.post(&format!("{iri}/files")).form(&files(count));
    let tickets = || app.post(&format!("{iri}/files")).json(&wanted);
    let shared = || app.post(&format!("{iri}/share")).json(&guest);
    let keyed = |call: Call, key: &str| call.header("idempotency-key", key);

    let written = || cost(1, &["TransactWriteItems"]);
    let changed = || cost(2, &["GetItem", "TransactWriteItems"]);
    let looked_up = || cost(2, &["BatchGetItem", "TransactWriteItems"]);
    let repeated = || cost(2, &["BatchGetItem", "GetItem"]);
    let one = cost(3, &["GetItem", "PutObject", "TransactWriteItems"]);
    let keyed_one = cost(3, &["BatchGetItem", "PutObject", "TransactWriteItems"]);
    let six = [&["PutObject"; 6][..], &["GetItem", "TransactWriteItems"]].concat();
    for (what, call, status, budget) in [
        ("create", new(), 200, written()),
        ("create with a key", keyed(new(), "create"), 200, written()),
        ("one file", form(1), 200, one),
        ("six files", form(6), 200, cost(3, &six)),
        ("a file with a key", keyed(form(1), "form"), 200, keyed_one),
        ("the same again", keyed(form(1), "form"), 200, repeated()),
        // What is refused costs the read, and stores nothing.
        ("too many files", form(5), 422, cost(1, &["GetItem"])),
        ("tickets", tickets(), 200, changed()),
        (
            "tickets with a key",
            keyed(tickets(), "tickets"),
            200,
            looked_up(),
        ),
        (
            "the same again",
            keyed(tickets(), "tickets"),
            200,
            repeated(),
        ),
        ("share", shared(), 200, changed()),
        (
            "share with a key",
            keyed(shared(), "share"),
            200,
            looked_up(),
        ),
        ("the same again", keyed(shared(), "share"), 200, repeated()),
    ] {
        assert_eq!(of(&app, call, status).await, budget, "{what}");
    }
    app.drain().await;
}

#[tokio::test]
async fn the_mail_costs_three_trips() {
    let app = house().await;
    let iri = create(&app).await;
    upload(&app, &iri, &files(1)).await.expect(200);
    // Warm: the organization is known.
    share(&app, &iri, "first@example.org").await.expect(200);
    app.drain().await;
    share(&app, &iri, "guest@example.org").await.expect(200);
    let event = bell(&[owed_item(&app, "documents-mail").await]);
    spent(&app);
    outbox::handle(app.house.app(), event).await.unwrap();
    assert_eq!(
        spent(&app),
        cost(3, &["UpdateItem", "GetItem", "SendEmail", "DeleteItem"])
    );
    app.drain().await;
    assert_eq!(app.messages().await.len(), 2);
}

#[tokio::test]
async fn an_upload_costs_five_calls_and_its_repeated_event_fewer() {
    let app = house().await;
    let iri = create(&app).await;
    let ticket = ticket(&app, &iri, "a.png", "image/png", png().len()).await;
    put(&app, &ticket, &png()).await;
    let event: Value = app.house.take_uploads().remove(0);
    spent(&app);
    app.house.invoke("uploads", event.clone()).await.unwrap();
    let settled = [
        "BatchGetItem",
        "GetObject",
        "CopyObject",
        "TransactWriteItems",
        "DeleteObject",
    ];
    assert_eq!(spent(&app), cost(5, &settled));
    app.house.invoke("uploads", event).await.unwrap();
    assert_eq!(
        spent(&app),
        cost(3, &["BatchGetItem", "GetObject", "DeleteObject"])
    );
    app.drain().await;
}

#[tokio::test]
async fn an_erasure_does_not_cost_more_for_more_files() {
    let mut costs = Vec::new();
    for count in [1, 10] {
        let app = house().await;
        let iri = create(&app).await;
        upload(&app, &iri, &files(count)).await.expect(200);
        let transfer = share(&app, &iri, "guest@example.org")
            .await
            .expect(200)
            .json();
        app.drain().await;
        spent(&app);
        app.advance(jiff::SignedDuration::from_hours(7 * 24)).await;
        let (_, mut calls) = spent(&app);
        calls.retain(|call| call != "Query");
        costs.push(calls);
        app.get(&link(&transfer))
            .anonymous()
            .send()
            .await
            .expect(410);
    }
    assert_eq!(costs[0], costs[1]);
}
