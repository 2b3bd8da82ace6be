//! What people read of each operation, and what it takes and gives. Paths, methods, filters, types and limits are the functions'.

mod appointments;
mod documents;
mod reading;
mod transfers;
mod webhooks;

use crate::places::Place;

/// An operation.
#[derive(Debug, Clone, Copy)]
pub struct Operation {
    /// Its name, by which generated clients call it.
    pub id: &'static str,
    /// Its method.
    pub method: &'static str,
    /// The path of its resource's collection, and what follows it.
    pub path: (&'static str, &'static str),
    pub(crate) tag: &'static str,
    pub(crate) summary: &'static str,
    pub(crate) description: &'static str,
    pub(crate) query: Query,
    pub(crate) body: Body,
    pub(crate) answer: Answer,
    /// Whether the answer says how the item can be edited.
    pub(crate) patchable: bool,
}

/// What an operation's query may say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Query {
    /// Nothing.
    None,
    /// Filters and the page of a list.
    List,
}

/// What an operation is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Body {
    None,
    Booking,
    Edit,
    Transfer,
    Sharing,
    /// Files as a form, or the files for which tickets are asked.
    Files,
}

/// What an operation answers where it succeeds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answer {
    /// An item of a kind.
    Item(&'static str),
    /// A new item of a kind, with 201.
    Created(&'static str),
    /// An item of a kind that the request has made or changed.
    Changed(&'static str),
    /// A list of a kind.
    List(&'static str),
    /// A transfer, or a list of upload tickets.
    Files,
    /// Nothing: 204.
    Gone,
    Entrypoint,
    Context,
    Documentation,
}

impl Operation {
    /// An operation that reads.
    const fn reads(
        id: &'static str,
        path: (&'static str, &'static str),
        tag: &'static str,
        answer: Answer,
        (summary, description): (&'static str, &'static str),
    ) -> Self {
        Self {
            id,
            method: "GET",
            path,
            tag,
            summary,
            description,
            query: Query::None,
            body: Body::None,
            answer,
            patchable: false,
        }
    }

    /// The same with another method.
    const fn by(mut self, method: &'static str) -> Self {
        self.method = method;
        self
    }

    /// The same with filters and pages.
    const fn paged(mut self) -> Self {
        self.query = Query::List;
        self
    }

    /// The same with a body.
    const fn sent(mut self, body: Body) -> Self {
        self.body = body;
        self
    }

    /// The same on an item that can be edited.
    const fn patchable(mut self) -> Self {
        self.patchable = true;
        self
    }

    /// Whether it is the one at a place.
    pub fn is_at(&self, place: &Place) -> bool {
        let (collection, rest) = self.path;
        let path = place.path.strip_prefix(collection);
        path == Some(rest) && place.method == self.method
    }
}

/// All of them.
pub fn all() -> Vec<Operation> {
    [
        &reading::OPERATIONS[..],
        &appointments::OPERATIONS,
        &transfers::OPERATIONS,
        &webhooks::OPERATIONS,
        &documents::OPERATIONS,
    ]
    .concat()
}
