//! What comes from settings and requests, made safe for headers, calendars and pages.

use std::str::FromStr;

use email_address::EmailAddress;
use url::Url;

use crate::MessageError;

/// A display name as one line: no line breaks, no control characters, none of the invisible marks that turn text around.
pub(crate) fn line(name: &str) -> String {
    let flat: String = name
        .chars()
        .filter(|c| !matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}'))
        .map(|c| if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') { ' ' } else { c })
        .collect();
    flat.split(' ')
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// An address that can stand in a header between angle brackets as it is.
pub(crate) fn address<'a>(role: &'static str, address: &'a str) -> Result<&'a str, MessageError> {
    let plain = address
        .bytes()
        .all(|b| b.is_ascii_graphic() && b != b'<' && b != b'>');
    if plain && EmailAddress::from_str(address).is_ok() {
        Ok(address)
    } else {
        Err(MessageError::Address { role })
    }
}

/// A message id, with or without its angle brackets.
pub(crate) fn message_id(id: &str) -> Result<&str, MessageError> {
    let bare = id
        .strip_prefix('<')
        .and_then(|id| id.strip_suffix('>'))
        .unwrap_or(id);
    let allowed = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~.".contains(&b);
    match bare.split_once('@') {
        Some((left, right))
            if !left.is_empty()
                && !right.is_empty()
                && left.bytes().chain(right.bytes()).all(allowed) =>
        {
            Ok(bare)
        }
        _ => Err(MessageError::MessageId),
    }
}

/// A link in its ASCII form. Plain http serves machines that run on their own.
pub(crate) fn link(link: &str) -> Result<String, MessageError> {
    match Url::parse(link) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => Ok(url.into()),
        _ => Err(MessageError::Link),
    }
}

/// A logo's address, if mail readers would load it.
pub(crate) fn logo(link: &str) -> Option<String> {
    Url::parse(link)
        .ok()
        .filter(|url| url.scheme() == "https")
        .map(Into::into)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_one_plain_line() {
        assert_eq!(
            line(" Cabinet\r\nBcc: x@example.org\t\0 \u{202e}rouge\u{2028}"),
            "Cabinet Bcc: x@example.org rouge"
        );
        assert_eq!(line("Cabinet\u{a0}« Été »"), "Cabinet\u{a0}« Été »");
    }

    #[test]
    fn addresses_that_could_break_a_header_are_refused() {
        for good in [
            "guest@example.org",
            "a.b+c@xn--exmple-cua.fr",
            "o'neil@example.org",
            "x@localhost",
        ] {
            assert!(address("recipient", good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "guest",
            "a@b>, <c@d",
            "a@b\r\nBcc: c@d",
            "a b@c.fr",
            "é@example.org",
            "A <a@b.fr>",
            "a@b.fr,c@d.fr",
            "a@@b",
        ] {
            assert!(address("recipient", bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn message_ids_take_brackets_or_none() {
        assert!(matches!(message_id("<1.a@leah.care>"), Ok("1.a@leah.care")));
        for bad in ["", "@", "a@", "a", "<a@b", "a@b@c", "a b@c", "a@b>\r\nX: y"] {
            assert!(message_id(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn links_lead_to_the_web_only() {
        assert!(
            matches!(link("http://myorganization.localhost:3000/w/x"), Ok(l) if l == "http://myorganization.localhost:3000/w/x")
        );
        for bad in ["javascript:alert(1)", "/w/x", "", "mailto:a@b.fr"] {
            assert!(link(bad).is_err(), "{bad}");
        }
        assert_eq!(logo("http://example.org/logo.png"), None);
        assert_eq!(
            logo("https://example.org/a\"b.png").as_deref(),
            Some("https://example.org/a%22b.png")
        );
    }
}
