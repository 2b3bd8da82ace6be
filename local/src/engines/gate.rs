//! The gate before each engine: what AWS would refuse is refused here, as AWS writes it, however kind the engine is.

use std::io;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;

use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http::request::Parts;
use http::uri::{Authority, Scheme};
use http::{StatusCode, Uri};
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use leah_engines::{Service, Strict};

use super::answer::numbered;

/// From this size on, what S3 is sent is an object's content, as a form of any size is: no rule is about it, and it is not held in
/// memory.
const CONTENT: u64 = 1024 * 1024;

/// Judges all requests.
#[derive(Debug, Default)]
pub(crate) struct Gate {
    pub(super) strict: Strict,
}

/// Sees to it that no request goes out unseen that AWS refuses: where it ends and one has not been taken, it panics. So a test fails
/// in which one was sent, whatever the caller made of the refusal.
#[derive(Debug)]
pub struct Watch(pub(super) Arc<Gate>);

impl Drop for Watch {
    fn drop(&mut self) {
        let breaches = self.0.strict.take();
        if breaches.is_empty() || std::thread::panicking() {
            return;
        }
        let breaches: Vec<_> = breaches.iter().map(ToString::to_string).collect();
        panic!(
            "requests went out that AWS refuses:\n{}",
            breaches.join("\n")
        );
    }
}

impl Gate {
    /// How AWS would refuse a request, if it would.
    pub(crate) fn refusal(
        &self,
        service: Service,
        head: &Parts,
        body: &[u8],
    ) -> Option<http::Response<Bytes>> {
        let judged = self.strict.judge(&leah_engines::Request {
            service,
            method: &head.method,
            uri: &head.uri,
            headers: &head.headers,
            body,
        });
        let breach = judged.err()?;
        let (operation, rule) = (&breach.operation, breach.rule);
        tracing::error!(operation, rule, "{operation} breaks AWS's rule {rule}");
        Some(breach.answer(service))
    }

    /// What goes to `router` is judged first.
    pub(super) fn before(self: &Arc<Self>, service: Service, router: Router) -> Router {
        let gate = (Arc::clone(self), service);
        let judged = router.layer(from_fn_with_state(gate, judged));
        match service {
            // These number their answers themselves.
            Service::DynamoDb | Service::S3 => judged,
            _ => numbered(judged),
        }
    }

    /// A router that judges and hands on to the server at `upstream`.
    pub(super) fn before_server(
        self: &Arc<Self>,
        service: Service,
        upstream: &str,
    ) -> io::Result<Router> {
        let invalid = |error: http::uri::InvalidUri| io::Error::other(error);
        let uri: Uri = upstream.parse().map_err(invalid)?;
        let authority = uri.authority().cloned();
        let authority = authority.ok_or_else(|| io::Error::other("an upstream without a host"))?;
        let client = Client::builder(TokioExecutor::new()).build_http();
        let forward = Router::new()
            .fallback(forward)
            .with_state((client, authority));
        Ok(self.before(service, forward))
    }
}

async fn judged(
    State((gate, service)): State<(Arc<Gate>, Service)>,
    request: Request,
    next: Next,
) -> Response {
    let (head, body) = request.into_parts();
    let length = head.headers.get(CONTENT_LENGTH);
    let length = length.and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    let form = || {
        let kind = head.headers.get(CONTENT_TYPE);
        kind.is_some_and(|kind| kind.as_bytes().starts_with(b"multipart/form-data"))
    };
    let large = length.is_none_or(|length| length >= CONTENT);
    let content = service == Service::S3 && (large || form());
    let (seen, body) = if content {
        (Bytes::new(), body)
    } else {
        // What is broken off has no answer that anybody reads.
        let Ok(whole) = body.collect().await else {
            return status(StatusCode::BAD_REQUEST);
        };
        let whole = whole.to_bytes();
        (whole.clone(), Body::from(whole))
    };
    match gate.refusal(service, &head, &seen) {
        None => next.run(Request::from_parts(head, body)).await,
        Some(refusal) => refusal.map(Body::from),
    }
}

async fn forward(
    State((client, authority)): State<(Client<HttpConnector, Full<Bytes>>, Authority)>,
    request: Request,
) -> Response {
    let (head, body) = request.into_parts();
    let path = head.uri.path_and_query().map_or("/", |path| path.as_str());
    let uri = Uri::builder()
        .scheme(Scheme::HTTP)
        .authority(authority)
        .path_and_query(path)
        .build();
    let (Ok(uri), Ok(body)) = (uri, body.collect().await) else {
        return status(StatusCode::BAD_REQUEST);
    };
    let mut onward = http::Request::new(Full::new(body.to_bytes()));
    *onward.method_mut() = head.method;
    *onward.uri_mut() = uri;
    *onward.headers_mut() = head.headers;
    match client.request(onward).await {
        Ok(answer) => answer.map(Body::new),
        Err(_) => status(StatusCode::SERVICE_UNAVAILABLE),
    }
}

fn status(status: StatusCode) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}
