//! How AWS answers in JSON: the protocols "AWS restJson1" and "AWS JSON 1.0".

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::middleware::map_response;
use axum::response::{IntoResponse, Response};
use axum::{Json, Router};
use http::{HeaderName, HeaderValue, StatusCode};
use serde_json::Value;
use uuid::Uuid;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-amzn-requestid");
const ERROR_TYPE: HeaderName = HeaderName::from_static("x-amzn-errortype");

/// A refusal, as the SDKs decode it.
#[derive(Debug)]
pub(crate) struct AwsError {
    /// HTTP status.
    pub(crate) status: StatusCode,
    /// Name of the exception's shape in the service's model.
    pub(crate) code: &'static str,
    /// What is wrong, for people.
    pub(crate) message: String,
    /// Further members of the exception.
    pub(crate) details: Value,
}

impl AwsError {
    /// A refusal of the caller's request, status 400.
    pub(crate) fn bad_request(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, message)
    }

    /// A refusal with a status of its own.
    pub(crate) fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            code,
            message: message.into(),
            details: Value::Null,
        }
    }

    /// What an AWS endpoint says of an operation that it does not have.
    pub(crate) fn unknown_operation() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "UnknownOperationException",
            "This endpoint has no such operation.",
        )
    }

    /// What an AWS endpoint says of a body that is no JSON of the operation's shape.
    pub(crate) fn serialization(cause: &serde_json::Error) -> Self {
        Self::bad_request("SerializationException", cause.to_string())
    }
}

impl From<rusqlite::Error> for AwsError {
    fn from(error: rusqlite::Error) -> Self {
        tracing::error!(%error, "the engines' store failed");
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "InternalServerException",
            "The store failed.",
        )
    }
}

impl IntoResponse for AwsError {
    fn into_response(self) -> Response {
        // Some services spell it with a capital, some without.
        let mut body = serde_json::json!({ "__type": self.code, "message": self.message, "Message": self.message });
        if let (Value::Object(body), Value::Object(details)) = (&mut body, self.details) {
            body.extend(details);
        }
        let mut response = (self.status, Json(body)).into_response();
        response
            .headers_mut()
            .insert(ERROR_TYPE, HeaderValue::from_static(self.code));
        response
    }
}

/// `router`, with a number on each answer, so that a request can be found again in a log.
pub(crate) fn numbered(router: Router) -> Router {
    let answers = Arc::new(AtomicU64::new(1));
    router
        .fallback(async || AwsError::unknown_operation())
        .layer(map_response(move |mut response: Response| {
            let id = Uuid::from_u64_pair(0, answers.fetch_add(1, Ordering::Relaxed)).to_string();
            async move {
                // The text form of a UUID is always a valid header value.
                if let Ok(id) = HeaderValue::from_str(&id) {
                    response.headers_mut().insert(REQUEST_ID, id);
                }
                response
            }
        }))
}
