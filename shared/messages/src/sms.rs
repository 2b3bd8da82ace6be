use jiff::Timestamp;

use crate::{
    Brand, gsm, place,
    wording::{Phrase, say},
};

/// The reminder by SMS, in the GSM alphabet: one segment unless the link or the place's name is uncommonly long.
/// The link stands as it was given, last, so that telephones recognize it.
pub fn reminder_sms(brand: &Brand, start: Timestamp, waiting_room: &str) -> String {
    let zoned = start.to_zoned(brand.zone.clone());
    let weekday = say(
        brand.language,
        Phrase::SmsWeekday,
        [("n", zoned.weekday().to_monday_one_offset().into())],
    );
    let mut place = place::place(brand.language, &zoned);
    if let Some(offset) = place::twice(&zoned) {
        place = format!("{place}, {offset}");
    }
    let words = say(
        brand.language,
        Phrase::SmsReminder,
        [
            ("weekday", weekday.into()),
            ("day", zoned.strftime("%d/%m").to_string().into()),
            ("time", zoned.strftime("%H:%M").to_string().into()),
            ("place", place.into()),
            ("link", "".into()),
        ],
    );
    gsm::transliterate(&words) + waiting_room
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;
    use crate::Language;

    const LINK: &str = "https://myorganization.leah.care/w/Zm9vYmFyYmF6cXV4MTIzNA";

    fn sms(language: Language, zone: &str, start: &str) -> String {
        let zone = TimeZone::get(zone).unwrap();
        let brand = Brand {
            name: "Cabinet".into(),
            colour: None,
            logo_url: None,
            language,
            zone,
        };
        reminder_sms(&brand, start.parse().unwrap(), LINK)
    }

    #[test]
    fn the_time_is_short_and_the_link_last() {
        let french = sms(Language::French, "Europe/Paris", "2021-05-18T09:00:00Z");
        assert_eq!(
            french,
            format!("Rappel : rendez-vous mardi 18/05 à 11:00 (Paris). Salle d'attente : {LINK}")
        );
        let english = sms(Language::English, "Europe/Paris", "2021-05-18T09:00:00Z");
        assert_eq!(
            english,
            format!("Reminder: appointment Tue 18/05 at 11:00 (Paris). Waiting room: {LINK}")
        );
    }

    #[test]
    fn every_weekday_of_every_language_fits_one_segment() {
        for language in [Language::French, Language::English] {
            for day in 17..24 {
                for zone in ["Europe/Paris", "Pacific/Noumea", "America/Port-au-Prince"] {
                    let text = sms(language, zone, &format!("2021-05-{day}T09:00:00Z"));
                    assert!(
                        gsm::septets(&text).is_some_and(|septets| septets <= gsm::SEGMENT),
                        "{text}"
                    );
                }
            }
        }
    }

    #[test]
    fn an_hour_that_comes_twice_says_which() {
        let text = sms(Language::French, "Europe/Paris", "2021-10-31T00:30:00Z");
        assert!(
            text.starts_with("Rappel : rendez-vous dimanche 31/10 à 02:30 (Paris, UTC+2)."),
            "{text}"
        );
        assert!(gsm::septets(&text).is_some_and(|septets| septets <= gsm::SEGMENT));
    }
}
