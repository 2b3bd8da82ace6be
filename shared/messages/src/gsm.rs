//! The GSM 7-bit alphabet (3GPP TS 23.038 section 6.2.1): a text written in it has 160 places in one SMS, any other only 70.

/// The places of one SMS.
pub const SEGMENT: usize = 160;

/// The basic alphabet, one place each, in the order of the table; the escape to the extension is left out.
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

/// The extension, two places each.
const EXTENSION: &str = "\u{c}^{}\\[~]|€";

/// The places (septets) that a text takes, or `None` if one of its characters is not in the alphabet.
pub fn septets(text: &str) -> Option<usize> {
    text.chars().map(places).sum()
}

fn places(c: char) -> Option<usize> {
    if BASIC.contains(c) {
        Some(1)
    } else if EXTENSION.contains(c) {
        Some(2)
    } else {
        None
    }
}

/// The text in the alphabet: accents that it lacks are dropped, typographic marks become plain, what is left becomes a question mark.
pub fn transliterate(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            c if places(c).is_some() => plain.push(c),
            'á' | 'â' | 'ã' | 'ā' => plain.push('a'),
            'À' | 'Á' | 'Â' | 'Ã' | 'Ā' => plain.push('A'),
            'ç' => plain.push('c'),
            'ê' | 'ë' | 'ē' => plain.push('e'),
            'È' | 'Ê' | 'Ë' | 'Ē' => plain.push('E'),
            'í' | 'î' | 'ï' | 'ī' => plain.push('i'),
            'Ì' | 'Í' | 'Î' | 'Ï' | 'Ī' => plain.push('I'),
            'ó' | 'ô' | 'õ' | 'ō' => plain.push('o'),
            'Ò' | 'Ó' | 'Ô' | 'Õ' | 'Ō' => plain.push('O'),
            'ú' | 'û' | 'ū' => plain.push('u'),
            'Ù' | 'Ú' | 'Û' | 'Ū' => plain.push('U'),
            'ý' | 'ÿ' => plain.push('y'),
            'Ý' | 'Ÿ' => plain.push('Y'),
            'œ' => plain.push_str("oe"),
            'Œ' => plain.push_str("OE"),
            '‘' | '’' | 'ʼ' | '`' => plain.push('\''),
            '“' | '”' | '«' | '»' => plain.push('"'),
            '‐' | '‑' | '–' | '—' => plain.push('-'),
            '…' => plain.push_str("..."),
            c if c.is_whitespace() => plain.push(' '),
            _ => plain.push('?'),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_alphabet_is_whole() {
        // 128 places of the table less the escape; ten characters in the extension (its own escape and page break counted once).
        assert_eq!(BASIC.chars().count(), 127);
        assert_eq!(EXTENSION.chars().count(), 10);
        assert!(EXTENSION.chars().all(|c| !BASIC.contains(c)));
    }

    #[test]
    fn places_are_counted() {
        assert_eq!(septets(""), Some(0));
        assert_eq!(septets("Rappel à 11:00, été"), Some(19));
        assert_eq!(septets("€~"), Some(4));
        assert_eq!(septets("ç"), None);
        assert_eq!(septets("Ç"), Some(1));
        assert_eq!(septets("l’heure"), None);
    }

    #[test]
    fn accents_outside_of_the_alphabet_are_dropped() {
        assert_eq!(
            transliterate("Forêt, Noël, août, reçu, île, œuvre, à é è ù ì ò Ç"),
            "Foret, Noel, aout, recu, ile, oeuvre, à é è ù ì ò Ç"
        );
        assert_eq!(
            transliterate("d’accord\u{a0}: « oui »\u{202f}– 你"),
            "d'accord : \" oui \" - ?"
        );
    }

    proptest! {
        #[test]
        fn every_text_can_be_written_in_the_alphabet(text in "\\PC*") {
            let plain = transliterate(&text);
            prop_assert!(septets(&plain).is_some());
            prop_assert_eq!(transliterate(&plain), plain);
        }

        #[test]
        fn what_is_in_the_alphabet_stays(text in "[A-Za-z0-9 :/.?=_~éèàù€-]*") {
            prop_assert_eq!(transliterate(&text), text);
        }
    }
}
