//! A request that AWS would refuse.

/// Why AWS would refuse a request, and how it would say so.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{operation} breaks {rule}: {code}: {message}")]
pub struct Breach {
    /// The operation, as the SDKs name it.
    pub operation: String,
    /// The rule, by a name of this crate: `empty-key`, `model-length` and the like.
    pub rule: &'static str,
    /// The HTTP status of AWS's answer.
    pub status: u16,
    /// The error's code in AWS's answer.
    pub code: &'static str,
    /// The error's text in AWS's answer. It may hold what the request held: it is for tests and for the answer alone, never for a log.
    pub message: String,
}
