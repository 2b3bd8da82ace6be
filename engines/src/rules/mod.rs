//! What AWS refuses and no service model says, as rules. Each names its source: a page of AWS's documentation, or where its answer was
//! seen. A name of each rule stands in the [`Breach`](crate::Breach).

mod dynamodb;
mod lambda;
mod mail;
mod s3;
mod scheduler;
mod sms;

use serde_json::Value;

use crate::{Breach, Request, Service};

pub use dynamodb::Tables;

/// What a rule says of a request that it refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Refusal {
    rule: &'static str,
    status: u16,
    code: &'static str,
    message: String,
}

impl Refusal {
    fn new(rule: &'static str, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            rule,
            status: 400,
            code,
            message: message.into(),
        }
    }

    const fn with_status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }
}

/// Holds a request against the rules; `input` is what it says, by the service's model.
pub(crate) fn check(
    tables: &Tables,
    operation: &str,
    input: &Value,
    request: &Request<'_>,
) -> Result<(), Breach> {
    let judged = match request.service {
        Service::DynamoDb => dynamodb::check(tables, operation, input),
        Service::S3 => s3::check(operation, input, request),
        Service::Ses => mail::check(operation, input),
        Service::Sms => sms::check(operation, input),
        Service::Scheduler => scheduler::check(operation, input),
        Service::Lambda => lambda::check(operation, input, request),
        // Of these the models say all that is known.
        Service::CloudFormation | Service::CloudWatch | Service::Sqs => Ok(()),
    };
    judged.map_err(|refusal| Breach {
        operation: operation.to_owned(),
        rule: refusal.rule,
        status: refusal.status,
        code: refusal.code,
        message: refusal.message,
    })
}

/// A text member.
fn text<'a>(input: &'a Value, name: &str) -> Option<&'a str> {
    input.get(name)?.as_str()
}
