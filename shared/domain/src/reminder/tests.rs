use proptest::prelude::*;

use super::*;
use crate::{
    Zone,
    testing::{appointment, at, id, settings},
};

fn planned(start: &str, settings: &Settings, now: &str) -> Vec<(ReminderKind, String)> {
    plan(StartTime::from(at(start)), settings, at(now))
        .into_iter()
        .map(|planned| (planned.kind, planned.at.to_string()))
        .collect()
}

/// The days reminder alone, `days` before in Paris.
fn days_only(days: u16) -> Settings {
    Settings {
        reminder_days: Some(days),
        reminder_minutes: None,
        ..settings()
    }
}

#[test]
fn a_day_and_thirty_minutes_before() {
    assert_eq!(
        planned("2021-05-18T09:00:00Z", &settings(), "2021-03-01T08:00:00Z"),
        [
            (ReminderKind::Days, "2021-05-17T09:00:00Z".into()),
            (ReminderKind::Minutes, "2021-05-18T08:30:00Z".into()),
        ]
    );
}

#[test]
fn the_wall_clock_is_kept_across_a_change_of_time_in_paris() {
    let rows = [
        // Summer time begins on 2021-03-28 at 2:00, which is 3:00.
        (
            "2021-03-28T08:00:00Z",
            1,
            "2021-03-27T09:00:00Z",
            "10:00 there, 10:00 here",
        ),
        (
            "2021-03-30T07:00:00Z",
            7,
            "2021-03-23T08:00:00Z",
            "a week before",
        ),
        (
            "2021-03-29T00:30:00Z",
            1,
            "2021-03-28T01:30:00Z",
            "2:30 does not exist: 3:30",
        ),
        // It ends on 2021-10-31 at 3:00, which is 2:00.
        (
            "2021-10-31T09:00:00Z",
            1,
            "2021-10-30T08:00:00Z",
            "10:00 there, 10:00 here",
        ),
        (
            "2021-11-01T01:30:00Z",
            1,
            "2021-10-31T00:30:00Z",
            "2:30 comes twice: the first",
        ),
        (
            "2021-10-31T01:30:00Z",
            1,
            "2021-10-30T00:30:00Z",
            "from the second 2:30",
        ),
    ];
    for (start, days, expected, why) in rows {
        assert_eq!(
            planned(start, &days_only(days), "2021-01-01T00:00:00Z"),
            [(ReminderKind::Days, expected.to_owned())],
            "{start}: {why}"
        );
    }
}

#[test]
fn what_is_off_or_past_is_not_planned() {
    let start = "2021-05-18T09:00:00Z";
    let off = Settings {
        reminder_days: None,
        reminder_minutes: None,
        ..settings()
    };
    assert_eq!(planned(start, &off, "2021-03-01T08:00:00Z"), []);
    let rows = [
        ("2021-05-17T08:59:59Z", 2),
        ("2021-05-17T09:00:00Z", 1),
        ("2021-05-18T08:29:59Z", 1),
        ("2021-05-18T08:30:00Z", 0),
        ("2021-05-18T10:00:00Z", 0),
    ];
    for (now, count) in rows {
        assert_eq!(planned(start, &settings(), now).len(), count, "at {now}");
    }
}

#[test]
fn schedules_are_named_within_sixty_four_characters() {
    let subject = Subject {
        organization: id(1),
        appointment: id(u128::MAX),
    };
    let longest = Firing::schedule_name(subject, ReminderKind::Minutes, u32::MAX);
    assert!(longest.len() <= 64, "{longest}");
    let other = Firing::schedule_name(subject, ReminderKind::Days, u32::MAX);
    assert_ne!(longest, other);
}

