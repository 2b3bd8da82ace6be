//! S3. Source: S3 user guide, "Naming Amazon S3 objects", "Working with object metadata", "General purpose bucket naming rules",
//! "Multipart upload limits"; API reference, "Error responses".

use serde_json::Value;

use super::{Refusal, text};
use crate::Request;

/// How many bytes a key has at the most, in UTF-8.
const KEY: usize = 1024;
/// How many bytes the metadata of one's own have at the most, names and values.
const METADATA: usize = 2 * 1024;
/// How many objects one request deletes at the most.
const DELETED: usize = 1000;
/// How many parts an upload has at the most.
const PARTS: i64 = 10_000;
/// For how many seconds an address may be signed: a week.
const SIGNED: u64 = 7 * 24 * 60 * 60;

pub(super) fn check(operation: &str, input: &Value, request: &Request<'_>) -> Result<(), Refusal> {
    if text(input, "Bucket").is_some_and(|name| !is_bucket(name)) {
        return Err(Refusal::new(
            "bucket-name",
            "InvalidBucketName",
            "The specified bucket is not valid.",
        ));
    }
    if text(input, "Key").is_some_and(|key| key.len() > KEY) {
        return Err(Refusal::new(
            "object-key-size",
            "KeyTooLongError",
            "Your key is too long",
        ));
    }
    metadata(request)?;
    signed(request)?;
    if operation == "UploadPart" {
        let part = &input["PartNumber"];
        let part = part.as_i64().or_else(|| part.as_str()?.parse().ok());
        if part.is_some_and(|part| !(1..=PARTS).contains(&part)) {
            return Err(Refusal::new(
                "part-number",
                "InvalidArgument",
                "Part number must be an integer between 1 and 10000, inclusive",
            ));
        }
    }
    let deleted = input["Delete"]["Objects"].as_array().map_or(0, Vec::len);
    if deleted > DELETED {
        return Err(Refusal::new(
            "delete-count",
            "MalformedXML",
            "The XML you provided was not well-formed or did not validate against our published schema",
        ));
    }
    Ok(())
}

fn metadata(request: &Request<'_>) -> Result<(), Refusal> {
    let own = request
        .headers
        .iter()
        .filter_map(|(name, value)| Some((name.as_str().strip_prefix("x-amz-meta-")?, value)));
    let mut size = 0;
    for (name, value) in own {
        size += name.len() + value.len();
        if !value.as_bytes().is_ascii() {
            return Err(Refusal::new(
                "metadata-ascii",
                "InvalidArgument",
                "Metadata values must be ASCII",
            ));
        }
    }
    if size > METADATA {
        return Err(Refusal::new(
            "metadata-size",
            "MetadataTooLarge",
            "Your metadata headers exceed the maximum allowed metadata size",
        ));
    }
    Ok(())
}

fn signed(request: &Request<'_>) -> Result<(), Refusal> {
    let query = request.uri.query().unwrap_or_default().split('&');
    let mut expiries = query.filter_map(|pair| pair.strip_prefix("X-Amz-Expires="));
    if expiries.any(|seconds| seconds.parse::<u64>().is_ok_and(|seconds| seconds > SIGNED)) {
        return Err(Refusal::new(
            "signed-for",
            "AuthorizationQueryParametersError",
            "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds",
        ));
    }
    Ok(())
}

fn is_bucket(name: &str) -> bool {
    let within = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit();
    let bytes = name.as_bytes();
    // An ARN of an access point stands in the same place.
    name.starts_with("arn:")
        || ((3..=63).contains(&bytes.len())
            && bytes.iter().all(|c| within(*c) || matches!(c, b'.' | b'-'))
            && within(bytes[0])
            && within(bytes[bytes.len() - 1])
            && !name.contains("..")
            && !name.starts_with("xn--")
            && name.parse::<std::net::Ipv4Addr>().is_err())
}
