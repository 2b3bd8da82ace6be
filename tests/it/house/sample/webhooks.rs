//! A waiting room whose guest has come, an endpoint that is told, and deliveries: one that is due, one that was given up.

use leah_aws::table::Woken;
use leah_domain::{
    LEASE, Owed, WaitingRoomToken,
    appointment::{Booking, Tenant, arrive},
    webhook::{Event, GivenUp, Payload, fan_out},
};
use leah_local::demo;

use crate::support::{TestApp, hook};

const APPOINTMENT: &str = "1d0f7c52-88e6-4a3b-9b57-0c2f4e6a7d19";
const LINK: &str = "q1WvJ0mT2bXo9ZsLh3cRdA";
const ENDPOINT: &str = "b3a1f0de-5c27-4f8e-8d41-6a90c7e2f153";
const PENDING: &str = "0177eccd-1800-7a3e-9c1d-5b7f20e4a869";
const DEAD: &str = "0177eccd-1800-7c58-8a6b-14d2f9e07b3c";

pub(crate) fn endpoint() -> String {
    format!("/api/webhook_endpoints/{ENDPOINT}")
}

pub(crate) fn delivery() -> String {
    format!("/api/webhook_deliveries/{PENDING}")
}

/// The delivery that was given up.
pub(crate) fn dead() -> String {
    format!("/api/webhook_deliveries/{DEAD}")
}

/// The appointment whose guest has come.
pub(crate) fn appointment() -> String {
    format!("/api/appointments/{APPOINTMENT}")
}

pub(super) async fn load(app: &TestApp) {
    let (ids, now) = (app.house.app().ids(), app.now());
    let table = app.house.app().table();
    let url = "https://hooks.example.org/leah";
    let mut endpoint = hook(app, "sample", url, &[Event::GuestOnline]);
    endpoint.id = ENDPOINT.parse().unwrap();
    app.put_hook(demo::ORGANIZATION, &endpoint).await;

    let organization = table
        .organization(demo::ORGANIZATION)
        .await
        .unwrap()
        .unwrap();
    let mut appointment = table
        .appointment(demo::ORGANIZATION, demo::APPOINTMENT)
        .await
        .unwrap()
        .unwrap();
    appointment.id = APPOINTMENT.parse().unwrap();
    appointment.link = WaitingRoomToken::parse(LINK).unwrap();
    let tenant = Tenant {
        id: organization.id,
        settings: &organization.settings,
    };
    let mut arrival = arrive(&appointment, tenant, now, ids);
    let told = arrival.owed.pop().unwrap();
    let payload = Payload::guest_online(&appointment);
    let booking = Booking {
        appointment,
        reminders: None,
        owed: vec![told.clone()],
    };
    table
        .insert_appointment(&organization, &booking, None)
        .await
        .unwrap();

    let event = Event::GuestOnline;
    let fan = || {
        fan_out(
            organization.id,
            &[endpoint.clone()],
            event,
            &payload,
            now,
            ids,
        )
        .remove(0)
    };
    let (mut pending, mut dead) = (fan(), fan());
    (pending.id, dead.id) = (PENDING.parse().unwrap(), DEAD.parse().unwrap());
    let seen = due(&told);
    let claim = table.claim(&Woken { owed: told, seen }, ids).await.unwrap();
    let calls = table
        .announce(&claim.unwrap(), &[pending, dead])
        .await
        .unwrap();
    let (begun, _) = table.begin_delivery(&calls[1], ids).await.unwrap().unwrap();
    let after = begun
        .delivery
        .clone()
        .given_up(GivenUp::AttemptsExhausted, now);
    table.settle_delivery(&begun, &after).await.unwrap();
}

/// When a new item is due, as its index has it.
fn due(owed: &Owed) -> String {
    let due = owed.created.checked_add(LEASE).unwrap();
    format!("{}#{}", due.strftime("%Y-%m-%dT%H:%M:%S%.3fZ"), owed.id)
}
