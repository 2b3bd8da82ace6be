//! Owed work: by the stream's records, by the sweep, again.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use serde_json::{Value, json};

use super::Walk;
use crate::{
    engines::world::text_of,
    outbox::{bell, sweep},
};

impl Walk<'_> {
    /// The owed items.
    async fn owed(&self) -> Vec<Value> {
        let mut owed = self.world.items().await;
        owed.retain(|item| item["type"]["S"] == "Outbox");
        self.in_order(owed)
    }

    /// Notes what is owed, by effect.
    async fn still(&mut self, name: &str) {
        self.begin_step();
        let mut effects = BTreeMap::<String, usize>::new();
        for item in self.owed().await {
            let effect = item["effect"]["S"].as_str().unwrap().to_owned();
            *effects.entry(effect).or_default() += 1;
        }
        self.note(name, json!({ "effects": effects }));
    }

    pub(super) async fn outbox(&mut self) {
        self.still("what is owed").await;
        self.invoke("a sweep before anything is due", "outbox", sweep())
            .await;
        let owed = self.owed().await;
        let is_event = |item: &Value| item["effect"]["S"].as_str().unwrap().ends_with("-event");
        let (events, others): (Vec<_>, Vec<_>) = owed.into_iter().partition(is_event);
        // Each at a time of its own, by which deliveries are listed.
        for (number, event) in events.iter().enumerate() {
            self.pass(SignedDuration::from_secs(1));
            let event = bell(std::slice::from_ref(event));
            self.invoke(&format!("the bell of event {number}"), "outbox", event)
                .await;
        }
        // Half of the rest comes by the stream.
        let (by_bell, _) = others.split_at(others.len() / 2);
        for (number, batch) in by_bell.chunks(10).enumerate() {
            self.invoke(&format!("the bell, {number}"), "outbox", bell(batch))
                .await;
        }
        self.invoke("the first bell, again", "outbox", bell(&by_bell[..10]))
            .await;
        self.pass(SignedDuration::from_secs(121));
        for number in 1..=4 {
            self.invoke(&format!("a sweep, {number}"), "outbox", sweep())
                .await;
        }
        self.still("what is still owed").await;
        self.mails("mails of the outbox").await;
        self.begin_step();
        let schedules = self.world.schedules().await.into_iter().map(Value::String);
        let schedules = self.in_order(schedules.collect());
        self.note("schedules as the engine lists them", json!({ "names": schedules }));
    }

    /// The mails that went so far, as a reader shows them, in an order of their own: several go at once.
    async fn mails(&mut self, name: &str) {
        self.begin_step();
        let texts = self.world.mails();
        let texts = texts.iter().map(|mail| json!(text_of(mail))).collect();
        let texts = self.in_order(texts);
        self.note(name, json!({ "mails": texts }));
    }

    /// Sweeps, and makes the invocations that come of it.
    pub(super) async fn told(&mut self, name: &str) {
        let owed = self.owed().await;
        self.invoke(&format!("{name}: the bell"), "outbox", bell(&owed))
            .await;
        let payloads = self.in_order(self.world.take_invocations());
        for (number, payload) in payloads.into_iter().enumerate() {
            self.invoke(&format!("{name}: delivery {number}"), "webhooks", payload)
                .await;
        }
    }
}
