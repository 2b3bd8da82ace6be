//! What a service's refusal of a message means: given up at once is only what no change of an operator's could cure.

use aws_sdk_sesv2::error::{ProvideErrorMetadata, SdkError};

use crate::mail::SendError;

/// The longest word of a service that is passed on, in characters: the longest reason in its model has 62.
const LONGEST: usize = 80;

/// What a refusal means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The message itself is at fault: no change of an operator's could cure it.
    ForGood,
    /// An operator can mend it: a sandbox, a sender, a limit, a permission. What nobody foresaw counts as this, too: it is tried
    /// again, counted and told.
    Operator,
    /// The service has too much to do, or fails: it passes by itself.
    Busy,
}

/// A refusal, judged: what it means, and the service's reason, if it names one.
pub(crate) type Judged = (Verdict, Option<String>);

/// Sorts a failed call: refused for good, blocked until an operator has mended something, not taken this time, or unanswered.
pub(crate) fn outcome<E: ProvideErrorMetadata>(
    error: &SdkError<E>,
    judge: impl FnOnce(&E) -> Judged,
) -> SendError {
    match error {
        SdkError::ServiceError(context) => {
            let status = context.raw().status().as_u16();
            let (verdict, reason) = judge(context.err());
            let code = name(context.err().code().unwrap_or("Unknown"), reason.as_deref());
            match verdict {
                // An answer of 5xx or 429 is the service's own word that it did not take the message.
                _ if status >= 500 || status == 429 => SendError::NotTaken { code },
                Verdict::Busy => SendError::NotTaken { code },
                Verdict::ForGood => SendError::Refused { code },
                Verdict::Operator => SendError::Blocked { code },
            }
        }
        SdkError::ConstructionFailure(_) => SendError::Refused {
            code: "ConstructionFailure".into(),
        },
        // The connection was never made: nothing can have been taken.
        SdkError::DispatchFailure(failure) if failure.is_user() || unconnected(failure) => {
            SendError::NotTaken {
                code: "NotConnected".into(),
            }
        }
        _ => SendError::Unanswered,
    }
}

/// What an error means that the operation's model does not name: the codes that all services share (each service's API reference,
/// "Common Errors").
pub(crate) fn unforeseen(code: Option<&str>) -> Verdict {
    match code.map(|code| code.strip_suffix("Exception").unwrap_or(code)) {
        Some(
            "Throttling"
            | "Throttled"
            | "TooManyRequests"
            | "RequestLimitExceeded"
            | "SlowDown"
            | "InternalFailure"
            | "InternalServer"
            | "InternalServerError"
            | "ServiceUnavailable"
            | "RequestTimeout",
        ) => Verdict::Busy,
        _ => Verdict::Operator,
    }
}

/// An error's code and reason as they stand in logs, in the table and in metrics: words, and never a service's text, which quotes
/// addresses and numbers.
fn name(code: &str, reason: Option<&str>) -> String {
    match reason {
        Some(reason) => format!("{}: {}", word(code), word(reason)),
        None => word(code),
    }
}

/// The code of any failed call, for the same places.
pub(crate) fn code<E: ProvideErrorMetadata>(error: &SdkError<E>) -> String {
    match error {
        SdkError::ServiceError(context) => word(context.err().code().unwrap_or("Unknown")),
        SdkError::ConstructionFailure(_) => "ConstructionFailure".into(),
        SdkError::TimeoutError(_) => "TimedOut".into(),
        SdkError::DispatchFailure(_) => "NotConnected".into(),
        _ => "NoAnswer".into(),
    }
}

/// A word of a service's: letters, digits and what joins them.
pub(crate) fn word(text: &str) -> String {
    let plain = |character: &char| character.is_ascii_alphanumeric() || "_-.".contains(*character);
    let word: String = text.chars().filter(plain).take(LONGEST).collect();
    if word.is_empty() {
        "Unknown".into()
    } else {
        word
    }
}

fn unconnected(failure: &aws_smithy_runtime_api::client::result::DispatchFailure) -> bool {
    let mut source: Option<&(dyn std::error::Error + 'static)> = failure
        .as_connector_error()
        .and_then(std::error::Error::source);
    while let Some(error) = source {
        let refused = error
            .downcast_ref::<std::io::Error>()
            .is_some_and(|error| error.kind() == std::io::ErrorKind::ConnectionRefused);
        if refused {
            return true;
        }
        source = error.source();
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_foresaw_is_an_operators_unless_it_passes_by_itself() {
        for code in [
            "ThrottlingException",
            "Throttling",
            "InternalFailure",
            "RequestTimeout",
        ] {
            assert_eq!(unforeseen(Some(code)), Verdict::Busy, "{code}");
        }
        for code in [
            Some("AccessDeniedException"),
            Some("ExpiredTokenException"),
            Some("SomethingNewException"),
            None,
        ] {
            assert_eq!(unforeseen(code), Verdict::Operator, "{code:?}");
        }
    }

    #[test]
    fn names_are_words_alone() {
        assert_eq!(name("MessageRejected", None), "MessageRejected");
        assert_eq!(
            name("ConflictException", Some("RESOURCE_NOT_ACTIVE")),
            "ConflictException: RESOURCE_NOT_ACTIVE"
        );
        assert_eq!(name("", Some("a b@c\n")), "Unknown: abc");
        assert_eq!(word(&"x".repeat(500)).len(), LONGEST);
    }
}
