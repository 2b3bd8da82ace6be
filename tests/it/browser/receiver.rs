//! An organization's server, which takes what webhooks bring.

use std::sync::{Arc, Mutex};

use http_body_util::{BodyExt, Empty};
use hyper::{
    Request, Response,
    body::{Bytes, Incoming},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use tokio::{net::TcpListener, task::JoinHandle};

/// What has come: method, path and media type in a line, then the body.
type Received = Arc<Mutex<Vec<(String, String)>>>;

pub(super) struct Receiver {
    url: String,
    received: Received,
    task: JoinHandle<()>,
}

impl Receiver {
    /// A server on this machine that answers 200 to everything.
    pub(super) async fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let received = Received::default();
        let kept = Arc::clone(&received);
        let task = tokio::spawn(async move {
            loop {
                let (connection, _) = listener.accept().await.unwrap();
                let kept = Arc::clone(&kept);
                let service = service_fn(move |request| take(request, Arc::clone(&kept)));
                let serving =
                    http1::Builder::new().serve_connection(TokioIo::new(connection), service);
                tokio::spawn(serving);
            }
        });
        Self {
            url,
            received,
            task,
        }
    }

    pub(super) fn url(&self) -> &str {
        &self.url
    }

    /// All that has come, the oldest first.
    pub(super) fn received(&self) -> Vec<(String, String)> {
        self.received.lock().unwrap().clone()
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn take(
    request: Request<Incoming>,
    kept: Received,
) -> Result<Response<Empty<Bytes>>, hyper::Error> {
    let media = request.headers().get("content-type").cloned();
    let media = media.map_or_else(String::new, |media| media.to_str().unwrap().to_owned());
    let head = format!("{} {} {media}", request.method(), request.uri());
    let body = request.into_body().collect().await?.to_bytes();
    let body = String::from_utf8(body.to_vec()).unwrap();
    kept.lock().unwrap().push((head, body));
    Ok(Response::new(Empty::new()))
}
