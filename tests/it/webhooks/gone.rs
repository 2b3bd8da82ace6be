//! Endpoints that are not served any more: they are gone, or have failed for five days. The operator is told.

use leah_domain::{
    WebhookEndpoint,
    webhook::{Event, Network},
};
use leah_local::demo::ORGANIZATION;
use serde_json::{Value, json};

use super::{
    receiver::Reply,
    support::{DAY, HOUR, MINUTE, SECOND, World, endpoint},
};
use crate::support::Lines;

const EVENTS: &[Event] = &[Event::AppointmentCreated];

/// What the API says of an endpoint's service.
async fn service(world: &World, endpoint: &WebhookEndpoint) -> Value {
    let shown = world.shown(endpoint).await;
    json!([
        shown["enabled"],
        shown["disabledReason"],
        shown["disabledAt"],
        shown["failingSince"],
    ])
}

/// The metrics so far, and nothing in them or beside them that names the receiver.
fn counted(lines: &Lines) -> Vec<String> {
    let text = lines.text();
    assert!(!text.contains("/hook"), "{text}");
    let counts = lines.counts().into_iter();
    counts
        .map(|(metric, effect)| {
            assert_eq!(effect, "webhook-delivery");
            metric
        })
        .collect()
}

#[tokio::test]
async fn who_answers_410_is_told_nothing_any_more() {
    let world = World::start().await;
    let lines = Lines::capture();
    let endpoint = world.endpoint(EVENTS).await;
    let other = world.endpoint(EVENTS).await;
    endpoint
        .receiver
        .next([Reply::Status(500), Reply::Status(410)]);
    let pending = world.book().await;
    world.app.advance(SECOND).await;
    let refused = world.book().await;
    world.app.drain().await;
    let expected = json!([
        false,
        "gone",
        "2021-03-01T08:00:01+00:00",
        "2021-03-01T08:00:00+00:00",
    ]);
    assert_eq!(service(&world, &endpoint.stored).await, expected);
    // Dead at once, and the other at its next turn.
    let reasons = |deliveries: &[Value]| -> Vec<Value> {
        let of = |one: &Value| json!([one["status"], one["reason"], one["lastStatus"]]);
        deliveries.iter().map(of).collect()
    };
    let to = format!("?webhookEndpoint={}", endpoint.stored.id);
    let deliveries = world.deliveries(&to).await;
    let expected = [
        json!(["dead", "endpoint-gone", 410]),
        json!(["pending", null, 500]),
    ];
    assert_eq!(reasons(&deliveries), expected);
    world.app.advance(MINUTE).await;
    let deliveries = world.deliveries(&to).await;
    assert_eq!(
        reasons(&deliveries)[1],
        json!(["dead", "endpoint-disabled", 500])
    );
    assert_eq!(endpoint.receiver.received().len(), 2);
    assert_eq!(counted(&lines), ["GivenUp", "EndpointDisabled", "GivenUp"]);

    // What happens from now on is the others' alone.
    world.book().await;
    world.app.advance(HOUR).await;
    assert_eq!(world.deliveries(&to).await.len(), 2);
    assert_eq!(endpoint.receiver.received().len(), 2);
    assert_eq!(other.told().len(), 3);

    // An operator has it served again, and what was given up is replayed.
    world.put(ORGANIZATION, &endpoint.stored).await;
    for delivery in &deliveries {
        world.replay(delivery).await;
    }
    world.app.drain().await;
    let told = endpoint.told().into_iter().skip(2);
    let mut told: Vec<String> = told
        .map(|one| one.payload["appointment"].as_str().unwrap().to_owned())
        .collect();
    told.sort();
    let mut given_up = [pending, refused];
    given_up.sort();
    assert_eq!(told, given_up);
    let expected = json!([true, null, null, null]);
    assert_eq!(service(&world, &endpoint.stored).await, expected);
}

