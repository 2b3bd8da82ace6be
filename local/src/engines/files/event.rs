//! What a function is told of a new object (Amazon S3 user guide, "Event message structure").

use jiff::Timestamp;
use serde_json::{Value, json};
use url::form_urlencoded;

use super::BUCKET;
use crate::engines::REGION;
use crate::engines::store::QueuedEvent;

/// An event that a function is still to be told.
#[derive(Clone, Debug)]
pub(crate) struct ObjectEvent {
    pub(crate) number: i64,
    /// The function's binary.
    pub(crate) function: String,
    /// How many calls have failed.
    pub(crate) failed: u32,
    /// How often a failed call is made again.
    pub(crate) retries: u32,
    /// What the function is given.
    pub(crate) event: Value,
}

impl From<QueuedEvent> for ObjectEvent {
    fn from(queued: QueuedEvent) -> Self {
        Self {
            event: message(&queued),
            number: queued.number,
            function: queued.function,
            failed: queued.failed,
            retries: queued.retries,
        }
    }
}

fn message(queued: &QueuedEvent) -> Value {
    let number = queued.number;
    json!({"Records": [{
        "eventVersion": "2.1",
        "eventSource": "aws:s3",
        "awsRegion": REGION,
        "eventTime": instant(queued.at),
        "eventName": queued.name,
        "userIdentity": {"principalId": "AWS:LEAHLOCAL:local"},
        "requestParameters": {"sourceIPAddress": "127.0.0.1"},
        "responseElements": {"x-amz-request-id": format!("{number:016X}"), "x-amz-id-2": "local"},
        "s3": {
            "s3SchemaVersion": "1.0",
            "configurationId": queued.function,
            "bucket": {
                "name": BUCKET,
                "ownerIdentity": {"principalId": "LEAHLOCAL"},
                "arn": format!("arn:aws:s3:::{BUCKET}"),
            },
            "object": {
                "key": encoded(&queued.key),
                "size": queued.size,
                "eTag": queued.etag,
                "sequencer": format!("{number:018X}"),
            },
        },
    }]})
}

/// With milliseconds, as S3 writes them.
fn instant(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}

/// A key as it stands in an event: encoded as in a form, but for the slashes.
fn encoded(key: &str) -> String {
    let segments = key
        .split('/')
        .map(|segment| form_urlencoded::byte_serialize(segment.as_bytes()).collect::<String>());
    segments.collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_encoded_as_in_a_form() {
        assert_eq!(encoded("incoming/a b/\u{e9}+"), "incoming/a+b/%C3%A9%2B");
    }
}
