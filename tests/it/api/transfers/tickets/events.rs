//! The news of an upload: often, late, in any order. One ticket becomes one file.

use futures_util::future::join_all;
use jiff::SignedDuration;
use serde_json::{Value, json};

use super::super::support::{
    create, filled, id, items_of, keys, pass, put, read, revoke, ticket, whole,
};
use crate::support::{TestApp, gif, pdf, png};

const WEEK: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Redeems a ticket for a dot, and keeps its event back.
async fn uploaded(app: &TestApp, iri: &str) -> (Value, Value) {
    let ticket = ticket(app, iri, "a.png", "image/png", png().len()).await;
    put(app, &ticket, &png()).await;
    let mut events = app.house.take_uploads();
    assert_eq!(events.len(), 1);
    (ticket, events.remove(0))
}

async fn tell(app: &TestApp, event: &Value) {
    let answer = app.house.invoke("uploads", event.clone()).await.unwrap();
    assert_eq!(answer, json!({}));
}

async fn status(app: &TestApp, ticket: &Value) -> String {
    let ticket = read(app, ticket["@id"].as_str().unwrap()).await;
    ticket["status"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn the_event_is_what_s3_sends() {
    let app = TestApp::start().await;
    let iri = create(&app).await;
    let (ticket, event) = uploaded(&app, &iri).await;
    let record = &event["Records"][0];
    assert_eq!(record["eventName"], "ObjectCreated:Post");
    let key = record["s3"]["object"]["key"].as_str().unwrap();
    assert_eq!(key, ticket["upload"]["fields"]["key"].as_str().unwrap());
    tell(&app, &event).await;
    assert_eq!(whole(&app, &iri).await, 1);
    app.drain().await;
}

#[tokio::test]
async fn it_may_come_three_times() {
    let app = TestApp::start().await;
    let iri = create(&app).await;
    let (ticket, event) = uploaded(&app, &iri).await;
    let mut versions = Vec::new();
    for _ in 0..3 {
        tell(&app, &event).await;
        assert_eq!(whole(&app, &iri).await, 1);
        assert_eq!(status(&app, &ticket).await, "attached");
        versions.push(items_of(&app, "Transfer")[0]["version"].clone());
    }
    assert_eq!(versions[0], versions[2], "nothing is written again");
    app.drain().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_may_come_several_times_at_once() {
    for round in 0..15 {
        let app = TestApp::start().await;
        let iri = create(&app).await;
        let (ticket, event) = uploaded(&app, &iri).await;
        join_all([&event; 4].map(|event| tell(&app, event))).await;
        assert_eq!(whole(&app, &iri).await, 1, "round {round}");
        assert_eq!(status(&app, &ticket).await, "attached");
        app.drain().await;
    }
}

#[tokio::test]
async fn events_may_come_in_any_order() {
    let app = TestApp::start().await;
    let iri = create(&app).await;
    let mut events = Vec::new();
    let mut tickets = Vec::new();
    for _ in 0..4 {
        let (ticket, event) = uploaded(&app, &iri).await;
        tickets.push(ticket);
        events.push(event);
    }
    for place in [3, 0, 2, 0, 1, 3] {
        tell(&app, &events[place]).await;
    }
    assert_eq!(whole(&app, &iri).await, 4);
    for ticket in &tickets {
        assert_eq!(status(&app, ticket).await, "attached");
    }
    app.drain().await;
}

#[tokio::test]
async fn several_may_come_in_one_event() {
    let app = TestApp::start().await;
    let iri = create(&app).await;
    let (_, first) = uploaded(&app, &iri).await;
    let (_, second) = uploaded(&app, &iri).await;
    let records = [
        &first["Records"][0],
        &second["Records"][0],
        &first["Records"][0],
    ];
    tell(&app, &json!({"Records": records})).await;
    assert_eq!(whole(&app, &iri).await, 2);
    app.drain().await;
}

#[tokio::test]
async fn an_event_of_what_stood_there_first_attaches_what_stands_there_now() {
    let app = TestApp::start().await;
    let iri = create(&app).await;
    // The same size, and no picture at all.
    let mut hostile = gif();
    hostile.resize(png().len(), 0);
    let (first, event) = uploaded(&app, &iri).await;
    put(&app, &first, &hostile).await;
    let second_event = app.house.take_uploads().remove(0);
    tell(&app, &event).await;
    assert_eq!(status(&app, &first).await, "refused");
    tell(&app, &second_event).await;
    assert_eq!(whole(&app, &iri).await, 0);
    app.drain().await;
}

#[tokio::test]
async fn after_the_tickets_end_what_was_uploaded_in_time_is_attached() {
    let app = TestApp::start().await;
    let iri = create(&app).await;
    let (ticket, event) = uploaded(&app, &iri).await;
    pass(&app, SignedDuration::from_hours(20));
    tell(&app, &event).await;
    assert_eq!(status(&app, &ticket).await, "attached");
    assert_eq!(whole(&app, &iri).await, 1);
    app.drain().await;
}

#[tokio::test]
async fn after_the_transfers_end_nothing_is_attached() {
    for erased in [false, true] {
        let app = TestApp::start().await;
        let iri = create(&app).await;
        app.drain().await;
        pass(&app, WEEK - SignedDuration::from_mins(1));
        let (_, event) = uploaded(&app, &iri).await;
        pass(&app, SignedDuration::from_mins(1));
        if erased {
            app.drain().await;
        }
        tell(&app, &event).await;
        assert!(keys(&app).await.is_empty(), "erased: {erased}");
        assert!(items_of(&app, "TransferFile").is_empty());
        app.drain().await;
    }
}

#[tokio::test]
async fn after_a_revocation_nothing_is_attached() {
    for erased in [false, true] {
        let app = TestApp::start().await;
        let iri = filled(&app, 2).await;
        let (ticket, event) = uploaded(&app, &iri).await;
        revoke(&app, &iri).await;
        if erased {
            app.drain().await;
            // The ticket's form is good for a while yet.
            put(&app, &ticket, &png()).await;
            app.house.take_uploads();
        }
        tell(&app, &event).await;
        app.drain().await;
        assert!(keys(&app).await.is_empty(), "erased: {erased}");
        assert!(items_of(&app, "TransferFile").is_empty());
    }
}

#[tokio::test]
async fn what_no_ticket_asked_for_is_no_failure() {
    let app = TestApp::start().await;
    let iri = create(&app).await;
    let (_, event) = uploaded(&app, &iri).await;
    let key = event["Records"][0]["s3"]["object"]["key"].as_str().unwrap();
    let unknown = "acdca04c-97af-4d20-bcaa-708ce5d36b9f";
    for other in [
        key.replace(id(key), unknown),
        key.replace(id(&iri), unknown),
        key.replace(&leah_local::demo::ORGANIZATION.to_string(), unknown),
        format!("{key}/x"),
        "incoming/x".to_owned(),
        "incoming/..%2f..".to_owned(),
        "files/x".to_owned(),
        String::new(),
    ] {
        let mut stray = event.clone();
        stray["Records"][0]["s3"]["object"]["key"] = other.as_str().into();
        tell(&app, &stray).await;
        assert_eq!(keys(&app).await, [key], "{other}");
    }
    tell(&app, &json!({"Records": []})).await;
    tell(&app, &event).await;
    assert_eq!(whole(&app, &iri).await, 1);
    app.drain().await;
}

#[tokio::test]
async fn a_ticket_of_one_transfer_attaches_nothing_to_another() {
    let app = TestApp::start().await;
    let (one, other) = (create(&app).await, filled(&app, 1).await);
    let content = pdf("one");
    let ticket = ticket(&app, &one, "a.pdf", "application/pdf", content.len()).await;
    put(&app, &ticket, &content).await;
    let mut event = app.house.take_uploads().remove(0);
    let key = event["Records"][0]["s3"]["object"]["key"].as_str().unwrap();
    event["Records"][0]["s3"]["object"]["key"] = key.replace(id(&one), id(&other)).into();
    tell(&app, &event).await;
    assert_eq!(
        read(&app, &other).await["files"].as_array().unwrap().len(),
        1
    );
    assert_eq!(read(&app, &one).await["files"], json!([]));
    app.drain().await;
}
