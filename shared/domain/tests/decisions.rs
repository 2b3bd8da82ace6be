//! The decisions seen from outside, where their edges are: expectations stand here as they are, computed by nothing that
//! they test.

#![expect(
    clippy::unwrap_used,
    reason = "a test ends where one of its helpers fails"
)]

use jiff::{SignedDuration, Timestamp};
use leah_domain::{
    Appointment, Effect, Email, Farewell, Id, Ids, Locale, Organization, Owed, PhoneNumber,
    Reference, ReminderKind, Settings, StartTime, Subject, Zone,
    appointment::{Changes, Draft, Edit, Fields, Tenant, book, cancel, edit},
    input::Field,
    reminder,
};
use serde_json::{Value, json};
use uuid::Uuid;

/// Nothing here depends on randomness.
struct Zeros;

impl Ids for Zeros {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(0);
    }
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn id<R>(number: u128) -> Id<R> {
    Id::new(Uuid::from_u128(number))
}

fn settings(zone: &str) -> Settings {
    Settings::new("Practice", Zone::named(zone).unwrap(), Locale::Fr)
}

fn owner(settings: &Settings) -> Tenant<'_> {
    Tenant {
        id: id::<Organization>(7),
        settings,
    }
}

fn reference(text: &str) -> Reference {
    Reference::parse(text).unwrap().unwrap()
}

/// With reminders on 2021-05-17T09:00:00Z and 2021-05-18T08:30:00Z.
fn appointment() -> Appointment {
    let draft = Draft {
        start: StartTime::from(at("2021-05-18T09:00:00Z")),
        email: serde_json::from_value::<Email>("john.doe@gmail.com".into()).unwrap(),
        phone: serde_json::from_value::<PhoneNumber>("+33612345678".into()).unwrap(),
        office: id(2),
        external_id: Some(reference("E")),
        file_number: Some(reference("F")),
    };
    let settings = settings("Europe/Paris");
    book(draft, owner(&settings), at("2021-03-01T08:00:00Z"), &Zeros).appointment
}

/// The reminders whose schedules are taken back.
fn unscheduled(owed: &[Owed]) -> Vec<ReminderKind> {
    let kinds = owed.iter().filter_map(|owed| match owed.effect {
        Effect::DeleteSchedule { kind, .. } => Some(kind),
        _ => None,
    });
    kinds.collect()
}

#[test]
fn messages_are_what_reaches_a_guest() {
    let subject = Subject {
        organization: id(7),
        appointment: id(1),
    };
    let (sequence, kind, now) = (0, ReminderKind::Days, at("2021-05-18T09:00:00Z"));
    let farewell = Farewell {
        sequence,
        start: now,
        recipient: appointment().email,
    };
    let rows = [
        (Effect::ConfirmationMail { subject, sequence }, true),
        (
            Effect::RescheduleMail {
                subject,
                sequence,
                earlier: None,
            },
            true,
        ),
        (
            Effect::CancellationMail {
                subject,
                farewell: farewell.clone(),
            },
            true,
        ),
        (Effect::WithdrawalMail { subject, farewell }, true),
        (
            Effect::ReminderMail {
                subject,
                sequence,
                kind,
            },
            true,
        ),
        (
            Effect::ReminderSms {
                subject,
                sequence,
                kind,
            },
            true,
        ),
        (
            Effect::CreateSchedule {
                subject,
                sequence,
                kind,
                at: now,
            },
            false,
        ),
        (
            Effect::DeleteSchedule {
                subject,
                sequence,
                kind,
            },
            false,
        ),
        (Effect::EraseAnswers { subject }, false),
    ];
    for (effect, message) in rows {
        assert_eq!(effect.is_message(), message, "{}", effect.name());
        // Thrice begun and never answered: that is for what can be repeated.
        let mut owed = Owed::new(effect, now, &Zeros);
        owed.begun = 3;
        assert_eq!(owed.may_try(), !message, "{}", owed.effect.name());
    }
}

