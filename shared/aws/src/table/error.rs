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

/// Sorts a failed call.
pub(crate) fn failed<E>(operation: &'static str) -> impl FnOnce(SdkError<E>) -> TableError
where
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
{
    move |error| {
        let code = error
            .as_service_error()
            .and_then(ProvideErrorMetadata::code);
        let final_word = matches!(
            code,
            Some("ValidationException" | "AccessDeniedException" | "ResourceNotFoundException")
        );
        let contended = matches!(code, Some("TransactionConflictException"));
        let cause = DisplayErrorContext(&error).to_string();
        if final_word {
            TableError::Refused { operation, cause }
        } else if contended {
            TableError::Contended { operation }
        } else {
            TableError::Unavailable { operation, cause }
        }
    }
}
