//! Identifiers: one type per resource, so that they cannot be swapped, and their IRIs.

use std::{cmp::Ordering, fmt, hash, marker::PhantomData, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

/// The identifier of one `R`: a UUID, printed in lower case.
pub struct Id<R>(Uuid, PhantomData<fn() -> R>);

impl<R> Id<R> {
    /// The identifier with this UUID.
    pub const fn new(uuid: Uuid) -> Self {
        Self(uuid, PhantomData)
    }

    /// The UUID within.
    pub const fn uuid(self) -> Uuid {
        self.0
    }
}

impl<R> Id<R> {
    /// The identifier that follows from an owner and a name within it (RFC 9562, version 5).
    pub fn derived<O>(owner: Id<O>, name: &str) -> Self {
        Self::new(Uuid::new_v5(&owner.0, name.as_bytes()))
    }
}

/// A kind of thing that the API names by an IRI.
pub trait Resource {
    /// Its short name, as `@type` prints it.
    const NAME: &'static str;
    /// The path of its collection, under which its items stand.
    const PATH: &'static str;
}

impl<R: Resource> Id<R> {
    /// The IRI: an absolute path such as `/api/offices/6e229d04-…`.
    pub fn iri(self) -> String {
        format!("{}/{}", R::PATH, self.0)
    }
}

impl<R> Clone for Id<R> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<R> Copy for Id<R> {}
impl<R> PartialEq for Id<R> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl<R> Eq for Id<R> {}
impl<R> PartialOrd for Id<R> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl<R> Ord for Id<R> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.cmp(&other.0)
    }
}
impl<R> hash::Hash for Id<R> {
    fn hash<H: hash::Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}
impl<R> fmt::Display for Id<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
impl<R> fmt::Debug for Id<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What is not a UUID in its usual form of 36 characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an identifier: 36 characters such as 6e229d04-1880-4b6b-a520-36f757f4a531")]
pub struct InvalidId;

impl<R> FromStr for Id<R> {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        // The crate also reads braces, URNs and bare hex: spellings that would give one thing several IRIs.
        if text.len() != 36 {
            return Err(InvalidId);
        }
        Uuid::try_parse(text).map(Self::new).map_err(|_| InvalidId)
    }
}

impl<R> Serialize for Id<R> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de, R> Deserialize<'de> for Id<R> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
