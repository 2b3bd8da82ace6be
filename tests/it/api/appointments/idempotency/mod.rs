//! `Idempotency-Key`: a request that may be repeated.

mod bookings;
mod edits;
mod keys;

use serde_json::Value;

use super::support::PATH;
use crate::support::{Answer, TestApp};

pub(super) const HEADER: &str = "idempotency-key";

/// Books with a key.
async fn post(app: &TestApp, key: &str, body: &Value) -> Answer {
    app.post(PATH).header(HEADER, key).json(body).send().await
}

/// Edits with a key.
async fn patch(app: &TestApp, iri: &str, key: &str, body: &Value) -> Answer {
    app.patch(iri).header(HEADER, key).merge(body).send().await
}

/// All of an answer that its first giver decided.
fn given(answer: &Answer) -> (u16, &str, [Option<&str>; 4]) {
    let names = [
        "content-type",
        "location",
        "content-location",
        "accept-patch",
    ];
    (
        answer.status,
        &answer.text,
        names.map(|name| answer.header(name)),
    )
}
