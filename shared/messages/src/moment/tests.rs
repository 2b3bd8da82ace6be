use jiff::tz::TimeZone;

use super::*;

fn brand(language: Language, zone: &str) -> Brand {
    Brand {
        name: "Cabinet".into(),
        colour: None,
        logo_url: None,
        language,
        zone: TimeZone::get(zone).unwrap(),
    }
}

fn told(zone: &str, instant: &str) -> [String; 2] {
    [Language::French, Language::English].map(|language| {
        Moment::new(&brand(language, zone), instant.parse().unwrap())
            .in_full()
            .replace('\u{a0}', "_")
    })
}

fn ahead(now: &str, start: &str, lead: Lead) -> [String; 2] {
    [Language::French, Language::English].map(|language| {
        let brand = brand(language, "Europe/Paris");
        let moment = |instant: &str| Moment::new(&brand, instant.parse().unwrap());
        moment(start)
            .ahead_of(&moment(now), lead)
            .replace('\u{a0}', " ")
    })
}

#[test]
fn dates_are_said_in_full_in_the_zone() {
    assert_eq!(
        told("Europe/Paris", "2021-05-18T09:00:00Z"),
        [
            "mardi 18_mai 2021 à 11_h_00",
            "Tuesday 18 May 2021 at 11:00"
        ]
    );
    assert_eq!(
        told("Europe/Paris", "2022-05-01T07:05:00Z"),
        [
            "dimanche 1er_mai 2022 à 9_h_05",
            "Sunday 1 May 2022 at 09:05"
        ]
    );
    // The last minute before the clocks go forward, and the next.
    assert_eq!(
        told("Europe/Paris", "2021-03-28T00:59:00Z")[0],
        "dimanche 28_mars 2021 à 1_h_59"
    );
    assert_eq!(
        told("Europe/Paris", "2021-03-28T01:00:00Z")[0],
        "dimanche 28_mars 2021 à 3_h_00"
    );
    // Half an hour of change, and a day that Apia skipped.
    assert_eq!(
        told("Australia/Lord_Howe", "2021-10-02T15:30:00Z")[1],
        "Sunday 3 October 2021 at 02:30"
    );
    assert_eq!(
        told("Pacific/Apia", "2011-12-30T09:59:00Z")[0],
        "jeudi 29_décembre 2011 à 23_h_59"
    );
    assert_eq!(
        told("Pacific/Apia", "2011-12-30T10:00:00Z")[0],
        "samedi 31_décembre 2011 à 0_h_00"
    );
}

#[test]
fn every_month_and_weekday_has_its_name() {
    let days: Vec<_> = (1..=12)
        .map(|month| told("UTC", &format!("2021-{month:02}-{month:02}T00:00:00Z")))
        .collect();
    let french: Vec<_> = days
        .iter()
        .map(|day| day[0].split(' ').collect::<Vec<_>>()[..2].join(" "))
        .collect();
    let english: Vec<_> = days
        .iter()
        .map(|day| day[1].split(' ').collect::<Vec<_>>()[..3].join(" "))
        .collect();
    assert_eq!(
        french.join(", "),
        "vendredi 1er_janvier, mardi 2_février, mercredi 3_mars, dimanche 4_avril, mercredi 5_mai, \
        dimanche 6_juin, mercredi 7_juillet, dimanche 8_août, jeudi 9_septembre, dimanche 10_octobre, jeudi 11_novembre, \
        dimanche 12_décembre"
    );
    assert_eq!(
        english.join(", "),
        "Friday 1 January, Tuesday 2 February, Wednesday 3 March, Sunday 4 April, Wednesday 5 May, \
        Sunday 6 June, Wednesday 7 July, Sunday 8 August, Thursday 9 September, Sunday 10 October, Thursday 11 November, \
        Sunday 12 December"
    );
    assert_eq!(
        told("UTC", "2021-05-22T00:00:00Z"),
        [
            "samedi 22_mai 2021 à 0_h_00",
            "Saturday 22 May 2021 at 00:00"
        ]
    );
    assert_eq!(
        told("UTC", "2021-05-24T00:00:00Z"),
        ["lundi 24_mai 2021 à 0_h_00", "Monday 24 May 2021 at 00:00"]
    );
}

#[test]
fn reminders_count_from_the_moment_of_writing() {
    let start = "2021-05-18T09:00:00Z";
    for (now, lead, french, english) in [
        (
            "2021-05-17T09:00:10Z",
            Lead::Days(1),
            "demain, mardi 18 mai, à 11 h 00",
            "tomorrow, Tuesday 18 May, at 11:00",
        ),
        (
            "2021-05-15T09:00:00Z",
            Lead::Days(3),
            "dans 3 jours, mardi 18 mai, à 11 h 00",
            "in 3 days, Tuesday 18 May, at 11:00",
        ),
        // A day late: midnight in Paris has passed.
        (
            "2021-05-17T22:00:00Z",
            Lead::Days(1),
            "aujourd'hui, mardi 18 mai, à 11 h 00",
            "today, Tuesday 18 May, at 11:00",
        ),
        (
            "2021-05-18T08:30:50Z",
            Lead::Minutes(30),
            "dans 30 minutes, à 11 h 00",
            "in 30 minutes, at 11:00",
        ),
        (
            "2021-05-18T08:42:00Z",
            Lead::Minutes(30),
            "dans 18 minutes, à 11 h 00",
            "in 18 minutes, at 11:00",
        ),
        (
            "2021-05-18T08:59:00Z",
            Lead::Minutes(1),
            "dans 1 minute, à 11 h 00",
            "in 1 minute, at 11:00",
        ),
        (
            "2021-05-18T08:00:00Z",
            Lead::Minutes(60),
            "dans 1 heure, à 11 h 00",
            "in 1 hour, at 11:00",
        ),
        (
            "2021-05-18T07:00:00Z",
            Lead::Minutes(120),
            "dans 2 heures, à 11 h 00",
            "in 2 hours, at 11:00",
        ),
        (
            "2021-05-18T07:25:00Z",
            Lead::Minutes(95),
            "dans 1 h 35, à 11 h 00",
            "in 1 h 35 min, at 11:00",
        ),
        (
            "2021-05-17T21:00:00Z",
            Lead::Minutes(720),
            "dans 12 heures, mardi 18 mai, à 11 h 00",
            "in 12 hours, Tuesday 18 May, at 11:00",
        ),
        (
            "2021-05-18T09:00:00Z",
            Lead::Minutes(30),
            "du mardi 18 mai à 11 h 00",
            "on Tuesday 18 May at 11:00",
        ),
    ] {
        assert_eq!(ahead(now, start, lead), [french, english], "{now}");
    }
}

#[test]
fn days_are_those_of_the_calendar_across_a_change_of_clocks() {
    // 23 hours before 10:00 on the day when Paris goes forward, and 25 on the day it goes back.
    assert_eq!(
        ahead(
            "2021-03-27T09:00:00Z",
            "2021-03-28T08:00:00Z",
            Lead::Days(1)
        )[0],
        "demain, dimanche 28 mars, à 10 h 00"
    );
    assert_eq!(
        ahead(
            "2021-10-30T08:00:00Z",
            "2021-10-31T09:00:00Z",
            Lead::Days(1)
        )[0],
        "demain, dimanche 31 octobre, à 10 h 00"
    );
}
