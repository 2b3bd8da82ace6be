//! What AWS takes and what it refuses: requests as they come over the wire, held against the services' own models and against
//! the rules that stand in AWS's documentation alone. It knows nothing of Leah.

mod answer;
mod breach;
pub mod model;
mod rules;
mod strict;

pub use breach::Breach;
pub use rules::Tables;
pub use strict::Strict;

use http::{HeaderMap, Method, Uri};

/// A service of AWS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Service {
    /// DynamoDB, and its streams.
    DynamoDb,
    /// S3.
    S3,
    /// SES v2.
    Ses,
    /// End User Messaging SMS v2.
    Sms,
    /// EventBridge Scheduler.
    Scheduler,
    /// Lambda.
    Lambda,
    /// CloudFormation.
    CloudFormation,
    /// CloudWatch.
    CloudWatch,
    /// SQS.
    Sqs,
}

/// A request as it came over the wire, whole.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// Whom it is for.
    pub service: Service,
    /// Its method.
    pub method: &'a Method,
    /// Its path and query.
    pub uri: &'a Uri,
    /// Its headers.
    pub headers: &'a HeaderMap,
    /// Its body.
    pub body: &'a [u8],
}
