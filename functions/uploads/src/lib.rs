//! Uploads: looks at what arrived by a ticket, and attaches it.
//!
//! S3 tells of a new object at least once, late or in another order; a ticket may be redeemed twice. One ticket becomes
//! one file, whatever comes: it is settled in the transaction that attaches the file.
//!
//! Where uploads are scanned for malware, S3's news settles nothing: the result of the scan does, which EventBridge tells of.

mod scan;
mod settle;

use aws_lambda_events::event::s3::{S3Event, S3EventRecord};
use lambda_runtime::Error;
use leah_aws::{App, files::Incoming};
use serde_json::{Value, json};

use scan::ScanResult;

/// Handles the news of objects, and of their scans.
///
/// # Errors
/// Where the event is none, or a service does not answer: the platform then invokes it again.
pub async fn handle(app: &App, event: Value) -> Result<Value, Error> {
    if scan::is_one(&event) {
        Box::pin(scanned(app, serde_json::from_value(event)?)).await?;
        return Ok(json!({}));
    }
    let event: S3Event = serde_json::from_value(event)?;
    for record in event.records {
        match place(&record) {
            Some(incoming) if app.config().malware_scan => {
                let (transfer, id) = (incoming.subject.transfer, incoming.ticket);
                tracing::info!(%transfer, ticket = %id, "upload {id} for {transfer} waits for its scan");
            }
            // Boxed: the SDK's futures are deep, and a program's own stand around them.
            Some(incoming) => Box::pin(settle::settle(app, incoming, None)).await?,
            None => tracing::warn!("an object that no ticket has asked for"),
        }
    }
    Ok(json!({}))
}

/// Settles what was scanned, unless the scan is none of ours.
async fn scanned(app: &App, result: ScanResult) -> Result<(), Error> {
    let config = app.config();
    if !config.malware_scan {
        tracing::warn!("a scan's result is ignored: LEAH_MALWARE_SCAN is off");
        return Ok(());
    }
    let incoming = Incoming::parse(result.key());
    let Some(incoming) = incoming.filter(|_| result.bucket() == config.bucket) else {
        tracing::warn!("a scan of an object that no ticket has asked for");
        return Ok(());
    };
    result.note(incoming);
    let scanned = result.scanned();
    Ok(Box::pin(settle::settle(app, incoming, Some(&scanned))).await?)
}

fn place(record: &S3EventRecord) -> Option<Incoming> {
    // Keys are identifiers: nothing in them is encoded.
    Incoming::parse(record.s3.object.key.as_deref()?)
}
