//! An API Gateway (REST API) for one machine: each request becomes the JSON event that the real one would send, passes
//! through `lambda_http`'s own adapter into the same service, and the answer comes back the same way.
//!
//! What it takes over from the real one: one route table (`template.yaml`), decoded and unordered queries, bodies in
//! base64, renamed answer headers, the limits on size and time, and errors of its own in the API's one shape.

mod answer;
mod bare;
mod body;
mod event;
mod limits;
mod listen;
mod refusal;

use std::{convert::Infallible, future::Future, net::SocketAddr, pin::Pin, sync::Arc};

use axum::Router;
use http::{HeaderName, HeaderValue, Request, Response};
use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use leah_domain::{Clock, Ids};
use tokio::sync::Semaphore;
use tower::ServiceExt;

use crate::{
    functions::{Functions, InvocationError, ProxyEvent},
    template::Template,
};

pub use limits::Limits;
pub(crate) use listen::{Listeners, serve};
pub(crate) use refusal::Refusal;

/// The header that every answer carries, so that a log line can be found again.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-amzn-requestid");
/// The header by which every answer of Leah is known (contract, section 6).
const OWN_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Told after each request that may have left something to do.
pub(crate) type Bell = Arc<dyn Fn() + Send + Sync>;

/// What answers requests.
pub(crate) struct Gateway {
    pub(crate) template: Arc<Template>,
    pub(crate) functions: Functions,
    /// The pages under `/_local`.
    pub(crate) inspect: Router,
    pub(crate) limits: Limits,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) ids: Arc<dyn Ids>,
    pub(crate) bell: Bell,
    /// How many invocations may run at once.
    pub(crate) permits: Semaphore,
}

type Answer = Response<Full<Bytes>>;
type AnswerFuture = Pin<Box<dyn Future<Output = Result<Answer, Infallible>> + Send>>;

impl Gateway {
    fn call(self: Arc<Self>, request: Request<Incoming>, peer: SocketAddr) -> AnswerFuture {
        Box::pin(async move {
            let id = self.ids.uuid().to_string();
            let answered = self.answer(request, peer, &id).await;
            let refused = answered.is_err();
            let mut answer = answered.unwrap_or_else(|refusal| {
                tracing::info!(request = %id, status = refusal.status().as_u16(), "refused");
                refusal.into_response()
            });
            if let Ok(value) = HeaderValue::from_str(&id) {
                let headers = answer.headers_mut();
                if refused {
                    // A function's answer has it from the function.
                    headers.insert(OWN_REQUEST_ID, value.clone());
                }
                headers.insert(REQUEST_ID, value);
            }
            Ok(answer)
        })
    }

    async fn answer(
        &self,
        request: Request<Incoming>,
        peer: SocketAddr,
        id: &str,
    ) -> Result<Answer, Refusal> {
        let (parts, body) = request.into_parts();
        if let Err(refusal) = self.limits.admit(&parts) {
            body::discard(&parts, body);
            return Err(refusal);
        }
        if is_local_page(parts.uri.path()) {
            return Ok(self.inspect(Request::from_parts(parts, body)).await);
        }
        let Some(target) = self.template.route(parts.uri.path()) else {
            body::discard(&parts, body);
            return Err(Refusal::NoRoute);
        };
        let content = body::read(&parts, body, &self.limits).await?;
        // Nothing on AWS is larger; and it is not held three times over on its way.
        let large = content.len() > limits::BODY;
        let event = event::Event {
            parts: &parts,
            target: &target,
            body: if large { &[] } else { &content },
            peer,
            id,
            now: self.clock.now(),
        };
        let event = ProxyEvent {
            json: event.to_json()?,
            beside: large.then_some(content),
        };
        self.limits.admit_event(&event.json)?;

        let _permit = self.permits.acquire().await;
        let function = &target.route.function;
        let answered =
            tokio::time::timeout(self.limits.answer, self.functions.http(function, event, id))
                .await;
        (self.bell)();
        match answered {
            Ok(Ok(json)) => answer::read(&json).map_err(|error| {
                tracing::error!(request = id, function, %error, "an answer that no gateway can send");
                Refusal::BadGateway
            }),
            Ok(Err(failure)) => {
                tracing::error!(request = id, function, error = &failure as &dyn std::error::Error, "invocation failed");
                Err(match failure {
                    InvocationError::TimedOut => Refusal::Timeout,
                    _ => Refusal::BadGateway,
                })
            }
            Err(_elapsed) => Err(Refusal::Timeout),
        }
    }

    /// The pages for people, which never pass through a function.
    async fn inspect(&self, request: Request<Incoming>) -> Answer {
        let Ok(answer) = self
            .inspect
            .clone()
            .oneshot(request.map(axum::body::Body::new))
            .await;
        let (parts, body) = answer.into_parts();
        match body.collect().await {
            Ok(content) => Response::from_parts(parts, Full::new(content.to_bytes())),
            Err(_) => Refusal::BadGateway.into_response(),
        }
    }
}

fn is_local_page(path: &str) -> bool {
    path.strip_prefix("/_local")
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
