//! Requests: reads in one trip, changes in two.

use reqwest::Method;
use serde_json::json;

use super::{cost, house, of, read, reads, spent};
use crate::support::{booking, demo};

#[tokio::test]
async fn reads_cost_one_trip() {
    let app = house().await;
    read(&app, demo::OFFICE).await;
    for (path, budget) in reads() {
        assert_eq!(read(&app, &path).await, budget, "{path}");
    }
}

#[tokio::test]
async fn changes_cost_a_read_and_one_transaction() {
    let app = house().await;
    let iri = app
        .post("/api/appointments")
        .json(&booking())
        .send()
        .await
        .expect(201)
        .iri();
    let (post, patch, delete) = (Method::POST, Method::PATCH, Method::DELETE);
    let body = booking();
    let start = |start: &str| json!({"startTime": start});
    let written = || cost(1, &["TransactWriteItems"]);
    let changed = || cost(2, &["GetItem", "TransactWriteItems"]);
    let looked_up = || cost(2, &["BatchGetItem", "TransactWriteItems"]);
    let cancel = json!({"status": "cancelled"});
    let (later, latest) = (start("2021-05-18T09:00:00"), start("2021-05-19T09:00:00"));
    let noted = json!({"externalId": "000002"});
    let list = "/api/appointments";
    let rows = [
        ("book", &post, list, Some(&body), None, written()),
        (
            "book with a key",
            &post,
            list,
            Some(&body),
            Some("one"),
            written(),
        ),
        (
            "book again",
            &post,
            list,
            Some(&body),
            Some("one"),
            cost(2, &["TransactWriteItems", "GetItem"]),
        ),
        ("move", &patch, &iri, Some(&later), None, changed()),
        (
            "move to the same time",
            &patch,
            &iri,
            Some(&later),
            None,
            cost(1, &["GetItem"]),
        ),
        ("note", &patch, &iri, Some(&noted), None, changed()),
        (
            "move with a key",
            &patch,
            &iri,
            Some(&latest),
            Some("two"),
            looked_up(),
        ),
        (
            "move again",
            &patch,
            &iri,
            Some(&latest),
            Some("two"),
            cost(2, &["BatchGetItem", "GetItem"]),
        ),
        ("cancel", &patch, &iri, Some(&cancel), None, changed()),
    ];
    for (what, method, path, body, key, budget) in rows {
        assert_eq!(
            of(&app, method.clone(), path, body, key).await,
            budget,
            "{what}"
        );
    }
    let other = app.post(list).json(&body).send().await.expect(201).iri();
    assert_eq!(
        of(&app, delete, &other, None, None).await,
        changed(),
        "delete"
    );
    app.drain().await;
}

#[tokio::test]
async fn a_cold_key_costs_one_batch_more() {
    let app = house().await;
    let cold = cost(2, &["BatchGetItem", "GetItem"]);
    assert_eq!(read(&app, demo::OFFICE).await, cold);
    assert_eq!(read(&app, demo::OFFICE).await, cost(1, &["GetItem"]));
    // A minute later nobody remembers.
    app.advance(jiff::SignedDuration::from_secs(60)).await;
    assert_eq!(read(&app, demo::OFFICE).await, cold);
    // What is no key is refused without a look.
    spent(&app);
    app.get(demo::OFFICE)
        .key("leah_nonsense")
        .send()
        .await
        .expect(401);
    assert_eq!(spent(&app), cost(0, &[]));
}
