//! Events as services send them, and the keys and items in them.

use aws_lambda_events::event::{dynamodb, s3::S3Event};
use leah_aws::{files::Incoming, table::Woken};
use leah_domain::Owed;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::{
    harness::{fuzz, fuzz_text},
    world::{app, at_once},
};

#[test]
fn key_of_an_upload() {
    fuzz_text("upload_key", |text| {
        let Some(incoming) = Incoming::parse(text) else {
            return Ok(());
        };
        let key = incoming.key();
        prop_assert!(key.eq_ignore_ascii_case(text), "{key}");
        prop_assert_eq!(Incoming::parse(&key), Some(incoming));
        prop_assert!(key.starts_with("incoming/") && key.split('/').count() == 4);
        Ok(())
    });
}

/// An event of which nothing is an upload of ours is done with at once: nobody is called.
#[test]
fn event_of_uploads() {
    fuzz("upload_event", |input| {
        let Ok(event) = serde_json::from_slice::<Value>(input) else {
            return Ok(());
        };
        let Ok(read) = serde_json::from_value::<S3Event>(event.clone()) else {
            let refused = at_once(uploads::handle(app(), event));
            prop_assert!(refused.is_err());
            return Ok(());
        };
        let keys = read
            .records
            .iter()
            .filter_map(|record| record.s3.object.key.as_deref());
        let ours: Vec<Incoming> = keys.filter_map(Incoming::parse).collect();
        if ours.is_empty() {
            prop_assert_eq!(at_once(uploads::handle(app(), event)).unwrap(), json!({}));
        }
        for incoming in ours {
            prop_assert_eq!(Incoming::parse(&incoming.key()), Some(incoming));
        }
        Ok(())
    });
}

/// A batch is acknowledged whatever is in it; what is owed is read as it was written.
#[test]
fn event_of_the_stream() {
    fuzz("stream_event", |input| {
        let Ok(event) = serde_json::from_slice::<Value>(input) else {
            return Ok(());
        };
        if event.get("Records").is_none() {
            // A sweep asks the table, whatever else its event says.
            if event.get("source").is_none() {
                prop_assert!(at_once(outbox::handle(app(), event)).is_err());
            }
            return Ok(());
        }
        let Ok(read) = serde_json::from_value::<dynamodb::Event>(event.clone()) else {
            prop_assert!(at_once(outbox::handle(app(), event)).is_err());
            return Ok(());
        };
        let images = read
            .records
            .into_iter()
            .map(|record| record.change.new_image);
        let owed: Vec<Owed> = images
            .filter_map(|image| Woken::from_image(image).ok())
            .map(|woken| woken.owed)
            .collect();
        if owed.is_empty() {
            let acknowledged = json!({"batchItemFailures": []});
            prop_assert_eq!(at_once(outbox::handle(app(), event)).unwrap(), acknowledged);
        }
        for owed in owed {
            let written = serde_json::to_value(&owed).unwrap();
            prop_assert_eq!(serde_json::from_value::<Owed>(written).unwrap(), owed);
        }
        Ok(())
    });
}
