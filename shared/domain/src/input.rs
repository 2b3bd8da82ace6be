//! What a request's body may hold: types first (a 400 each), then constraints (a 422 for all of them together).

use std::borrow::Cow;

use serde_json::{Map, Value};

use crate::transfer::FileKind;

/// A JSON object as a request gave it.
pub type Object = Map<String, Value>;

/// A body that cannot be understood: the first such finding is reported, and nothing is validated.
/// The texts are those of the conventions that the API follows (API Platform 2.6).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    /// An attribute of the wrong JSON type.
    #[error("The type of the \"{attribute}\" attribute must be \"string\", \"{given}\" given.")]
    Type {
        /// The attribute's name.
        attribute: &'static str,
        /// The type that was given.
        given: &'static str,
    },
    /// A value inside a list of the wrong JSON type.
    #[error("The type of the \"{attribute}\" attribute must be \"{expected}\", \"{given}\" given.")]
    Kind {
        /// Where it stands.
        attribute: String,
        /// The type that belongs there.
        expected: &'static str,
        /// The type that was given.
        given: &'static str,
    },
    /// A date that is not a string, or an empty one.
    #[error(
        "The data is either not an string, an empty string, or null; you should pass a string that can be parsed with the passed format or a valid DateTime string."
    )]
    NoDate,
    /// A text that is no date, or a date that no calendar has.
    #[error("Failed to parse time string ({text}): {reason}")]
    Date {
        /// What was given.
        text: String,
        /// What to give instead.
        reason: &'static str,
    },
    /// A relation of the wrong JSON type.
    #[error("Expected IRI or nested document for attribute \"{attribute}\", \"{given}\" given.")]
    Relation {
        /// The attribute's name.
        attribute: &'static str,
        /// The type that was given.
        given: &'static str,
    },
    /// A relation given as a document.
    #[error("Nested documents for attribute \"{0}\" are not allowed. Use IRIs instead.")]
    Nested(&'static str),
    /// A text that is no IRI of this API.
    #[error("Invalid IRI \"{0}\".")]
    InvalidIri(String),
    /// The IRI of another kind of resource.
    #[error(
        "Failed to denormalize attribute \"{attribute}\" value for class \"{owner}\": Expected argument of type \"{expected}\", \"{given}\" given at property path \"{attribute}\"."
    )]
    WrongResource {
        /// The resource that has the attribute.
        owner: &'static str,
        /// The attribute's name.
        attribute: &'static str,
        /// The kind that belongs there.
        expected: &'static str,
        /// The kind that was named.
        given: &'static str,
    },
    /// The IRI of something that does not exist for this caller.
    #[error("Item not found for \"{0}\".")]
    ItemNotFound(String),
}

/// A rule that a value breaks. Its code is the one that Symfony's validator gives it; the scan's rules, which Symfony does not have, have
/// codes of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Constraint {
    /// A text is missing or empty.
    NotBlank,
    /// A value is missing.
    NotNull,
    /// Not an e-mail address that can be written to.
    Email,
    /// Not one of the values on offer.
    Choice,
    /// Not of the form that belongs there.
    Regex,
    /// More characters than the limit.
    TooLong(usize),
    /// Fewer elements than the limit.
    TooFew(usize),
    /// More elements than the limit.
    TooMany(usize),
    /// More upload tickets than the limit.
    TooManyTickets(usize),
    /// A file's name with a path or hidden characters in it.
    FileName,
    /// A file of no bytes.
    FileEmpty,
    /// A file of more bytes than the limit.
    FileTooLarge {
        /// Its size in bytes.
        size: u64,
        /// The limit in bytes.
        limit: u64,
    },
    /// A file of a type that is not taken; the media type that it has.
    FileType(&'static str),
    /// A file in which a scan has found malware.
    FileInfected,
    /// A file that a scan for malware could not look at.
    FileUnscanned,
}

impl Constraint {
    /// The sentence that the caller reads.
    pub fn message(self) -> String {
        match self {
            Self::NotBlank => "This value should not be blank.".into(),
            Self::NotNull => "This value should not be null.".into(),
            Self::Email => "This value is not a valid email address.".into(),
            Self::Choice => "The value you selected is not a valid choice.".into(),
            Self::Regex => "This value is not valid.".into(),
            Self::TooLong(limit) => {
                format!("This value is too long. It should have {limit} characters or less.")
            }
            Self::TooFew(limit) => {
                format!("This collection should contain {limit} element or more.")
            }
            Self::TooMany(limit) => {
                format!("This collection should contain {limit} elements or less.")
            }
            Self::TooManyTickets(limit) => {
                format!("A transfer has {limit} upload tickets at most: create another transfer.")
            }
            Self::FileName => {
                "A file name may hold no path, no control character and no direction mark.".into()
            }
            Self::FileEmpty => "An empty file is not allowed.".into(),
            Self::FileTooLarge { size, limit } => {
                let (size, limit, suffix) = factorized(size, limit);
                format!(
                    "The file is too large ({size} {suffix}). Allowed maximum size is {limit} {suffix}."
                )
            }
            Self::FileType(found) => {
                let taken = FileKind::ALL.map(|kind| format!("\"{}\"", kind.media_type()));
                format!(
                    "The mime type of the file is invalid (\"{found}\"). Allowed mime types are {}.",
                    taken.join(", ")
                )
            }
            Self::FileInfected => "The file contains malware. It was deleted.".into(),
            Self::FileUnscanned => {
                "The file could not be scanned for malware, as if it is protected by a password. It was deleted."
                    .into()
            }
        }
    }

