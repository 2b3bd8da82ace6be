//! The design that comes to mind first, for the same requests: Node, with an authorizer before it; every item read anew by a call of its
//! own; lists counted by reading all of them; mails and SMS sent while the caller waits; and reminders found by a function that reads the
//! whole table each minute.
//!
//! It is cheaper where it promises less: a booking there is one item and no transaction, so that a mail can be lost.

use super::{Usage, count};
use crate::{
    cases::{BOOK, LIST, SHARE},
    targets::Measured,
};

/// What Node's functions are given, in GB: they hold 80 MiB before they do anything, and their share of a processor goes by memory.
const MEMORY: f64 = 0.5;
/// What an authorizer takes that reads a key, in milliseconds: less than any of the peer's answers.
const AUTHORIZER: f64 = 6.0;
/// An eventually consistent read of an item up to 4 KB, in units ("DynamoDB read and write operations").
const READ: f64 = 0.5;
/// Reads of its own for each request: the key, the organization.
const IDENTITY: f64 = 2.0 * READ;
/// A list that is counted by reading it: a thousand items of 400 bytes.
const COUNTED: f64 = 1_000.0 * 400.0 / 4_096.0 * READ;
/// An appointment with three indexes, of 1 KB each.
const BOOKED: f64 = 4.0;
/// Appointments that lie ahead when a million are booked in a month, a month in advance; 1 KB each.
const AHEAD: f64 = 1e6;
/// How often the table is read for each booking: each minute of a month, for a million of them.
const POLLS: f64 = 30.0 * 24.0 * 60.0 / 1e6;
/// How fast one function reads a table, in bytes a second.
const SCANNED: f64 = 20e6;

/// The naive design, with the durations that the Node peer has shown.
pub struct Naive {
    /// By title, in milliseconds.
    durations: Vec<(&'static str, f64)>,
}

impl Naive {
    /// None of its requests has a cost where the Node peer was left out.
    pub(super) fn new(all: &[Measured<'_>]) -> Self {
        let node = all
            .iter()
            .filter(|(subject, _)| subject.program.maker == "node");
        let durations =
            node.map(|(subject, shown)| (subject.case.title, shown.warm_percentiles().0));
        Self {
            durations: durations.collect(),
        }
    }

    /// What one of the peer's requests uses, where Leah uses `ours`.
    pub(super) fn request(&self, title: &str, ours: Usage) -> Option<Usage> {
        let (title, measured) = self.durations.iter().find(|(known, _)| *known == title)?;
        let (reads, writes, calls) = if *title == LIST.title {
            (IDENTITY + ours.read_units + COUNTED, 0.0, 4)
        } else if *title == BOOK.title {
            // The office, too; mail and SMS are calls.
            (IDENTITY + READ, BOOKED, 6)
        } else if *title == SHARE.title {
            (IDENTITY + READ, 1.0, 5)
        } else {
            return None;
        };
        let duration = super::billed(measured + super::CALL * count(calls)) * MEMORY;
        Some(Usage {
            gateway_requests: 1.0,
            invocations: 2.0,
            gigabyte_seconds: duration + super::billed(AUTHORIZER) * MEMORY,
            read_units: reads,
            write_units: writes,
            ..Usage::default()
        })
    }

    /// What a booking uses with all that follows, where Leah uses `ours`.
    pub(super) fn booking(&self, ours: Usage) -> Option<Usage> {
        let booked = self.request(BOOK.title, ours)?;
        let bytes = AHEAD * 1_024.0;
        let polling = Usage {
            invocations: POLLS,
            gigabyte_seconds: bytes / SCANNED * MEMORY * POLLS,
            read_units: bytes / 4_096.0 * READ * POLLS,
            // Each of two reminders is marked as sent.
            write_units: 2.0 * BOOKED,
            ..Usage::default()
        };
        Some(booked + polling)
    }
}
