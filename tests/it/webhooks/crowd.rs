//! Many events to many endpoints, some of which hang.

use std::{collections::BTreeSet, time::Duration};

use futures_util::{StreamExt, stream};
use hyper::header::HeaderValue;
use leah_domain::{
    Effect, Email, LEASE, Owed, PhoneNumber, StartTime, Subject,
    appointment::{self, Draft, Tenant as Owner},
    webhook::{Event, Payload},
};
use leah_local::Pumping;
use serde_json::Value;

use super::{
    receiver::{Received, Reply},
    support::{Endpoint, HOUR, World},
};
use crate::support::Tenant;

const ORGANIZATIONS: usize = 10;
/// How many appointments each of them has, each with the events below: 1,000 in all.
const APPOINTMENTS: usize = 20;
/// Each is told to an endpoint of its own: fifty in all.
const EVENTS: [Event; 5] = [
    Event::GuestOnline,
    Event::AppointmentCreated,
    Event::AppointmentRescheduled,
    Event::AppointmentCancelled,
    Event::ReminderSent,
];
/// How many of the endpoints hang, each beside four of its organization that are well.
const HANGING: usize = 5;

/// How long a test waits in real time before it lets the house's clock go on.
const PAUSE: Duration = Duration::from_secs(10);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn those_that_are_well_do_not_wait_for_those_that_hang() {
    // What happens is told while more happens, as it is in life.
    let world = World::with(|options| {
        options.demo = false;
        options.pumps = Pumping::Auto;
    })
    .await;
    let (mut well, mut hanging) = (Vec::new(), Vec::new());
    for number in 0..ORGANIZATIONS {
        let tenant = Tenant::create(&world.app, &format!("crowd{number}")).await;
        let before = well.len();
        for (at, event) in EVENTS.into_iter().enumerate() {
            let endpoint = world.endpoint_of(tenant.organization.id, &[event]).await;
            if number < HANGING && at == number {
                endpoint.receiver.always(Reply::Hang);
                hanging.push(endpoint);
            } else {
                well.push(endpoint);
            }
        }
        happen(&world, &tenant).await;
        for endpoint in &well[before..] {
            is_told_all(&world, endpoint).await;
        }
    }
    assert_eq!((well.len(), hanging.len()), (45, 5));
    for endpoint in &hanging {
        assert_ne!(endpoint.receiver.received().len(), 0);
        assert_eq!(endpoint.receiver.answered(), 0);
        endpoint.receiver.release();
    }
    for endpoint in &hanging {
        is_told_all(&world, endpoint).await;
    }
    for endpoint in well.iter().chain(&hanging) {
        assert!(endpoint.told().len() >= APPOINTMENTS, "each is verified");
        let received = endpoint.receiver.received();
        assert_eq!(distinct(&received), APPOINTMENTS);
    }
    world.app.advance(HOUR).await;
    assert_eq!(world.app.owed().await, Vec::<Value>::new());
}

/// Waits until an endpoint was told of everything. What has run into a time limit, for the endpoint hangs or the machine is
/// slow, is made up for later: then the clock goes on.
async fn is_told_all(world: &World, endpoint: &Endpoint) {
    let all = |received: &[Received]| distinct(received) == APPOINTMENTS;
    for _ in 0..20 {
        let told = endpoint.receiver.has_received(all);
        if tokio::time::timeout(PAUSE, told).await.is_ok() {
            return;
        }
        let clock = world.app.house.clock();
        clock.set(clock.now() + LEASE);
    }
    let received = endpoint.receiver.received();
    panic!("{} of {APPOINTMENTS}", distinct(&received));
}

/// How many messages there are among these requests.
fn distinct(received: &[Received]) -> usize {
    let ids = received.iter().map(|one| &one.headers["webhook-id"]);
    ids.map(HeaderValue::as_bytes)
        .collect::<BTreeSet<_>>()
        .len()
}

/// Owes the events of an organization's appointments, and nothing else about them.
async fn happen(world: &World, tenant: &Tenant) {
    let (app, organization) = (world.app.house.app(), &tenant.organization);
    let bookings = stream::iter(0..APPOINTMENTS);
    let booked = bookings.for_each_concurrent(8, |number| async move {
        let draft = Draft {
            start: StartTime::from(app.now()),
            email: serde_json::from_value::<Email>(format!("guest{number}@example.org").into())
                .unwrap(),
            phone: serde_json::from_value::<PhoneNumber>(format!("+336{number:08}").into())
                .unwrap(),
            office: tenant.office.id,
            external_id: None,
            file_number: None,
        };
        let owner = Owner {
            id: organization.id,
            settings: &organization.settings,
        };
        let mut booking = appointment::book(draft, owner, app.now(), app.ids());
        let subject = Subject {
            organization: organization.id,
            appointment: booking.appointment.id,
        };
        let payload = Payload::appointment(&booking.appointment);
        let owed = EVENTS.map(|event| {
            let payload = payload.clone();
            let effect = Effect::AppointmentEvent {
                subject,
                event,
                payload,
            };
            Owed::new(effect, app.now(), app.ids())
        });
        booking.owed = owed.into();
        app.table()
            .insert_appointment(organization, &booking, None)
            .await
            .unwrap();
    });
    booked.await;
}