#[tokio::test]
async fn who_has_failed_for_five_days_is_told_nothing_any_more() {
    let world = World::start().await;
    let lines = Lines::capture();
    let endpoint = world.endpoint(EVENTS).await;
    endpoint.receiver.always(Reply::Status(500));
    let since = "2021-03-01T08:00:00+00:00";
    // Each delivery is dead before the next but one: none of them fails for five days.
    for _ in 0..5 {
        world.book().await;
        world.app.advance(DAY).await;
        let expected = json!([true, null, null, since]);
        assert_eq!(service(&world, &endpoint.stored).await, expected);
    }
    assert!(!counted(&lines).contains(&"EndpointDisabled".to_owned()));
    // The fifth day is over to the second.
    world.book().await;
    world.app.drain().await;
    let expected = json!([false, "failing", "2021-03-06T08:00:00+00:00", since]);
    assert_eq!(service(&world, &endpoint.stored).await, expected);
    let attempts = endpoint.receiver.received().len();
    world.app.advance(DAY * 2).await;
    assert_eq!(endpoint.receiver.received().len(), attempts);
    assert_eq!(service(&world, &endpoint.stored).await, expected);
    let disabled = counted(&lines);
    let disabled = disabled
        .iter()
        .filter(|metric| *metric == "EndpointDisabled");
    assert_eq!(disabled.count(), 1);
    let dead = world.deliveries("?status=dead").await;
    assert_eq!(dead.len(), 6, "{dead:?}");
    let given_up = dead
        .iter()
        .filter(|one| one["reason"] == "endpoint-disabled");
    // The sixth, and the fifth, which was still tried.
    assert_eq!(given_up.count(), 2);

    // Nor does a replay reach it before an operator has it served again.
    let replayed = world.replay(&dead[5]).await;
    world.app.drain().await;
    assert_eq!(endpoint.receiver.received().len(), attempts);
    let path = replayed["@id"].as_str().unwrap();
    let dead = world.app.get(path).send().await.expect(200).json();
    assert_eq!(dead["status"], "dead");
    assert_eq!(dead["reason"], "endpoint-disabled");
}

#[tokio::test]
async fn one_success_within_five_days_begins_them_anew() {
    let world = World::start().await;
    let endpoint = world.endpoint(EVENTS).await;
    endpoint.receiver.always(Reply::Status(500));
    for day in 0..9 {
        if day == 4 {
            endpoint.receiver.next([]);
            world.app.advance(HOUR * 10 + MINUTE).await;
            endpoint.receiver.always(Reply::Status(500));
        }
        world.book().await;
        world.app.advance(DAY).await;
    }
    let shown = world.shown(&endpoint.stored).await;
    assert_eq!(shown["enabled"], true);
    assert_eq!(shown["failingSince"], "2021-03-05T18:01:00+00:00");
}

#[tokio::test]
async fn what_is_owed_to_an_endpoint_that_is_no_more_is_given_up() {
    let world = World::wired().await;
    let endpoint = endpoint("https://removed.example.test/", Network::Public, EVENTS);
    world.put(ORGANIZATION, &endpoint).await;
    world.book().await;
    world.app.drain().await;
    let tried = world.delivery_to(&endpoint).await;
    assert_eq!(tried["lastError"], "unknown-name");
    remove(&world, &endpoint);
    world.app.advance(MINUTE).await;
    let dead = world.delivery_to(&endpoint).await;
    assert_eq!(dead["status"], "dead");
    assert_eq!(dead["reason"], "endpoint-removed");
}

/// Removes an endpoint from the table, past the wire.
fn remove(world: &World, endpoint: &WebhookEndpoint) {
    let items = world.app.house.items().unwrap();
    let id = endpoint.id.to_string();
    let item = items
        .iter()
        .find(|item| item["type"]["S"] == "WebhookEndpoint" && item["id"]["S"] == id)
        .unwrap();
    let key = json!({ "PK": item["PK"], "SK": item["SK"] });
    let delete = json!({ "TableName": "leah", "Key": key });
    let delete = serde_json::from_value(delete).unwrap();
    let database = world.app.house.engines().database();
    database.delete_item(delete).unwrap();
}
