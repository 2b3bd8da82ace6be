//! Uploads: looks at what arrived by a ticket, and attaches it.
//!
//! S3 tells of a new object at least once, late or in another order; a ticket may be redeemed twice. One ticket becomes
//! one file, whatever comes: it is settled in the transaction that attaches the file.

mod settle;

use aws_lambda_events::event::s3::{S3Event, S3EventRecord};
use lambda_runtime::Error;
use leah_aws::{App, files::Incoming};
use serde_json::{Value, json};

/// Handles the news of objects.
///
/// # Errors
/// Where the event is none, or a service does not answer: the platform then invokes it again.
pub async fn handle(app: &App, event: Value) -> Result<Value, Error> {
    let event: S3Event = serde_json::from_value(event)?;
    for record in event.records {
        if let Some(incoming) = place(&record) {
            settle::settle(app, incoming).await?;
        } else {
            tracing::warn!("an object that no ticket has asked for");
        }
    }
    Ok(json!({}))
}

fn place(record: &S3EventRecord) -> Option<Incoming> {
    // Keys are identifiers: nothing in them is encoded.
    Incoming::parse(record.s3.object.key.as_deref()?)
}
