//! A house whose webhooks reach receivers of the test's own, and endpoints of which every delivery is verified.

use std::{
    collections::{HashMap, VecDeque},
    io,
    net::IpAddr,
    pin::Pin,
    sync::{Arc, Mutex},
};

use jiff::{SignedDuration, Timestamp};
use leah_domain::{
    Id, Ids, Organization, WebhookEndpoint,
    webhook::{Event, Form, Network, Secrets, Url, WebhookSecret},
};
use leah_local::{Options, demo::ORGANIZATION};
use serde_json::{Value, json};
use standardwebhooks::Webhook;
use webhooks::courier::{Names, only};

use super::{
    authority::Authority,
    receiver::{Received, Receiver},
};
use crate::support::{Seeded, TestApp, booking};

pub(super) const SECOND: SignedDuration = SignedDuration::from_secs(1);
pub(super) const MINUTE: SignedDuration = SignedDuration::from_mins(1);
pub(super) const HOUR: SignedDuration = SignedDuration::from_hours(1);
pub(super) const DAY: SignedDuration = SignedDuration::from_hours(24);

/// Where receivers with a certificate are.
pub(super) const HOST: &str = "hooks.example.test";

pub(super) struct World {
    pub(super) app: TestApp,
    pub(super) names: Book,
    pub(super) authority: Authority,
}

impl World {
    pub(super) async fn start() -> Self {
        Self::with(|_| {}).await
    }

    /// With a wire between functions and engines, which records and breaks.
    pub(super) async fn wired() -> Self {
        Self::with(|options| options.wire = true).await
    }

    pub(super) async fn with(change: impl FnOnce(&mut Options)) -> Self {
        let (authority, names) = (Authority::new(), Book::default());
        let roots = only(&authority.pem()).unwrap();
        let book = names.clone();
        let app = TestApp::with(|options| {
            options.webhooks.roots = roots;
            options.webhooks.names = Arc::new(book);
            change(options);
        })
        .await;
        Self {
            app,
            names,
            authority,
        }
    }

    /// An endpoint of the demo organization with a receiver.
    pub(super) async fn endpoint(&self, events: &[Event]) -> Endpoint {
        self.endpoint_of(ORGANIZATION, events).await
    }

    pub(super) async fn endpoint_of(&self, whose: Id<Organization>, events: &[Event]) -> Endpoint {
        let receiver = Receiver::start(self.app.house.clock());
        let stored = endpoint(&receiver.url(), Network::Public, events);
        self.put(whose, &stored).await;
        Endpoint { stored, receiver }
    }

    /// One whose receiver speaks TLS.
    pub(super) async fn endpoint_by_name(&self, host: &str, events: &[Event]) -> Endpoint {
        let receiver = Receiver::start(self.app.house.clock());
        receiver.show(self.authority.identity(host));
        self.names.says(host, &["127.0.0.1"]);
        let stored = endpoint(&receiver.url_of(host), Network::Public, events);
        self.put(ORGANIZATION, &stored).await;
        Endpoint { stored, receiver }
    }

    /// What the operator does.
    pub(super) async fn put(&self, whose: Id<Organization>, endpoint: &WebhookEndpoint) {
        let table = self.app.house.app().table();
        table.put_webhook_endpoint(whose, endpoint).await.unwrap();
    }

    /// Books an appointment of the past, which owes no reminder; its IRI.
    pub(super) async fn book(&self) -> String {
        let mut body = booking();
        body["startTime"] = "2021-02-01T10:00:00".into();
        self.app
            .post("/api/appointments")
            .json(&body)
            .send()
            .await
            .expect(201)
            .iri()
    }

    /// The deliveries as the API lists them, the newest first; `query` as `?status=dead`.
    pub(super) async fn deliveries(&self, query: &str) -> Vec<Value> {
        let path = format!("/api/webhook_deliveries{query}");
        let answer = self.app.get(&path).send().await.expect(200);
        answer.json()["hydra:member"].as_array().unwrap().clone()
    }

    /// The one delivery to an endpoint.
    pub(super) async fn delivery_to(&self, endpoint: &WebhookEndpoint) -> Value {
        let query = format!("?webhookEndpoint={}", endpoint.id);
        let mut all = self.deliveries(&query).await;
        assert_eq!(all.len(), 1, "{all:?}");
        all.remove(0)
    }

    /// An endpoint as the API shows it.
    pub(super) async fn shown(&self, endpoint: &WebhookEndpoint) -> Value {
        let path = format!("/api/webhook_endpoints/{}", endpoint.id);
        self.app.get(&path).send().await.expect(200).json()
    }

    /// Replays a delivery.
    pub(super) async fn replay(&self, delivery: &Value) -> Value {
        let path = format!("{}/replay", delivery["@id"].as_str().unwrap());
        self.app.post(&path).send().await.expect(200).json()
    }

    /// Has `outbox` do what the stream tells of, and nobody else do anything: the calls for deliveries that it has made,
    /// which nobody has heard yet.
    pub(super) async fn calls(&self) -> Vec<Value> {
        let records = self.app.house.take_stream().await.unwrap();
        let bell = json!({ "Records": records });
        self.app.house.invoke("outbox", bell).await.unwrap();
        let calls = self.app.house.take_invocations().into_iter();
        calls
            .map(|call| {
                assert_eq!(call.function, "webhooks");
                call.payload
            })
            .collect()
    }
}

