//! Values as answers print them: the type says what the text may be.

use jiff::Timestamp;
use serde::{Serialize, Serializer};

use crate::{
    Id, Resource,
    appointment::Status,
    print,
    transfer::{FileKind, Standing, TransferStatus},
    webhook::{Channel, DeliveryStatus, Event, Form, GivenUp, Network, Reason},
};

/// The IRI of one `R`.
#[derive(Debug, Clone, Copy)]
pub struct Iri<R>(pub Id<R>);

impl<R: Resource> Serialize for Iri<R> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0.iri())
    }
}

/// An instant.
#[derive(Debug, Clone, Copy)]
pub struct Date(pub Timestamp);

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&print(self.0))
    }
}

/// One of the words that there are for a `T`.
#[derive(Debug, Clone, Copy)]
pub struct Named<T>(pub T);

impl<T: Word> Serialize for Named<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.word())
    }
}

/// A thing that the API prints as one of a few words.
pub trait Word {
    /// All the words.
    fn words() -> Vec<&'static str>;
    /// The word for this one.
    fn word(&self) -> &'static str;
}

macro_rules! named {
    ($($kind:ty),+) => {$(
        impl Word for $kind {
            fn words() -> Vec<&'static str> {
                Self::ALL.into_iter().map(Self::name).collect()
            }

            fn word(&self) -> &'static str {
                self.name()
            }
        }
    )+};
}

named!(
    Status,
    TransferStatus,
    Channel,
    DeliveryStatus,
    Event,
    Form,
    GivenUp,
    Reason,
    crate::ReminderKind
);

impl Word for FileKind {
    fn words() -> Vec<&'static str> {
        Self::ALL.into_iter().map(Self::media_type).collect()
    }

    fn word(&self) -> &'static str {
        self.media_type()
    }
}

impl<T: Word> Word for &T {
    fn words() -> Vec<&'static str> {
        T::words()
    }

    fn word(&self) -> &'static str {
        (*self).word()
    }
}

impl Word for Standing {
    fn words() -> Vec<&'static str> {
        Self::NAMES.into()
    }

    fn word(&self) -> &'static str {
        self.name()
    }
}

impl Word for Network {
    fn words() -> Vec<&'static str> {
        Self::NAMES.into()
    }

    fn word(&self) -> &'static str {
        self.name()
    }
}
