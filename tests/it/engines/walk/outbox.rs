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
        owed.sort_by_cached_key(|item| {
            let mut item = item.clone();
            // What is drawn, and what follows from it.
            for name in ["PK", "id", "DUEPK", "DUESK"] {
                item.as_object_mut().unwrap().remove(name);
            }
            self.names.place(&item)
        });
        owed
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
        let mut by_effect = BTreeMap::<String, Vec<Value>>::new();
        for item in self.owed().await {
            let effect = item["effect"]["S"].as_str().unwrap().to_owned();
            by_effect.entry(effect).or_default().push(item);
        }
        // One after the other, and schedules are made before they are deleted: what happens at once has no order.
        let deletions = by_effect.remove_entry("delete-schedule").unwrap();
        let mut first = None;
        for (effect, mut items) in by_effect.into_iter().chain([deletions]) {
            if items.len() > 4 {
                // The bell is lost; the sweep finds them.
                items.truncate(items.len() / 2);
            }
            self.ring(&effect, &items).await;
            first = first.or_else(|| items.pop());
        }
        let again = bell(&[first.unwrap()]);
        self.invoke("a bell that rings again", "outbox", again)
            .await;
        self.pass(SignedDuration::from_secs(121));
        self.sweeps("sweeps").await;
        self.still("what is still owed").await;
        self.mails("mails of the outbox");
        self.begin_step();
        let schedules = self.world.schedules().await.into_iter().map(Value::String);
        let schedules = self.in_order(schedules.collect());
        self.note(
            "schedules as the engine lists them",
            json!({ "names": schedules }),
        );
    }

    /// The mails that went so far, as a reader shows them, in an order of their own: several go at once.
    fn mails(&mut self, name: &str) {
        self.begin_step();
        let texts = self.world.mails();
        let texts = texts.iter().map(|mail| json!(text_of(mail))).collect();
        let texts = self.in_order(texts);
        self.note(name, json!({ "mails": texts }));
    }

    /// Rings for each of these items.
    async fn ring(&mut self, effect: &str, items: &[Value]) {
        self.begin_step();
        let mut answers = Vec::new();
        for item in items {
            let event = bell(std::slice::from_ref(item));
            let answer = self.world.app.house.invoke("outbox", event).await;
            answers.push(answer.unwrap());
        }
        answers.dedup();
        let calls = counted(self.calls());
        let seen = json!({ "answers": answers, "items": items.len(), "made": calls });
        self.note_whole(&format!("bells of {effect}"), &seen);
    }

    /// Sweeps until nothing is due: a slow engine takes more than one. What is compared is what went to others; how often table
    /// and bucket are asked depends on who is first of those who work at once.
    pub(super) async fn sweeps(&mut self, name: &str) {
        self.begin_step();
        let mut answers = Vec::new();
        let now = self.world.app.now();
        for number in 0.. {
            let answer = self.world.app.house.invoke("outbox", sweep()).await;
            answers.push(answer.unwrap());
            let owed = self.owed().await;
            let mut due = owed.iter().filter_map(|item| item["DUESK"]["S"].as_str());
            // With milliseconds, as the index has it.
            let now = now.strftime("%Y-%m-%dT%H:%M:%S.999Z").to_string();
            if !due.any(|due| due < now.as_str()) {
                break;
            }
            assert!(number < 30, "{name}: something stays due");
        }
        answers.dedup();
        let mut calls = counted(self.calls());
        calls.retain(|call, _| !call.starts_with("DynamoDB ") && !call.starts_with("S3 "));
        self.note_whole(name, &json!({ "answers": answers, "made": calls }));
    }

    /// Rings for events, and makes the invocations that come of it.
    pub(super) async fn told(&mut self, name: &str) {
        let mut owed = self.owed().await;
        owed.retain(|item| item["effect"]["S"].as_str().unwrap().ends_with("-event"));
        self.invoke(&format!("{name}: the bell"), "outbox", bell(&owed))
            .await;
        let payloads = self.in_order(self.world.take_invocations());
        for (number, payload) in payloads.into_iter().enumerate() {
            self.invoke(&format!("{name}: delivery {number}"), "webhooks", payload)
                .await;
        }
    }
}

/// How often each call was made.
fn counted(calls: Vec<String>) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for call in calls {
        *counts.entry(call).or_default() += 1;
    }
    counts
}
