//! What the HTTP functions share: routes, keys, negotiation, bodies, answers, errors, idempotency.
//!
//! The checks come in the order that the conventions have: route (404, 405), key (401), format (406, 404),
//! item (404), media type (415), body (400), rules (422).

mod answer;
mod auth;
mod body;
pub mod collection;
mod document;
mod encoding;
mod exchange;
mod headers;
mod host;
pub mod hydra;
mod idempotency;
pub mod metrics;
mod multipart;
mod negotiation;
mod pages;
mod problem;
mod query;
pub mod refusal;
mod route;
pub mod schema;
mod serve;
pub mod telemetry;

pub use answer::Reply;
pub use auth::Caller;
pub use body::Media;
pub use document::{Document, context};
pub use exchange::Exchange;
pub use idempotency::{replay, settle};
pub use multipart::Upload;
pub use negotiation::{Format, OFFERED, Offered};
pub use pages::{Page, Visit, pages};
pub use problem::Problem;
pub use query::Query;
pub use route::{Part, Route, Target};
pub use serve::{Service, open, service};
