//! Values that are written as one text.

use std::fmt::Display;

use data_encoding::{BASE64, HEXLOWER};
use leah_domain::{
    ApiKey, Appointment, Email, Id, Office, PhoneNumber, Reference, Resource, StartTime,
    TransferToken, fold,
    input::{Constraint, Malformed},
    iri,
    transfer::{FileKind, FileName},
};
use proptest::prelude::*;

use crate::{
    harness::{Verdict, fuzz, fuzz_text},
    world::HOST,
};

/// A refusal says what was given at most once, and little more.
fn brief(refusal: &impl Display, given: &str) -> Verdict {
    let said = refusal.to_string();
    prop_assert!(said.len() <= given.len() + 300, "{said}");
    Ok(())
}

#[test]
fn start_time() {
    fuzz_text("start_time", |text| match StartTime::parse(text) {
        Ok(start) => {
            let printed = start.print();
            prop_assert_eq!((printed.len(), &printed[19..]), (25, "+00:00"));
            prop_assert_eq!(StartTime::parse(&printed), Ok(start));
            let year: u16 = printed[..4].parse().unwrap();
            prop_assert!((1970..=9998).contains(&year));
            // What is printed is the moment that was meant, to the second.
            let meant: Result<jiff::Timestamp, _> = format!("{text}Z").parse();
            if let Ok(meant) = meant {
                prop_assert_eq!(meant.as_second(), start.instant().as_second());
            }
            Ok(())
        }
        Err(refusal) => {
            let of_this_text =
                matches!(&refusal, Malformed::Date { text: said, .. } if said == text);
            prop_assert!(of_this_text, "{refusal:?}");
            brief(&refusal, text)
        }
    });
}

#[test]
fn email() {
    fuzz_text("email", |text| match Email::parse(text) {
        Ok(email) => {
            prop_assert_eq!(email.as_str(), text);
            prop_assert!(text.len() <= 254 && !text.contains(char::is_control));
            let wire = email.wire();
            // What could end a line or begin another address would be a header of a stranger's own.
            prop_assert!(
                wire.is_ascii() && !wire.contains(|c: char| c.is_ascii_control()),
                "{wire}"
            );
            let (local, domain) = wire.rsplit_once('@').unwrap();
            prop_assert!(text.starts_with(local) && domain.contains('.'), "{wire}");
            let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
            prop_assert!(domain.chars().all(plain), "{domain}");
            prop_assert_eq!(fold(&email.folded()), email.folded());
            Ok(())
        }
        Err(refusal) => {
            let blank = if text.is_empty() {
                Constraint::NotBlank
            } else {
                Constraint::Email
            };
            prop_assert_eq!(refusal, blank);
            Ok(())
        }
    });
}

#[test]
fn phone_number() {
    fuzz_text("phone_number", |text| match PhoneNumber::parse(text) {
        Ok(number) => {
            let digits = number.as_str().strip_prefix('+').unwrap();
            prop_assert!((3..=15).contains(&digits.len()), "{digits}");
            prop_assert!(
                digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.starts_with('0')
            );
            prop_assert_eq!(PhoneNumber::parse(number.as_str()), Ok(number));
            Ok(())
        }
        Err(refusal) => {
            let blank = if text.is_empty() {
                Constraint::NotBlank
            } else {
                Constraint::Regex
            };
            prop_assert_eq!(refusal, blank);
            Ok(())
        }
    });
}

#[test]
fn reference() {
    fuzz_text("reference", |text| {
        match Reference::parse(text) {
            Ok(Some(reference)) => prop_assert_eq!(reference.as_str(), text),
            Ok(None) => prop_assert_eq!(text, ""),
            Err(Constraint::TooLong(limit)) => prop_assert!(text.chars().count() > limit),
            Err(refusal) => {
                prop_assert_eq!(refusal, Constraint::Regex);
                prop_assert!(text.contains(char::is_control));
            }
        }
        Ok(())
    });
}

