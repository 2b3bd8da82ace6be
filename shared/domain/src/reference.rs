//! Short texts from the organization's own system, which we carry and never read.

use serde::{Deserialize, Serialize};

use crate::input::Constraint;

/// The longest such text, in characters (contract, section 3).
pub(crate) const LIMIT: usize = 255;

/// A reference of the organization's own: its number for the consultation, or for the stay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Reference(String);

impl Reference {
    /// Reads a reference; an empty one counts as none.
    ///
    /// # Errors
    /// [`Constraint::TooLong`] beyond 255 characters, [`Constraint::Regex`] with control characters.
    pub fn parse(text: &str) -> Result<Option<Self>, Constraint> {
        if text.chars().count() > LIMIT {
            return Err(Constraint::TooLong(LIMIT));
        }
        if text.chars().any(char::is_control) {
            return Err(Constraint::Regex);
        }
        Ok((!text.is_empty()).then(|| Self(text.to_owned())))
    }

    /// The text as it was given.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests;
