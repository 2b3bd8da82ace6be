//! How the table fails.

use aws_sdk_dynamodb::error::{DisplayErrorContext, ProvideErrorMetadata, SdkError};

/// A failure of the table. What a caller can do about it is wait and ask again, or nothing.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// The service did not do it this time: throttled, out of reach, out of time.
    #[error("the table did not answer to {operation}: {cause}")]
    Unavailable {
        /// The operation.
        operation: &'static str,
        /// What happened, for the log.
        cause: String,
    },
    /// Two writers met on one item.
    #[error("{operation} met another writer")]
    Contended {
        /// The operation.
        operation: &'static str,
    },
    /// There is no such table: another region, another account, or a stack that is gone.
    #[error("there is no such table for {operation}")]
    NoTable {
        /// The operation.
        operation: &'static str,
    },
    /// Whoever asks may not, or is not known.
    #[error("{operation} is not allowed: {cause}")]
    Forbidden {
        /// The operation.
        operation: &'static str,
        /// What happened, for the log.
        cause: String,
    },
    /// The service refused the request itself.
    #[error("the table refused {operation}: {cause}")]
    Refused {
        /// The operation.
        operation: &'static str,
        /// What happened, for the log.
        cause: String,
    },
    /// An item is not what its kind promises.
    #[error("an item of kind {kind} cannot be read or written: {source}")]
    Item {
        /// The kind.
        kind: &'static str,
        /// Why.
        source: serde_dynamo::Error,
    },
}

impl TableError {
    /// What failed, in words that name nobody: for the table itself, and for metrics.
    pub fn code(&self) -> String {
        let (operation, how) = match self {
            Self::Unavailable { operation, .. } => (*operation, "Unavailable"),
            Self::Contended { operation } => (*operation, "TransactionConflict"),
            Self::NoTable { operation } => (*operation, "ResourceNotFound"),
            Self::Forbidden { operation, .. } => (*operation, "AccessDenied"),
            Self::Refused { operation, .. } => (*operation, "ValidationException"),
            Self::Item { kind, .. } => (*kind, "Unreadable"),
        };
        format!("DynamoDB {operation}: {how}")
    }
}

/// Sorts a failed call.
pub(crate) fn failed<E>(operation: &'static str) -> impl FnOnce(SdkError<E>) -> TableError
where
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
{
    move |error| {
        let code = error
            .as_service_error()
            .and_then(ProvideErrorMetadata::code);
        let cause = DisplayErrorContext(&error).to_string();
        match code {
            Some("ValidationException") => TableError::Refused { operation, cause },
            Some("ResourceNotFoundException") => TableError::NoTable { operation },
            Some(
                "AccessDeniedException"
                | "ExpiredTokenException"
                | "InvalidSignatureException"
                | "MissingAuthenticationTokenException"
                | "UnrecognizedClientException",
            ) => TableError::Forbidden { operation, cause },
            Some("TransactionConflictException") => TableError::Contended { operation },
            _ => TableError::Unavailable { operation, cause },
        }
    }
}
