//! What the tests of this crate share.

use std::sync::atomic::{AtomicU8, Ordering};

use jiff::Timestamp;

use crate::{
    Appointment, Email, Id, Ids, Locale, Organization, PhoneNumber, Settings, StartTime,
    WaitingRoomToken, Zone, appointment::Tenant, reminder,
};

/// Bytes that count up: every draw differs.
#[derive(Default)]
pub(crate) struct Counting(AtomicU8);

impl Ids for Counting {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(self.0.fetch_add(1, Ordering::Relaxed));
    }
}

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// An identifier that a number tells from others.
pub(crate) fn id<R>(number: u128) -> Id<R> {
    Id::new(uuid::Uuid::from_u128(number))
}

/// A day and thirty minutes before, in Paris.
pub(crate) fn settings() -> Settings {
    Settings::new("Practice", Zone::named("Europe/Paris").unwrap(), Locale::Fr)
}

pub(crate) fn tenant(settings: &Settings) -> Tenant<'_> {
    Tenant {
        id: id::<Organization>(7),
        settings,
    }
}

/// An address, without the cost of reading it.
pub(crate) fn email(text: &str) -> Email {
    serde_json::from_value(text.into()).unwrap()
}

/// A number, without the cost of loading all numbering plans.
pub(crate) fn phone(text: &str) -> PhoneNumber {
    serde_json::from_value(text.into()).unwrap()
}

/// An appointment with both its reminders to come, made on 2021-03-01.
pub(crate) fn appointment() -> Appointment {
    let (start, now) = (
        StartTime::from(at("2021-05-18T09:00:00Z")),
        at("2021-03-01T08:00:00Z"),
    );
    Appointment {
        id: id(1),
        office: id(2),
        start,
        email: email("john.doe@gmail.com"),
        phone: phone("+33612345678"),
        external_id: None,
        file_number: None,
        link: WaitingRoomToken::generate(&Counting::default()),
        sequence: 3,
        version: 5,
        planned: reminder::plan(start, &settings(), now),
        changed: now,
        retention_days: 90,
    }
}
