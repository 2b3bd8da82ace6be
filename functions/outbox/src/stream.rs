//! The bell: records of the table's stream.

use aws_lambda_events::event::dynamodb::Event;
use futures_util::{StreamExt, stream};
use lambda_runtime::Error;
use leah_aws::{App, table::Woken};
use serde_json::Value;

use crate::{AT_ONCE, attempt::attempt};

/// Works on the owed items whose making the records tell of.
pub(crate) async fn ring(app: &App, event: Value) -> Result<(), Error> {
    let event: Event = serde_json::from_value(event)?;
    let images = event
        .records
        .into_iter()
        .map(|record| record.change.new_image);
    let woken = images.filter_map(|image| match Woken::from_image(image) {
        Ok(woken) => Some(woken),
        Err(error) => {
            // The item stays in the due index, where the sweep meets it and says so each time.
            tracing::error!(%error, "a stream record cannot be read");
            None
        }
    });
    stream::iter(woken)
        .for_each_concurrent(AT_ONCE, |woken| async move { attempt(app, &woken).await })
        .await;
    Ok(())
}
