//! Errors as callers see them: one enum, one total mapping to the wire (contract, section 6).

use http::StatusCode;
use leah_aws::table::TableError;
use leah_domain::input::{Malformed, Violation};
use serde_json::Value;

use crate::{
    negotiation::Format,
    refusal::{Broken, Hydra, Plain},
};

/// What a request without a valid key is told to send.
pub const CHALLENGE: &str = "ApiKey realm=\"Leah\", header=\"LEAH-AUTH-TOKEN\"";

/// Why a request is not answered as it wanted.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// No route has this path.
    #[error("No route found for \"{method} {url}\"")]
    NoRoute {
        /// The request's method.
        method: String,
        /// The request's URL.
        url: String,
    },
    /// The path exists, the method does not.
    #[error("No route found for \"{method} {url}\": Method Not Allowed (Allow: {allow})")]
    MethodNotAllowed {
        /// The request's method.
        method: String,
        /// The request's URL.
        url: String,
        /// The methods that there are.
        allow: String,
    },
    /// The key is missing or does not open this door; the same words whatever is wrong with it.
    #[error("Authentication required: send a valid API key in the LEAH-AUTH-TOKEN header.")]
    Unauthorized,
    /// No format that the caller accepts is on offer.
    #[error(
        "Requested format \"{0}\" is not supported. Supported MIME types are \"application/ld+json\", \"application/json\"."
    )]
    NotAcceptable(String),
    /// The path asks for an unknown format.
    #[error("Format \"{0}\" is not supported")]
    UnknownFormat(String),
    /// There is no such item, or it is another organization's.
    #[error("Not Found")]
    NotFound,
    /// The path's identifier is none.
    #[error("Invalid identifier value or configuration.")]
    InvalidIdentifier,
    /// The body's media type is missing.
    #[error("The \"Content-Type\" header must exist.")]
    NoMediaType,
    /// The body's media type is not taken here.
    #[error("The content-type \"{given}\" is not supported. Supported MIME types are {supported}.")]
    MediaType {
        /// What was given.
        given: String,
        /// What is taken, quoted.
        supported: String,
    },
    /// The body is larger than is taken here.
    #[error("The request body is too large: {limit} bytes are taken at most.")]
    TooLarge {
        /// The limit in bytes.
        limit: usize,
    },
    /// The request cannot be understood.
    #[error("{0}")]
    Malformed(String),
    /// The request breaks rules, all of which are named.
    #[error("{}", lines(.0))]
    Invalid(Vec<Violation>),
    /// An idempotency key that was used for another request.
    #[error(
        "This Idempotency-Key was used with another request body: use a new key for a new request."
    )]
    KeyReused,
    /// The request cannot be done now, but perhaps later or otherwise.
    #[error("{0}")]
    Conflict(&'static str),
    /// A service that the answer needs does not answer.
    #[error("The service is not available at the moment: try again in a few seconds.")]
    Unavailable(#[source] TableError),
    /// Where documents are stored does not answer.
    #[error("The service is not available at the moment: try again in a few seconds.")]
    Storage(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// A fault of ours. Its cause is for the log alone.
    #[error("Internal Server Error")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Problem {
    /// Its status.
    pub const fn status(&self) -> StatusCode {
        match self {
            Self::Malformed(_) => StatusCode::BAD_REQUEST,
            Self::Unauthorized => StatusCode::UNAUTHORIZED,
            Self::NoRoute { .. }
            | Self::UnknownFormat(_)
            | Self::NotFound
            | Self::InvalidIdentifier => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed { .. } => StatusCode::METHOD_NOT_ALLOWED,
            Self::NotAcceptable(_) => StatusCode::NOT_ACCEPTABLE,
            Self::Conflict(_) => StatusCode::CONFLICT,
            Self::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::NoMediaType | Self::MediaType { .. } => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Invalid(_) | Self::KeyReused => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Unavailable(_) | Self::Storage(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Its name in logs and metrics.
    pub const fn label(&self) -> &'static str {
        match self {
            Self::NoRoute { .. } => "no-route",
            Self::MethodNotAllowed { .. } => "method-not-allowed",
            Self::Unauthorized => "unauthorized",
            Self::NotAcceptable(_) => "not-acceptable",
            Self::UnknownFormat(_) => "unknown-format",
            Self::NotFound => "not-found",
            Self::InvalidIdentifier => "invalid-identifier",
            Self::NoMediaType | Self::MediaType { .. } => "media-type",
            Self::TooLarge { .. } => "too-large",
            Self::Malformed(_) => "malformed",
            Self::Invalid(_) => "invalid",
            Self::KeyReused => "key-reused",
            Self::Conflict(_) => "conflict",
            Self::Unavailable(_) => "unavailable",
            Self::Storage(_) => "storage",
            Self::Internal(_) => "internal",
        }
    }

    /// Whether it was found before anything but path and method was looked at.
    pub(crate) const fn is_routers(&self) -> bool {
        matches!(self, Self::NoRoute { .. } | Self::MethodNotAllowed { .. })
    }

    /// Headers that say what to do.
    pub fn headers(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Unauthorized => vec![("www-authenticate", CHALLENGE.into())],
            Self::MethodNotAllowed { allow, .. } => vec![("allow", allow.clone())],
            Self::Unavailable(_) | Self::Storage(_) => vec![("retry-after", "5".into())],
            _ => Vec::new(),
        }
    }

    /// The document in a format, and its media type.
    pub fn document(&self, format: Format) -> (Value, &'static str) {
        // The conventions have one exception: 406 comes before any format is agreed on.
        if format == Format::Json || matches!(self, Self::NotAcceptable(_)) {
            (self.plain(), "application/problem+json; charset=utf-8")
        } else {
            (self.hydra(), "application/ld+json; charset=utf-8")
        }
    }

    fn hydra(&self) -> Value {
        match self {
            Self::Invalid(violations) => Hydra::violations(self.to_string(), listed(violations)),
            _ => Hydra::error(self.to_string()),
        }
    }

    fn plain(&self) -> Value {
        // The router knows no more words for them.
        let detail = match self {
            Self::NoRoute { .. } => "Not Found".into(),
            Self::MethodNotAllowed { .. } => "Method Not Allowed".into(),
            other => other.to_string(),
        };
        let violations = match self {
            Self::Invalid(violations) => Some(listed(violations)),
            _ => None,
        };
        Plain::body(detail, violations)
    }
}

fn listed(violations: &[Violation]) -> Vec<Broken> {
    let one = |violation: &Violation| Broken {
        property_path: violation.property.to_string(),
        message: violation.constraint.message(),
        code: violation.constraint.code(),
    };
    violations.iter().map(one).collect()
}

fn lines(violations: &[Violation]) -> String {
    let line = |violation: &Violation| {
        format!("{}: {}", violation.property, violation.constraint.message())
    };
    let lines: Vec<String> = violations.iter().map(line).collect();
    lines.join("\n")
}

impl From<Malformed> for Problem {
    fn from(malformed: Malformed) -> Self {
        Self::Malformed(malformed.to_string())
    }
}

impl From<Vec<Violation>> for Problem {
    fn from(violations: Vec<Violation>) -> Self {
        Self::Invalid(violations)
    }
}

impl From<TableError> for Problem {
    fn from(error: TableError) -> Self {
        match error {
            TableError::Unavailable { .. } => Self::Unavailable(error),
            TableError::Contended { .. } => {
                Self::Conflict("Another request changes the same thing right now: try again.")
            }
            TableError::NoTable { .. }
            | TableError::Forbidden { .. }
            | TableError::Refused { .. }
            | TableError::Item { .. } => Self::Internal(error.into()),
        }
    }
}
