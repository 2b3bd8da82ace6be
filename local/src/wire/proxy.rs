//! One listener of the wire: it carries requests to its engine and answers back, unless a fault stops them.

use std::io;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Instant;

use http::header::{CONNECTION, CONTENT_TYPE, TRANSFER_ENCODING};
use http::uri::{Authority, Scheme};
use http::{HeaderMap, Request, Response, StatusCode, Uri};
use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::calls::Call;
use super::faults::{FaultKind, Seen};
use super::{Service, Shared, operation, permission};
use crate::engines::gate::Gate;

/// Why a connection closes without an answer.
#[derive(Debug, thiserror::Error)]
enum Cut {
    #[error("a fault cut the connection")]
    Fault,
    #[error("the caller's request broke off")]
    Request(#[source] hyper::Error),
    #[error("the engine did not answer")]
    Engine(#[source] hyper_util::client::legacy::Error),
    #[error("the engine's answer broke off")]
    Answer(#[source] hyper::Error),
    #[error("the request has no place at the engine")]
    Uri(#[source] http::Error),
}

#[derive(Clone)]
pub(super) struct Proxy {
    service: Service,
    upstream: Authority,
    client: Client<HttpConnector, Full<Bytes>>,
    /// What judges DynamoDB's requests, where nothing behind this wire does.
    gate: Option<Arc<Gate>>,
    shared: Arc<Shared>,
}

impl Proxy {
    pub(super) fn new(
        service: Service,
        upstream: &str,
        gate: Option<Arc<Gate>>,
        shared: Arc<Shared>,
    ) -> io::Result<Self> {
        let invalid = |reason: String| io::Error::new(io::ErrorKind::InvalidInput, reason);
        let uri: Uri = upstream
            .parse()
            .map_err(|error| invalid(format!("{upstream}: {error}")))?;
        let upstream = uri
            .authority()
            .cloned()
            .ok_or_else(|| invalid(format!("{upstream} names no host")))?;
        let client = Client::builder(TokioExecutor::new()).build_http();
        Ok(Self {
            service,
            upstream,
            client,
            gate,
            shared,
        })
    }

    /// Accepts connections until the wire ends, which cuts those that are open.
    pub(super) async fn serve(self, listener: TcpListener, end: CancellationToken) {
        while let Some(accepted) = end.run_until_cancelled(listener.accept()).await {
            let Ok((stream, _)) = accepted else { continue };
            let (proxy, end) = (self.clone(), end.clone());
            tokio::spawn(async move {
                let service = service_fn(move |request| proxy.clone().call(request));
                let connection =
                    http1::Builder::new().serve_connection(TokioIo::new(stream), service);
                // A cut connection is what this wire is for.
                end.run_until_cancelled(connection).await;
            });
        }
    }

    async fn call(self, request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Cut> {
        let (head, body) = request.into_parts();
        let operation = operation::name(self.service, &head.method, &head.uri, &head.headers);
        let mut entry = Entry::begin(&self.shared, self.service, operation);
        let body = body.collect().await.map_err(Cut::Request)?.to_bytes();
        let permission = permission::Call::new(self.service, &entry.operation, &head, &body);
        let healed = self.shared.faults.healed();
        let faults = &self.shared.faults;
        let seen = Seen {
            service: self.service,
            operation: &entry.operation,
            path: head.uri.path(),
            body: &body,
        };
        let fault = faults
            .judge(&seen)
            .or_else(|| faults.take(self.service, &entry.operation, &body));
        let latency = self.shared.faults.latency();
        if !latency.is_zero() {
            tokio::time::sleep(latency).await;
        }
        let answer = match fault {
            Some(FaultKind::Reset) => return Err(Cut::Fault),
            Some(FaultKind::Status(status)) => refusal(self.service, status),
            Some(FaultKind::ReplyLost) => {
                self.forward(head, body).await?;
                return Err(Cut::Fault);
            }
            Some(FaultKind::Stall) => {
                self.shared.faults.stall(&healed).await;
                self.forward(head, body).await?
            }
            Some(FaultKind::ReplyStalled) => {
                let answer = self.forward(head, body).await?;
                self.shared.faults.stall(&healed).await;
                answer
            }
            None => self.forward(head, body).await?,
        };
        entry.status = answer.status().as_u16();
        if let Some(call) = permission {
            self.shared.needs().extend(call.needs(entry.status));
        }
        Ok(answer)
    }

    async fn forward(
        &self,
        head: http::request::Parts,
        body: Bytes,
    ) -> Result<Response<Full<Bytes>>, Cut> {
        let gate = self.gate.as_ref();
        if let Some(refusal) =
            gate.and_then(|gate| gate.refusal(leah_engines::Service::DynamoDb, &head, &body))
        {
            return Ok(refusal.map(Full::new));
        }
        let path = head.uri.path_and_query().map_or("/", |path| path.as_str());
        let uri = Uri::builder()
            .scheme(Scheme::HTTP)
            .authority(self.upstream.clone())
            .path_and_query(path)
            .build()
            .map_err(Cut::Uri)?;
        let mut request = Request::new(Full::new(body));
        *request.method_mut() = head.method;
        *request.uri_mut() = uri;
        // Host and length stay as the caller signed them.
        *request.headers_mut() = end_to_end(head.headers);
        let answer = self.client.request(request).await.map_err(Cut::Engine)?;
        let (head, body) = answer.into_parts();
        let body = body.collect().await.map_err(Cut::Answer)?.to_bytes();
        let mut answer = Response::new(Full::new(body));
        *answer.status_mut() = head.status;
        // The length stays: that of an answer to HEAD is not the length of its body.
        *answer.headers_mut() = end_to_end(head.headers);
        Ok(answer)
    }
}

/// The headers that are not about one connection alone.
fn end_to_end(mut headers: HeaderMap) -> HeaderMap {
    for name in [CONNECTION, TRANSFER_ENCODING] {
        headers.remove(name);
    }
    headers
}

/// An error as the service writes it: S3 in XML, the others in JSON.
fn refusal(service: Service, status: u16) -> Response<Full<Bytes>> {
    let code = match (service, status) {
        (Service::S3, 503) => "SlowDown",
        (Service::S3, 500..) => "InternalError",
        (Service::Lambda, 429) => "TooManyRequestsException",
        (Service::Lambda, 500) => "ServiceException",
        (_, 429) => "ThrottlingException",
        (_, 503) => "ServiceUnavailable",
        (_, 500..) => "InternalServerError",
        _ => "RequestRefused",
    };
    let (kind, body) = match service {
        Service::S3 => (
            "application/xml",
            format!("<Error><Code>{code}</Code><Message>injected fault</Message></Error>"),
        ),
        _ => (
            "application/x-amz-json-1.0",
            format!(
                r#"{{"__type":"{code}","message":"injected fault","Message":"injected fault"}}"#
            ),
        ),
    };
    let mut answer = Response::new(Full::new(body.into()));
    *answer.status_mut() =
        StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = answer.headers_mut();
    headers.insert(CONTENT_TYPE, http::HeaderValue::from_static(kind));
    if service != Service::S3 {
        headers.insert("x-amzn-errortype", http::HeaderValue::from_static(code));
    }
    answer
}

/// A call under way; it is recorded when it ends, also if the caller gives it up.
struct Entry {
    shared: Arc<Shared>,
    service: Service,
    operation: String,
    started: Instant,
    status: u16,
}

impl Entry {
    fn begin(shared: &Arc<Shared>, service: Service, operation: String) -> Self {
        shared.under_way.fetch_add(1, Ordering::SeqCst);
        Self {
            shared: Arc::clone(shared),
            service,
            operation,
            started: Instant::now(),
            status: 0,
        }
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        self.shared.under_way.fetch_sub(1, Ordering::SeqCst);
        self.shared.record.add(Call {
            service: self.service,
            operation: std::mem::take(&mut self.operation),
            started: self.started,
            ended: Instant::now(),
            status: self.status,
        });
    }
}
