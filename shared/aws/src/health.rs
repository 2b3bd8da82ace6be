//! What an operator asks of the services: not for any request, and never on a request's way.
//!
//! Each question has a small answer of its own; what to make of it is the operator's program's business.

mod functions;
mod mail;
mod sms;
mod table;

use aws_smithy_runtime_api::client::{orchestrator::HttpResponse, result::SdkError};
use aws_smithy_types::error::{display::DisplayErrorContext, metadata::ProvideErrorMetadata};

pub use functions::FunctionHealth;
pub use mail::{MailAccount, MailIdentity};
pub use sms::SmsAccount;
pub use table::{Expiry, TableHealth};

use crate::files::Files;

/// A question that got no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unanswered {
    /// Whoever asks may not.
    #[error("{0}")]
    Forbidden(String),
    /// Whoever asks was known, and is no more: temporary credentials have ended.
    #[error("{0}")]
    Expired(String),
    /// What was asked about does not exist.
    #[error("{0}")]
    Absent(String),
    /// The service is out of reach, out of time, or has too much to do.
    #[error("{0}")]
    Unavailable(String),
    /// The service refused the question itself.
    #[error("{0}")]
    Refused(String),
}

impl Unanswered {
    /// Sorts a failed call by the codes that AWS's services have in common (each service's API reference, "Common Errors").
    pub fn sort<E>(error: &SdkError<E, HttpResponse>) -> Self
    where
        E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
    {
        let status = error.raw_response().map(|raw| raw.status().as_u16());
        let Some(known) = error.as_service_error() else {
            return Self::Unavailable(DisplayErrorContext(error).to_string());
        };
        let code = known.code().unwrap_or("Unknown");
        let said = match known.message() {
            Some(message) => format!("{code}: {message}"),
            None => code.to_owned(),
        };
        // Some services write `Exception` behind a code, and some do not.
        match code.strip_suffix("Exception").unwrap_or(code) {
            "AccessDenied"
            | "AuthorizationError"
            | "Forbidden"
            | "IncompleteSignature"
            | "InvalidClientTokenId"
            | "InvalidSignature"
            | "MissingAuthenticationToken"
            | "NotAuthorized"
            | "OptInRequired"
            | "SignatureDoesNotMatch"
            | "UnrecognizedClient" => Self::Forbidden(said),
            "ExpiredToken" | "RequestExpired" => Self::Expired(said),
            "NotFound"
            | "ResourceNotFound"
            | "NoSuchBucket"
            | "QueueDoesNotExist"
            | "AWS.SimpleQueueService.NonExistentQueue" => Self::Absent(said),
            "Throttling" | "Throttled" | "TooManyRequests" | "RequestLimitExceeded" => {
                Self::Unavailable(said)
            }
            _ => match status {
                Some(401 | 403) => Self::Forbidden(said),
                Some(404) => Self::Absent(said),
                Some(400..500) => Self::Refused(said),
                _ => Self::Unavailable(said),
            },
        }
    }
}

impl Files {
    /// Whether the bucket is there and open to whoever asks.
    ///
    /// # Errors
    /// [`Unanswered`] says why not.
    pub async fn reachable(&self) -> Result<(), Unanswered> {
        let asked = self.client.head_bucket().bucket(&self.bucket).send().await;
        asked.map(|_| ()).map_err(|error| Unanswered::sort(&error))
    }
}

#[cfg(test)]
mod tests;
