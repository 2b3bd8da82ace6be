//! Two readers of calendars that are not the writer: calcard and ical.

use calcard::{
    Entry, Parser,
    icalendar::{
        ICalendar, ICalendarComponentType, ICalendarMethod, ICalendarProperty, ICalendarStatus,
        ICalendarValue,
    },
};
use ical::parser::ical::component::{IcalCalendar, IcalEvent};
use leah_messages::{AppointmentMail, Language, Visit, appointment_mail};

use crate::support::{LANGUAGES, MESSAGE_ID, brand, calendar, kinds, sender, visit};

/// The longest line: 75 octets (RFC 5545 section 3.1, a recommendation), and the space before the last piece of a folded one,
/// which the writer does not count.
pub(crate) const LINE: usize = 76;

/// What a calendar keeps of an event to know it again.
#[derive(Debug, PartialEq)]
struct Known {
    method: String,
    uid: String,
    sequence: i64,
    start: String,
    status: Option<String>,
}

/// Its strict mode refuses every component within another, so what it skips shows in the count of properties instead.
pub(crate) fn calcard_calendar(text: &str) -> ICalendar {
    match Parser::new(text).entry() {
        Entry::ICalendar(calendar) => calendar,
        other => panic!("calcard reads {other:?}"),
    }
}

fn by_calcard(text: &str) -> Known {
    let calendar = calcard_calendar(text);
    let [root, event] = calendar.components.as_slice() else {
        panic!("{calendar:?}")
    };
    assert_eq!(event.component_type, ICalendarComponentType::VEvent);
    let method = match &root.property(&ICalendarProperty::Method).unwrap().values[0] {
        ICalendarValue::Method(ICalendarMethod::Request) => "REQUEST",
        ICalendarValue::Method(ICalendarMethod::Cancel) => "CANCEL",
        other => panic!("{other:?}"),
    };
    let status = event.status().map(|status| match status {
        ICalendarStatus::Confirmed => "CONFIRMED",
        ICalendarStatus::Cancelled => "CANCELLED",
        other => panic!("{other:?}"),
    });
    let start = event.property(&ICalendarProperty::Dtstart).unwrap().values[0]
        .as_partial_date_time()
        .unwrap();
    assert_eq!((start.tz_hour, start.tz_minute), (Some(0), Some(0)));
    let number = |part: Option<u8>| part.unwrap();
    Known {
        method: method.into(),
        uid: event.uid().unwrap().into(),
        sequence: event.property(&ICalendarProperty::Sequence).unwrap().values[0]
            .as_integer()
            .unwrap(),
        start: format!(
            "{}{:02}{:02}T{:02}{:02}{:02}Z",
            start.year.unwrap(),
            number(start.month),
            number(start.day),
            number(start.hour),
            number(start.minute),
            number(start.second)
        ),
        status: status.map(str::to_owned),
    }
}

fn ical_calendar(text: &str) -> IcalCalendar {
    let mut calendars: Vec<_> = ical::IcalParser::new(text.as_bytes())
        .map(Result::unwrap)
        .collect();
    assert_eq!(calendars.len(), 1);
    calendars.remove(0)
}

fn value(event: &IcalEvent, name: &str) -> String {
    found(event, name).unwrap()
}

fn found(event: &IcalEvent, name: &str) -> Option<String> {
    let mut properties = event.properties.iter();
    let property = properties.find(|property| property.name == name)?;
    property.value.clone()
}

fn by_ical(text: &str) -> Known {
    let calendar = ical_calendar(text);
    assert_eq!(calendar.events.len(), 1);
    let event = &calendar.events[0];
    Known {
        method: calendar
            .properties
            .iter()
            .find(|property| property.name == "METHOD")
            .unwrap()
            .value
            .clone()
            .unwrap(),
        uid: value(event, "UID"),
        sequence: value(event, "SEQUENCE").parse().unwrap(),
        start: value(event, "DTSTART"),
        status: found(event, "STATUS"),
    }
}

fn written(kind: AppointmentMail, visit: &Visit, language: Language) -> String {
    calendar(&appointment_mail(kind, &brand(language), &sender(), visit, MESSAGE_ID).unwrap())
        .unwrap()
}

#[test]
fn two_readers_follow_an_appointment_through_its_life() {
    for language in LANGUAGES {
        let booked = visit();
        let moved = Visit {
            sequence: 4,
            start: "2021-05-20T14:30:00Z".parse().unwrap(),
            ..visit()
        };
        let cancelled = Visit {
            sequence: 5,
            ..moved.clone()
        };
        let earlier = Some(booked.start);
        let life = [
            (
                written(AppointmentMail::Confirmation, &booked, language),
                "REQUEST",
                3,
                "20210518T090000Z",
                Some("CONFIRMED"),
            ),
            (
                written(AppointmentMail::Reschedule { earlier }, &moved, language),
                "REQUEST",
                4,
                "20210520T143000Z",
                Some("CONFIRMED"),
            ),
            (
                written(AppointmentMail::Cancellation, &cancelled, language),
                "CANCEL",
                5,
                "20210520T143000Z",
                Some("CANCELLED"),
            ),
            (
                written(AppointmentMail::Withdrawal, &cancelled, language),
                "CANCEL",
                5,
                "20210520T143000Z",
                // One guest is uninvited: the event itself stands (RFC 5546 section 3.2.5).
                None,
            ),
        ];
        for (text, method, sequence, start, status) in life {
            let known = Known {
                method: method.into(),
                uid: booked.uid.clone(),
                sequence,
                start: start.into(),
                status: status.map(str::to_owned),
            };
            assert_eq!(by_calcard(&text), known);
            assert_eq!(by_ical(&text), known);
        }
    }
}

#[test]
fn an_invitation_says_who_when_and_where() {
    let text = written(AppointmentMail::Confirmation, &visit(), Language::French);
    let calendar = ical_calendar(&text);
    let event = &calendar.events[0];
    assert_eq!(value(event, "DTSTAMP"), "20210510T081530Z");
    assert_eq!(value(event, "DURATION"), "PT30M");
    assert_eq!(
        value(event, "SUMMARY"),
        "Rendez-vous — Clinique de l'Étoile"
    );
    assert_eq!(value(event, "URL"), visit().waiting_room);
    assert_eq!(value(event, "LOCATION"), visit().waiting_room);
    assert!(value(event, "DESCRIPTION").ends_with(&visit().waiting_room));
    assert_eq!(value(event, "ATTENDEE"), "mailto:guest@example.org");
    assert_eq!(value(event, "ORGANIZER"), "mailto:rendez-vous@leah.care");
    assert_eq!(value(event, "CLASS"), "PRIVATE");
}

#[test]
fn lines_end_and_fold_as_the_format_asks() {
    for (_, kind, now) in kinds()
        .into_iter()
        .filter(|(name, ..)| !name.starts_with("reminder"))
    {
        let text = written(kind, &Visit { now, ..visit() }, Language::French);
        assert!(text.ends_with("END:VCALENDAR\r\n"));
        for line in text.split_terminator("\r\n") {
            assert!(
                line.len() <= LINE && !line.contains(['\r', '\n']),
                "{line:?}"
            );
        }
    }
}
