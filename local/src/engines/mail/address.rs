//! Mail addresses, as strict about them as SES is.

use std::fmt;

use mail_parser::parsers::MessageStream;

use super::refused;
use crate::engines::answer::AwsError;

/// One address, with or without a display name.
#[derive(Debug)]
pub(super) struct Mailbox {
    name: Option<String>,
    address: String,
    at: usize,
}

impl Mailbox {
    /// Reads `Name <local@domain>` or `local@domain`.
    pub(super) fn parse(text: &str) -> Result<Self, AwsError> {
        // The parser knows the end of a header by its line break.
        let line = format!("{text}\n");
        let value = MessageStream::new(line.as_bytes()).parse_address();
        let mut found = value
            .as_address()
            .into_iter()
            .flat_map(mail_parser::Address::iter);
        let (Some(one), None) = (found.next(), found.next()) else {
            return Err(refused(format!("Not one address: {text:?}")));
        };
        let address = one.address.as_deref().unwrap_or_default();
        let (local, domain) = address
            .rsplit_once('@')
            .ok_or_else(|| refused("Missing final '@domain'"))?;
        let clean =
            |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_graphic());
        if !clean(local) {
            return Err(refused(
                "Local address contains control or whitespace, or characters outside ASCII",
            ));
        }
        if !clean(domain) {
            return Err(refused(
                "Domain contains control or whitespace, or characters outside ASCII",
            ));
        }
        Ok(Self {
            name: one.name.as_deref().map(str::to_owned),
            address: address.to_owned(),
            at: local.len(),
        })
    }

    pub(super) fn address(&self) -> &str {
        &self.address
    }

    pub(super) fn domain(&self) -> &str {
        &self.address[self.at + 1..]
    }
}

impl fmt::Display for Mailbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.name {
            Some(name) => write!(f, "{name} <{}>", self.address),
            None => f.write_str(&self.address),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Mailbox;

    #[test]
    fn an_address_is_read_with_and_without_its_name() {
        let named = Mailbox::parse("\"Cabinet, Dr. X\" <hello@mail.leah.care>").unwrap();
        assert_eq!(named.to_string(), "Cabinet, Dr. X <hello@mail.leah.care>");
        assert_eq!(named.domain(), "mail.leah.care");
        assert_eq!(
            Mailbox::parse("a.b+c@d.fr").unwrap().to_string(),
            "a.b+c@d.fr"
        );
        assert_eq!(
            Mailbox::parse("=?utf-8?q?L=C3=A9a?= <a@d.fr>")
                .unwrap()
                .to_string(),
            "Léa <a@d.fr>"
        );
    }

    #[test]
    fn what_is_no_single_address_is_refused() {
        for text in [
            "",
            "nobody",
            "a@b.fr, c@d.fr",
            "@d.fr",
            "a@",
            "é@d.fr",
            "a@dé.fr",
        ] {
            assert!(Mailbox::parse(text).is_err(), "{text}");
        }
    }
}
