//! A Leah for one test: in memory, on a clock that stands until it is moved.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use jiff::{SignedDuration, Timestamp};
use leah_local::{House, Options, clock::VirtualClock};
use reqwest::{Client, Method};
use serde_json::Value;

use super::{Call, Seeded, lines, policies};

/// When every test begins: before the dates of the API's documentation.
pub(crate) const BEGIN: &str = "2021-03-01T08:00:00Z";

/// A running Leah. A test that changes something ends with [`TestApp::drain`] (or looks at what is owed):
/// if work is left undone when this is dropped, the test fails.
pub(crate) struct TestApp {
    pub(crate) house: House,
    pub(crate) client: Client,
    /// Whether something was changed since what is owed was last done.
    pub(crate) owes: Arc<AtomicBool>,
}

impl TestApp {
    pub(crate) async fn start() -> Self {
        Self::with(|_| {}).await
    }

    /// With a wire between functions and engines, which records and breaks.
    pub(crate) async fn wired() -> Self {
        Self::with(|options| options.wire = true).await
    }

    pub(crate) async fn with(change: impl FnOnce(&mut Options)) -> Self {
        lines::ask_all();
        // A process-wide provider of cryptography, which the HTTP client of tests asks for; the functions' clients have their own.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let clock = VirtualClock::frozen(BEGIN.parse().unwrap());
        let mut options = Options::ephemeral(clock, Arc::new(Seeded::default()));
        change(&mut options);
        options.wire |= std::env::var_os(policies::FOLDER).is_some();
        let house = House::start(options).await.unwrap();
        // Each request on a connection of its own would only be slower; redirects are for the tests to see.
        let client = Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build()
            .unwrap();
        Self {
            house,
            client,
            owes: Arc::default(),
        }
    }

    /// A request with the demo organization's key at its host.
    pub(crate) fn request(&self, method: Method, path: &str) -> Call {
        Call::new(self, method, path)
    }

    pub(crate) fn get(&self, path: &str) -> Call {
        self.request(Method::GET, path)
    }

    pub(crate) fn post(&self, path: &str) -> Call {
        self.request(Method::POST, path)
    }

    pub(crate) fn patch(&self, path: &str) -> Call {
        self.request(Method::PATCH, path)
    }

    pub(crate) fn delete(&self, path: &str) -> Call {
        self.request(Method::DELETE, path)
    }

    /// Does what is owed and due.
    pub(crate) async fn drain(&self) {
        self.owes.store(false, Ordering::Relaxed);
        self.house.drain().await.unwrap();
    }

    /// Moves the clock on; what becomes due happens at its time.
    pub(crate) async fn advance(&self, by: SignedDuration) {
        self.owes.store(false, Ordering::Relaxed);
        self.house.advance(by).await.unwrap();
    }

    /// Moves the clock on to an instant.
    pub(crate) async fn advance_to(&self, at: &str) {
        self.owes.store(false, Ordering::Relaxed);
        self.house.advance_to(at.parse().unwrap()).await.unwrap();
    }

    /// Where functions and guests reach the documents.
    pub(crate) fn storage(&self) -> String {
        self.house.app().config().endpoints.s3.clone().unwrap()
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.house.clock().now()
    }

    /// The messages that were sent, oldest first, as `/_local/messages` shows them.
    pub(crate) async fn messages(&self) -> Vec<Value> {
        self.local("/_local/messages").await
    }

    /// The pending schedules, as `/_local/schedules` shows them.
    pub(crate) async fn schedules(&self) -> Vec<Value> {
        self.local("/_local/schedules").await
    }

    /// What is owed, done for or dead, as `/_local/owed` shows it.
    pub(crate) async fn owed(&self) -> Vec<Value> {
        self.local("/_local/owed").await
    }

    /// The objects of the bucket, as `/_local/files` shows them.
    pub(crate) async fn files(&self) -> Vec<Value> {
        self.local("/_local/files").await
    }

    async fn local(&self, path: &str) -> Vec<Value> {
        let url = format!("{}{path}", self.house.url());
        let answer = self.client.get(url).send().await.unwrap();
        answer.error_for_status().unwrap().json().await.unwrap()
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        if let Some(wire) = self.house.wire() {
            let scans = wire
                .calls()
                .iter()
                .filter(|call| call.operation == "Scan")
                .count();
            assert_eq!(scans, 0, "the table is never scanned");
            let needs = wire.needs();
            policies::note(&needs);
            policies::hold(&needs);
        }
        assert!(
            !self.owes.load(Ordering::Relaxed),
            "work is left undone: drain it, or look at what is owed"
        );
    }
}
