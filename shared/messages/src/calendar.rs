//! The appointment as an event that calendars add, update and remove (RFC 5545, RFC 5546).

use icalendar::{
    Attendee, Calendar, Class, Component, Event, EventLike, EventStatus, PartStat, Property,
};
use jiff::Timestamp;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::{
    Brand, Sender, Visit, clean,
    wording::{Phrase, say},
};

/// What the guest's calendar is asked to do (RFC 5546 section 1.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Method {
    /// Add the event, or update it if the sequence is higher.
    Request,
    /// Remove the event: it will not take place.
    Cancel,
    /// Remove the event from this one calendar: it takes place, with another guest.
    Withdraw,
}

impl Method {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Request => "REQUEST",
            Self::Cancel | Self::Withdraw => "CANCEL",
        }
    }
}

/// What may stand in a `mailto` address as it is (RFC 6068 section 2).
const MAILTO: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'@')
    .remove(b'.')
    .remove(b'-')
    .remove(b'_')
    .remove(b'~')
    .remove(b'+')
    .remove(b'!')
    .remove(b'$')
    .remove(b'\'')
    .remove(b'*');

/// The calendar with the one event. A cancelled event carries no link: there is nowhere left to go.
pub(crate) fn event(
    method: Method,
    brand: &Brand,
    sender: &Sender,
    visit: &Visit,
    link: &str,
) -> String {
    let name = clean::line(&brand.name);
    let mut event = Event::new();
    event
        .uid(&clean::line(&visit.uid))
        .sequence(visit.sequence)
        .add_property("DTSTAMP", utc(visit.now))
        .add_property("DTSTART", utc(visit.start))
        // Leah knows no end, but a calendar shows an event without a length as nothing or as an hour.
        .add_property("DURATION", "PT30M")
        .summary(&say(
            brand.language,
            Phrase::CalendarSummary,
            [("organization", name.as_str().into())],
        ))
        .add_property("TRANSP", "OPAQUE")
        .class(Class::Private)
        .append_property(organizer(sender, &name))
        .attendee(
            Attendee::new(mailto(&visit.recipient))
                .partstat(PartStat::NeedsAction)
                .rsvp(false),
        );
    match method {
        Method::Request => {
            event
                .status(EventStatus::Confirmed)
                .description(&say(
                    brand.language,
                    Phrase::CalendarDescription,
                    [("link", link.into())],
                ))
                .location(link)
                .url(link);
        }
        Method::Cancel => {
            event.status(EventStatus::Cancelled);
        }
        // A status would cancel the event for everyone: it must not stand here (RFC 5546 section 3.2.5).
        Method::Withdraw => {}
    }
    let mut calendar = Calendar::empty();
    for (key, value) in [
        ("VERSION", "2.0"),
        ("PRODID", "-//Leah//Appointments//EN"),
        ("CALSCALE", "GREGORIAN"),
        ("METHOD", method.name()),
    ] {
        calendar.append_property((key, value));
    }
    calendar.push(event);
    calendar.to_string()
}

fn organizer(sender: &Sender, name: &str) -> Property {
    let mut organizer = Property::new("ORGANIZER", mailto(&sender.address));
    // Parameters cannot hold a double quote (RFC 5545 section 3.2).
    organizer.add_parameter("CN", &name.replace('"', "'"));
    organizer
}

fn mailto(address: &str) -> String {
    format!("mailto:{}", utf8_percent_encode(address, MAILTO))
}

fn utc(instant: Timestamp) -> String {
    instant.strftime("%Y%m%dT%H%M%SZ").to_string()
}
