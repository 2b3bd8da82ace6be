//! The instant at which an appointment begins.

use jiff::{
    Timestamp,
    civil::Time,
    fmt::temporal::{Pieces, PiecesOffset},
    tz::TimeZone,
};
use serde::{Deserialize, Serialize};

use crate::input::Malformed;

/// What to write, said to those who wrote something else.
const FORMAT: &str = "use yyyy-mm-ddThh:mm:ss, which is UTC, or add Z or an offset such as +02:00.";
/// What is said of a year that no appointment has.
const YEAR: &str = "the year must be between 1970 and 9998.";
/// What is said of a date that no calendar has, and of what follows a date and belongs to none.
const IMPOSSIBLE: &str = "there is no such date or time; use yyyy-mm-ddThh:mm:ss.";

/// The instant at which an appointment begins, in whole seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct StartTime(Timestamp);

impl StartTime {
    /// Reads `yyyy-mm-ddThh:mm:ss` as UTC; `Z` or an offset is taken and converted (contract, section 3).
    /// Fractions of a second are cut off.
    ///
    /// # Errors
    /// [`Malformed::Date`] for anything else, and for a date that no calendar has.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let refuse = |reason| Malformed::Date {
            text: text.to_owned(),
            reason,
        };
        // The library also reads compact forms, hours alone, long years and annotations: spellings that nobody means here.
        if !shaped(text) || text.contains('[') {
            return Err(refuse(FORMAT));
        }
        let pieces = Pieces::parse(text).map_err(|_| refuse(IMPOSSIBLE))?;
        // It takes a 60th second for the 59th; our instants have no leap seconds.
        if text.get(16..19) == Some(":60") {
            return Err(refuse(IMPOSSIBLE));
        }
        let time = pieces.time().ok_or_else(|| refuse(FORMAT))?;
        let offset = match pieces.offset() {
            None | Some(PiecesOffset::Zulu) => jiff::tz::Offset::UTC,
            Some(PiecesOffset::Numeric(offset)) => offset.offset(),
            Some(_) => return Err(refuse(FORMAT)),
        };
        let whole = Time::constant(time.hour(), time.minute(), time.second(), 0);
        let instant = offset
            .to_timestamp(pieces.date().to_datetime(whole))
            .map_err(|_| refuse(YEAR))?;
        // Years of four digits: they sort as text. Before the epoch no appointment was made.
        let year = instant.to_zoned(TimeZone::UTC).year();
        if !(1970..=9998).contains(&year) {
            return Err(refuse(YEAR));
        }
        Ok(Self(instant))
    }

    /// The instant.
    pub const fn instant(self) -> Timestamp {
        self.0
    }

    /// As the API prints it: RFC 3339 with `+00:00`.
    pub fn print(self) -> String {
        print(self.0)
    }
}

/// An instant as the API prints it: RFC 3339, whole seconds, `+00:00`.
pub fn print(instant: Timestamp) -> String {
    instant.strftime("%Y-%m-%dT%H:%M:%S+00:00").to_string()
}

/// Whether a text begins as a date with a time does.
fn shaped(text: &str) -> bool {
    text.len() >= 16
        && text
            .bytes()
            .zip("dddd-dd-ddTdd:dd".bytes())
            .all(|(given, form)| match form {
                b'd' => given.is_ascii_digit(),
                b'T' => matches!(given, b'T' | b't' | b' '),
                other => given == other,
            })
}

impl From<Timestamp> for StartTime {
    fn from(instant: Timestamp) -> Self {
        Self(instant)
    }
}

#[cfg(test)]
mod tests;
