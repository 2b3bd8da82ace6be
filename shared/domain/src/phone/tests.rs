use proptest::prelude::*;

use super::*;

#[test]
fn every_spelling_gives_e164() {
    let rows = [
        ("+33612345678", "+33612345678", Some("FR")),
        ("+33 6 12 34 56 78", "+33612345678", Some("FR")),
        ("+33 (0)6 12 34 56 78", "+33612345678", Some("FR")),
        ("+33-6-12-34-56-78", "+33612345678", Some("FR")),
        ("+33.6.12.34.56.78", "+33612345678", Some("FR")),
        (" +33612345678 ", "+33612345678", Some("FR")),
        ("+44 20 7946 0018", "+442079460018", Some("GB")),
        ("+1 415-555-2671", "+14155552671", Some("US")),
        ("+590 690 00 12 34", "+590690001234", Some("GP")),
        ("+44 7400 123456", "+447400123456", Some("GB")),
        ("+44 7911 123456", "+447911123456", Some("GG")),
        ("+7 916 123-45-67", "+79161234567", Some("RU")),
        ("+61 412 345 678", "+61412345678", Some("AU")),
        ("+47 912 34 567", "+4791234567", Some("NO")),
        ("+358 40 1234567", "+358401234567", Some("FI")),
        ("+212 612-345678", "+212612345678", Some("MA")),
        ("+39 312 345 6789", "+393123456789", Some("IT")),
        ("+262 692 12 34 56", "+262692123456", Some("RE")),
        ("+596 696 12 34 56", "+596696123456", Some("MQ")),
        ("+800 1234 5678", "+80012345678", None),
    ];
    let mut found = Vec::new();
    for (given, ..) in rows {
        let number = PhoneNumber::parse(given).unwrap_or_else(|e| panic!("{given}: {e:?}"));
        found.push((given, number.as_str().to_owned(), number.country()));
    }
    let expected =
        rows.map(|(given, e164, country)| (given, e164.to_owned(), country.map(str::to_owned)));
    assert_eq!(found, expected);
}

#[test]
fn what_no_plan_has_is_refused() {
    assert_eq!(PhoneNumber::parse(""), Err(Constraint::NotBlank));
    let long = format!("+33{}", " ".repeat(80));
    let rows = [
        "0612345678",
        "33612345678",
        "0033612345678",
        "+33",
        "+3361234567",
        "+336123456789",
        "+999612345678",
        "+33612345678 ext. 5",
        "+33612345678;ext=5",
        "+33 6 CALL ME",
        "tel:+33612345678",
        "call me",
        "+",
        " ",
        &long,
    ];
    for given in rows {
        assert_eq!(PhoneNumber::parse(given), Err(Constraint::Regex), "{given}");
    }
}

#[test]
fn debug_shows_no_number() {
    let shown = format!("{:?}", PhoneNumber::parse("+33612345678").unwrap());
    assert_eq!(shown, "PhoneNumber(…)");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_text_panics_and_what_is_taken_is_e164(text in r"\+?[0-9 ().\-/;x=]{0,24}|\+[0-9]{6,16}|.{0,20}") {
        if let Ok(number) = PhoneNumber::parse(&text) {
            let e164 = number.as_str();
            prop_assert!(e164.strip_prefix('+').is_some_and(|digits| {
                (4..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
            }), "{text:?} gives {e164}");
            prop_assert_eq!(PhoneNumber::parse(e164), Ok(number.clone()));
        }
    }
}
