//! Owed work: by the stream's records, by the sweep, again.

use jiff::SignedDuration;
use serde_json::{Value, json};

use super::Walk;
use crate::{
    engines::world::text_of,
    outbox::{bell, sweep},
};

impl Walk<'_> {
    /// The owed items, by identifier.
    async fn owed(&self) -> Vec<Value> {
        let mut owed = self.world.items().await;
        owed.retain(|item| item["type"]["S"] == "Outbox");
        owed.sort_by_key(|item| item["PK"]["S"].as_str().unwrap().to_owned());
        owed
    }

    pub(super) async fn outbox(&mut self) {
        let owed = self.owed().await;
        self.begin_step();
        let effects: Vec<_> = owed.iter().map(|item| &item["effect"]["S"]).collect();
        let seen = json!({ "effects": effects });
        self.note("what is owed", seen);
        self.invoke("a sweep before anything is due", "outbox", sweep())
            .await;
        // Half of it comes by the stream.
        let (by_bell, _) = owed.split_at(owed.len() / 2);
        for (number, batch) in by_bell.chunks(10).enumerate() {
            self.invoke(&format!("the bell, {number}"), "outbox", bell(batch))
                .await;
        }
        self.invoke("the first bell, again", "outbox", bell(&by_bell[..10.min(by_bell.len())]))
            .await;
        self.clock(self.later(SignedDuration::from_secs(61 + 121)));
        for number in 1..=4 {
            self.invoke(&format!("a sweep, {number}"), "outbox", sweep())
                .await;
        }
        self.begin_step();
        let left: Vec<_> = self.owed().await;
        let effects: Vec<_> = left.iter().map(|item| &item["effect"]["S"]).collect();
        let seen = json!({ "effects": effects });
        self.note("what is still owed", seen);
        self.mails("mails of the outbox").await;
        self.begin_step();
        let schedules = self.world.schedules().await;
        self.note("schedules as the engine lists them", json!({ "names": schedules }));
    }

    /// The mails that went so far, as a reader shows them, in an order of their own: several go at once.
    async fn mails(&mut self, name: &str) {
        self.begin_step();
        let mut texts: Vec<_> = self.world.mails().iter().map(|mail| text_of(mail)).collect();
        texts.sort();
        self.note(name, json!({ "mails": texts }));
    }

    /// Sweeps, and makes the invocations that come of it.
    pub(super) async fn told(&mut self, name: &str) {
        let owed = self.owed().await;
        self.invoke(&format!("{name}: the bell"), "outbox", bell(&owed))
            .await;
        let mut payloads = self.world.take_invocations();
        payloads.sort_by_key(|payload| payload["delivery"].as_str().unwrap_or_default().to_owned());
        for (number, payload) in payloads.into_iter().enumerate() {
            self.invoke(&format!("{name}: delivery {number}"), "webhooks", payload)
                .await;
        }
    }
}
