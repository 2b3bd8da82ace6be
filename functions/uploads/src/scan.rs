//! The result of a scan for malware, as `GuardDuty` tells of it (Amazon `GuardDuty` user guide, "Monitoring S3 object scans with Amazon
//! EventBridge", "S3 object scan result"). It comes at least once.

use leah_aws::files::{Head, Incoming};
use leah_domain::transfer::Scan;
use serde::Deserialize;
use serde_json::Value;

const SOURCE: &str = "aws.guardduty";
const KIND: &str = "GuardDuty Malware Protection Object Scan Result";

/// Whether an event tells of a scan's result.
pub(crate) fn is_one(event: &Value) -> bool {
    event["source"] == SOURCE && event["detail-type"] == KIND
}

/// Such an event.
#[derive(Debug, Deserialize)]
pub(crate) struct ScanResult {
    detail: Detail,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Detail {
    scan_status: String,
    s3_object_details: Place,
    scan_result_details: Option<Details>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Place {
    bucket_name: String,
    object_key: String,
    e_tag: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Details {
    scan_result_status: String,
}

/// What a scan of an object has come to.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Scanned {
    pub(crate) scan: Scan,
    etag: String,
}

impl ScanResult {
    pub(crate) fn key(&self) -> &str {
        &self.detail.s3_object_details.object_key
    }

    pub(crate) fn bucket(&self) -> &str {
        &self.detail.s3_object_details.bucket_name
    }

    /// The scan's status and its result's, in the service's words.
    fn words(&self) -> (&str, &str) {
        let details = self.detail.scan_result_details.as_ref();
        let result = details.map_or("", |details| &*details.scan_result_status);
        (&self.detail.scan_status, result)
    }

    /// What it says. Only what was looked at and found clean is clean, whatever words the service may have one day.
    ///
    /// What could not be looked at is refused, and not waited for: `UNSUPPORTED` (as with a password, or too many files within) stays so;
    /// after `FAILED` and `ACCESS_DENIED` `GuardDuty` scans no more by itself, and the sender's next ticket is a new scan.
    fn verdict(&self) -> Scan {
        match self.words() {
            ("COMPLETED", "NO_THREATS_FOUND") => Scan::Clean,
            (_, "THREATS_FOUND") => Scan::Infected,
            _ => Scan::Failed,
        }
    }

    pub(crate) fn scanned(&self) -> Scanned {
        Scanned {
            scan: self.verdict(),
            etag: plain(&self.detail.s3_object_details.e_tag).to_owned(),
        }
    }

    /// Notes what is for an operator to see: malware, and scans that do not work.
    pub(crate) fn note(&self, incoming: Incoming) {
        let (transfer, id) = (incoming.subject.transfer, incoming.ticket);
        let (status, result) = self.words();
        match (self.verdict(), result) {
            (Scan::Clean | Scan::Unasked, _) => {}
            (Scan::Infected, _) => {
                tracing::warn!(%transfer, ticket = %id, "upload {id} for {transfer} contains malware");
            }
            (Scan::Failed, "UNSUPPORTED") => {
                tracing::warn!(%transfer, ticket = %id, status, result, "upload {id} cannot be scanned");
            }
            // A role without its permissions, or a service that fails: every upload is refused until it is mended.
            (Scan::Failed, _) => {
                tracing::error!(%transfer, ticket = %id, status, result, "upload {id} was not scanned");
            }
        }
    }
}

impl Scanned {
    /// Whether it is of the object that stands there. What has no bytes has no tag here, and is refused in any case.
    pub(crate) fn is_of(&self, head: &Head) -> bool {
        head.size == 0 || plain(&head.etag) == self.etag
    }
}

/// A tag without the quotes that HTTP has around it, and events have not.
fn plain(etag: &str) -> &str {
    etag.trim_matches('"')
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn judged(status: &str, details: &Value) -> Scan {
        let event = json!({
            "source": SOURCE,
            "detail-type": KIND,
            "detail": {
                "scanStatus": status,
                "s3ObjectDetails": { "bucketName": "b", "objectKey": "k", "eTag": "e" },
                "scanResultDetails": details,
            },
        });
        assert!(is_one(&event));
        let result: ScanResult = serde_json::from_value(event).unwrap();
        result.scanned().scan
    }

    #[test]
    fn only_what_was_looked_at_and_found_clean_is_clean() {
        for (status, result, expected) in [
            ("COMPLETED", "NO_THREATS_FOUND", Scan::Clean),
            ("COMPLETED", "THREATS_FOUND", Scan::Infected),
            ("SKIPPED", "UNSUPPORTED", Scan::Failed),
            ("SKIPPED", "ACCESS_DENIED", Scan::Failed),
            ("FAILED", "FAILED", Scan::Failed),
            ("FAILED", "NO_THREATS_FOUND", Scan::Failed),
            ("COMPLETED", "A_WORD_OF_TOMORROW", Scan::Failed),
            ("A_WORD_OF_TOMORROW", "THREATS_FOUND", Scan::Infected),
        ] {
            let found = judged(
                status,
                &json!({ "scanResultStatus": result, "threats": null }),
            );
            assert_eq!(found, expected, "{status} {result}");
        }
        assert_eq!(judged("FAILED", &Value::Null), Scan::Failed);
    }

    #[test]
    fn other_events_are_none() {
        for event in [
            json!({ "Records": [] }),
            json!({ "source": SOURCE, "detail-type": "GuardDuty Finding" }),
            json!({ "source": "aws.s3", "detail-type": KIND }),
        ] {
            assert!(!is_one(&event), "{event}");
        }
    }

    #[test]
    fn a_scan_is_of_one_object() {
        let scanned = Scanned {
            scan: Scan::Clean,
            etag: "abc".into(),
        };
        let head = |etag: &str, size| Head {
            bytes: Vec::new(),
            etag: etag.into(),
            size,
        };
        assert!(scanned.is_of(&head("\"abc\"", 1)));
        assert!(!scanned.is_of(&head("\"abd\"", 1)));
        assert!(scanned.is_of(&head("", 0)));
    }
}
