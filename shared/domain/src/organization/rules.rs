//! What an operator may set for an organization (contract, section 1): each text is read here and nowhere else.

use url::Url;

use crate::{Email, input::Constraint};

/// The longest label of a host name (RFC 1035, section 2.3.4).
const LABEL: usize = 63;
/// The longest display name: it stands in one line of a mail.
const NAME: usize = 100;
/// The longest SMS sender (contract, section 1).
const SENDER: usize = 11;
/// How far ahead a reminder may go.
const MAX_DAYS: u16 = 365;
/// How long before the start the second reminder may go: 30 days.
const MAX_MINUTES: u32 = 30 * 24 * 60;
/// How long past appointments may be kept: ten years.
const MAX_RETENTION: u16 = 3650;

/// Labels under the base domain that are, or will be, something else.
const RESERVED: [&str; 8] = [
    "admin", "api", "app", "docs", "mail", "smtp", "status", "www",
];

/// A setting that cannot be; it says what can.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidSetting {
    /// No label of a host name.
    #[error(
        "a slug is 1 to {LABEL} lower-case letters, digits and hyphens, with no hyphen at either end"
    )]
    Slug,
    /// A label that is something else.
    #[error("the name {0} is reserved: choose another slug")]
    Reserved(String),
    /// No display name.
    #[error("a name is 1 to {NAME} characters in one line")]
    Name,
    /// No e-mail address.
    #[error("not an e-mail address that mail can be sent to")]
    Email,
    /// No alphanumeric sender.
    #[error(
        "an SMS sender is 1 to {SENDER} letters (A to Z), digits and hyphens, at least one of them a letter"
    )]
    SmsSender,
    /// No country.
    #[error("a country is the two letters of ISO 3166, such as FR")]
    Country,
    /// No language that guests are written to in.
    #[error("a locale is fr or en")]
    Locale,
    /// No address of a picture.
    #[error("a logo has an https address such as https://www.example.org/logo.png")]
    Logo,
    /// A reminder too far ahead.
    #[error("the first reminder goes 1 to {MAX_DAYS} days before, or is off")]
    ReminderDays,
    /// A reminder too far ahead.
    #[error("the second reminder goes 1 to {MAX_MINUTES} minutes before, or is off")]
    ReminderMinutes,
    /// Kept for no time, or too long.
    #[error("past appointments are kept for 1 to {MAX_RETENTION} days")]
    Retention,
}

/// The label of an organization's own host.
///
/// # Errors
/// [`InvalidSetting::Slug`] for what is no label, [`InvalidSetting::Reserved`] for one that is taken.
pub fn slug(text: &str) -> Result<String, InvalidSetting> {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let label = (1..=LABEL).contains(&text.len())
        && text.chars().all(allowed)
        && !text.starts_with('-')
        && !text.ends_with('-');
    if !label {
        return Err(InvalidSetting::Slug);
    }
    if RESERVED.contains(&text) {
        return Err(InvalidSetting::Reserved(text.to_owned()));
    }
    Ok(text.to_owned())
}

/// A name that guests read: of an organization, or of who mails come from.
///
/// # Errors
/// [`InvalidSetting::Name`].
pub fn display_name(text: &str) -> Result<String, InvalidSetting> {
    let text = text.trim();
    let fits = (1..=NAME).contains(&text.chars().count()) && !text.contains(char::is_control);
    fits.then(|| text.to_owned()).ok_or(InvalidSetting::Name)
}

/// The address that answers to mails go to.
///
/// # Errors
/// [`InvalidSetting::Email`].
pub fn reply_to(text: &str) -> Result<String, InvalidSetting> {
    Email::parse(text)
        .map(|address| address.as_str().to_owned())
        .map_err(|_: Constraint| InvalidSetting::Email)
}

/// The alphanumeric sender of SMS (AWS End User Messaging SMS, "Sender IDs").
///
/// # Errors
/// [`InvalidSetting::SmsSender`].
pub fn sms_sender(text: &str) -> Result<String, InvalidSetting> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let fits = (1..=SENDER).contains(&text.len())
        && text.chars().all(allowed)
        && text.contains(|c: char| c.is_ascii_alphabetic());
    fits.then(|| text.to_owned())
        .ok_or(InvalidSetting::SmsSender)
}

