//! What any Leah does, wherever it runs, over HTTP alone.
//!
//! `LEAH_URL` and `LEAH_KEY` name one that runs elsewhere: a deployed stack, `sam local start-api` (`tests/runtime/sam_local.sh`),
//! `cargo run`. Without them a house of the test's own is asked, so these tests are always run. They need nothing but an
//! organization that has an office and a healthcare worker, look that up by the API, and leave other data alone. Appointments
//! that they book they cancel again, and transfers end after a week by themselves; mails go to the mailbox simulator of SES.

mod appointments;
mod errors;
mod guests;
mod reading;
mod transfers;

use std::{panic::AssertUnwindSafe, sync::Mutex, time::Duration};

use futures_util::FutureExt;
use jiff::{SignedDuration, Timestamp};
use leah_aws::system::{SystemClock, SystemIds};
use leah_domain::{Clock, Ids};
use leah_local::{Pumping, VirtualClock};
use reqwest::{Client, Method};
use serde_json::{Value, json};

use crate::support::{Answer, Call, Form, TestApp};

/// The address of the Leah to talk to, without `/api`.
const URL: &str = "LEAH_URL";
/// A key of an organization there.
const KEY: &str = "LEAH_KEY";

/// Takes every mail, and nobody reads it (Amazon SES developer guide, "Using the mailbox simulator").
const GUEST: &str = "success@simulator.amazonses.com";
/// The documentation's. It gets nothing: reminders are far away when their appointments are cancelled.
const NUMBER: &str = "+33612345678";

/// How long what happens behind the API may take.
const PATIENCE: Duration = Duration::from_mins(1);
/// How often to look meanwhile.
const LOOKS: Duration = Duration::from_millis(200);

/// A Leah somewhere.
struct Remote {
    base: String,
    key: String,
    client: Client,
    /// What was booked, to be cancelled in the end.
    booked: Mutex<Vec<String>>,
    /// The one in this process, if it is that one.
    _here: Option<TestApp>,
}

/// Walks through a Leah, and clears away what was booked, however the walk ends.
async fn visit(walk: impl AsyncFnOnce(&Remote)) {
    let leah = Remote::find().await;
    let ended = AssertUnwindSafe(walk(&leah)).catch_unwind().await;
    let booked = std::mem::take(&mut *leah.booked.lock().unwrap());
    for iri in booked {
        // Most are cancelled already.
        let status = leah.delete(&iri).send().await.status;
        if ended.is_ok() {
            assert!([204, 404].contains(&status), "{iri} stays: {status}");
        }
    }
    if let Err(panic) = ended {
        std::panic::resume_unwind(panic);
    }
}

impl Remote {
    async fn find() -> Self {
        let Ok(url) = std::env::var(URL) else {
            return Self::here().await;
        };
        let _ = rustls::crypto::ring::default_provider().install_default();
        Self {
            base: url.trim_end_matches('/').to_owned(),
            key: std::env::var(KEY)
                .unwrap_or_else(|_| panic!("{KEY}: a key of an organization at {URL}")),
            client: Client::builder()
                .redirect(reqwest::redirect::Policy::none())
                // A function that has not run for long may have to be started.
                .timeout(PATIENCE)
                .build()
                .unwrap(),
            booked: Mutex::default(),
            _here: None,
        }
    }

    /// One in this process that lives like a deployed one: on the machine's time, doing by itself what is owed.
    async fn here() -> Self {
        let app = TestApp::with(|options| {
            options.clock = VirtualClock::running(SignedDuration::ZERO);
            options.pumps = Pumping::Auto;
        })
        .await;
        Self {
            base: app.house.url(),
            key: app.house.key().to_owned(),
            client: app.client.clone(),
            booked: Mutex::default(),
            _here: Some(app),
        }
    }

    fn request(&self, method: Method, path: &str) -> Call {
        let url = format!("{}{path}", self.base);
        Call::elsewhere(self.client.request(method, url), &self.key)
    }

    fn get(&self, path: &str) -> Call {
        self.request(Method::GET, path)
    }

    fn post(&self, path: &str) -> Call {
        self.request(Method::POST, path)
    }

    fn patch(&self, path: &str) -> Call {
        self.request(Method::PATCH, path)
    }

    fn delete(&self, path: &str) -> Call {
        self.request(Method::DELETE, path)
    }

    async fn read(&self, path: &str) -> Value {
        self.get(path).send().await.expect(200).json()
    }

    /// The first members of a list.
    async fn list(&self, path: &str) -> Vec<Value> {
        let list = self.read(path).await;
        list["hydra:member"].as_array().unwrap().clone()
    }

    /// An office of the organization.
    async fn office(&self) -> Value {
        let offices = self.list("/api/offices").await;
        offices
            .first()
            .unwrap_or_else(|| panic!("the organization has no office"))
            .clone()
    }

    /// Books an appointment far in the future, with a key by which the request may be repeated.
    async fn book(&self, booking: &Value, idempotency: &str) -> Answer {
        let call = self.post("/api/appointments").json(booking);
        let booked = call.header("Idempotency-Key", idempotency).send().await;
        if booked.status == 201 {
            self.booked.lock().unwrap().push(booked.iri());
        }
        booked
    }

    /// A transfer without a file: its IRI.
    async fn transfer(&self) -> String {
        let workers = self.list("/api/healthcare_workers").await;
        let worker = workers
            .first()
            .unwrap_or_else(|| panic!("the organization has no healthcare worker"));
        let body = json!({"healthcareWorker": worker["@id"]});
        let created = self.post("/api/transfers").json(&body).send().await;
        created.expect(200).iri()
    }

    async fn upload(&self, transfer: &str, form: &Form) -> Answer {
        let path = format!("{transfer}/files");
        self.post(&path).form(form).send().await
    }
}

/// A name that no other run has.
fn unique(what: &str) -> String {
    format!("{what}-{}", SystemIds.uuid())
}

/// A start so many days from now, as the API prints it.
fn days_from_now(days: i64) -> String {
    let start: Timestamp = SystemClock.now() + SignedDuration::from_hours(24 * days);
    start.strftime("%Y-%m-%dT%H:%M:%S+00:00").to_string()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

/// Looks until there is something to see: lists and links may be a moment behind, and uploads are checked behind the API.
async fn eventually<T>(what: &str, look: impl AsyncFn() -> Option<T>) -> T {
    let looking = async {
        let mut looks = tokio::time::interval(LOOKS);
        loop {
            looks.tick().await;
            if let Some(seen) = look().await {
                return seen;
            }
        }
    };
    tokio::time::timeout(PATIENCE, looking)
        .await
        .unwrap_or_else(|_| panic!("{what}: not after {PATIENCE:?}"))
}
