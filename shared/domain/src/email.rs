//! E-mail addresses.

use std::fmt;

use email_address::{EmailAddress, Options};
use serde::{Deserialize, Serialize};

use crate::input::Constraint;

/// The longest address that a mail can be sent to (RFC 5321, section 4.5.3.1.3, less the angle brackets).
pub(crate) const LIMIT: usize = 254;

/// An address that mail can be sent to, kept as it was written.
///
/// Deserializing trusts its source: only the table, which holds nothing that [`Email::parse`] refused.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Email(String);

impl Email {
    /// Reads an address: `local@domain.tld`, no display name, no address literal. The local part is ASCII,
    /// since SES carries no other; the domain may be international.
    ///
    /// # Errors
    /// [`Constraint::NotBlank`] for an empty text, [`Constraint::Email`] for what is no such address.
    pub fn parse(text: &str) -> Result<Self, Constraint> {
        if text.is_empty() {
            return Err(Constraint::NotBlank);
        }
        let options = Options::default()
            .with_required_tld()
            .without_display_text()
            .without_domain_literal();
        let address =
            EmailAddress::parse_with_options(text, options).map_err(|_| Constraint::Email)?;
        // The parser passes over what stands before the address and in brackets, which would be kept and sent.
        let alone = text.len() == address.local_part().len() + 1 + address.domain().len()
            && !text.contains(char::is_control);
        let ascii = address.local_part().is_ascii()
            && idna::domain_to_ascii_strict(address.domain()).is_ok();
        if text.len() > LIMIT || !alone || !ascii {
            return Err(Constraint::Email);
        }
        Ok(Self(text.to_owned()))
    }

    /// The address as it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address as the mail system takes it: the domain in ASCII (RFC 5890).
    pub fn wire(&self) -> String {
        match self.0.rsplit_once('@') {
            Some((local, domain)) => {
                let domain = idna::domain_to_ascii(domain).unwrap_or_else(|_| domain.to_owned());
                format!("{local}@{domain}")
            }
            None => self.0.clone(),
        }
    }

    /// The form by which addresses are compared: case is ignored (contract, section 2).
    pub fn folded(&self) -> String {
        fold(&self.0)
    }
}

/// The form by which e-mail addresses are compared.
pub fn fold(address: &str) -> String {
    address.to_lowercase()
}

impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Email(…)")
    }
}

#[cfg(test)]
mod tests;
