//! Services behind TLS, with a meter: every call that passes is counted, with its bytes and with the capacity that DynamoDB says
//! it has consumed.

use std::{
    convert::Infallible,
    net::Ipv4Addr,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use http_body_util::{BodyExt, Full};
use hyper::{
    Request, Response, StatusCode,
    body::{Bytes, Incoming},
    header::{CONTENT_LENGTH, HeaderName, HeaderValue},
    service::service_fn,
};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::{TokioExecutor, TokioIo},
};
use rustls::ServerConfig;
use serde_json::Value;
use tokio::{net::TcpListener, task::JoinHandle};
use tokio_rustls::TlsAcceptor;

use crate::error::BenchError;

/// A call that a program made.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// The service: `dynamodb`, `s3` and so on.
    pub service: &'static str,
    /// DynamoDB's operation; the method for others.
    pub operation: String,
    /// Bytes of the request's body.
    pub sent: usize,
    /// Bytes of the answer's body.
    pub received: usize,
    /// Read units that it consumed, indexes included.
    pub reads: f64,
    /// Write units that it consumed, indexes included.
    pub writes: f64,
}

/// What has passed.
#[derive(Debug, Default)]
pub struct Meter {
    calls: Mutex<Vec<Call>>,
    handshakes: AtomicUsize,
}

impl Meter {
    /// Takes what has passed since the last time.
    pub fn take(&self) -> Vec<Call> {
        std::mem::take(&mut *self.lock())
    }

    /// How many TLS connections were made so far.
    pub fn handshakes(&self) -> usize {
        self.handshakes.load(Ordering::SeqCst)
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Call>> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

type Upstream = Client<HttpConnector, Full<Bytes>>;

/// One service behind TLS; it ends with this value.
pub(crate) struct Metered {
    /// Where clients find it.
    pub(crate) url: String,
    task: JoinHandle<()>,
}

impl Drop for Metered {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Where a request goes on to.
#[derive(Clone)]
struct Way {
    service: &'static str,
    upstream: String,
    client: Upstream,
    meter: Arc<Meter>,
}

impl Metered {
    /// Puts a meter and TLS before the service at `upstream`.
    ///
    /// # Errors
    /// [`BenchError::Listen`].
    pub(crate) async fn start(
        service: &'static str,
        upstream: &str,
        server: Arc<ServerConfig>,
        meter: Arc<Meter>,
    ) -> Result<Self, BenchError> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await;
        let listener = listener.map_err(BenchError::Listen)?;
        let port = listener.local_addr().map_err(BenchError::Listen)?.port();
        let way = Way {
            service,
            upstream: upstream.to_owned(),
            client: Client::builder(TokioExecutor::new()).build_http(),
            meter,
        };
        let acceptor = TlsAcceptor::from(server);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let _ = stream.set_nodelay(true);
                let (acceptor, way) = (acceptor.clone(), way.clone());
                tokio::spawn(async move {
                    let Ok(stream) = acceptor.accept(stream).await else {
                        return;
                    };
                    way.meter.handshakes.fetch_add(1, Ordering::SeqCst);
                    let service = service_fn(|request| {
                        let way = way.clone();
                        async move { Ok::<_, Infallible>(way.pass(request).await) }
                    });
                    let connection = hyper::server::conn::http1::Builder::new();
                    // A client that goes away has nothing more to say.
                    let _ = connection
                        .serve_connection(TokioIo::new(stream), service)
                        .await;
                });
            }
        });
        Ok(Self {
            url: format!("https://localhost:{port}"),
            task,
        })
    }
}

const TARGET: HeaderName = HeaderName::from_static("x-amz-target");
const CHECKSUM: HeaderName = HeaderName::from_static("x-amz-crc32");

impl Way {
    async fn pass(&self, request: Request<Incoming>) -> Response<Full<Bytes>> {
        let passed = self.forward(request).await;
        passed.unwrap_or_else(|| {
            let mut response = Response::new(Full::default());
            *response.status_mut() = StatusCode::BAD_GATEWAY;
            response
        })
    }

    async fn forward(&self, request: Request<Incoming>) -> Option<Response<Full<Bytes>>> {
        let (mut head, body) = request.into_parts();
        let mut body = body.collect().await.ok()?.to_bytes();
        let sent = body.len();
        let target = head.headers.get(TARGET).and_then(|name| name.to_str().ok());
        let operation = target.and_then(|name| name.rsplit_once('.'));
        let operation = operation.map(|(_, name)| name.to_owned());
        if operation.is_some() {
            body = asked_for_capacity(&body)?;
            let length = HeaderValue::from(body.len());
            head.headers.insert(CONTENT_LENGTH, length);
        }
        let path = head.uri.path_and_query()?;
        head.uri = format!("{}{path}", self.upstream).parse().ok()?;
        let method = head.method.to_string();
        let request = Request::from_parts(head, Full::new(body));
        let (mut head, body) = self.client.request(request).await.ok()?.into_parts();
        let mut body = body.collect().await.ok()?.to_bytes();
        let mut units = 0.0;
        if operation.is_some() {
            (body, units) = capacity_of(&body).unwrap_or((body, 0.0));
            head.headers.remove(CHECKSUM);
            let length = HeaderValue::from(body.len());
            head.headers.insert(CONTENT_LENGTH, length);
        }
        let operation = operation.unwrap_or(method);
        let reading = ["GetItem", "BatchGetItem", "Query", "TransactGetItems"];
        let reads = reading.contains(&operation.as_str());
        self.meter.lock().push(Call {
            service: self.service,
            operation,
            sent,
            received: body.len(),
            reads: if reads { units } else { 0.0 },
            writes: if reads { 0.0 } else { units },
        });
        Some(Response::from_parts(head, Full::new(body)))
    }
}

/// The same request, which also asks what it consumes.
fn asked_for_capacity(body: &[u8]) -> Option<Bytes> {
    let mut request: Value = serde_json::from_slice(body).ok()?;
    let fields = request.as_object_mut()?;
    fields.insert("ReturnConsumedCapacity".to_owned(), "TOTAL".into());
    Some(serde_json::to_vec(&request).ok()?.into())
}

/// The answer as it would have been, and the units that the request has consumed.
fn capacity_of(body: &[u8]) -> Option<(Bytes, f64)> {
    let mut answer: Value = serde_json::from_slice(body).ok()?;
    let consumed = answer.as_object_mut()?.remove("ConsumedCapacity")?;
    let units = match &consumed {
        Value::Array(tables) => tables
            .iter()
            .filter_map(|table| table["CapacityUnits"].as_f64())
            .sum(),
        table => table["CapacityUnits"].as_f64().unwrap_or_default(),
    };
    Some((serde_json::to_vec(&answer).ok()?.into(), units))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_asked_for_is_taken_out_of_the_answer() {
        let asked = asked_for_capacity(br#"{"TableName":"leah"}"#).unwrap();
        let asked: Value = serde_json::from_slice(&asked).unwrap();
        assert_eq!(asked["ReturnConsumedCapacity"], "TOTAL");
        for (consumed, units) in [
            (json!({"TableName": "leah", "CapacityUnits": 0.5}), 0.5),
            (json!([{"CapacityUnits": 4.0}, {"CapacityUnits": 2.0}]), 6.0),
        ] {
            let answer = json!({"Count": 1, "ConsumedCapacity": consumed}).to_string();
            let (rest, found) = capacity_of(answer.as_bytes()).unwrap();
            assert_eq!(&rest[..], br#"{"Count":1}"#);
            assert!((found - units).abs() < f64::EPSILON);
        }
        assert_eq!(capacity_of(br#"{"Count":1}"#), None);
    }
}