#[test]
fn a_firing_is_decided_by_what_the_table_holds_now() {
    let appointment = appointment();
    let (start, subject) = (
        appointment.start.instant(),
        Subject {
            organization: id(7),
            appointment: appointment.id,
        },
    );
    let firing = Firing {
        subject,
        kind: ReminderKind::Days,
        sequence: appointment.sequence,
        fire_at: at("2021-05-17T09:00:00Z"),
    };
    let reminder = |sequence, fired| Reminder {
        subject,
        kind: ReminderKind::Days,
        sequence,
        at: firing.fire_at,
        fired,
    };
    let (current, fired) = (reminder(3, false), reminder(3, true));
    let (earlier, later) = (reminder(2, false), reminder(4, false));
    let moved = Appointment {
        sequence: 4,
        ..appointment.clone()
    };
    let (here, gone) = (Some(&appointment), None);
    let (on_time, begun) = (firing.fire_at, start);
    let rows = [
        (
            "all as planned",
            here,
            Some(&current),
            on_time,
            Verdict::Send,
        ),
        (
            "late, but before the start",
            here,
            Some(&current),
            start - SignedDuration::from_secs(1),
            Verdict::Send,
        ),
        (
            "at the start",
            here,
            Some(&current),
            begun,
            Verdict::TooLate,
        ),
        ("cancelled", gone, Some(&current), on_time, Verdict::Stale),
        ("without its record", here, None, on_time, Verdict::Stale),
        ("moved", Some(&moved), Some(&later), on_time, Verdict::Stale),
        (
            "half moved",
            Some(&moved),
            Some(&current),
            on_time,
            Verdict::Stale,
        ),
        (
            "record of an earlier state",
            here,
            Some(&earlier),
            on_time,
            Verdict::Stale,
        ),
        ("sent", here, Some(&fired), on_time, Verdict::AlreadySent),
        (
            "sent, and begun",
            here,
            Some(&fired),
            begun,
            Verdict::AlreadySent,
        ),
    ];
    for (what, appointment, reminder, now, verdict) in rows {
        assert_eq!(
            decide(&firing, appointment, reminder, now),
            verdict,
            "{what}"
        );
    }
}

const ZONES: [&str; 8] = [
    "Europe/Paris",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "America/Sao_Paulo",
    "Africa/Casablanca",
    "Pacific/Auckland",
    "UTC",
];

proptest! {
    #[test]
    fn no_reminder_is_in_the_past_or_after_the_start(
        start in 1_577_836_800..2_208_988_800_i64, // 2020 to 2039
        lead in -2_000_000..50_000_000_i64,
        zone in proptest::sample::select(&ZONES[..]),
        days in proptest::option::of(0..800_u16),
        minutes in proptest::option::of(0..2_000_000_u32),
    ) {
        let start = StartTime::from(Timestamp::from_second(start).unwrap());
        let now = start.instant() - SignedDuration::from_secs(lead);
        let settings = Settings {
            zone: Zone::named(zone).unwrap(),
            reminder_days: days,
            reminder_minutes: minutes,
            ..settings()
        };
        let plan = plan(start, &settings, now);
        let kinds: Vec<_> = plan.iter().map(|planned| planned.kind).collect();
        prop_assert!(kinds.is_sorted_by(|a, b| a < b), "each kind once: {kinds:?}");
        for planned in &plan {
            prop_assert!(planned.at > now && planned.at <= start.instant());
            let on = match planned.kind {
                ReminderKind::Days => days.is_some(),
                ReminderKind::Minutes => minutes.is_some(),
            };
            prop_assert!(on, "{:?}", planned);
        }
        // None that is still to come is left out.
        let minute = minutes.map(|minutes| start.instant() - SignedDuration::from_mins(minutes.into()));
        let found = plan.iter().find(|planned| planned.kind == ReminderKind::Minutes);
        prop_assert_eq!(found.map(|planned| planned.at), minute.filter(|at| *at > now));
    }

    #[test]
    fn days_before_is_the_same_time_of_day_unless_there_is_none(
        start in 1_577_836_800..2_208_988_800_i64,
        zone in proptest::sample::select(&ZONES[..]),
        days in 1..400_u16,
    ) {
        let instant = Timestamp::from_second(start).unwrap();
        let zone = TimeZone::get(zone).unwrap();
        let before = days_before(StartTime::from(instant), days, &zone).unwrap();
        let (wall, then) = (instant.to_zoned(zone.clone()).datetime(), before.to_zoned(zone.clone()).datetime());
        let wanted = wall.date().checked_sub(i32::from(days).days()).unwrap().to_datetime(wall.time());
        if zone.to_ambiguous_zoned(wanted).is_ambiguous() {
            // It comes twice, or it is left out and later by what is left out: half an hour or one.
            prop_assert!(then >= wanted && then <= wanted + 1.hour(), "{} for {}", then, wanted);
        } else {
            prop_assert_eq!(then, wanted);
        }
    }
}
