//! Telephone numbers.

use std::fmt;

use phonenumber::Mode;
use serde::{Deserialize, Serialize};

use crate::input::Constraint;

/// The longest text worth reading as a number: 15 digits (E.164) and what people write between them.
const LIMIT: usize = 64;

/// A valid international number, kept as E.164 writes it (`+33612345678`).
///
/// Deserializing trusts its source: only the table, which holds nothing that [`PhoneNumber::parse`] refused.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PhoneNumber(String);

impl PhoneNumber {
    /// Reads a number in international form: `+` and a country code first.
    ///
    /// # Errors
    /// [`Constraint::NotBlank`] for an empty text, [`Constraint::Regex`] for what no numbering plan has.
    pub fn parse(text: &str) -> Result<Self, Constraint> {
        if text.is_empty() {
            return Err(Constraint::NotBlank);
        }
        let international = text.trim_start().starts_with('+') && text.len() <= LIMIT;
        if !international {
            return Err(Constraint::Regex);
        }
        let number = phonenumber::parse(None, text).map_err(|_| Constraint::Regex)?;
        if number.extension().is_some() || !phonenumber::is_valid(&number) {
            return Err(Constraint::Regex);
        }
        Ok(Self(number.format().mode(Mode::E164).to_string()))
    }

    /// The ISO 3166 code of the country whose plan the number belongs to, where it is one country's.
    pub fn country(&self) -> Option<String> {
        let number = phonenumber::parse(None, &self.0).ok()?;
        let country = number.country().id()?;
        Some(country.as_ref().to_owned())
    }

    /// The number in E.164.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PhoneNumber(…)")
    }
}

#[cfg(test)]
mod tests;
