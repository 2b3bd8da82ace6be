//! What a guest's links open: the page of the documents, the way to each of them, and the waiting room.

mod bucket;
mod budgets;
mod counts;
mod downloads;
mod links;
mod logs;
mod page;
mod scanners;
mod support;
mod waiting;
mod zips;
mod zips_broken;

#[cfg(feature = "browser")]
pub(crate) use support::downloads;
pub(crate) use support::{Document, Guest};
pub(crate) use waiting::Room;
