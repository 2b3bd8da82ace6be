//! Telephone numbers.

use std::{fmt, sync::LazyLock};

use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumberFormat, enums::Region};
use serde::{Deserialize, Serialize};

use crate::input::Constraint;

/// The longest text worth reading as a number: 15 digits (E.164) and what people write between them.
pub(crate) const LIMIT: usize = 64;

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
        let plans = &PHONE_NUMBER_UTIL;
        let number = plans.parse(text, None).map_err(|_| Constraint::Regex)?;
        if number.extension.is_some() || !plans.is_valid_number(&number) {
            return Err(Constraint::Regex);
        }
        let e164 = plans.format(&number, PhoneNumberFormat::E164);
        Ok(Self(e164.into_owned()))
    }

    /// The ISO 3166 code of the country whose plan the number belongs to, where it is one country's.
    pub fn country(&self) -> Option<String> {
        let number = PHONE_NUMBER_UTIL.parse(&self.0, None).ok()?;
        let region = PHONE_NUMBER_UTIL.get_region_for_number(&number)?;
        // What belongs to no country, such as +800, has a region of its own there.
        (region != Region::World).then(|| region.to_string())
    }

    /// The number in E.164.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Reads the numbering plans, which are otherwise read for the first number: a program that will need them does it before anybody waits.
pub fn read_plans() {
    LazyLock::force(&PHONE_NUMBER_UTIL);
}

impl fmt::Debug for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PhoneNumber(…)")
    }
}

#[cfg(test)]
mod tests;
