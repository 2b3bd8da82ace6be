use proptest::prelude::*;

use super::*;
use crate::testing::{Counting, at, email, id};

fn subject() -> Subject {
    Subject {
        organization: id(7),
        appointment: id(1),
    }
}

fn effects() -> Vec<Effect> {
    let (subject, kind, sequence) = (subject(), ReminderKind::Days, 3);
    let start = at("2021-05-18T09:00:00Z");
    let farewell = Farewell {
        sequence: 4,
        start,
        recipient: email("john.doe@gmail.com"),
    };
    vec![
        Effect::ConfirmationMail { subject, sequence },
        Effect::RescheduleMail {
            subject,
            sequence,
            earlier: None,
        },
        Effect::RescheduleMail {
            subject,
            sequence,
            earlier: Some(start),
        },
        Effect::CancellationMail {
            subject,
            farewell: farewell.clone(),
        },
        Effect::WithdrawalMail { subject, farewell },
        Effect::ReminderMail {
            subject,
            sequence,
            kind,
        },
        Effect::ReminderSms {
            subject,
            sequence,
            kind,
        },
        Effect::CreateSchedule {
            subject,
            sequence,
            kind,
            at: start,
        },
        Effect::DeleteSchedule {
            subject,
            sequence,
            kind,
        },
        Effect::EraseAnswers { subject },
    ]
}

fn owed(effect: Effect) -> Owed {
    Owed::new(effect, at("2021-03-01T08:00:00Z"), &Counting::default())
}

#[test]
fn every_effect_is_read_as_it_was_written() {
    for effect in effects() {
        let owed = owed(effect);
        let written = serde_json::to_value(&owed).unwrap();
        assert_eq!(written["effect"], owed.effect.name());
        assert_eq!(serde_json::from_value::<Owed>(written).unwrap(), owed);
        assert_eq!(owed.effect.topic(), Topic::Appointment(subject()));
    }
}

#[test]
fn an_unanswered_message_is_repeated_once_and_other_work_for_ever() {
    for effect in effects() {
        let mut owed = owed(effect);
        let message = owed.effect.is_message();
        // Begun, failed, and whether a message may be tried in the attempt that has just begun.
        for (begun, failed, may) in [
            (1, 0, true),
            (2, 1, true),
            (2, 0, true),
            (3, 1, true),
            (3, 0, false),
            (9, 8, true),
            (9, 7, true),
            (9, 6, false),
        ] {
            (owed.begun, owed.failed) = (begun, failed);
            assert_eq!(
                owed.may_try(),
                may || !message,
                "{} {begun} {failed}",
                owed.effect.name()
            );
        }
    }
}

#[test]
fn what_is_owed_sorts_by_the_time_of_its_change() {
    let ids = Counting::default();
    let effect = || Effect::EraseAnswers { subject: subject() };
    let early = Owed::new(effect(), at("2021-03-01T08:00:00.001Z"), &ids);
    let late = Owed::new(effect(), at("2021-03-01T08:00:00.002Z"), &ids);
    assert!(early.id < late.id);
}

#[test]
fn an_outage_of_three_days_is_outlasted_and_no_more() {
    let mut owed = owed(effects().remove(0));
    let (mut now, mut attempts) = (owed.created, 0);
    while let Some(next) = {
        owed.begun += 1;
        owed.next_attempt(now)
    } {
        owed.failed += 1;
        attempts += 1;
        assert!(attempts < 1_000, "{next} is no later than {now}");
        now = next;
    }
    let lasted = now.duration_since(owed.created);
    assert!(
        lasted >= SignedDuration::from_hours(72) && lasted <= SignedDuration::from_hours(73),
        "{lasted}"
    );
    assert!((72..=90).contains(&attempts), "{attempts}");
}

#[test]
fn what_was_put_back_is_tried_as_long_as_a_new_one() {
    let mut owed = owed(effects().remove(0));
    let now = owed.created + SignedDuration::from_hours(24 * 20);
    assert_eq!(owed.next_attempt(now), None);
    owed.replayed = Some(now);
    let last = now + SignedDuration::from_hours(72);
    assert!(owed.next_attempt(now).is_some());
    assert!(
        owed.next_attempt(last - SignedDuration::from_secs(1))
            .is_some()
    );
    assert_eq!(owed.next_attempt(last), None);
    let written = serde_json::to_value(&owed).unwrap();
    assert_eq!(serde_json::from_value::<Owed>(written).unwrap(), owed);
}

proptest! {
    #[test]
    fn waits_grow_up_to_an_hour(begun in 0..100_000_u32, failed: u32, age in 0..259_200_i64) {
        let mut owed = owed(effects().remove(0));
        (owed.begun, owed.failed) = (begun, failed);
        let now = owed.created + SignedDuration::from_secs(age);
        let wait = owed.next_attempt(now).unwrap().duration_since(now);
        owed.begun += 1;
        let longer = owed.next_attempt(now).unwrap().duration_since(now);
        prop_assert!(wait >= FIRST_DELAY && wait <= longer && longer <= LAST_DELAY, "{wait} {longer}");
    }

    #[test]
    fn after_three_days_it_is_given_up(begun: u32, age in 259_200..100_000_000_i64) {
        let mut owed = owed(effects().remove(0));
        owed.begun = begun;
        let now = owed.created + SignedDuration::from_secs(age);
        prop_assert_eq!(owed.next_attempt(now), None);
    }
}

#[test]
fn what_carries_an_address_says_so() {
    let subject = TransferRef {
        organization: id(7),
        transfer: id(1),
    };
    let recipient = email("john.doe@gmail.com");
    let documents = Effect::DocumentsMail { subject, recipient };
    let all = effects().into_iter().chain([documents]);
    for effect in all {
        // What it is written as is what is kept of it.
        let kept = serde_json::to_string(&effect).unwrap();
        let carried = effect.recipient().map(Email::as_str);
        let expected = kept
            .contains("john.doe@gmail.com")
            .then_some("john.doe@gmail.com");
        assert_eq!(carried, expected, "{kept}");
    }
}
