//! The shapes of a model: what values an operation takes.

use super::pattern::Pattern;

/// A shape of a model.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ShapeId(pub(super) usize);

/// What values a place takes.
#[derive(Debug)]
pub(crate) struct Shape {
    /// Its name in the model.
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    /// The least length, count or value.
    pub(crate) min: Option<i64>,
    /// The greatest.
    pub(crate) max: Option<i64>,
    pub(crate) pattern: Option<Pattern>,
    /// Whether AWS keeps its values out of its messages.
    pub(crate) sensitive: bool,
}

#[derive(Debug)]
pub(crate) enum Kind {
    Structure(Structure),
    List {
        element: ShapeId,
        /// What an element is called in XML and in a query.
        wire: &'static str,
        flattened: bool,
    },
    Map {
        key: ShapeId,
        value: ShapeId,
    },
    /// With the values of an enumeration, if it is one.
    String(Vec<&'static str>),
    Blob,
    Boolean,
    /// Of 32 bits.
    Integer,
    Long,
    Double,
    Timestamp,
}

impl Kind {
    /// Whether it is one value, and no collection of others.
    pub(crate) const fn is_simple(&self) -> bool {
        !matches!(
            self,
            Self::Structure(_) | Self::List { .. } | Self::Map { .. }
        )
    }
}

#[derive(Debug)]
pub(crate) struct Structure {
    pub(crate) members: Vec<Member>,
    /// The member that is the body.
    pub(crate) payload: Option<&'static str>,
    /// Whether a member is called otherwise in a body.
    pub(super) renamed: bool,
}

impl Structure {
    /// The member of this name.
    pub(crate) fn member(&self, name: &str) -> Option<&Member> {
        self.members.iter().find(|member| member.name == name)
    }

    /// The member that a body calls so.
    pub(crate) fn in_body(&self, wire: &str) -> Option<&Member> {
        let in_body = |member: &&Member| member.place == Place::Body && member.wire == wire;
        self.members.iter().find(in_body)
    }
}

#[derive(Debug)]
pub(crate) struct Member {
    pub(crate) name: &'static str,
    /// What it is called where it stands.
    pub(crate) wire: &'static str,
    pub(crate) place: Place,
    pub(crate) shape: ShapeId,
    pub(crate) required: bool,
}

/// Where in a request a member stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Body,
    Path,
    Query,
    Header,
    /// All headers whose names begin so.
    Headers,
}
