use std::fmt;

use jiff::{Timestamp, tz::TimeZone};
use leah_domain::{Locale, Organization};

/// The language of an organization's guests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// Locale `fr`.
    French,
    /// Locale `en`.
    English,
}

impl From<Locale> for Language {
    fn from(locale: Locale) -> Self {
        match locale {
            Locale::Fr => Self::French,
            Locale::En => Self::English,
        }
    }
}

impl Language {
    /// The language tag (BCP 47) for `lang` attributes and `Content-Language`.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::French => "fr",
            Self::English => "en",
        }
    }
}

/// How an organization shows itself to its guests.
#[derive(Clone, Debug)]
pub struct Brand {
    /// The organization's display name.
    pub name: String,
    /// The brand colour, as `#rrggbb`.
    pub colour: Option<String>,
    /// The logo's address; shown if it is https.
    pub logo_url: Option<String>,
    /// The language of every message.
    pub language: Language,
    /// The zone in which times are said.
    pub zone: TimeZone,
}

impl From<&Organization> for Brand {
    fn from(organization: &Organization) -> Self {
        let settings = &organization.settings;
        Self {
            name: organization.name.clone(),
            colour: settings.brand_colour.clone(),
            logo_url: settings.logo_url.clone(),
            language: settings.locale.into(),
            zone: settings.zone.rules().clone(),
        }
    }
}

/// Who sends the mails.
#[derive(Clone, Debug)]
pub struct Sender {
    /// The address in `From`, also the organizer of the calendar's events.
    pub address: String,
    /// The name in `From`.
    pub name: String,
    /// Where answers go. Without it, no mail invites the guest to answer.
    pub reply_to: Option<String>,
}

/// The state of an appointment that a mail is about, and the moment of writing.
#[derive(Clone)]
pub struct Visit {
    /// The event's iCalendar UID, the same for the appointment's whole life.
    pub uid: String,
    /// The event's revision (iCalendar SEQUENCE), higher with every change.
    pub sequence: u32,
    /// When the appointment begins.
    pub start: Timestamp,
    /// The address of the waiting room.
    pub waiting_room: String,
    /// The guest's address, in the ASCII form that the mail system accepts.
    pub recipient: String,
    /// The moment of writing: `Date`, DTSTAMP, and what "tomorrow" counts from.
    pub now: Timestamp,
}

impl fmt::Debug for Visit {
    /// Leaves out the guest's address and link: logs carry ids only.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Visit")
            .field("uid", &self.uid)
            .field("sequence", &self.sequence)
            .finish_non_exhaustive()
    }
}

/// The kinds of mail about an appointment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AppointmentMail {
    /// The appointment was made, or is now another address's.
    Confirmation,
    /// The appointment was changed.
    Reschedule {
        /// The start that no longer holds; `None` if the start is as it was.
        earlier: Option<Timestamp>,
    },
    /// The appointment no longer takes place.
    Cancellation,
    /// The appointment stands, but this address was replaced by another. [`Visit::start`] is the start that this address was told.
    Withdrawal,
    /// The appointment is near.
    Reminder(Lead),
}

/// How far ahead of its appointment a reminder was due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lead {
    /// Calendar days in the organization's zone.
    Days(u16),
    /// Minutes.
    Minutes(u32),
}

/// Documents that wait for a guest, and the moment of writing.
#[derive(Clone)]
pub struct Parcel {
    /// How many documents there are.
    pub documents: usize,
    /// Until when they can be fetched.
    pub expires: Timestamp,
    /// The address of their page.
    pub link: String,
    /// The guest's address, in the ASCII form that the mail system accepts.
    pub recipient: String,
    /// The moment of writing: `Date`.
    pub now: Timestamp,
}

impl fmt::Debug for Parcel {
    /// Leaves out the guest's address and link: who has the link has the documents.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Parcel")
            .field("documents", &self.documents)
            .field("expires", &self.expires)
            .finish_non_exhaustive()
    }
}

/// A mail, ready to be sent.
#[derive(Clone, PartialEq, Eq)]
pub struct Mail {
    /// The subject, which is the kind of message and nothing more.
    pub subject: String,
    /// The text part, complete by itself.
    pub text: String,
    /// The HTML part.
    pub html: String,
    /// The whole message as RFC 5322 bytes.
    pub raw: Vec<u8>,
}

impl fmt::Debug for Mail {
    /// Leaves out the texts, which name the guest's appointment.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mail")
            .field("subject", &self.subject)
            .field("bytes", &self.raw.len())
            .finish_non_exhaustive()
    }
}
