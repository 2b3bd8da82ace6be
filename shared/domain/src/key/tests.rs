use proptest::prelude::*;

use super::*;
use crate::testing::{Counting, id};

/// Bytes that a test chooses.
struct Fixed(u8);

impl Ids for Fixed {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(self.0);
    }
}

proptest! {
    #[test]
    fn a_key_names_its_organization(number: u128, byte: u8) {
        let key = ApiKey::generate(id(number), &Fixed(byte));
        let read = ApiKey::parse(key.reveal()).unwrap();
        prop_assert_eq!(read.organization(), id(number));
        prop_assert_eq!(read.digest(), key.digest());
    }

    #[test]
    fn any_other_character_is_refused(number: u128, place in 0..89_usize, other in "[ -~é]") {
        let key = ApiKey::generate(id(number), &Fixed(9));
        let mut text: Vec<char> = key.reveal().chars().collect();
        let other = other.chars().next().unwrap();
        prop_assume!(text[place] != other);
        text[place] = other;
        let text: String = text.into_iter().collect();
        prop_assert!(ApiKey::parse(&text).is_err(), "{}", text);
    }

    #[test]
    fn a_lost_or_doubled_character_is_refused(number: u128, place in 0..89_usize) {
        let key = ApiKey::generate(id(number), &Fixed(9));
        let (mut lost, mut doubled) = (key.reveal().to_owned(), key.reveal().to_owned());
        let character = lost.remove(place);
        doubled.insert(place, character);
        prop_assert!(ApiKey::parse(&lost).is_err(), "{}", lost);
        prop_assert!(ApiKey::parse(&doubled).is_err(), "{}", doubled);
    }

    #[test]
    fn swapped_neighbours_are_refused(number: u128, place in 5..88_usize) {
        let key = ApiKey::generate(id(number), &Fixed(9));
        let mut bytes = key.reveal().as_bytes().to_vec();
        prop_assume!(bytes[place] != bytes[place + 1]);
        bytes.swap(place, place + 1);
        let text = String::from_utf8(bytes).unwrap();
        prop_assert!(ApiKey::parse(&text).is_err(), "{}", text);
    }

    #[test]
    fn no_text_panics(text in ".*|leah_[a-z2-7]{0,100}") {
        prop_assert!(ApiKey::parse(&text).is_err());
    }
}

#[test]
fn a_key_is_89_characters_that_one_double_click_selects() {
    let key = ApiKey::generate(id(1), &Counting::default());
    assert_eq!(key.reveal().len(), 89);
    let word = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    assert!(key.reveal().bytes().all(word), "{}", key.reveal());
}

#[test]
fn two_keys_of_one_organization_differ() {
    let ids = Counting::default();
    let (a, b) = (ApiKey::generate(id(1), &ids), ApiKey::generate(id(1), &ids));
    assert_ne!(a.digest(), b.digest());
}

#[test]
fn debug_shows_no_key() {
    let key = ApiKey::generate(id(1), &Counting::default());
    assert_eq!(format!("{key:?}"), "ApiKey(…)");
}