/// A country that SMS may go to, whatever the case of its letters.
///
/// # Errors
/// [`InvalidSetting::Country`].
pub fn country(text: &str) -> Result<String, InvalidSetting> {
    let code = text.to_ascii_uppercase();
    let mut planned = rlibphonenumber::PHONE_NUMBER_UTIL.get_supported_regions();
    let known = planned.any(|region| region.to_string() == code);
    known.then_some(code).ok_or(InvalidSetting::Country)
}

/// The language of an organization's guests.
///
/// # Errors
/// [`InvalidSetting::Locale`].
pub fn locale(text: &str) -> Result<super::Locale, InvalidSetting> {
    match text {
        "fr" => Ok(super::Locale::Fr),
        "en" => Ok(super::Locale::En),
        _ => Err(InvalidSetting::Locale),
    }
}

/// The address of a logo.
///
/// # Errors
/// [`InvalidSetting::Logo`].
pub fn logo_url(text: &str) -> Result<String, InvalidSetting> {
    Url::parse(text)
        .ok()
        .filter(|url| url.scheme() == "https" && url.has_host() && url.username().is_empty())
        .map(String::from)
        .ok_or(InvalidSetting::Logo)
}

/// How many days before the start the first reminder goes.
///
/// # Errors
/// [`InvalidSetting::ReminderDays`].
pub fn reminder_days(text: &str) -> Result<u16, InvalidSetting> {
    within(text, 1, MAX_DAYS).ok_or(InvalidSetting::ReminderDays)
}

/// How many minutes before the start the second reminder goes.
///
/// # Errors
/// [`InvalidSetting::ReminderMinutes`].
pub fn reminder_minutes(text: &str) -> Result<u32, InvalidSetting> {
    within(text, 1, MAX_MINUTES).ok_or(InvalidSetting::ReminderMinutes)
}

/// After how many days past appointments are erased.
///
/// # Errors
/// [`InvalidSetting::Retention`].
pub fn retention_days(text: &str) -> Result<u16, InvalidSetting> {
    within(text, 1, MAX_RETENTION).ok_or(InvalidSetting::Retention)
}

fn within<N: std::str::FromStr + PartialOrd>(text: &str, least: N, most: N) -> Option<N> {
    text.parse()
        .ok()
        .filter(|number| (least..=most).contains(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_labels_of_host_names() {
        for good in ["a", "hopital-nord", "clinic2", "0"] {
            assert_eq!(slug(good).as_deref(), Ok(good));
        }
        for bad in [
            "",
            "-a",
            "a-",
            "Nord",
            "a.b",
            "é",
            "a b",
            "a_b",
            &"a".repeat(64),
        ] {
            assert_eq!(slug(bad), Err(InvalidSetting::Slug), "{bad}");
        }
        assert_eq!(slug("www"), Err(InvalidSetting::Reserved("www".into())));
    }

    #[test]
    fn names_are_one_line() {
        assert_eq!(
            display_name(" Hôpital Nord ").as_deref(),
            Ok("Hôpital Nord")
        );
        for bad in ["", "  ", "a\nb", "a\u{0}b", &"é".repeat(101)] {
            assert_eq!(display_name(bad), Err(InvalidSetting::Name), "{bad:?}");
        }
    }

    #[test]
    fn senders_of_sms_are_what_operators_take() {
        for good in ["Leah", "H-NORD", "2go", "ABCDEFGHIJK"] {
            assert!(sms_sender(good).is_ok(), "{good}");
        }
        for bad in ["", "123", "ABCDEFGHIJKL", "a b", "é", "+33612345678"] {
            assert!(sms_sender(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn countries_have_a_numbering_plan() {
        assert_eq!(country("fr").as_deref(), Ok("FR"));
        assert_eq!(country("XX"), Err(InvalidSetting::Country));
        assert_eq!(country("France"), Err(InvalidSetting::Country));
    }

    #[test]
    fn logos_come_by_https() {
        assert!(logo_url("https://example.org/logo.png").is_ok());
        for bad in [
            "http://example.org/x",
            "logo.png",
            "https://u@example.org/x",
            "data:,x",
        ] {
            assert_eq!(logo_url(bad), Err(InvalidSetting::Logo), "{bad}");
        }
    }

    #[test]
    fn numbers_have_ends() {
        assert_eq!(reminder_days("365"), Ok(365));
        assert!(reminder_days("0").is_err() && reminder_days("366").is_err());
        assert_eq!(reminder_minutes("43200"), Ok(43200));
        assert!(reminder_minutes("43201").is_err() && reminder_minutes("-1").is_err());
        assert_eq!(retention_days("1"), Ok(1));
        assert!(retention_days("").is_err() && retention_days("3651").is_err());
    }
}
