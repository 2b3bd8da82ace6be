//! Webhooks and the waiting room: from the guest's button to the receiver's answer, and what is read of it.

use leah_domain::webhook::Event;
use leah_local::demo::ORGANIZATION;
use reqwest::Method;

use super::{Cost, cost, house, of, read, spent};
use crate::{
    guests::Room,
    outbox::{bell, owed_item},
    support::{Receiver, TestApp, hook},
};

/// What happens when a guest comes in, step by step: the page, the button, the event, the attempt at each delivery.
#[tokio::test]
async fn an_arrival_costs_what_it_always_costs() {
    let app = house().await;
    let receiver = Receiver::answering(200).await;
    for name in ["one", "other"] {
        let endpoint = hook(&app, name, &receiver.url, &[Event::GuestOnline]);
        app.put_hook(ORGANIZATION, &endpoint).await;
    }
    let room = Room::of_demo(&app).await;
    let page = || cost(2, &["GetItem", "BatchGetItem"]);
    let come = || {
        cost(
            4,
            &[
                "GetItem",
                "BatchGetItem",
                "UpdateItem",
                "TransactWriteItems",
            ],
        )
    };
    let stay = || cost(3, &["GetItem", "BatchGetItem", "UpdateItem"]);
    spent(&app);
    room.get(&app).await.expect(200);
    assert_eq!(spent(&app), page());
    room.press(&app).await.expect(303);
    assert_eq!(spent(&app), come());
    room.get(&app).await.expect(200);
    assert_eq!(spent(&app), page());
    room.press(&app).await.expect(303);
    assert_eq!(spent(&app), stay());

    // Two endpoints: the event becomes two deliveries at once, and each is called for.
    let event = bell(&[owed_item(&app, "appointment-event").await]);
    spent(&app);
    outbox::handle(app.house.app(), event.clone())
        .await
        .unwrap();
    assert_eq!(
        spent(&app),
        cost(
            4,
            &[
                "UpdateItem",
                "Query",
                "TransactWriteItems",
                "Invoke",
                "Invoke"
            ]
        )
    );
    // The bell again: the claim says no.
    outbox::handle(app.house.app(), event).await.unwrap();
    assert_eq!(spent(&app), cost(1, &["UpdateItem"]));

    let calls = app.house.take_invocations();
    assert_eq!(calls.len(), 2);
    let attempt = async |number: usize| -> Cost {
        let payload = calls[number].payload.clone();
        app.house.invoke("webhooks", payload).await.unwrap();
        spent(&app)
    };
    let settled = || cost(2, &["UpdateItem", "GetItem", "PutItem"]);
    assert_eq!(attempt(0).await, settled(), "delivered");
    assert_eq!(
        attempt(0).await,
        cost(1, &["UpdateItem", "GetItem"]),
        "called again"
    );
    receiver.answer(500);
    // The first failure is noted on the endpoint.
    assert_eq!(
        attempt(1).await,
        cost(3, &["UpdateItem", "GetItem", "PutItem", "UpdateItem"])
    );
    // Due again: the sweep looks into each of its eight parts, moves the delivery, and calls.
    app.house
        .clock()
        .set(app.now() + jiff::SignedDuration::from_mins(1));
    outbox::handle(app.house.app(), crate::outbox::sweep())
        .await
        .unwrap();
    let (trips, calls) = spent(&app);
    let queries = calls.iter().filter(|call| *call == "Query").count();
    assert_eq!((queries, calls.len()), (8, 10), "{calls:?}");
    assert!(trips <= 3, "{trips}");
    let again = app.house.take_invocations().remove(0);
    app.house.invoke("webhooks", again.payload).await.unwrap();
    assert_eq!(spent(&app), settled(), "failing as before");
    app.drain().await;
}

#[tokio::test]
async fn what_is_read_of_webhooks_costs_one_trip_and_a_replay_two() {
    let app = house().await;
    let receiver = Receiver::answering(410).await;
    let endpoint = hook(&app, "gone", &receiver.url, &[Event::GuestOnline]);
    app.put_hook(ORGANIZATION, &endpoint).await;
    let room = Room::of_demo(&app).await;
    room.press(&app).await.expect(303);
    app.drain().await;
    let list = "/api/webhook_deliveries";
    let dead = app.get(list).send().await.expect(200).members().remove(0);
    let one = |call: &str| cost(1, &[call]);
    for (path, budget) in [
        (endpoint.id.iri(), one("GetItem")),
        (dead.clone(), one("GetItem")),
        (
            format!("{list}?webhookEndpoint={}", endpoint.id),
            cost(1, &["Query"; 3]),
        ),
        (
            format!("{list}?webhookEndpoint={}&status=dead", endpoint.id),
            one("Query"),
        ),
        // What no delivery can have is not looked for.
        (format!("{list}?status=lost"), cost(0, &[])),
    ] {
        assert_eq!(read(&app, &path).await, budget, "{path}");
    }
    let path = format!("{dead}/replay");
    let replay = async |key: Option<&str>| of(&app, Method::POST, &path, None, key).await;
    let keyed = replay(Some("one")).await;
    assert_eq!(keyed, cost(2, &["BatchGetItem", "TransactWriteItems"]));
    assert_eq!(
        replay(Some("one")).await,
        cost(2, &["BatchGetItem", "GetItem"]),
        "again"
    );
    app.post(&path).send().await.expect(409);
    assert_eq!(spent(&app), one("GetItem"), "still tried");
    // It is given up once more, for its endpoint is not served.
    app.drain().await;
    assert_eq!(
        replay(None).await,
        cost(2, &["GetItem", "TransactWriteItems"])
    );
    app.drain().await;
}

/// Where nobody wants to be told, an arrival owes nothing.
#[tokio::test]
async fn an_arrival_that_nobody_wants_to_know_of_owes_nothing() {
    let app = TestApp::wired().await;
    let room = Room::of_demo(&app).await;
    room.press(&app).await.expect(303);
    let owed = app.owed().await;
    let events = owed
        .iter()
        .filter(|one| one["effect"] == "appointment-event");
    assert_eq!(events.count(), 0, "{owed:?}");
    app.drain().await;
}
