//! What two readers of calendars, neither of them the writer, find in an invitation: calcard and ical.

use calcard::{
    Entry, Parser,
    icalendar::{ICalendarMethod, ICalendarProperty, ICalendarStatus, ICalendarValue, Uri},
};
use ical::parser::ical::component::IcalEvent;

/// What a calendar needs of an invitation to find, change and remove its event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Invitation {
    pub(super) method: String,
    pub(super) uid: String,
    pub(super) sequence: i64,
    pub(super) stamp: String,
    pub(super) start: String,
    pub(super) status: Option<String>,
    pub(super) attendee: String,
}

/// A reader of calendars.
pub(super) type Reader = fn(&str) -> Invitation;

pub(super) const READERS: [Reader; 2] = [calcard, ical];

fn calcard(text: &str) -> Invitation {
    let Entry::ICalendar(calendar) = Parser::new(text).entry() else {
        panic!("{text}")
    };
    let [root, event] = calendar.components.as_slice() else {
        panic!("{text}")
    };
    let value = |name: &ICalendarProperty| &event.property(name).unwrap().values[0];
    let instant = |name: &ICalendarProperty| {
        let time = value(name).as_partial_date_time().unwrap();
        assert_eq!((time.tz_hour, time.tz_minute), (Some(0), Some(0)), "{text}");
        let [month, day, hour, minute, second] =
            [time.month, time.day, time.hour, time.minute, time.second].map(Option::unwrap);
        format!(
            "{}{month:02}{day:02}T{hour:02}{minute:02}{second:02}Z",
            time.year.unwrap()
        )
    };
    let method = match &root.property(&ICalendarProperty::Method).unwrap().values[0] {
        ICalendarValue::Method(ICalendarMethod::Request) => "REQUEST",
        ICalendarValue::Method(ICalendarMethod::Cancel) => "CANCEL",
        other => panic!("{other:?}"),
    };
    let status = event.status().map(|status| match status {
        ICalendarStatus::Confirmed => "CONFIRMED".to_owned(),
        ICalendarStatus::Cancelled => "CANCELLED".to_owned(),
        other => panic!("{other:?}"),
    });
    let attendee = match value(&ICalendarProperty::Attendee) {
        ICalendarValue::Text(text) => text.clone(),
        ICalendarValue::Uri(Uri::Location(uri)) => uri.clone(),
        other => panic!("{other:?}"),
    };
    Invitation {
        method: method.to_owned(),
        uid: event.uid().unwrap().to_owned(),
        sequence: value(&ICalendarProperty::Sequence).as_integer().unwrap(),
        stamp: instant(&ICalendarProperty::Dtstamp),
        start: instant(&ICalendarProperty::Dtstart),
        status,
        attendee,
    }
}

fn ical(text: &str) -> Invitation {
    let mut calendars = ical::IcalParser::new(text.as_bytes());
    let calendar = calendars.next().unwrap().unwrap();
    assert!(calendars.next().is_none(), "{text}");
    let [event] = calendar.events.as_slice() else {
        panic!("{text}")
    };
    let found = |event: &IcalEvent, name: &str| {
        let mut properties = event.properties.iter();
        properties
            .find(|property| property.name == name)?
            .value
            .clone()
    };
    let value = |name: &str| found(event, name).unwrap();
    let mut properties = calendar.properties.iter();
    let method = properties
        .find(|property| property.name == "METHOD")
        .unwrap();
    Invitation {
        method: method.value.clone().unwrap(),
        uid: value("UID"),
        sequence: value("SEQUENCE").parse().unwrap(),
        stamp: value("DTSTAMP"),
        start: value("DTSTART"),
        status: found(event, "STATUS"),
        attendee: value("ATTENDEE"),
    }
}
