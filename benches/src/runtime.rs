//! Lambda's runtime API for one sandbox ("Using the Lambda runtime API for custom runtimes", version 2018-06-01).

use std::{net::Ipv4Addr, sync::Arc, time::Instant};

use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use tokio::{
    net::TcpListener,
    sync::{Mutex, mpsc},
    task::JoinHandle,
};

use crate::error::BenchError;

/// When an invocation's time ends, in milliseconds since 1970: 2100. None of them is to end for want of time.
const DEADLINE: u64 = 4_102_444_800_000;

/// What a program does, as the runtime API sees it.
#[derive(Debug)]
pub(crate) enum Said {
    /// It asks for work: it has initialized, or is done with what it had.
    Ready(Instant),
    /// It answers.
    Answer(Instant, Bytes),
    /// It has failed.
    Error(Bytes),
}

/// The runtime API, for one program at a time. It ends with this value.
pub(crate) struct Runtime {
    /// Host and port, as `AWS_LAMBDA_RUNTIME_API` has them.
    pub(crate) address: String,
    work: mpsc::UnboundedSender<(String, Bytes)>,
    said: mpsc::UnboundedReceiver<Said>,
    number: u64,
    task: JoinHandle<()>,
}

struct Shared {
    work: Mutex<mpsc::UnboundedReceiver<(String, Bytes)>>,
    said: mpsc::UnboundedSender<Said>,
}

impl Drop for Runtime {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Runtime {
    /// Listens on a free port of loopback.
    ///
    /// # Errors
    /// [`BenchError::Listen`].
    pub(crate) async fn start() -> Result<Self, BenchError> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await;
        let listener = listener.map_err(BenchError::Listen)?;
        let address = listener.local_addr().map_err(BenchError::Listen)?;
        let (work, to_do) = mpsc::unbounded_channel();
        let (tell, said) = mpsc::unbounded_channel();
        let shared = Arc::new(Shared {
            work: Mutex::new(to_do),
            said: tell,
        });
        let at = |path: &str| format!("/2018-06-01/runtime/{path}");
        let router = Router::new()
            .route(&at("invocation/next"), get(next))
            .route(&at("invocation/{id}/response"), post(response))
            .route(&at("invocation/{id}/error"), post(error))
            .route(&at("init/error"), post(error))
            .layer(DefaultBodyLimit::disable())
            .with_state(shared);
        let task = tokio::spawn(async move {
            // It ends when the sandbox does.
            let _ = axum::serve(listener, router).await;
        });
        Ok(Self {
            address: address.to_string(),
            work,
            said,
            number: 0,
            task,
        })
    }

    /// Hands an event to whoever asks next.
    pub(crate) fn hand(&mut self, event: Bytes) {
        self.number += 1;
        // X-Ray's identifier and the request's have the length that they have on AWS.
        let id = format!("8476a536-e9f4-11e8-9739-{:012x}", self.number);
        let _ = self.work.send((id, event));
    }

    /// What the program does next; nothing once this has ended.
    pub(crate) async fn said(&mut self) -> Option<Said> {
        self.said.recv().await
    }
}

async fn next(State(shared): State<Arc<Shared>>) -> Response {
    let _ = shared.said.send(Said::Ready(Instant::now()));
    let Some((id, event)) = shared.work.lock().await.recv().await else {
        return StatusCode::GONE.into_response();
    };
    let arn = "arn:aws:lambda:eu-west-3:000000000000:function:leah-bench";
    let headers = [
        ("content-type", "application/json".to_owned()),
        ("lambda-runtime-aws-request-id", id),
        ("lambda-runtime-deadline-ms", DEADLINE.to_string()),
        ("lambda-runtime-invoked-function-arn", arn.to_owned()),
        (
            "lambda-runtime-trace-id",
            "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=0".to_owned(),
        ),
    ];
    (headers, event).into_response()
}

async fn response(
    State(shared): State<Arc<Shared>>,
    Path(_id): Path<String>,
    body: Bytes,
) -> StatusCode {
    let _ = shared.said.send(Said::Answer(Instant::now(), body));
    StatusCode::ACCEPTED
}

async fn error(State(shared): State<Arc<Shared>>, body: Bytes) -> StatusCode {
    let _ = shared.said.send(Said::Error(body));
    StatusCode::ACCEPTED
}
