//! How things arrive: the stream's records and the schedules late, often, out of order or never; sandboxes that die.

use serde_json::Value;

use super::{
    calls::{text, what},
    history::seconds,
    world::{Event, World},
};

impl<D> World<D> {
    /// Takes the schedules that are due, and decides when and how often they reach their target.
    pub(super) fn take_schedules(&mut self) {
        let now = self.app.now();
        for schedule in self.app.house.engines().take_due(now) {
            let owner = self
                .mishaps
                .state()
                .schedule(&schedule.name)
                .map(|(slot, rest)| (slot, rest.to_owned()));
            let (slot, rest) = owner.unwrap();
            let mut dice = self.luck.dice(("schedule", slot, &rest));
            self.fired.insert((slot, rest.clone(), now));
            let late = match dice.below(20) {
                0..12 => vec![0],
                12 => vec![],
                13 | 14 => vec![dice.below(60)],
                15 => vec![dice.below(3600)],
                16 => vec![3600 * (1 + dice.below(8))],
                17 | 18 => vec![0, dice.below(200)],
                _ => vec![0, 1, dice.below(86_400)],
            };
            for (copy, late) in late.into_iter().enumerate() {
                let name = format!("fire {slot} {rest} {copy}");
                let input = schedule.input.clone();
                self.plan(
                    now + seconds(late),
                    Event::Fire {
                        input,
                        name,
                        tries: 0,
                    },
                );
            }
        }
    }

    /// Takes the stream's new records, and decides when, how often and in what order they arrive.
    pub(super) async fn take_stream(&mut self) {
        let records = self.app.house.take_stream().await.unwrap();
        let mut at_once = Vec::new();
        let now = self.app.now();
        for record in records {
            let image = &record["dynamodb"]["NewImage"];
            let owed = what(&self.mishaps.state(), image);
            let Some((id, owed)) = owed else {
                panic!(
                    "what is owed is that of no appointment: {}",
                    text(&image["effect"]["S"])
                );
            };
            self.mishaps.state().known.insert(id, owed.clone());
            let mut dice = self.luck.dice(("record", &owed));
            let late = match dice.below(20) {
                0..14 => vec![],
                14 => continue,
                15 | 16 => vec![dice.below(300)],
                17 => vec![dice.below(20_000)],
                18 => vec![1, 1 + dice.below(100)],
                _ => vec![1, 2, dice.below(5000)],
            };
            if late.is_empty() {
                at_once.push((owed, record));
                continue;
            }
            for (copy, late) in late.into_iter().enumerate() {
                let (name, records) = (format!("ring {owed:?} {copy}"), vec![record.clone()]);
                self.plan(
                    now + seconds(late),
                    Event::Ring {
                        records,
                        name,
                        tries: 0,
                    },
                );
            }
        }
        let Some((first, _)) = at_once.first() else {
            return;
        };
        let mut dice = self.luck.dice(("batches", first));
        if dice.percent(30) {
            dice.shuffle(&mut at_once);
        }
        let size = dice.pick(&[1, 3, 10, 10]);
        for batch in at_once.chunks(size) {
            let name = format!("ring {:?}", batch[0].0);
            let records = batch.iter().map(|(_, record)| record.clone()).collect();
            self.plan(
                now,
                Event::Ring {
                    records,
                    name,
                    tries: 0,
                },
            );
        }
    }

    pub(super) async fn outbox(&mut self, event: Value, name: &str) -> bool {
        let app = self.app.house.app().clone();
        self.invoke(
            async move { outbox::handle(&app, event).await.is_ok() },
            name,
        )
        .await
    }

    pub(super) async fn reminders(&mut self, event: Value, name: &str) -> bool {
        let app = self.app.house.app().clone();
        self.invoke(
            async move { reminders::handle(&app, event).await.is_ok() },
            name,
        )
        .await
    }

    /// Runs a sandbox to its end or to its death. Whether it came to its end, and well.
    async fn invoke(
        &mut self,
        work: impl Future<Output = bool> + Send + 'static,
        name: &str,
    ) -> bool {
        self.mishaps.begin(name, true);
        let mut task = tokio::spawn(work);
        let ended = tokio::select! {
            ended = &mut task => Some(ended.unwrap()),
            () = self.mishaps.death() => None,
        };
        let wire = self.app.house.wire().unwrap();
        if ended.is_none() {
            // The call at which it dies has been applied, or never will be.
            while wire.stalled() == 0 {
                tokio::task::yield_now().await;
            }
            task.abort();
            let _ = task.await;
        }
        while wire.under_way() > 0 {
            tokio::task::yield_now().await;
        }
        self.mishaps.quiet();
        ended.unwrap_or(false)
    }
}
