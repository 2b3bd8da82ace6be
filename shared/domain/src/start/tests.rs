use jiff::{Timestamp, tz::Offset};
use proptest::prelude::*;

use super::*;

#[test]
fn what_is_read_is_printed_in_utc() {
    let rows = [
        ("2021-04-25T13:15:00", "2021-04-25T13:15:00+00:00"),
        ("2021-04-25T13:15:00Z", "2021-04-25T13:15:00+00:00"),
        ("2021-04-25t13:15:00z", "2021-04-25T13:15:00+00:00"),
        ("2021-04-25 13:15:00", "2021-04-25T13:15:00+00:00"),
        ("2021-04-25 13:15", "2021-04-25T13:15:00+00:00"),
        ("2021-04-25T13:15:00.123Z", "2021-04-25T13:15:00+00:00"),
        ("2021-04-25T13:15:59.999999999", "2021-04-25T13:15:59+00:00"),
        ("2021-04-25T13:15:00+02:00", "2021-04-25T11:15:00+00:00"),
        ("2021-04-25T13:15:00-0330", "2021-04-25T16:45:00+00:00"),
        ("2021-04-25T13:15:00+00:00", "2021-04-25T13:15:00+00:00"),
        ("2021-04-25T13:15:00-00:00", "2021-04-25T13:15:00+00:00"),
        ("2021-12-31T23:30:00-01:00", "2022-01-01T00:30:00+00:00"),
        ("2024-02-29T10:00:00", "2024-02-29T10:00:00+00:00"),
        ("1970-01-01T00:00:00", "1970-01-01T00:00:00+00:00"),
        ("1969-12-31T23:30:00-01:00", "1970-01-01T00:30:00+00:00"),
        ("9998-12-31T23:59:59", "9998-12-31T23:59:59+00:00"),
    ];
    for (given, printed) in rows {
        let read = StartTime::parse(given).map(StartTime::print);
        assert_eq!(read, Ok(printed.to_owned()), "{given}");
    }
}

#[test]
fn what_is_refused_says_what_to_write() {
    let rows = [
        ("2021-02-30T10:00:00", IMPOSSIBLE),
        ("2021-02-29T10:00:00", IMPOSSIBLE),
        ("2021-13-01T10:00:00", IMPOSSIBLE),
        ("2021-04-31T10:00:00", IMPOSSIBLE),
        ("2021-00-10T10:00:00", IMPOSSIBLE),
        ("2021-04-25T24:00:00", IMPOSSIBLE),
        ("2021-04-25T25:00:00", IMPOSSIBLE),
        ("2021-04-25T13:60:00", IMPOSSIBLE),
        ("2021-04-25T13:15:61", IMPOSSIBLE),
        ("2016-12-31T23:59:60Z", IMPOSSIBLE),
        ("2021-04-25T13:15:00+99:00", IMPOSSIBLE),
        ("2021-04-25T13:15:00 tomorrow", IMPOSSIBLE),
        ("tomorrow-ish", FORMAT),
        ("2021-04-25", FORMAT),
        ("2021-04-25T13", FORMAT),
        ("13:15:00", FORMAT),
        ("20210425T131500", FORMAT),
        ("+002021-04-25T13:15:00", FORMAT),
        ("25/04/2021 13:15", FORMAT),
        (" 2021-04-25T13:15:00", FORMAT),
        ("1619356500", FORMAT),
        ("2021-04-25T13:15:00+02:00[Europe/Paris]", FORMAT),
        ("2021-04-25T13:15:00[u-ca=hebrew]", FORMAT),
        ("1969-12-31T23:59:59", YEAR),
        ("1970-01-01T00:00:00+01:00", YEAR),
        ("9999-01-01T00:00:00", YEAR),
        ("9999-12-31T23:59:59", YEAR),
        ("0000-01-01T00:00:00", YEAR),
    ];
    for (given, why) in rows {
        let expected = format!("Failed to parse time string ({given}): {why}");
        let refused = StartTime::parse(given).map_err(|malformed| malformed.to_string());
        assert_eq!(refused, Err(expected), "{given}");
    }
}

/// The first and the last second that an appointment can begin in.
const SECONDS: std::ops::Range<i64> = 0..253_370_764_800;

proptest! {
    #[test]
    fn what_is_printed_is_read_again(second in SECONDS) {
        let start = StartTime::from(Timestamp::from_second(second).unwrap());
        prop_assert_eq!(StartTime::parse(&start.print()), Ok(start));
    }

    #[test]
    fn an_offset_names_the_same_instant(second in 100_000..253_370_000_000_i64, minutes in -1439..=1439_i32) {
        let start = StartTime::from(Timestamp::from_second(second).unwrap());
        let offset = Offset::from_seconds(minutes * 60).unwrap();
        let written = start.instant().display_with_offset(offset).to_string();
        prop_assert_eq!(StartTime::parse(&written), Ok(start), "{}", written);
    }

    #[test]
    fn print_sorts_as_time_does(a in SECONDS, b in SECONDS) {
        let start = |second| StartTime::from(Timestamp::from_second(second).unwrap());
        prop_assert_eq!(start(a).print().cmp(&start(b).print()), a.cmp(&b));
    }

    #[test]
    fn no_text_panics(text in ".*") {
        let _ = StartTime::parse(&text);
    }

    #[test]
    fn what_looks_like_a_date_is_one_or_is_refused(
        text in "[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.,][0-9]{1,12})?)?(Z|[+-][0-9]{2}:?[0-9]{2}|.{0,3})?"
    ) {
        if let Ok(start) = StartTime::parse(&text) {
            prop_assert_eq!(StartTime::parse(&start.print()), Ok(start));
            // The day and the minute are those that were written, unless an offset moved them.
            if !text[16..].contains(['+', '-']) {
                prop_assert_eq!(&start.print()[..10], &text[..10]);
                prop_assert_eq!(&start.print()[11..16], &text[11..16]);
            }
        }
    }
}
