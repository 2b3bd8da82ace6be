//! The table itself fails while something is booked: all of it or nothing.

use leah_local::wire::{FaultKind, Service};

use super::support::{break_wire, fault_of, heal, items, recipients};
use crate::support::{TestApp, booking};

#[tokio::test]
async fn a_table_that_refuses_is_503_and_writes_nothing() {
    for kind in [
        FaultKind::Status(500),
        FaultKind::Status(429),
        FaultKind::Reset,
    ] {
        let app = TestApp::wired().await;
        let before = items(&app).await.len();
        break_wire(
            &app,
            fault_of(Service::DynamoDb, "TransactWriteItems", kind, 1000),
        );
        let answer = app
            .post("/api/appointments")
            .json(&booking())
            .send()
            .await
            .expect(503);
        assert_eq!(answer.json()["@type"], "hydra:Error", "{kind:?}");
        let wait: u32 = answer.header("retry-after").unwrap().parse().unwrap();
        assert!((1..=60).contains(&wait), "{kind:?}: {wait}");
        heal(&app);
        assert_eq!(items(&app).await.len(), before, "{kind:?}");
        app.drain().await;
        assert_eq!(recipients(&app).await, Vec::<String>::new(), "{kind:?}");
        app.post("/api/appointments")
            .json(&booking())
            .send()
            .await
            .expect(201);
        app.drain().await;
        assert_eq!(recipients(&app).await.len(), 1, "{kind:?}");
    }
}

#[tokio::test]
async fn a_transaction_whose_answer_was_lost_books_once() {
    let app = TestApp::wired().await;
    break_wire(
        &app,
        fault_of(
            Service::DynamoDb,
            "TransactWriteItems",
            FaultKind::ReplyLost,
            1,
        ),
    );
    let iri = app
        .post("/api/appointments")
        .json(&booking())
        .send()
        .await
        .expect(201)
        .iri();
    app.drain().await;
    app.get(&iri).send().await.expect(200);
    let listed = app
        .get("/api/appointments?externalId=000001")
        .send()
        .await
        .expect(200)
        .json();
    assert_eq!(listed["hydra:member"].as_array().unwrap().len(), 1);
    assert_eq!(recipients(&app).await.len(), 1);
}

#[tokio::test]
async fn an_edit_whose_answer_was_lost_is_made_once() {
    let app = TestApp::wired().await;
    let iri = app
        .post("/api/appointments")
        .json(&booking())
        .send()
        .await
        .expect(201)
        .iri();
    app.drain().await;
    break_wire(
        &app,
        fault_of(
            Service::DynamoDb,
            "TransactWriteItems",
            FaultKind::ReplyLost,
            1,
        ),
    );
    let moved = serde_json::json!({"startTime": "2021-05-18T09:00:00"});
    let edited = app.patch(&iri).merge(&moved).send().await.expect(200);
    assert_eq!(edited.json()["startTime"], "2021-05-18T09:00:00+00:00");
    app.drain().await;
    assert_eq!(recipients(&app).await.len(), 2);
    break_wire(
        &app,
        fault_of(
            Service::DynamoDb,
            "TransactWriteItems",
            FaultKind::ReplyLost,
            1,
        ),
    );
    app.delete(&iri).send().await.expect(204);
    app.drain().await;
    assert_eq!(recipients(&app).await.len(), 3);
}
