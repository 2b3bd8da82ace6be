//! Signatures as Standard Webhooks 1.0 has them: by which secrets, of which message, at which time.

use jiff::SignedDuration;
use leah_domain::webhook::{Event, WebhookSecret};
use leah_local::{clock::VirtualClock, demo::ORGANIZATION};
use standardwebhooks::{Webhook, WebhookError};

use super::{
    receiver::{Received, Reply},
    support::{DAY, Endpoint, HOST, HOUR, MINUTE, SECOND, World, is_signed},
};
use crate::support::Seeded;

const EVENTS: &[Event] = &[Event::AppointmentCreated];

/// Gives the endpoint a new secret; the former one.
async fn rotate(world: &World, endpoint: &mut Endpoint, name: &str) -> String {
    let now = world.app.now();
    let secrets = endpoint.stored.secrets.clone();
    let former = secrets.signing_at(now).next().unwrap().reveal().to_owned();
    let next = WebhookSecret::generate(&Seeded::starting_at(name));
    endpoint.stored.secrets = secrets.rotated(next, now);
    world.put(ORGANIZATION, &endpoint.stored).await;
    former
}

fn current(world: &World, endpoint: &Endpoint) -> String {
    let mut secrets = endpoint.stored.secrets.signing_at(world.app.now());
    secrets.next().unwrap().reveal().to_owned()
}

/// Has something happen; what comes of it.
async fn delivered(world: &World, endpoint: &Endpoint) -> Received {
    let before = endpoint.receiver.received().len();
    world.book().await;
    world.app.drain().await;
    let mut received = endpoint.receiver.received();
    assert_eq!(received.len(), before + 1);
    received.pop().unwrap()
}

fn signatures(received: &Received) -> usize {
    let header = received.headers["webhook-signature"].to_str().unwrap();
    header.split(' ').count()
}

#[tokio::test]
async fn both_secrets_sign_for_a_day_after_a_rotation() {
    let world = World::start().await;
    let mut endpoint = world.endpoint(EVENTS).await;
    let before = delivered(&world, &endpoint).await;
    let former = rotate(&world, &mut endpoint, "next").await;
    let current = current(&world, &endpoint);
    assert_ne!(former, current);
    assert!(is_signed(&before, &former) && !is_signed(&before, &current));

    for wait in [SignedDuration::ZERO, DAY - SECOND] {
        world.app.advance(wait).await;
        let during = delivered(&world, &endpoint).await;
        assert!(is_signed(&during, &former) && is_signed(&during, &current));
        assert_eq!(signatures(&during), 2);
    }
    world.app.advance(SECOND).await;
    let after = delivered(&world, &endpoint).await;
    assert!(is_signed(&after, &current) && !is_signed(&after, &former));
    assert_eq!(signatures(&after), 1);
}

#[tokio::test]
async fn an_attempt_is_signed_by_the_secrets_of_its_own_time() {
    let world = World::start().await;
    let mut endpoint = world.endpoint(EVENTS).await;
    endpoint.receiver.next([Reply::Status(500)]);
    let first = delivered(&world, &endpoint).await;
    let former = rotate(&world, &mut endpoint, "next").await;
    world.app.advance(MINUTE).await;
    let second = endpoint.receiver.received().pop().unwrap();
    assert_eq!(second.at, first.at + MINUTE);
    assert_eq!(second.body, first.body);
    assert_eq!(second.headers["webhook-id"], first.headers["webhook-id"]);
    assert_eq!((signatures(&first), signatures(&second)), (1, 2));
    for secret in [former, current(&world, &endpoint)] {
        assert!(is_signed(&second, &secret));
    }
}

#[tokio::test]
async fn each_endpoint_has_its_own_secret_and_message() {
    let world = World::start().await;
    let one = world.endpoint(EVENTS).await;
    let other = world.endpoint_by_name(HOST, EVENTS).await;
    world.book().await;
    world.book().await;
    world.app.drain().await;
    let mut ids = [one.ids(), other.ids()].concat();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 4, "{ids:?}");
    let listed = world.deliveries("").await;
    let mut named: Vec<&str> = listed
        .iter()
        .map(|delivery| {
            let id = delivery["webhookId"].as_str().unwrap();
            assert_eq!(id, format!("msg_{}", delivery["id"].as_str().unwrap()));
            id
        })
        .collect();
    named.sort_unstable();
    assert_eq!(ids, named);
    let received = other.receiver.received();
    assert!(!is_signed(&received[0], &current(&world, &one)));
}

/// What the reference library says of a request, by the machine's clock.
fn judged(received: &Received, secret: &str) -> Result<(), WebhookError> {
    let webhook = Webhook::new(secret).unwrap();
    webhook.verify(&received.body, &received.headers)
}

#[tokio::test]
async fn the_reference_library_accepts_what_is_fresh_and_whole_and_nothing_else() {
    let world = World::with(|options| {
        options.clock = VirtualClock::running(SignedDuration::ZERO);
    })
    .await;
    let mut endpoint = world.endpoint_by_name(HOST, EVENTS).await;
    let secret = current(&world, &endpoint);
    let fresh = delivered(&world, &endpoint).await;
    judged(&fresh, &secret).unwrap();

    let mut tampered = fresh.clone();
    tampered.body = String::from_utf8(fresh.body.to_vec())
        .unwrap()
        .replace("000001", "000002")
        .into();
    assert_ne!(tampered.body, fresh.body);
    let mut renamed = fresh.clone();
    let other = "msg_00000000-0000-4000-8000-000000000000";
    renamed.headers.insert("webhook-id", other.parse().unwrap());
    let mut postdated = fresh.clone();
    let later = (fresh.at.as_second() + 60).to_string();
    postdated
        .headers
        .insert("webhook-timestamp", later.parse().unwrap());
    for wrong in [tampered, renamed, postdated] {
        let judged = judged(&wrong, &secret);
        assert!(matches!(judged, Err(WebhookError::InvalidSignature)));
    }

    rotate(&world, &mut endpoint, "next").await;
    let during = delivered(&world, &endpoint).await;
    let next = current(&world, &endpoint);
    judged(&during, &secret).unwrap();
    judged(&during, &next).unwrap();
    assert!(judged(&fresh, &next).is_err());

    // To whom it comes again ten minutes later, it is old.
    let ago = world.app.now() - MINUTE * 10;
    world.app.house.clock().set(ago);
    let replayed = delivered(&world, &endpoint).await;
    assert!(is_signed(&replayed, &next));
    let judged = judged(&replayed, &next);
    assert!(matches!(judged, Err(WebhookError::TimestampTooOldError)));
}

#[tokio::test]
async fn the_message_is_the_same_in_every_attempt_and_replay() {
    let world = World::start().await;
    let endpoint = world.endpoint(EVENTS).await;
    endpoint.receiver.always(Reply::Status(503));
    world.book().await;
    world.app.advance(HOUR * 48).await;
    let dead = world.delivery_to(&endpoint.stored).await;
    assert_eq!(dead["status"], "dead");
    let replayed = world.replay(&dead).await;
    assert_eq!(replayed["webhookId"], dead["webhookId"]);
    world.app.advance(MINUTE).await;
    endpoint.receiver.always(Reply::Status(204));
    world.app.advance(MINUTE * 10).await;
    let mut ids = endpoint.ids();
    assert_eq!(ids.len(), 8 + 3);
    ids.dedup();
    assert_eq!(ids, [dead["webhookId"].as_str().unwrap()]);
}
