//! The end: what lives for a time is erased, and what is left in the table.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use serde_json::{Value, json};

use super::Walk;
impl Walk<'_> {
    /// Transfers live for a week.
    pub(super) async fn erasure(&mut self) {
        self.stored("objects as the engine lists them").await;
        self.pass(SignedDuration::from_hours(24 * 7 + 1));
        self.sweeps("sweeps after a week").await;
        self.stored("objects that are left").await;
        self.get("transfers after a week", "/api/transfers").await;
    }

    async fn stored(&mut self, name: &str) {
        self.begin_step();
        let keys = self.world.keys().await;
        // By where they stand: identifiers have an order of their own.
        let mut places = BTreeMap::<_, usize>::new();
        for key in &keys {
            *places
                .entry(key.split('/').next().unwrap_or_default())
                .or_default() += 1;
        }
        self.note(name, json!({ "objects": places }));
    }

    pub(super) async fn after(&mut self) {
        self.get(
            "appointments at the end",
            "/api/appointments?order[startTime]=desc",
        )
        .await;
        self.begin_step();
        let mut kinds = BTreeMap::<String, Vec<Value>>::new();
        for item in self.world.items().await {
            let kind = item["type"]["S"].as_str().unwrap_or("none").to_owned();
            let names: Vec<_> = item
                .as_object()
                .unwrap()
                .iter()
                .map(|(name, value)| {
                    let kind = value.as_object().unwrap().keys().next().unwrap();
                    format!("{name}: {kind}")
                })
                .collect();
            let mut names = names;
            names.sort();
            kinds.entry(kind).or_default().push(json!(names));
        }
        for items in kinds.values_mut() {
            items.sort_by_key(Value::to_string);
        }
        self.note("the table at the end", json!({ "items": kinds }));
    }
}