    /// The stable code by which a program knows the rule.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotBlank => "c1051bb4-d103-4f74-8988-acbcafc7fdc3",
            Self::NotNull => "ad32d13f-c3d4-423b-909a-857b961eb720",
            Self::Email => "bd79c0ab-ddba-46cc-a703-a7a4b08de310",
            Self::Choice => "8e179f1b-97aa-4560-a02f-2a8b42e49df7",
            Self::Regex | Self::FileName => "de1e3db3-5ed4-4941-aae4-59f3667cc3a3",
            Self::TooLong(_) => "d94b19cc-114f-4f44-9cc4-4138e80a87b9",
            Self::TooFew(_) => "bef8e338-6ae5-4caf-b8e2-50e7b0579e69",
            Self::TooMany(_) | Self::TooManyTickets(_) => "756b1212-697c-468d-a9ad-50dd783bb169",
            Self::FileEmpty => "5d743385-9775-4aa5-8ff5-495fb1e60137",
            Self::FileTooLarge { .. } => "df8637af-d466-48c6-a59d-e7126250a654",
            Self::FileType(_) => "744f00bc-4389-4c74-92de-9a43cde55534",
            Self::FileInfected => "0f2d8c41-6b5a-4e17-9d3c-71a4e8b2c605",
            Self::FileUnscanned => "b94a1e37-2c80-4f6d-8a51-3de70c9f4b18",
        }
    }
}

/// Two sizes in bytes, in the largest unit in which the limit is whole and the two can be told apart.
fn factorized(size: u64, limit: u64) -> (String, u64, &'static str) {
    for (unit, suffix) in [(1 << 20, "MiB"), (1 << 10, "KiB")] {
        let hundredths = (u128::from(size) * 100 + unit / 2) / unit;
        let (whole, rest) = (hundredths / 100, hundredths % 100);
        let limit_in_units = u128::from(limit) / unit;
        let fits = u128::from(limit) % unit == 0 && (whole, rest) != (limit_in_units, 0);
        if let (true, Ok(limit)) = (fits, u64::try_from(limit_in_units)) {
            let text = format!("{whole}.{rest:02}");
            let text = text.trim_end_matches('0').trim_end_matches('.');
            return (text.to_owned(), limit, suffix);
        }
    }
    (size.to_string(), limit, "bytes")
}

/// One broken rule of one property.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// The property's path.
    pub property: Cow<'static, str>,
    /// The rule.
    pub constraint: Constraint,
}

/// Collects the violations of a request, so that all come back together.
#[derive(Debug, Default)]
pub struct Violations(Vec<Violation>);

impl Violations {
    /// The value, or `None` with the violation noted.
    pub fn take<T>(
        &mut self,
        property: impl Into<Cow<'static, str>>,
        result: Result<T, Constraint>,
    ) -> Option<T> {
        result
            .map_err(|constraint| self.note(property, constraint))
            .ok()
    }

    /// Notes a violation.
    pub fn note(&mut self, property: impl Into<Cow<'static, str>>, constraint: Constraint) {
        self.0.push(Violation {
            property: property.into(),
            constraint,
        });
    }

    /// What was noted, in the order of the properties.
    pub fn into_vec(self) -> Vec<Violation> {
        self.0
    }
}

/// A field of a merge patch (RFC 7396): left alone, removed, or given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Field<T> {
    /// The body does not name it.
    #[default]
    Absent,
    /// The body says `null`.
    Null,
    /// The body gives a value.
    Value(T),
}

impl<T> Field<T> {
    /// The given value, if there is one.
    pub fn value(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// The same field with its value read further.
    pub fn try_map<U, E>(self, read: impl FnOnce(T) -> Result<U, E>) -> Result<Field<U>, E> {
        Ok(match self {
            Self::Absent => Field::Absent,
            Self::Null => Field::Null,
            Self::Value(value) => Field::Value(read(value)?),
        })
    }
}

/// A text that may be removed by `null`.
pub fn nullable_text(object: &Object, attribute: &'static str) -> Result<Field<String>, Malformed> {
    match object.get(attribute) {
        None => Ok(Field::Absent),
        Some(Value::Null) => Ok(Field::Null),
        Some(Value::String(text)) => Ok(Field::Value(text.clone())),
        Some(other) => Err(Malformed::Type {
            attribute,
            given: type_name(other),
        }),
    }
}

/// A text that cannot be removed.
pub fn text(object: &Object, attribute: &'static str) -> Result<Option<String>, Malformed> {
    match nullable_text(object, attribute)? {
        Field::Null => Err(Malformed::Type {
            attribute,
            given: "NULL",
        }),
        other => Ok(other.value()),
    }
}

/// The text of a relation's IRI.
pub fn relation(object: &Object, attribute: &'static str) -> Result<Field<String>, Malformed> {
    match object.get(attribute) {
        None => Ok(Field::Absent),
        Some(Value::Null) => Ok(Field::Null),
        Some(Value::String(text)) => Ok(Field::Value(text.clone())),
        Some(Value::Object(_)) => Err(Malformed::Nested(attribute)),
        Some(other) => Err(Malformed::Relation {
            attribute,
            given: type_name(other),
        }),
    }
}

/// The name that the reference stack (PHP) gives a JSON value's type.
pub fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "NULL",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "double",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) | Value::Object(_) => "array",
    }
}

#[cfg(test)]
mod tests;