#[test]
fn waits_double_from_a_minute_to_an_hour() {
    let effect = Effect::EraseAnswers {
        subject: Subject {
            organization: id(7),
            appointment: id(1),
        },
    };
    let now = at("2021-05-18T09:00:00Z");
    let mut owed = Owed::new(effect, now, &Zeros);
    for minutes in [1, 2, 4, 8, 16, 32, 60, 60] {
        owed.begun += 1;
        let wait = owed.next_attempt(now).map(|next| next.duration_since(now));
        assert_eq!(
            wait,
            Some(SignedDuration::from_mins(minutes)),
            "{}",
            owed.begun
        );
    }
}

#[test]
fn the_schedule_of_a_reminder_whose_time_has_come_is_left_to_itself() {
    let (before, settings) = (appointment(), settings("Europe/Paris"));
    let both = &ReminderKind::ALL[..];
    let rows = [
        ("2021-05-17T08:59:59.999Z", both),
        ("2021-05-17T09:00:00Z", &[ReminderKind::Minutes]),
        ("2021-05-18T08:29:59.999Z", &[ReminderKind::Minutes]),
        ("2021-05-18T08:30:00Z", &[]),
    ];
    for (now, expected) in rows {
        let cancelled = cancel(&before, owner(&settings), at(now), &Zeros);
        assert_eq!(unscheduled(&cancelled.owed), expected, "cancelled at {now}");
        let moved = Changes {
            office: Some(id(3)),
            ..Changes::default()
        };
        let Edit::Changed(edited) = edit(&before, moved, owner(&settings), at(now), &Zeros) else {
            panic!("unchanged");
        };
        assert_eq!(unscheduled(&edited.owed), expected, "edited at {now}");
    }
}

#[test]
fn references_change_only_where_an_edit_names_them() {
    let before = appointment();
    let (e, f, new) = (
        Some(reference("E")),
        Some(reference("F")),
        Some(reference("N")),
    );
    let rows = [
        (json!({}), &e, &f),
        (json!({"externalId": "N"}), &new, &f),
        (json!({"externalId": null}), &None, &f),
        (json!({"administrativeFileNumber": "N"}), &e, &new),
        (json!({"administrativeFileNumber": null}), &e, &None),
    ];
    for (body, external_id, file_number) in rows {
        let after = patch(&body).changes().unwrap().applied_to(&before);
        assert_eq!(
            (&after.external_id, &after.file_number),
            (external_id, file_number),
            "{body}"
        );
    }
}

#[test]
fn the_office_of_an_edit_is_the_one_that_it_names() {
    let office = "6e229d04-1880-4b6b-a520-36f757f4a531";
    let named = patch(&json!({"office": format!("/api/offices/{office}")}));
    assert_eq!(named.office(), Some(Id::new(office.parse().unwrap())));
    assert_eq!(patch(&json!({})).office(), None);
    assert_eq!(patch(&json!({"office": null})).office(), None);
    let absent = patch(&json!({})).changes().unwrap();
    assert_eq!((absent.office, absent.external_id), (None, Field::Absent));
}

fn patch(body: &Value) -> Fields {
    Fields::read(body.as_object().unwrap(), "myorganization.leah.care").unwrap()
}

#[test]
fn a_day_that_a_zone_leaves_out_is_not_the_start_itself() {
    // Samoa went over the date line, from the 29th to the 31st (IANA time-zone database, Pacific/Apia).
    let settings = settings("Pacific/Apia");
    let start = StartTime::from(at("2011-12-30T20:00:00Z"));
    let planned = reminder::plan(start, &settings, at("2011-12-01T00:00:00Z"));
    let times: Vec<_> = planned.iter().map(|planned| planned.at).collect();
    assert_eq!(
        times,
        [at("2011-12-29T20:00:00Z"), at("2011-12-30T19:30:00Z")]
    );
}
