use proptest::prelude::*;

use super::*;
use crate::{
    Effect, Owed, Planned, ReminderKind, Settings,
    input::Field,
    reminder,
    testing::{Counting, email, id, phone, settings, tenant},
    webhook::Event,
};

const NOW: &str = "2021-04-01T08:00:00Z";

fn names(owed: &[Owed]) -> Vec<&'static str> {
    owed.iter().map(|owed| owed.effect.name()).collect()
}

fn reference(text: &str) -> Reference {
    Reference::parse(text).unwrap().unwrap()
}

#[test]
fn a_booking_owes_its_mail_and_its_schedules() {
    let sample = appointment();
    let draft = Draft {
        start: sample.start,
        email: sample.email.clone(),
        phone: sample.phone.clone(),
        office: sample.office,
        external_id: Some(reference("1")),
        file_number: Some(reference("2")),
    };
    let settings = settings();
    let made = book(draft, tenant(&settings), at(NOW), &Counting::default());
    let appointment = &made.appointment;
    assert_eq!((appointment.sequence, appointment.version), (0, 0));
    assert_eq!(
        (appointment.start, appointment.office),
        (sample.start, sample.office)
    );
    assert_eq!(appointment.external_id, Some(reference("1")));
    assert_eq!(appointment.file_number, Some(reference("2")));
    assert_eq!(appointment.changed, at(NOW));
    assert_eq!(
        names(&made.owed),
        ["confirmation-mail", "create-schedule", "create-schedule"]
    );
    let reminders = made.reminders.unwrap();
    let planned: Vec<_> = reminders
        .iter()
        .map(|r| (r.kind, r.at, r.sequence, r.fired))
        .collect();
    assert_eq!(
        planned,
        [
            (ReminderKind::Days, at("2021-05-17T09:00:00Z"), 0, false),
            (ReminderKind::Minutes, at("2021-05-18T08:30:00Z"), 0, false),
        ]
    );
}

#[test]
fn a_late_registration_owes_its_mail_alone() {
    let sample = appointment();
    let draft = Draft {
        start: StartTime::parse("2021-03-31T09:00:00").unwrap(),
        email: sample.email,
        phone: sample.phone,
        office: sample.office,
        external_id: None,
        file_number: None,
    };
    let settings = settings();
    let made = book(draft, tenant(&settings), at(NOW), &Counting::default());
    assert_eq!(names(&made.owed), ["confirmation-mail"]);
    assert_eq!(made.reminders, Some(Vec::new()));
}

#[test]
fn a_cancellation_tells_the_guest_and_takes_everything_back() {
    let (before, settings) = (appointment(), settings());
    let gone = cancel(&before, tenant(&settings), at(NOW), &Counting::default());
    let expected = [
        "cancellation-mail",
        "delete-schedule",
        "delete-schedule",
        "erase-answers",
    ];
    assert_eq!(names(&gone.owed), expected);
    let Effect::CancellationMail { farewell, .. } = &gone.owed[0].effect else {
        panic!("{:?}", gone.owed[0]);
    };
    assert!(farewell.sequence > before.sequence);
    assert_eq!(
        (farewell.start, &farewell.recipient),
        (before.start.instant(), &before.email)
    );
    let schedules = gone.owed.iter().filter_map(|owed| match owed.effect {
        Effect::DeleteSchedule { sequence, kind, .. } => Some((sequence, kind)),
        _ => None,
    });
    let both = [(3, ReminderKind::Days), (3, ReminderKind::Minutes)];
    assert_eq!(schedules.collect::<Vec<_>>(), both);
}

#[test]
fn what_has_begun_is_erased_and_what_is_to_come_is_cancelled() {
    let (before, settings) = (appointment(), settings());
    let start = before.start.instant();
    let second = jiff::SignedDuration::from_secs(1);
    for (now, ending, told) in [
        (start - second, Ending::Cancelled, true),
        (start, Ending::Erased, false),
        (start + second, Ending::Erased, false),
    ] {
        let gone = end(&before, tenant(&settings), now, &Counting::default());
        assert_eq!(gone.ending, ending);
        let names = names(&gone.owed);
        assert_eq!(names.contains(&"cancellation-mail"), told, "{names:?}");
        assert!(names.contains(&"erase-answers"), "{names:?}");
    }
}

#[test]
fn an_erasure_tells_nobody_and_carries_no_address() {
    let mut settings = settings();
    settings.events = Event::ALL.to_vec();
    let before = appointment();
    let gone = erase(&before, tenant(&settings), at(NOW), &Counting::default());
    // Its schedules, if there still are any, go with it.
    let expected = ["delete-schedule", "delete-schedule", "erase-answers"];
    assert_eq!(names(&gone.owed), expected);
    for owed in &gone.owed {
        assert!(!owed.effect.is_message() && owed.effect.recipient().is_none());
    }
    let past = erase(
        &before,
        tenant(&settings),
        at("2021-06-01T00:00:00Z"),
        &Counting::default(),
    );
    assert_eq!(names(&past.owed), ["erase-answers"]);
    assert_eq!(
        [Ending::Cancelled.action(), past.ending.action()],
        ["appointment.cancelled", "appointment.erased"]
    );
}

#[test]
fn settings_that_changed_hold_for_the_edit() {
    let before = appointment();
    let settings = Settings {
        reminder_days: None,
        reminder_minutes: Some(60),
        retention_days: 10,
        ..settings()
    };
    let changes = Changes {
        office: Some(id(3)),
        ..Changes::default()
    };
    let edited = edit(
        &before,
        changes,
        tenant(&settings),
        at(NOW),
        &Counting::default(),
    );
    let Edit::Changed(booking) = edited else {
        panic!("unchanged");
    };
    let minutes = Planned {
        kind: ReminderKind::Minutes,
        at: at("2021-05-18T08:00:00Z"),
    };
    assert_eq!(booking.appointment.planned, [minutes]);
    assert_eq!(booking.appointment.retention_days, 10);
    let expected = [
        "reschedule-mail",
        "delete-schedule",
        "delete-schedule",
        "create-schedule",
    ];
    assert_eq!(names(&booking.owed), expected);
}

