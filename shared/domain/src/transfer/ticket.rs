//! Upload tickets: the way for files that do not pass through one call of the API (contract, section 4).

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Number, Value};

use super::{FileKind, FileName, MAX_FILES, TransferFile, check_size};
use crate::{
    Id,
    input::{Constraint, Malformed, Object, Violation, Violations, type_name},
};

/// How long a ticket may be redeemed.
pub(super) const LIFETIME: SignedDuration = SignedDuration::from_mins(15);

/// The permission to upload one file of a size and a type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UploadTicket {
    /// Its identifier.
    pub id: Id<UploadTicket>,
    /// Its place among the transfer's tickets, from 0.
    pub place: usize,
    /// What the file will be called.
    pub name: FileName,
    /// What it is declared to be.
    pub kind: FileKind,
    /// Its size in bytes.
    pub size: u64,
    /// When it was issued.
    pub issued: Timestamp,
    /// Until when it may be redeemed.
    pub expires: Timestamp,
    /// What became of it.
    pub standing: Standing,
}

/// What became of a ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Standing {
    /// Nothing yet.
    Pending,
    /// It became a file.
    Attached {
        /// Which.
        file: Id<TransferFile>,
    },
    /// What was uploaded was refused.
    Refused {
        /// Why, for the integrator.
        message: String,
        /// The rule's stable code.
        code: String,
    },
}

impl Standing {
    /// Refused, by this rule.
    pub(super) fn refused(constraint: Constraint) -> Self {
        Self::Refused {
            message: constraint.message(),
            code: constraint.code().to_owned(),
        }
    }

    /// The words that the API prints.
    pub const NAMES: [&str; 3] = ["pending", "attached", "refused"];

    /// The word that the API prints.
    pub const fn name(&self) -> &'static str {
        let [pending, attached, refused] = Self::NAMES;
        match self {
            Self::Pending => pending,
            Self::Attached { .. } => attached,
            Self::Refused { .. } => refused,
        }
    }
}

/// A file that a ticket is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Announced {
    /// What it will be called.
    pub name: FileName,
    /// What it is said to be.
    pub kind: FileKind,
    /// In bytes.
    pub size: u64,
}

/// Reads the files that a body asks tickets for: `{"files":[{"name","type","size"}]}`.
///
/// # Errors
/// The outer one where a value has the wrong JSON type; the inner one with all rules that the values break.
pub fn announced(body: &Object) -> Result<Result<Vec<Announced>, Vec<Violation>>, Malformed> {
    let wrong = |given: &Value| Malformed::Kind {
        attribute: "files".into(),
        expected: "array",
        given: type_name(given),
    };
    let files = match body.get("files") {
        None => &[][..],
        Some(Value::Array(files)) => files,
        Some(other) => return Err(wrong(other)),
    };
    let mut found = Violations::default();
    if files.is_empty() {
        found.note("files", Constraint::TooFew(1));
    }
    if files.len() > MAX_FILES {
        found.note("files", Constraint::TooMany(MAX_FILES));
        return Ok(Err(found.into_vec()));
    }
    let mut announced = Vec::new();
    for (index, file) in files.iter().enumerate() {
        let attribute = |name: &str| format!("files[{index}].{name}");
        let Value::Object(file) = file else {
            return Err(Malformed::Kind {
                attribute: format!("files[{index}]"),
                expected: "array",
                given: type_name(file),
            });
        };
        let name = text(file.get("name"), attribute("name"))?;
        let kind = text(file.get("type"), attribute("type"))?;
        let size = number(file.get("size"), attribute("size"))?;
        let name = found.take(attribute("name"), FileName::parse(name));
        let kind = found.take(attribute("type"), kind_of(kind));
        let size = size.ok_or(Constraint::NotNull).and_then(check_size);
        let size = found.take(attribute("size"), size);
        if let (Some(name), Some(kind), Some(size)) = (name, kind, size) {
            announced.push(Announced { name, kind, size });
        }
    }
    let violations = found.into_vec();
    Ok(if violations.is_empty() {
        Ok(announced)
    } else {
        Err(violations)
    })
}

fn kind_of(text: &str) -> Result<FileKind, Constraint> {
    if text.is_empty() {
        return Err(Constraint::NotBlank);
    }
    FileKind::from_media_type(text).ok_or(Constraint::Choice)
}

fn text(value: Option<&Value>, attribute: String) -> Result<&str, Malformed> {
    match value {
        None => Ok(""),
        Some(Value::String(text)) => Ok(text),
        Some(other) => Err(Malformed::Kind {
            attribute,
            expected: "string",
            given: type_name(other),
        }),
    }
}

fn number(value: Option<&Value>, attribute: String) -> Result<Option<u64>, Malformed> {
    let wrong = |given: &Value| Malformed::Kind {
        attribute,
        expected: "integer",
        given: type_name(given),
    };
    match value {
        None => Ok(None),
        Some(Value::Number(number)) => whole(number)
            .map(Some)
            .ok_or_else(|| wrong(&number.clone().into())),
        Some(other) => Err(wrong(other)),
    }
}

/// A number without a fraction, however it is written: `170.0` is an integer, too (JSON Schema 2020-12, section 4.2.3). One below zero
/// is a size like zero, of nothing; one beyond all sizes is the largest.
fn whole(number: &Number) -> Option<u64> {
    if number.is_i64() || number.is_u64() {
        return Some(number.as_u64().unwrap_or(0));
    }
    let number = number.as_f64().filter(|number| number.fract() == 0.0)?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "what does not fit becomes the nearest that does"
    )]
    Some(number as u64)
}
