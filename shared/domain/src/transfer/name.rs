//! Names of files, as their senders call them.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::FileKind;
use crate::input::Constraint;

/// The longest name, in characters: what file systems take.
pub(crate) const LIMIT: usize = 255;

/// A file's name: no path, nothing that is not seen. It is shown to the guest and names the file on their disk; no
/// object is ever stored under it.
///
/// Deserializing trusts its source: only the table, which holds nothing that [`FileName::parse`] refused.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FileName(String);

impl FileName {
    /// Reads a name.
    ///
    /// # Errors
    /// [`Constraint::NotBlank`] for an empty text, [`Constraint::TooLong`] beyond 255 characters,
    /// [`Constraint::FileName`] for a path, or with a character that is not seen or turns the order of the others.
    pub fn parse(text: &str) -> Result<Self, Constraint> {
        if text.trim().is_empty() {
            return Err(Constraint::NotBlank);
        }
        if text.chars().count() > LIMIT {
            return Err(Constraint::TooLong(LIMIT));
        }
        let path = text.contains(['/', '\\']) || matches!(text, "." | "..");
        if path || text.chars().any(is_hidden) {
            return Err(Constraint::FileName);
        }
        Ok(Self(text.to_owned()))
    }

    /// The name as it was given.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name under which a file of this kind is saved: with an ending by which it opens as what it is.
    pub fn on_disk(&self, kind: FileKind) -> String {
        let ending = self.0.rsplit_once('.').map(|(_, ending)| ending);
        let right = ending.is_some_and(|ending| {
            kind.endings()
                .iter()
                .any(|known| known.eq_ignore_ascii_case(ending))
        });
        if right {
            self.0.clone()
        } else {
            format!("{}.{}", self.0, kind.endings()[0])
        }
    }
}

/// Control characters, what takes no room (but for the joiners, by which Persian and emoji are written), and the marks by which
/// "exe.gpj" is shown as "jpg.exe" (Unicode Standard Annex 9, section 2).
fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{061C}' | '\u{200B}' | '\u{200E}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}'
        )
}

impl fmt::Debug for FileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FileName(…)")
    }
}
