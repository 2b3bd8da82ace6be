//! Lambda: `Invoke` of the stack's functions, asynchronously, over AWS restJson1.
//!
//! What was accepted waits in memory for the pumps. A process that dies forgets it, and may: the table is the queue, and
//! what nobody has done stays due there until the sweep finds it again.

mod name;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, Path, Query, State};
use axum::routing::post;
use http::{HeaderMap, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};

use super::answer::AwsError;
use super::{ACCOUNT, REGION};
use crate::template::Function;
use name::FunctionName;

/// The largest event of an asynchronous invocation, in bytes (AWS Lambda API reference, "Invoke").
const LARGEST: usize = 1024 * 1024;
/// The largest body that is read at all: that of a synchronous invocation.
const LARGEST_READ: usize = 6 * LARGEST;
/// The version that is meant where none is named, and the only one that a stack's functions have.
const LATEST: &str = "$LATEST";

/// An asynchronous invocation that was accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invocation {
    /// The function, by the name of its binary.
    pub function: String,
    /// The event that it is to get.
    pub payload: Value,
    /// How often it is made again if it fails.
    pub retries: u32,
}

/// The invocations that were accepted and not yet made, oldest first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Queue(Arc<Mutex<Vec<Invocation>>>);

impl Queue {
    fn add(&self, invocation: Invocation) {
        self.lock().push(invocation);
    }

    pub(crate) fn take(&self) -> Vec<Invocation> {
        std::mem::take(&mut *self.lock())
    }

    // A panic elsewhere leaves the list whole.
    fn lock(&self) -> MutexGuard<'_, Vec<Invocation>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct Lambda {
    functions: Vec<Function>,
    queue: Queue,
}

pub(crate) fn router(functions: Vec<Function>, queue: Queue) -> Router {
    Router::new()
        .route("/2015-03-31/functions/{name}/invocations", post(invoke))
        .method_not_allowed_fallback(async || AwsError::unknown_operation())
        .layer(DefaultBodyLimit::max(LARGEST_READ))
        .with_state(Arc::new(Lambda { functions, queue }))
}

#[derive(Deserialize)]
struct Version {
    #[serde(rename = "Qualifier")]
    qualifier: Option<String>,
}

async fn invoke(
    State(lambda): State<Arc<Lambda>>,
    Path(name): Path<String>,
    Query(version): Query<Version>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<StatusCode, AwsError> {
    let function = lambda.find(&name, version.qualifier.as_deref())?;
    let kind = headers.get("x-amz-invocation-type");
    match kind.map(http::HeaderValue::as_bytes) {
        Some(b"Event") => {}
        Some(b"DryRun") => return Ok(StatusCode::NO_CONTENT),
        _ => {
            return Err(user(
                StatusCode::BAD_REQUEST,
                "InvalidParameterValueException",
                "This engine takes only asynchronous invocations: InvocationType must be Event (or DryRun).",
            ));
        }
    }
    let payload = read(body)?;
    lambda.queue.add(Invocation {
        function: function.binary.clone(),
        payload,
        retries: function.retries,
    });
    Ok(StatusCode::ACCEPTED)
}

/// The event; where none is given, an empty one.
fn read(body: Result<Bytes, BytesRejection>) -> Result<Value, AwsError> {
    let too_large = |size: &str| {
        user(
            StatusCode::PAYLOAD_TOO_LARGE,
            "RequestTooLargeException",
            format!(
                "{size} byte payload is too large for the Event invocation type (limit {LARGEST} bytes)"
            ),
        )
    };
    // A body that breaks off is refused so, too; but then nobody listens any more.
    let body = body.map_err(|_| too_large(&format!("more than {LARGEST_READ}")))?;
    if body.len() > LARGEST {
        return Err(too_large(&body.len().to_string()));
    }
    if body.is_empty() {
        return Ok(json!({}));
    }
    serde_json::from_slice(&body).map_err(|error| {
        user(
            StatusCode::BAD_REQUEST,
            "InvalidRequestContentException",
            format!("Could not parse request body into json: {error}"),
        )
    })
}

impl Lambda {
    /// The function that is meant, if there is one that this caller may invoke.
    fn find(&self, text: &str, version: Option<&str>) -> Result<&Function, AwsError> {
        let name = FunctionName::parse(text)?;
        if let (Some(within), Some(beside)) = (name.qualifier, version)
            && within != beside
        {
            return Err(user(
                StatusCode::BAD_REQUEST,
                "InvalidParameterValueException",
                "The derived qualifier from the function name does not match the specified qualifier.",
            ));
        }
        let missing = |message| user(StatusCode::NOT_FOUND, "ResourceNotFoundException", message);
        if let Some(region) = name.region.filter(|region| *region != REGION) {
            return Err(missing(format!(
                "Functions from '{region}' are not reachable in this region ('{REGION}')"
            )));
        }
        let account = name.account.unwrap_or(ACCOUNT);
        let mut arn = format!(
            "arn:aws:lambda:{REGION}:{account}:function:{}",
            name.function
        );
        if account != ACCOUNT {
            return Err(user(
                StatusCode::FORBIDDEN,
                "AccessDeniedException",
                format!("Not authorized to perform: lambda:InvokeFunction on resource: {arn}"),
            ));
        }
        let qualifier = name.qualifier.or(version);
        if let Some(qualifier) = qualifier {
            arn = format!("{arn}:{qualifier}");
        }
        let mut functions = self.functions.iter();
        functions
            .find(|known| known.name == name.function && qualifier.is_none_or(|v| v == LATEST))
            .ok_or_else(|| missing(format!("Function not found: {arn}")))
    }
}

/// A refusal that is the caller's own doing.
fn user(status: StatusCode, code: &'static str, message: impl Into<String>) -> AwsError {
    let mut error = AwsError::new(status, code, message);
    error.details = json!({ "Type": "User" });
    error
}
