use data_encoding::{BASE64, BASE64URL_NOPAD, HEXLOWER};
use proptest::prelude::*;
use sha2::{Digest, Sha256};

use crate::{Ids, TransferToken};

struct Fixed([u8; 32]);

impl Ids for Fixed {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.copy_from_slice(&self.0);
    }
}

#[test]
fn a_hash_reads_as_the_documentation_prints_it() {
    // "Upload files": the documentation's hash and the secret within.
    let hash =
        "NzM4MzM2MjQ4ODJmOGUzOGE3NzdkNDg0ODUwYWZmY2FiOWQ0NjE3OTQyYjJhM2NiNmFiOWYwZGE4OTg2ODJhOQ==";
    let digits = "73833624882f8e38a777d484850affcab9d4617942b2a3cb6ab9f0da898682a9";
    let secret = HEXLOWER.decode(digits.as_bytes()).unwrap();
    let token = TransferToken::generate(&Fixed(secret.try_into().unwrap()));
    assert_eq!(token.hash(), hash);
    assert_eq!(
        token.reveal(),
        "c4M2JIgvjjind9SEhQr_yrnUYXlCsqPLarnw2omGgqk"
    );
}

#[test]
fn what_cannot_be_a_secret_is_none() {
    let good = "c4M2JIgvjjind9SEhQr_yrnUYXlCsqPLarnw2omGgqk";
    assert!(TransferToken::parse(good).is_some());
    for text in [
        "",
        "abc",
        // One character less or more, padding, the other alphabet, a space, bits that belong to nothing.
        &good[1..],
        "c4M2JIgvjjind9SEhQr_yrnUYXlCsqPLarnw2omGgqkA",
        "c4M2JIgvjjind9SEhQr_yrnUYXlCsqPLarnw2omGgqk=",
        "c4M2JIgvjjind9SEhQr/yrnUYXlCsqPLarnw2omGgqk",
        " 4M2JIgvjjind9SEhQr_yrnUYXlCsqPLarnw2omGgqk",
        "c4M2JIgvjjind9SEhQr_yrnUYXlCsqPLarnw2omGgql",
        "73833624882f8e38a777d484850affcab9d4617942b2a3cb6ab9f0da898682a9",
    ] {
        assert!(TransferToken::parse(text).is_none(), "{text}");
    }
}

#[test]
fn a_secret_is_not_told_to_logs() {
    let token = TransferToken::generate(&Fixed([7; 32]));
    assert_eq!(format!("{token:?}"), "TransferToken(…)");
}

proptest! {
    #[test]
    fn a_secret_has_one_spelling_and_one_digest(bytes: [u8; 32]) {
        let token = TransferToken::generate(&Fixed(bytes));
        prop_assert_eq!(token.reveal(), BASE64URL_NOPAD.encode(&bytes));
        let read = TransferToken::parse(token.reveal()).unwrap();
        prop_assert_eq!(&read, &token);
        prop_assert_eq!(read.digest(), token.digest());
        let digest = HEXLOWER.encode(&Sha256::digest(token.reveal().as_bytes()));
        prop_assert_eq!(token.digest(), digest);
        let digits = BASE64.decode(token.hash().as_bytes()).unwrap();
        prop_assert_eq!(HEXLOWER.decode(&digits).unwrap(), bytes);
    }

    #[test]
    fn no_text_panics(text in ".{0,60}|[A-Za-z0-9_-]{40,46}") {
        if let Some(token) = TransferToken::parse(&text) {
            prop_assert_eq!(token.reveal(), text);
        }
    }
}
