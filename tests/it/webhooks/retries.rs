//! When a delivery is tried again, and what becomes of one that never succeeds.

use leah_domain::webhook::Event;
use serde_json::{Value, json};

use super::{
    receiver::Reply,
    support::{DAY, HOUR, MINUTE, SECOND, World, texts},
};

const EVENTS: &[Event] = &[Event::AppointmentCreated];

/// The properties of a delivery that say how far it has come.
fn state(delivery: &Value) -> Value {
    let names = [
        "status",
        "reason",
        "attempts",
        "lastAttemptAt",
        "lastStatus",
        "lastError",
        "nextAttemptAt",
        "endedAt",
    ];
    let kept = names.map(|name| (name.to_owned(), delivery[name].clone()));
    Value::Object(kept.into_iter().collect())
}

#[tokio::test]
async fn attempts_are_made_at_the_documented_times_and_then_no_more() {
    let world = World::start().await;
    let endpoint = world.endpoint(EVENTS).await;
    endpoint.receiver.always(Reply::Status(500));
    world.app.advance(SECOND * 17).await;
    world.book().await;
    world.app.drain().await;
    let waiting = world.delivery_to(&endpoint.stored).await;
    let expected = json!({
        "status": "pending",
        "reason": null,
        "attempts": 1,
        "lastAttemptAt": "2021-03-01T08:00:17+00:00",
        "lastStatus": 500,
        "lastError": null,
        "nextAttemptAt": "2021-03-01T08:00:22+00:00",
        "endedAt": null,
    });
    assert_eq!(state(&waiting), expected);
    assert!(waiting["payload"].is_string(), "{waiting}");

    world.app.advance(DAY * 2).await;
    // 5 s, 5 min, 30 min, 2 h, 5 h, 10 h and 10 h after the one before, each at the sweep that follows.
    let expected = [
        "2021-03-01T08:00:17Z",
        "2021-03-01T08:01:00Z",
        "2021-03-01T08:06:00Z",
        "2021-03-01T08:36:00Z",
        "2021-03-01T10:36:00Z",
        "2021-03-01T15:36:00Z",
        "2021-03-02T01:36:00Z",
        "2021-03-02T11:36:00Z",
    ];
    assert_eq!(texts(&endpoint.times()), expected);
    let dead = world.delivery_to(&endpoint.stored).await;
    let expected = json!({
        "status": "dead",
        "reason": "attempts-exhausted",
        "attempts": 8,
        "lastAttemptAt": "2021-03-02T11:36:00+00:00",
        "lastStatus": 500,
        "lastError": null,
        "nextAttemptAt": null,
        "endedAt": "2021-03-02T11:36:00+00:00",
    });
    assert_eq!(state(&dead), expected);
    assert_eq!(dead["payload"], waiting["payload"], "it can be replayed");
}

#[tokio::test]
async fn what_is_tried_again_is_owed_until_it_is_dead() {
    let world = World::start().await;
    let endpoint = world.endpoint(EVENTS).await;
    endpoint.receiver.always(Reply::Status(500));
    world.book().await;
    world.app.drain().await;
    let owed = world.app.owed().await;
    let expected = json!([{
        "effect": "webhook-delivery",
        "organization": "440b4e01-d3e4-4cbc-afb2-ca62177cd630",
        "due": "2021-03-01T08:00:05Z",
        "attempts": 1,
        "dead": false,
        "reason": null,
    }]);
    assert_eq!(json!(owed), expected);
    world.app.advance(DAY * 2).await;
    // Nobody looks at it any more but who asks for what is dead.
    assert_eq!(world.app.owed().await, Vec::<Value>::new());
    let dead = world.deliveries("?status=dead").await;
    assert_eq!(dead.len(), 1);
    for status in ["pending", "delivered"] {
        let others = world.deliveries(&format!("?status={status}")).await;
        assert_eq!(others, Vec::<Value>::new(), "{status}");
    }
}

#[tokio::test]
async fn what_is_dead_can_be_replayed_for_thirty_days() {
    let world = World::start().await;
    let endpoint = world.endpoint(EVENTS).await;
    endpoint.receiver.always(Reply::Status(500));
    world.book().await;
    world.app.advance(SECOND).await;
    let second = world.book().await;
    world.app.advance_to("2021-03-02T12:00:00Z").await;
    let dead = world.deliveries("?status=dead").await;
    assert_eq!(dead.len(), 2);
    assert_eq!(endpoint.receiver.received().len(), 16);

    endpoint.receiver.always(Reply::Status(200));
    // Both have died at the sweep of 2021-03-02T11:36.
    world.app.advance_to("2021-04-01T11:35:59Z").await;
    let replayed = world.replay(&dead[0]).await;
    let state = state(&replayed);
    assert_eq!(state["status"], "pending");
    assert_eq!(state["attempts"], 0);
    assert_eq!(state["nextAttemptAt"], "2021-04-01T11:35:59+00:00");
    world.app.advance(SECOND).await;
    let told = endpoint.told().pop().unwrap();
    assert_eq!(endpoint.receiver.received().len(), 17);
    assert_eq!(told.id, dead[0]["webhookId"]);
    assert_eq!(told.payload["appointment"], second);
    // The other one's time is over.
    let path = format!("{}/replay", dead[1]["@id"].as_str().unwrap());
    world.app.post(&path).send().await.expect(404);
    world.app.drain().await;
    let left = world.deliveries("").await;
    assert_eq!(left.len(), 1, "{left:?}");
    assert_eq!(left[0]["status"], "delivered");
    assert_eq!(left[0]["payload"], Value::Null);
    assert_eq!(endpoint.receiver.received().len(), 17);
}

#[tokio::test]
async fn a_replay_is_tried_as_often_as_the_first_time() {
    let world = World::start().await;
    let endpoint = world.endpoint(EVENTS).await;
    endpoint.receiver.always(Reply::Status(500));
    world.book().await;
    world.app.advance(DAY * 2).await;
    let dead = world.delivery_to(&endpoint.stored).await;
    world.replay(&dead).await;
    world.app.advance(DAY * 2).await;
    let times = endpoint.times();
    let waits = |times: &[jiff::Timestamp]| {
        let pairs = times.windows(2);
        pairs
            .map(|pair| pair[1].duration_since(pair[0]))
            .collect::<Vec<_>>()
    };
    let expected = [
        MINUTE,
        MINUTE * 5,
        MINUTE * 30,
        HOUR * 2,
        HOUR * 5,
        HOUR * 10,
        HOUR * 10,
    ];
    assert_eq!(times.len(), 16);
    assert_eq!(waits(&times[..8]), expected);
    assert_eq!(waits(&times[8..]), expected);
    let again = world.delivery_to(&endpoint.stored).await;
    assert_eq!(again["status"], "dead");
    assert_eq!(again["webhookId"], dead["webhookId"]);
}