#[test]
fn identifier() {
    fuzz_text("iri", |text| {
        match iri::parse::<Office>(text, HOST, Appointment::NAME, "office") {
            Ok(id) => {
                prop_assert_eq!(
                    iri::parse::<Office>(&id.iri(), HOST, Appointment::NAME, "office"),
                    Ok(id)
                );
                // A URL is read as browsers read it: line ends and tabs in it are nothing (WHATWG URL, section 4.4).
                let bare: String = text.chars().filter(|c| !"\t\r\n".contains(*c)).collect();
                let bare = bare.trim_matches(|c| c <= ' ').to_ascii_lowercase();
                prop_assert!(bare.ends_with(&id.to_string()), "{bare}");
                // It names this host, or none.
                let host = url::Url::parse(text).map(|url| url.host_str() == Some(HOST));
                prop_assert!(
                    host.unwrap_or_else(|_| text.starts_with(Office::PATH)),
                    "{text}"
                );
                Ok(())
            }
            Err(refusal) => {
                let known = matches!(
                    refusal,
                    Malformed::InvalidIri(_) | Malformed::WrongResource { .. }
                );
                prop_assert!(known, "{refusal:?}");
                brief(&refusal, text)
            }
        }
    });
}

#[test]
fn api_key() {
    fuzz_text("api_key", |text| {
        let Ok(key) = ApiKey::parse(text) else {
            return Ok(());
        };
        prop_assert_eq!(key.reveal(), text);
        // 5 characters and 52 bytes in base32.
        prop_assert_eq!(text.len(), 5 + (52 * 8_usize).div_ceil(5));
        let again = ApiKey::parse(key.reveal()).unwrap();
        prop_assert_eq!(again.organization(), key.organization());
        prop_assert_eq!(again.digest(), key.digest());
        prop_assert_eq!(format!("{key:?}"), "ApiKey(…)");
        Ok(())
    });
}

#[test]
fn transfer_token() {
    fuzz_text("transfer_token", |text| {
        let Some(token) = TransferToken::parse(text) else {
            return Ok(());
        };
        prop_assert_eq!(token.reveal(), text);
        let digits = BASE64.decode(token.hash().as_bytes()).unwrap();
        let secret = HEXLOWER.decode(&digits).unwrap();
        prop_assert_eq!(secret.len(), 32);
        // One spelling each: two links never open by one digest.
        prop_assert_eq!(data_encoding::BASE64URL_NOPAD.encode(&secret), text);
        prop_assert_eq!(token.digest().len(), 64);
        Ok(())
    });
}

#[test]
fn file_name() {
    fuzz_text("file_name", |text| match FileName::parse(text) {
        Ok(name) => {
            prop_assert_eq!(name.as_str(), text);
            for kind in FileKind::ALL {
                let saved = name.on_disk(kind);
                let path = std::path::Path::new(&saved);
                prop_assert_eq!(
                    path.file_name().and_then(|name| name.to_str()),
                    Some(saved.as_str())
                );
                prop_assert!(!saved.contains('\\') && !saved.contains(char::is_control));
                prop_assert!(saved.starts_with(text) && saved.len() <= text.len() + 4);
            }
            Ok(())
        }
        Err(refusal) => {
            let known = matches!(
                refusal,
                Constraint::NotBlank | Constraint::TooLong(255) | Constraint::FileName
            );
            prop_assert!(known, "{refusal:?}");
            Ok(())
        }
    });
}

#[test]
fn file_kind() {
    fuzz("file_kind", |head| {
        match FileKind::sniff(head) {
            Ok(kind) => {
                // Whatever is read in front of it is looked at too: the same bytes, whole or as the beginning of more.
                let longer = [head, b"\n%%EOF"].concat();
                prop_assert_eq!(FileKind::sniff(&longer), Ok(kind));
                prop_assert!(head.len() >= 3);
            }
            Err(Constraint::FileType(found)) => {
                prop_assert!(FileKind::from_media_type(found).is_none(), "{found}");
            }
            Err(refusal) => prop_assert!(false, "{refusal:?}"),
        }
        Ok(())
    });
}

#[test]
fn uuid() {
    fuzz_text("uuid", |text| {
        if let Ok(id) = text.parse::<Id<Office>>() {
            prop_assert!(id.to_string().eq_ignore_ascii_case(text));
        }
        Ok(())
    });
}
