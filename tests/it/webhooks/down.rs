//! A receiver that is down for a day.

use std::collections::BTreeSet;

use leah_domain::webhook::{Event, Network};
use leah_local::demo::ORGANIZATION;
use serde_json::Value;

use super::{
    receiver::{Receiver, Reply},
    support::{Endpoint, HOUR, MINUTE, World, endpoint},
};

const EVENTS: &[Event] = &[Event::AppointmentCreated];

/// An event each hour for a day; the appointments.
async fn a_day(world: &World) -> BTreeSet<String> {
    let mut booked = BTreeSet::new();
    for _ in 0..24 {
        booked.insert(world.book().await);
        world.app.advance(HOUR).await;
    }
    assert_eq!(booked.len(), 24);
    booked
}

/// The longest wait between two attempts later, each event has come once.
async fn comes_once(world: &World, endpoint: &Endpoint, before: usize, booked: BTreeSet<String>) {
    world.app.advance(HOUR * 10 + MINUTE).await;
    let mut told = endpoint.told();
    let told = told.split_off(before);
    assert_eq!(told.len(), booked.len());
    let of = |payload: &Value| payload["appointment"].as_str().unwrap().to_owned();
    let appointments: BTreeSet<String> = told.iter().map(|one| of(&one.payload)).collect();
    assert_eq!(appointments, booked);
    let ids: BTreeSet<&str> = told.iter().map(|one| one.id.as_str()).collect();
    assert_eq!(ids.len(), booked.len());
    // Nor does anything follow later.
    world.app.advance(HOUR * 48).await;
    let received = endpoint.receiver.received().len();
    assert_eq!(received, before + booked.len());
    assert_eq!(
        world
            .deliveries("?status[]=dead&status[]=pending")
            .await
            .len(),
        0
    );
    let shown = world.shown(&endpoint.stored).await;
    assert_eq!(
        (&shown["enabled"], &shown["failingSince"]),
        (&true.into(), &Value::Null)
    );
}

#[tokio::test]
async fn every_event_comes_once_after_a_day_of_refused_connections() {
    let world = World::start().await;
    let receiver = Receiver::down(world.app.house.clock());
    let stored = endpoint(&receiver.url(), Network::Public, EVENTS);
    world.put(ORGANIZATION, &stored).await;
    let endpoint = Endpoint { stored, receiver };
    let booked = a_day(&world).await;
    let shown = world.shown(&endpoint.stored).await;
    assert_eq!(shown["failingSince"], "2021-03-01T08:00:00+00:00");
    endpoint.receiver.come_up();
    comes_once(&world, &endpoint, 0, booked).await;
}

#[tokio::test]
async fn every_event_comes_once_after_a_day_of_errors() {
    let world = World::start().await;
    let endpoint = world.endpoint(EVENTS).await;
    endpoint.receiver.always(Reply::Status(502));
    let booked = a_day(&world).await;
    let before = endpoint.receiver.received().len();
    assert!(before > 24 * 4, "{before} attempts");
    endpoint.receiver.always(Reply::Status(200));
    comes_once(&world, &endpoint, before, booked).await;
}