fn changes() -> impl Strategy<Value = Changes> {
    let starts = vec![
        "2021-05-18T09:00:00Z",
        "2021-05-19T09:00:00Z",
        "2021-03-02T09:00:00Z",
        "2021-04-01T20:00:00Z",
    ];
    let start = proptest::option::of(proptest::sample::select(starts));
    let written = vec![
        "john.doe@gmail.com",
        "John.Doe@Gmail.com",
        "jane@example.org",
    ];
    let addresses = proptest::option::of(proptest::sample::select(written));
    let numbers = proptest::option::of(proptest::sample::select(
        &["+33612345678", "+33687654321"][..],
    ));
    let office = proptest::option::of(2..4_u128);
    let given = || {
        prop_oneof![
            Just(Field::Absent),
            Just(Field::Null),
            "[a-z]{1,3}".prop_map(|text| Field::Value(reference(&text)))
        ]
    };
    (start, addresses, numbers, office, given(), given()).prop_map(
        |(start, address, number, office, external_id, file_number)| Changes {
            cancel: false,
            start: start.map(|start| StartTime::from(at(start))),
            email: address.map(email),
            phone: number.map(phone),
            office: office.map(id),
            external_id,
            file_number,
        },
    )
}

proptest! {
    #[test]
    fn an_edit_changes_what_it_names_and_owes_what_the_guest_must_know(changes in changes(), days: bool, minutes: bool) {
        let settings = Settings {
            reminder_days: days.then_some(1),
            reminder_minutes: minutes.then_some(30),
            ..settings()
        };
        let (before, now) = (appointment(), at(NOW));
        let wanted = changes.clone().applied_to(&before);
        let edited = edit(&before, changes, tenant(&settings), now, &Counting::default());
        let Edit::Changed(booking) = edited else {
            prop_assert_eq!(wanted, before);
            return Ok(());
        };
        prop_assert_ne!(&wanted, &before);
        let after = &booking.appointment;
        prop_assert_eq!(after.version, before.version + 1);
        prop_assert_eq!(after.changed, now);
        prop_assert_eq!((after.id, after.link.reveal()), (before.id, before.link.reveal()));
        prop_assert_eq!(
            (after.start, after.office, &after.email, &after.phone, &after.external_id, &after.file_number),
            (wanted.start, wanted.office, &wanted.email, &wanted.phone, &wanted.external_id, &wanted.file_number)
        );

        let moved = after.start != before.start;
        let readdressed = after.email.folded() != before.email.folded();
        let told = moved || readdressed || after.office != before.office;
        prop_assert_eq!(after.sequence, before.sequence + u32::from(told));
        if !told {
            prop_assert!(booking.owed.is_empty() && booking.reminders.is_none());
            prop_assert_eq!(&after.planned, &before.planned);
            return Ok(());
        }
        prop_assert_eq!(&after.planned, &reminder::plan(after.start, &settings, now));
        let records = booking.reminders.as_deref().unwrap();
        prop_assert_eq!(records.len(), after.planned.len());
        let of_this_state = records.iter().zip(&after.planned).all(|(record, planned)| {
            (record.kind, record.at) == (planned.kind, planned.at)
                && record.sequence == after.sequence
                && !record.fired
        });
        prop_assert!(of_this_state, "{:?}", records);
        check_owed(&before, after, &booking.owed, (moved, readdressed))?;
    }
}

/// Each effect once, of the right state, and none besides.
fn check_owed(
    before: &Appointment,
    after: &Appointment,
    owed: &[Owed],
    (moved, readdressed): (bool, bool),
) -> Result<(), TestCaseError> {
    let (mut created, mut deleted, mut mails) = (Vec::new(), Vec::new(), Vec::new());
    for owed in owed {
        prop_assert_eq!((owed.begun, owed.failed), (0, 0));
        match &owed.effect {
            Effect::ConfirmationMail { sequence, .. } => {
                prop_assert_eq!(*sequence, after.sequence);
                mails.push("confirmation");
            }
            Effect::RescheduleMail {
                sequence, earlier, ..
            } => {
                prop_assert_eq!(*sequence, after.sequence);
                prop_assert_eq!(*earlier, moved.then(|| before.start.instant()));
                mails.push("reschedule");
            }
            Effect::WithdrawalMail { farewell, .. } => {
                prop_assert!(farewell.sequence > before.sequence);
                prop_assert_eq!(&farewell.recipient, &before.email);
                prop_assert_eq!(farewell.start, before.start.instant());
                mails.push("withdrawal");
            }
            Effect::CreateSchedule {
                sequence, kind, at, ..
            } => {
                prop_assert_eq!(*sequence, after.sequence);
                created.push(Planned {
                    kind: *kind,
                    at: *at,
                });
            }
            Effect::DeleteSchedule { sequence, kind, .. } => {
                prop_assert_eq!(*sequence, before.sequence);
                deleted.push(*kind);
            }
            other => prop_assert!(false, "{other:?}"),
        }
    }
    mails.sort_unstable();
    let expected: &[&str] = if readdressed {
        &["confirmation", "withdrawal"]
    } else {
        &["reschedule"]
    };
    prop_assert_eq!(mails, expected);
    prop_assert_eq!(&created, &after.planned);
    let planned: Vec<_> = before.planned.iter().map(|planned| planned.kind).collect();
    prop_assert_eq!(deleted, planned);
    Ok(())
}