/// An endpoint of the test's, and its receiver.
pub(super) struct Endpoint {
    pub(super) stored: WebhookEndpoint,
    pub(super) receiver: Receiver,
}

/// A delivery, as a receiver reads it.
#[derive(Debug)]
pub(super) struct Told {
    /// Its `webhook-id`.
    pub(super) id: String,
    pub(super) at: Timestamp,
    pub(super) event: String,
    /// The document in the string, or in its place.
    pub(super) payload: Value,
}

impl Endpoint {
    /// What it was told so far. Each delivery is verified.
    pub(super) fn told(&self) -> Vec<Told> {
        let received = self.receiver.received();
        received.iter().map(|one| self.read(one)).collect()
    }

    /// The identifiers of what it was told.
    pub(super) fn ids(&self) -> Vec<String> {
        self.told().into_iter().map(|told| told.id).collect()
    }

    /// The instants.
    pub(super) fn times(&self) -> Vec<Timestamp> {
        self.told().iter().map(|told| told.at).collect()
    }

    fn read(&self, received: &Received) -> Told {
        assert_eq!(received.line, "POST /hook?of=leah");
        let header = |name: &str| {
            let mut values = received.headers.get_all(name).iter();
            let value = values.next().unwrap_or_else(|| panic!("no {name}"));
            assert_eq!(values.next(), None, "{name}");
            value.to_str().unwrap()
        };
        assert_eq!(header("content-type"), "application/json");
        assert_eq!(header("user-agent"), "Leah-Webhooks/1.0");
        for secret in self.stored.secrets.signing_at(received.at) {
            assert!(is_signed(received, secret.reveal()), "{received:?}");
        }
        let body: Value = serde_json::from_slice(&received.body).unwrap();
        let payload = match self.stored.form {
            Form::String => serde_json::from_str(body["payload"].as_str().unwrap()).unwrap(),
            Form::Object => body["payload"].clone(),
        };
        assert_eq!(body.as_object().unwrap().len(), 2, "{body}");
        Told {
            id: header("webhook-id").to_owned(),
            at: received.at,
            event: body["event"].as_str().unwrap().to_owned(),
            payload,
        }
    }
}

/// Whether a request carries a signature by this secret, as the reference library makes it, and the house's time. The library's
/// own `verify` reads the machine's clock: `signatures.rs` has it verify what a house sends whose clock is the machine's.
pub(super) fn is_signed(received: &Received, secret: &str) -> bool {
    let header = |name| received.headers[name].to_str().unwrap();
    let at: i64 = header("webhook-timestamp").parse().unwrap();
    let expected = Webhook::new(secret)
        .unwrap()
        .sign(header("webhook-id"), at, &received.body)
        .unwrap();
    let mut signatures = header("webhook-signature").split(' ');
    // A clock that runs may have gone on in between.
    (0..10).contains(&(received.at.as_second() - at))
        && signatures.any(|signature| signature == expected)
}

/// An endpoint as the operator sets it up.
pub(super) fn endpoint(url: &str, network: Network, events: &[Event]) -> WebhookEndpoint {
    let ids = Seeded::starting_at(url);
    WebhookEndpoint {
        id: Id::new(ids.uuid()),
        url: Url::parse(url, &network, true).unwrap(),
        network,
        secrets: Secrets::new(WebhookSecret::generate(&ids)),
        events: events.to_vec(),
        form: Form::String,
        created: "2021-01-01T00:00:00Z".parse().unwrap(),
        failing: None,
        disabled: None,
    }
}

/// Names as the test has them: each look-up of a name takes the next answer, and the last one stays.
#[derive(Clone, Default)]
pub(super) struct Book(Arc<Mutex<HashMap<String, Entry>>>);

#[derive(Default)]
struct Entry {
    answers: VecDeque<Vec<IpAddr>>,
    asked: usize,
}

impl Book {
    /// From now on, a name has these addresses.
    pub(super) fn says(&self, host: &str, addresses: &[&str]) {
        self.says_in_turn(host, &[addresses]);
    }

    pub(super) fn says_in_turn(&self, host: &str, answers: &[&[&str]]) {
        let read = |addresses: &&[&str]| addresses.iter().map(|one| one.parse().unwrap()).collect();
        let mut book = self.0.lock().unwrap();
        let entry = book.entry(host.to_owned()).or_default();
        entry.answers = answers.iter().map(read).collect();
    }

    /// How often a name was asked for.
    pub(super) fn asked(&self, host: &str) -> usize {
        self.0.lock().unwrap()[host].asked
    }
}

impl Names for Book {
    fn resolve<'a>(
        &'a self,
        host: &'a str,
    ) -> Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send + 'a>> {
        let mut book = self.0.lock().unwrap();
        let answer = book.get_mut(host).map(|entry| {
            entry.asked += 1;
            match entry.answers.len() {
                1 => entry.answers[0].clone(),
                _ => entry.answers.pop_front().unwrap(),
            }
        });
        let answer = answer.ok_or_else(|| io::Error::from(io::ErrorKind::NotFound));
        Box::pin(async move { answer })
    }
}

/// Instants, as text.
pub(super) fn texts(times: &[Timestamp]) -> Vec<String> {
    times.iter().map(Timestamp::to_string).collect()
}
