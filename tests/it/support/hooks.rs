//! Endpoints of webhooks, and receivers that answer as a test wants.

use std::{
    io,
    net::IpAddr,
    pin::Pin,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU16, Ordering},
    },
};

use leah_domain::{
    Id, Ids, Organization, WebhookEndpoint,
    webhook::{Event, Form, Network, Secrets, Url, WebhookSecret},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::AbortHandle,
};
use webhooks::courier::Names;

use super::{Seeded, TestApp};

/// No host has an address: nobody is asked, and nothing is reached by a name.
pub(crate) struct Nameless;

impl Names for Nameless {
    fn resolve<'a>(
        &'a self,
        _host: &'a str,
    ) -> Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send + 'a>> {
        Box::pin(async { Err(io::ErrorKind::NotFound.into()) })
    }
}

/// An endpoint that wants these events, by its name always the same one.
pub(crate) fn hook(app: &TestApp, name: &str, url: &str, events: &[Event]) -> WebhookEndpoint {
    let ids = Seeded::starting_at(name);
    let network = Network::Public;
    WebhookEndpoint {
        id: Id::new(ids.uuid()),
        url: Url::parse(url, &network, true).unwrap(),
        network,
        secrets: Secrets::new(WebhookSecret::generate(&ids)),
        events: events.to_vec(),
        form: Form::String,
        created: app.now(),
        failing: None,
        disabled: None,
    }
}

impl TestApp {
    /// Sets an endpoint up, or over. Requests of the last minute may not know yet which events it wants.
    pub(crate) async fn put_hook(
        &self,
        organization: Id<Organization>,
        endpoint: &WebhookEndpoint,
    ) {
        let table = self.house.app().table();
        let put = table.put_webhook_endpoint(organization, endpoint).await;
        assert!(put.unwrap(), "there are too many endpoints");
    }
}

/// A server on this machine that answers every request with a status and no body, and keeps the bodies of requests.
pub(crate) struct Receiver {
    pub(crate) url: String,
    status: Arc<AtomicU16>,
    bodies: Arc<Mutex<Vec<String>>>,
    serving: AbortHandle,
}

impl Receiver {
    pub(crate) async fn answering(status: u16) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let status = Arc::new(AtomicU16::new(status));
        let bodies = Arc::new(Mutex::new(Vec::new()));
        let (answer, kept) = (Arc::clone(&status), Arc::clone(&bodies));
        let serving = tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let (answer, kept) = (Arc::clone(&answer), Arc::clone(&kept));
                tokio::spawn(serve(stream, answer, kept));
            }
        });
        Self {
            url,
            status,
            bodies,
            serving: serving.abort_handle(),
        }
    }

    /// Answers with another status from now on.
    pub(crate) fn answer(&self, status: u16) {
        self.status.store(status, Ordering::SeqCst);
    }

    /// The bodies of the requests so far.
    pub(crate) fn bodies(&self) -> Vec<String> {
        self.bodies.lock().unwrap().clone()
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// Reads one request and answers it. Deliveries say how long they are, and come on connections of their own.
async fn serve(mut stream: TcpStream, status: Arc<AtomicU16>, bodies: Arc<Mutex<Vec<String>>>) {
    let (mut read, mut chunk) = (Vec::new(), [0; 4096]);
    let body = loop {
        if let Some(body) = body(&read) {
            break body;
        }
        match stream.read(&mut chunk).await {
            Ok(0) | Err(_) => return,
            Ok(count) => read.extend_from_slice(&chunk[..count]),
        }
    };
    bodies.lock().unwrap().push(body);
    let status = status.load(Ordering::SeqCst);
    let answer = format!("HTTP/1.1 {status} -\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
    // Whoever has gone meanwhile wants no answer.
    let _ = stream.write_all(answer.as_bytes()).await;
}

/// The body of a request, once all of it has come.
fn body(bytes: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(bytes).ok()?;
    let (head, body) = text.split_once("\r\n\r\n")?;
    let length = head
        .lines()
        .find_map(|line| {
            let (name, value) = line.split_once(": ")?;
            name.eq_ignore_ascii_case("content-length").then_some(value)
        })
        .map_or(0, |length| length.parse().unwrap());
    (body.len() == length).then(|| body.to_owned())
}
