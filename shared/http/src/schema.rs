//! What the description of the API says of every request and answer, from where it is decided.

pub use crate::{
    body::LIMIT as LARGEST_BODY, headers::ALWAYS, idempotency::LIMIT as LONGEST_KEY,
    problem::CHALLENGE, query::VALUES,
};
