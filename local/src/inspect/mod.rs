//! `/_local`: what one machine can show that AWS does not. A page for people, and the same as JSON for tests.

mod guard;
mod json;
mod page;
mod webhooks;

use std::sync::Arc;

use axum::{
    Json, Router,
    http::StatusCode,
    middleware,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use leah_aws::{App, table::TableError};
use serde_json::json;

use crate::{
    attempts::Attempts,
    clock::VirtualClock,
    engines::Engines,
    pumps::{PumpError, Pumps},
};

/// What the pages show.
#[derive(Clone)]
struct Inspector {
    engines: Arc<Engines>,
    pumps: Arc<Pumps>,
    clock: VirtualClock,
    app: App,
    attempts: Arc<Attempts>,
    table: Arc<str>,
}

/// Everything under `/_local`.
pub(crate) fn router(
    engines: &Arc<Engines>,
    pumps: &Arc<Pumps>,
    clock: &VirtualClock,
    app: &App,
    attempts: &Arc<Attempts>,
    table: &str,
) -> Router {
    let inspector = Inspector {
        engines: Arc::clone(engines),
        pumps: Arc::clone(pumps),
        clock: clock.clone(),
        app: app.clone(),
        attempts: Arc::clone(attempts),
        table: table.into(),
    };
    Router::new()
        .route("/_local", get(page::overview))
        .route("/_local/messages", get(json::messages))
        .route("/_local/messages/{number}/html", get(page::mail))
        .route("/_local/messages/{number}/source", get(page::source))
        .route("/_local/schedules", get(json::schedules))
        .route("/_local/owed", get(json::owed))
        .route("/_local/environment", get(json::environment))
        .route("/_local/files", get(json::files))
        .route("/_local/deliveries", get(webhooks::deliveries))
        .route(
            "/_local/webhook_endpoints",
            get(webhooks::endpoints).post(webhooks::set_up),
        )
        .route("/_local/clock", get(json::now).post(json::set_clock))
        .route("/_local/drain", post(json::drain))
        .fallback(async || {
            Refused::new(StatusCode::NOT_FOUND, "there is no such page: see /_local")
        })
        .method_not_allowed_fallback(async || {
            Refused::new(
                StatusCode::METHOD_NOT_ALLOWED,
                "this page does not take that method",
            )
        })
        .layer(middleware::from_fn(guard::own_pages_only))
        .with_state(inspector)
}

/// An answer that says what to do instead: `{"error": …}`.
#[derive(Debug)]
struct Refused {
    status: StatusCode,
    error: String,
}

impl Refused {
    fn new(status: StatusCode, error: impl Into<String>) -> Self {
        Self {
            status,
            error: error.into(),
        }
    }

    fn bad_request(error: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, error)
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        (self.status, Json(json!({ "error": self.error }))).into_response()
    }
}

impl From<PumpError> for Refused {
    fn from(error: PumpError) -> Self {
        let mut text = error.to_string();
        let mut source = std::error::Error::source(&error);
        while let Some(cause) = source {
            text = format!("{text}: {cause}");
            source = cause.source();
        }
        Self::new(StatusCode::SERVICE_UNAVAILABLE, text)
    }
}

impl From<TableError> for Refused {
    fn from(error: TableError) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, error.to_string())
    }
}
