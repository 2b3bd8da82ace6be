//! Which decisions owe an event, and that they owe none that nobody wants.

use super::{super::*, now};
use crate::{
    Appointment, Effect, Owed, ReminderKind, Settings, Transfer,
    appointment::{self, Changes, Draft, Edit},
    testing::{Counting, appointment, email, id, settings, tenant},
    transfer,
};

fn wanting(events: &[Event]) -> Settings {
    Settings {
        events: events.to_vec(),
        ..settings()
    }
}

/// The events among what is owed, with their payloads.
fn told(owed: &[Owed]) -> Vec<(Event, &Payload)> {
    let told = owed.iter().filter_map(|owed| match &owed.effect {
        Effect::AppointmentEvent { event, payload, .. }
        | Effect::TransferEvent { event, payload, .. } => Some((*event, payload)),
        _ => None,
    });
    told.collect()
}

/// What `decide` owes where all events are wanted, none, and all but this one.
fn owes(event: Event, decide: impl Fn(&Settings) -> Vec<Owed>) -> Payload {
    let others: Vec<Event> = Event::ALL.into_iter().filter(|e| *e != event).collect();
    assert_eq!(told(&decide(&wanting(&[]))), []);
    assert_eq!(told(&decide(&wanting(&others))), []);
    let owed = decide(&wanting(&Event::ALL));
    let told = told(&owed);
    assert_eq!(told.len(), 1, "{owed:?}");
    assert_eq!(told[0].0, event);
    told[0].1.clone()
}

fn edited(changes: &Changes, settings: &Settings) -> Vec<Owed> {
    let ids = Counting::default();
    let edit = appointment::edit(
        &appointment(),
        changes.clone(),
        tenant(settings),
        now(),
        &ids,
    );
    match edit {
        Edit::Changed(booking) => booking.owed,
        Edit::Unchanged => Vec::new(),
    }
}

#[test]
fn bookings_and_cancellations_are_told() {
    let Appointment {
        start,
        email,
        phone,
        office,
        ..
    } = appointment();
    let draft = Draft {
        start,
        email,
        phone,
        office,
        external_id: None,
        file_number: None,
    };
    owes(Event::AppointmentCreated, |settings| {
        let draft = draft.clone();
        appointment::book(draft, tenant(settings), now(), &Counting::default()).owed
    });
    let payload = owes(Event::AppointmentCancelled, |settings| {
        let ids = Counting::default();
        appointment::cancel(&appointment(), tenant(settings), now(), &ids).owed
    });
    assert_eq!(payload, Payload::appointment(&appointment()));
}

#[test]
fn another_time_or_place_is_told_and_nothing_else() {
    let later = Changes {
        start: Some(crate::StartTime::from(
            now() + jiff::SignedDuration::from_hours(1),
        )),
        ..Changes::default()
    };
    let elsewhere = Changes {
        office: Some(id(99)),
        ..Changes::default()
    };
    for changes in [later, elsewhere] {
        owes(Event::AppointmentRescheduled, |settings| {
            edited(&changes, settings)
        });
    }
    let readdressed = Changes {
        email: Some(email("jane.doe@gmail.com")),
        ..Changes::default()
    };
    for changes in [readdressed, Changes::default()] {
        assert_eq!(told(&edited(&changes, &wanting(&Event::ALL))), []);
    }
}

#[test]
fn arrivals_and_reminders_are_told() {
    let ids = Counting::default();
    let payload = owes(Event::GuestOnline, |settings| {
        let arrival = appointment::arrive(&appointment(), tenant(settings), now(), &ids);
        assert!(arrival.presence.online_at(now()));
        arrival.owed
    });
    assert_eq!(payload, Payload::guest_online(&appointment()));
    let (kind, channel) = (ReminderKind::Minutes, Channel::Email);
    let payload = owes(Event::ReminderSent, |settings| {
        appointment::reminded(&appointment(), tenant(settings), kind, channel, now(), &ids)
    });
    assert_eq!(payload, Payload::reminder(&appointment(), kind, channel));
}

#[test]
fn shares_and_downloads_are_told() {
    let ids = Counting::default();
    let (transfer, file) = (id::<Transfer>(5), id(6));
    let payload = owes(Event::TransferDownloaded, |settings| {
        let owed = transfer::downloaded(transfer, &[file], tenant(settings), now(), &ids);
        owed.into_iter().collect()
    });
    assert_eq!(payload, Payload::transfer(transfer, &[file]));
    let text: serde_json::Value = serde_json::from_str(payload.as_str()).unwrap();
    assert_eq!(text["files"][0], file.iri());
}

#[test]
fn a_guest_is_there_until_the_lease_ends() {
    let presence = crate::Presence::beginning(now());
    assert_eq!(presence.until, now() + crate::PRESENCE);
    assert!(!presence.online_at(presence.until));
    assert!(presence.online_at(presence.until - jiff::SignedDuration::from_millis(1)));
}
