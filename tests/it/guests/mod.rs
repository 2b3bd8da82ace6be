//! What a guest's link opens: the page of the documents, and the way to each of them.

mod bucket;
mod budgets;
mod counts;
mod downloads;
mod links;
mod logs;
mod page;
mod scanners;
mod support;
mod zips;
mod zips_broken;

#[cfg(feature = "browser")]
pub(crate) use support::downloads;
pub(crate) use support::{Document, Guest};
