//! Time zones, named for people.

use jiff::{Zoned, tz::Offset};

use crate::{
    Language,
    wording::{self, Phrase, say},
};

/// Places whose h French does not elide.
const ASPIRATED: [&str; 6] = [
    "Harare",
    "Hebron",
    "Ho Chi Minh",
    "Hobart",
    "Hong Kong",
    "Hovd",
];

/// The zone of a moment by its place ("Paris", "Lord Howe"), or by its offset if it is the zone of no place.
pub(crate) fn place(language: Language, moment: &Zoned) -> String {
    match moment
        .time_zone()
        .iana_name()
        .filter(|name| !name.starts_with("Etc/"))
    {
        Some(name) => wording::place(language, name)
            .unwrap_or_else(|| name.rsplit('/').next().unwrap_or(name).replace('_', " ")),
        None => offset(moment.offset()),
    }
}

/// The zone as a phrase: "heure de Paris", "Paris time". Where clocks go back, an hour comes twice; there the offset tells which.
pub(crate) fn zone(language: Language, moment: &Zoned) -> String {
    let place = place(language, moment);
    let form = match moment.time_zone().iana_name() {
        Some(name) if name.contains('/') && !name.starts_with("Etc/") => {
            if elides(&place) {
                "elided"
            } else {
                "plain"
            }
        }
        _ => "bare",
    };
    let zone = say(
        language,
        Phrase::Zone,
        [("form", form.into()), ("place", place.into())],
    );
    match twice(moment) {
        Some(offset) => say(
            language,
            Phrase::ZoneOffset,
            [("zone", zone.into()), ("offset", offset.into())],
        ),
        None => zone,
    }
}

/// The offset of a moment whose wall-clock time comes twice that day.
pub(crate) fn twice(moment: &Zoned) -> Option<String> {
    let ambiguous = moment
        .time_zone()
        .to_ambiguous_timestamp(moment.datetime())
        .is_ambiguous();
    ambiguous.then(|| offset(moment.offset()))
}

/// An offset as people read it: UTC, UTC+2, UTC-3:30.
fn offset(offset: Offset) -> String {
    let minutes = offset.seconds() / 60;
    let (sign, minutes) = if minutes < 0 {
        ('-', -minutes)
    } else {
        ('+', minutes)
    };
    match (minutes / 60, minutes % 60) {
        (0, 0) => "UTC".to_owned(),
        (hours, 0) => format!("UTC{sign}{hours}"),
        (hours, minutes) => format!("UTC{sign}{hours}:{minutes:02}"),
    }
}

/// Whether French elides "de" before the place: d'Apia, d'Helsinki, but de Hong Kong, de Paris.
fn elides(place: &str) -> bool {
    match place.chars().next().map(|c| c.to_ascii_lowercase()) {
        Some('a' | 'e' | 'i' | 'o' | 'u' | 'é' | 'É') => true,
        Some('h') => !ASPIRATED.contains(&place),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use jiff::{Timestamp, tz::TimeZone};

    use super::*;

    fn at(instant: &str, zone: TimeZone) -> Zoned {
        instant.parse::<Timestamp>().unwrap().to_zoned(zone)
    }

    #[test]
    fn zones_are_named_for_people() {
        for (iana, french, english) in [
            ("Europe/Paris", "heure de Paris", "Paris time"),
            (
                "Australia/Lord_Howe",
                "heure de Lord Howe",
                "Lord Howe time",
            ),
            ("Pacific/Apia", "heure d'Apia", "Apia time"),
            ("Europe/Helsinki", "heure d'Helsinki", "Helsinki time"),
            ("Asia/Hong_Kong", "heure de Hong Kong", "Hong Kong time"),
            (
                "America/Argentina/Buenos_Aires",
                "heure de Buenos Aires",
                "Buenos Aires time",
            ),
            ("Europe/London", "heure de Londres", "London time"),
            ("Indian/Reunion", "heure de La Réunion", "Reunion time"),
            ("Europe/Athens", "heure d'Athènes", "Athens time"),
            ("UTC", "heure UTC", "UTC time"),
            ("Etc/UTC", "heure UTC", "UTC time"),
            // The sign in such a name is the reverse of the offset's.
            ("Etc/GMT+5", "heure UTC-5", "UTC-5 time"),
        ] {
            let moment = at("2021-05-18T09:00:00Z", TimeZone::get(iana).unwrap());
            assert_eq!(
                (
                    zone(Language::French, &moment).as_str(),
                    zone(Language::English, &moment).as_str()
                ),
                (french, english)
            );
        }
    }

    #[test]
    fn zones_without_a_name_are_offsets() {
        for (seconds, name) in [
            (0, "UTC"),
            (7200, "UTC+2"),
            (-12_600, "UTC-3:30"),
            (20_700, "UTC+5:45"),
        ] {
            let moment = at(
                "2021-05-18T09:00:00Z",
                TimeZone::fixed(Offset::from_seconds(seconds).unwrap()),
            );
            assert_eq!(place(Language::English, &moment), name);
        }
    }

    #[test]
    fn an_hour_that_comes_twice_says_which() {
        let paris = || TimeZone::get("Europe/Paris").unwrap();
        assert_eq!(
            zone(Language::French, &at("2021-10-31T00:30:00Z", paris())),
            "heure de Paris, UTC+2"
        );
        assert_eq!(
            zone(Language::English, &at("2021-10-31T01:30:00Z", paris())),
            "Paris time, UTC+1"
        );
        assert_eq!(
            zone(Language::French, &at("2021-10-31T02:00:00Z", paris())),
            "heure de Paris"
        );
        let lord_howe = TimeZone::get("Australia/Lord_Howe").unwrap();
        assert_eq!(
            zone(Language::English, &at("2021-04-03T14:45:00Z", lord_howe)),
            "Lord Howe time, UTC+11"
        );
    }
}
