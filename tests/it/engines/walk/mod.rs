//! One walk through all that Leah does, the same in every world.

mod after;
mod appointments;
mod guests;
mod lists;
mod operator;
mod outbox;
mod reminders;
mod storage;
mod transfers;
mod webhooks;

use std::sync::atomic::Ordering;

use jiff::{SignedDuration, Timestamp};
use leah_local::wire::Service;
use reqwest::RequestBuilder;
use serde_json::{Value, json};

use super::{
    seen::{self, Names, Step},
    world::World,
};
use crate::support::{Answer, Call};

/// Between what webhooks tell: deliveries are listed by the time of what they tell.
const BETWEEN_EVENTS: SignedDuration = SignedDuration::from_secs(1);

/// A walk under way.
pub(super) struct Walk<'a> {
    pub(super) world: &'a World,
    begin: Timestamp,
    names: Names,
    steps: Vec<Step>,
    /// How far the clock is ahead of the beginning.
    ahead: SignedDuration,
}

impl<'a> Walk<'a> {
    /// Walks through a world; the steps in order.
    pub(super) async fn through(world: &'a World, begin: Timestamp) -> Vec<Step> {
        let mut names = Names::default();
        names.call(&world.app.storage(), "storage");
        let port = world.app.house.port();
        names.call(&format!(".localhost:{port}"), ".leah");
        names.call(&world.app.house.url(), "leah");
        let mut walk = Self {
            world,
            begin,
            names,
            steps: Vec::new(),
            ahead: SignedDuration::ZERO,
        };
        walk.lists().await;
        let receiver = walk.webhooks_begin().await;
        walk.appointments().await;
        let shared = walk.transfers().await;
        walk.storage().await;
        walk.outbox().await;
        walk.webhooks(&receiver).await;
        walk.guests(&shared).await;
        walk.operator(&shared).await;
        walk.erasure().await;
        walk.reminders().await;
        walk.after().await;
        walk.paged().await;
        // The last bookings' mails and schedules are nobody's business here.
        world.app.owes.store(false, Ordering::Relaxed);
        walk.steps
    }

    /// An instant so long after the beginning, to the second.
    fn later(&self, by: SignedDuration) -> Timestamp {
        self.begin.checked_add(by).unwrap()
    }

    /// A start so many days after the beginning, as a booking has it.
    fn start(&self, days: i64) -> String {
        let start = self.later(SignedDuration::from_hours(24 * days));
        start.strftime("%Y-%m-%dT%H:%M:%S+00:00").to_string()
    }

    /// Moves the clock on; nothing happens by itself.
    fn pass(&mut self, time: SignedDuration) {
        self.ahead += time;
        self.clock(self.later(self.ahead));
    }

    /// Moves the clock to an instant.
    fn clock(&mut self, at: Timestamp) {
        self.ahead = at.duration_since(self.begin);
        self.world.app.house.clock().set(at);
    }

    /// Values in an order that does not depend on what is drawn.
    fn in_order(&self, mut values: Vec<Value>) -> Vec<Value> {
        values.sort_by_cached_key(|value| self.names.place(value));
        values
    }

    /// A request; its answer.
    async fn http(&mut self, name: &str, call: Call) -> Answer {
        self.begin_step();
        let answer = call.send().await;
        let body = serde_json::from_str(&answer.text).unwrap_or(json!(answer.text));
        let seen = json!({
            "status": answer.status,
            "headers": seen::headers(&answer.headers),
            "body": body,
        });
        self.note(name, seen);
        answer
    }

    /// A request that must succeed, or the rest of the walk has no ground.
    async fn well(&mut self, name: &str, call: Call) -> Value {
        let answer = self.http(name, call).await;
        assert!(
            answer.status < 400,
            "{name}: {} {}",
            answer.status,
            answer.text
        );
        serde_json::from_str(&answer.text).unwrap_or_default()
    }

    async fn get(&mut self, name: &str, path: &str) -> Answer {
        let call = self.world.app.get(path);
        self.http(name, call).await
    }

    /// Invokes a function that takes events.
    async fn invoke(&mut self, name: &str, function: &str, event: Value) {
        self.begin_step();
        let answer = self.world.app.house.invoke(function, event).await;
        let seen = match answer {
            Ok(answer) => json!({ "answer": answer }),
            Err(error) => json!({ "error": told(&error) }),
        };
        self.note(name, seen);
    }

    /// A request to the storage itself, as a guest's or an integrator's client makes it. Of errors, the code is compared: what
    /// else S3's XML says is its own.
    async fn ask_storage(&mut self, name: &str, request: RequestBuilder) -> (u16, Vec<u8>) {
        self.begin_step();
        let answer = request.send().await.unwrap();
        let (status, headers) = (answer.status(), answer.headers().clone());
        let body = answer.bytes().await.unwrap().to_vec();
        let header = |name: &str| headers.get(name).map(|value| value.to_str().unwrap());
        let seen = if status.is_success() {
            json!({
                "status": status.as_u16(),
                "type": header("content-type").filter(|_| !body.is_empty()),
                "disposition": header("content-disposition"),
                "range": header("content-range"),
                "bytes": body.len(),
            })
        } else {
            let text = String::from_utf8_lossy(&body);
            let code = text.split_once("<Code>").map(|(_, rest)| rest);
            let code = code.and_then(|rest| rest.split_once("</Code>"));
            json!({ "status": status.as_u16(), "code": code.map(|(code, _)| code) })
        };
        self.note(name, seen);
        (status.as_u16(), body)
    }

    fn begin_step(&self) {
        self.world.app.house.wire().unwrap().clear();
    }

    /// The calls over the wire since the step began: those of functions, and those of clients to the storage.
    fn calls(&self) -> Vec<String> {
        let calls = self.world.app.house.wire().unwrap().calls();
        let mut calls: Vec<_> = calls
            .iter()
            .map(|call| {
                let service = match call.service {
                    Service::DynamoDb => "DynamoDB",
                    Service::S3 => "S3",
                    Service::Ses => "SES",
                    Service::Sms => "SMS",
                    Service::Scheduler => "Scheduler",
                    Service::Lambda => "Lambda",
                };
                format!("{service} {}: {}", call.operation, call.status)
            })
            .collect();
        calls.sort();
        calls
    }

    /// Keeps what was seen, with the calls that were made.
    fn note(&mut self, name: &str, mut seen: Value) {
        seen["calls"] = json!(self.calls());
        self.note_whole(name, &seen);
    }

    /// Keeps what was seen as it is.
    fn note_whole(&mut self, name: &str, seen: &Value) {
        let step = Step {
            name: name.to_owned(),
            seen: self.names.of(seen),
        };
        assert!(
            self.steps.iter().all(|other| other.name != step.name),
            "two steps are called {name:?}"
        );
        self.steps.push(step);
    }
}

/// An error with its causes.
fn told(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    text
}

/// The value's text.
fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

/// The last part of an IRI.
fn id(iri: &str) -> &str {
    iri.rsplit('/').next().unwrap()
}
