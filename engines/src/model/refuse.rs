//! How services refuse what their models do not take.

use super::load::Operation;
use super::shape::Member;
use crate::{Breach, Service};

const MALFORMED_XML: &str =
    "The XML you provided was not well-formed or did not validate against our published schema";

/// A request that cannot be read as the operation's input.
#[derive(Debug)]
pub(crate) struct Misfit(String);

impl Misfit {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }

    /// As the service refuses it. Where no source has a service's own words they are those of the framework that most of them share:
    /// DynamoDB's, as dynoxide has them (3.2.0, `src/serialization_checks.rs`).
    pub(super) fn breach(self, operation: &Operation) -> Breach {
        let (code, message) = match operation.service {
            // https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
            Service::S3 if self.0.is_empty() => ("MalformedXML", MALFORMED_XML.to_owned()),
            Service::S3 => ("InvalidArgument", self.0),
            // "Common errors" of its API reference: of a parameter that is out of range or malformed.
            Service::CloudFormation => ("ValidationError", self.0),
            _ => ("SerializationException", self.0),
        };
        Breach {
            operation: operation.name.to_owned(),
            rule: "model-type",
            status: 400,
            code,
            message,
        }
    }
}

/// The code of what breaks a constraint, and the text if the service has words of its own; for one member, the first that is broken.
pub(super) fn violated(
    operation: &Operation,
    member: Option<&Member>,
    rule: &str,
) -> (&'static str, Option<String>) {
    let name = member.map_or("", |member| member.name);
    match operation.service {
        Service::DynamoDb | Service::Sms | Service::Scheduler | Service::Lambda => {
            ("ValidationException", None)
        }
        // The only exception of SendEmail's model that says so.
        Service::Ses => ("BadRequestException", None),
        // "Common errors" of its API reference: "The input fails to satisfy the constraints specified by an AWS service."
        Service::CloudFormation => ("ValidationError", None),
        // The model's exception; by the header for callers of the older protocol it is `ValidationError` (see `Breach::answer`).
        Service::CloudWatch => ("ValidationException", None),
        Service::Sqs => sqs(name, rule),
        Service::S3 => s3(name),
    }
}

/// The codes: "Common errors" and `GetQueueAttributes` of its API reference. The words are those that other implementations of it
/// agree on.
fn sqs(member: &str, rule: &str) -> (&'static str, Option<String>) {
    if rule == "model-required" {
        let message = format!("The request must contain the parameter {member}.");
        return ("MissingParameter", Some(message));
    }
    match member {
        "AttributeNames" => (
            "InvalidAttributeName",
            Some("Unknown Attribute.".to_owned()),
        ),
        _ => ("InvalidParameterValue", None),
    }
}

/// The codes: <https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html>. That of a copy's source is as `OpenStack` Swift has
/// it (`s3api`) and others; for the rest the framework's words stand, for S3's own name one member at a time and are not published.
fn s3(member: &str) -> (&'static str, Option<String>) {
    match member {
        "StorageClass" => (
            "InvalidStorageClass",
            Some("The storage class you specified is not valid".to_owned()),
        ),
        "CopySource" => (
            "InvalidArgument",
            Some(
                "Copy Source must mention the source bucket and key: sourcebucket/sourcekey"
                    .to_owned(),
            ),
        ),
        "MultipartUpload" | "Delete" => ("MalformedXML", Some(MALFORMED_XML.to_owned())),
        _ => ("InvalidArgument", None),
    }
}
