//! The expressions of one-time schedules.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, TimeZone};

/// The instant of `at(yyyy-mm-ddThh:mm:ss)` in a zone, or why it names none.
///
/// A time that comes twice, at the end of summer time, is its first; one that never comes is refused,
/// where AWS would take it and never fire it.
pub(super) fn parse(expression: &str, zone: &str) -> Result<Timestamp, String> {
    let text = expression.strip_prefix("at(").and_then(|rest| rest.strip_suffix(')')).ok_or_else(|| {
        format!("Invalid Schedule Expression {expression}. This engine supports at(yyyy-mm-ddThh:mm:ss) only.")
    })?;
    let invalid = || format!("Invalid Schedule Expression {expression}.");
    let local: DateTime = text.parse().map_err(|_| invalid())?;
    // The parser takes more forms than this one, which is also how it writes whole seconds.
    if local.to_string() != text || local.subsec_nanosecond() != 0 {
        return Err(invalid());
    }
    let zone = TimeZone::get(zone).map_err(|_| format!("Invalid Time Zone {zone}."))?;
    let local = zone.to_ambiguous_zoned(local);
    if matches!(local.offset(), AmbiguousOffset::Gap { .. }) {
        return Err(format!(
            "Schedule Expression {expression} falls into a gap of its time zone: it would never fire."
        ));
    }
    local
        .earlier()
        .map(|zoned| zoned.timestamp())
        .map_err(|_| invalid())
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn times_are_read_in_their_zone() {
        for (expression, zone, instant) in [
            ("at(2021-05-18T11:00:00)", "UTC", "2021-05-18T11:00:00Z"),
            (
                "at(2021-05-18T11:00:00)",
                "Europe/Paris",
                "2021-05-18T09:00:00Z",
            ),
            (
                "at(2021-12-18T11:00:00)",
                "Europe/Paris",
                "2021-12-18T10:00:00Z",
            ),
            (
                "at(2021-10-31T02:30:00)",
                "Europe/Paris",
                "2021-10-31T00:30:00Z",
            ),
            (
                "at(2021-05-18T11:00:00)",
                "Australia/Lord_Howe",
                "2021-05-18T00:30:00Z",
            ),
        ] {
            assert_eq!(
                parse(expression, zone).unwrap().to_string(),
                instant,
                "{expression} {zone}"
            );
        }
    }

    #[test]
    fn other_expressions_are_refused() {
        for (expression, zone) in [
            ("rate(5 minutes)", "UTC"),
            ("cron(0 12 * * ? *)", "UTC"),
            ("2021-05-18T11:00:00", "UTC"),
            ("at(2021-05-18T11:00:00", "UTC"),
            ("at(2021-05-18T11:00:00Z)", "UTC"),
            ("at(2021-05-18T11:00:00+02:00)", "UTC"),
            ("at(2021-05-18 11:00:00)", "UTC"),
            ("at(2021-05-18T11:00)", "UTC"),
            ("at(2021-05-18T11:00:00.5)", "UTC"),
            ("at(2021-05-18)", "UTC"),
            ("at(2021-02-30T11:00:00)", "UTC"),
            ("at( 2021-05-18T11:00:00 )", "UTC"),
            ("at(2021-05-18T11:00:00)", "Europe/Leah"),
            ("at(2021-03-28T02:30:00)", "Europe/Paris"),
        ] {
            assert!(parse(expression, zone).is_err(), "{expression} {zone}");
        }
    }
}
