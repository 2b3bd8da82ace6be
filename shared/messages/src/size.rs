use crate::{
    Language,
    wording::{Phrase, say},
};

const KILO: u64 = 1_000;
const MEGA: u64 = 1_000 * KILO;
const GIGA: u64 = 1_000 * MEGA;

/// The size of a file as people read it: "999 octets", "345 ko", "1,2 Mo"; "345 kB", "1.2 MB". Units are decimal, as telephones
/// count; a unit gives way to the next where its number would be rounded to 1,000.
pub(crate) fn size(language: Language, bytes: u64) -> String {
    let (unit, number) = match bytes {
        0..KILO => return say(language, Phrase::SizeBytes, [("bytes", bytes.into())]),
        KILO..999_500 => ("kilo", ((bytes + KILO / 2) / KILO).to_string()),
        999_500..999_950_000 => ("mega", tenths(language, bytes, MEGA)),
        999_950_000.. => ("giga", tenths(language, bytes, GIGA)),
    };
    say(
        language,
        Phrase::Size,
        [("unit", unit.into()), ("number", number.into())],
    )
}

/// The number of units with one decimal, which is left out if it is 0.
fn tenths(language: Language, bytes: u64, unit: u64) -> String {
    let tenths = bytes.saturating_add(unit / 20) / (unit / 10);
    match (tenths / 10, tenths % 10) {
        (whole, 0) => whole.to_string(),
        (whole, tenth) => say(
            language,
            Phrase::Decimal,
            [
                ("whole", whole.to_string().into()),
                ("tenth", tenth.to_string().into()),
            ],
        ),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn sizes_are_said_in_the_unit_that_fits() {
        for (bytes, french, english) in [
            (0, "0_octet", "0_bytes"),
            (1, "1_octet", "1_byte"),
            (2, "2_octets", "2_bytes"),
            (999, "999_octets", "999_bytes"),
            (1_000, "1_ko", "1_kB"),
            (1_499, "1_ko", "1_kB"),
            (1_500, "2_ko", "2_kB"),
            (345_678, "346_ko", "346_kB"),
            (999_499, "999_ko", "999_kB"),
            (999_500, "1_Mo", "1_MB"),
            (1_049_999, "1_Mo", "1_MB"),
            (1_050_000, "1,1_Mo", "1.1_MB"),
            (1_234_567, "1,2_Mo", "1.2_MB"),
            (15_728_640, "15,7_Mo", "15.7_MB"),
            (157_286_400, "157,3_Mo", "157.3_MB"),
            (999_949_999, "999,9_Mo", "999.9_MB"),
            (999_950_000, "1_Go", "1_GB"),
            (2_250_000_000, "2,3_Go", "2.3_GB"),
        ] {
            assert_eq!(
                [Language::French, Language::English]
                    .map(|language| size(language, bytes).replace('\u{a0}', "_")),
                [french, english]
            );
        }
    }

    proptest! {
        #[test]
        fn every_size_can_be_said_on_one_line(bytes: u64) {
            let said = size(Language::French, bytes);
            prop_assert!(said.contains('\u{a0}') && !said.contains([' ', '\n']), "{}", said);
        }
    }
}
