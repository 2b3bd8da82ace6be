//! The outbox: does what is owed.
//!
//! The table's stream rings at once for each new item; a sweep each minute finds what the bell has missed and
//! what is due again. Either way an item is claimed before it is done, and a batch is always acknowledged:
//! the table keeps what failed, so that nothing waits behind it.

mod attempt;
mod letters;
mod stream;
mod sweep;
mod webhooks;

use lambda_runtime::Error;
use leah_aws::App;
use serde_json::{Value, json};

/// How many items are worked on at once.
const AT_ONCE: usize = 10;

/// Handles an event: records of the table's stream, or a tick of the sweep.
///
/// # Errors
/// Where the event is neither, or the due index does not answer: the platform then counts a failure.
pub async fn handle(app: &App, event: Value) -> Result<Value, Error> {
    if event.get("Records").is_some() {
        stream::ring(app, event).await?;
    } else if event.get("source").is_some() {
        sweep::sweep(app).await?;
    } else {
        return Err("neither stream records nor a sweep".into());
    }
    Ok(json!({ "batchItemFailures": [] }))
}
