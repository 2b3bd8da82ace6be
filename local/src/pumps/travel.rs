//! Moving the clock: everything that becomes due on the way happens, in order, each at its own time.

use jiff::{RoundMode, Timestamp, TimestampRound, Unit};

use super::{PumpError, Pumps, State, owed};
use crate::clock::VirtualClock;

/// Keeps the clock from running while it travels, and lets it go however the journey ends.
struct Held<'a>(&'a VirtualClock);

impl Drop for Held<'_> {
    fn drop(&mut self) {
        self.0.release();
    }
}

impl Pumps {
    /// Moves the clock to `target` and answers when everything that became due has happened. What is stuck on the way
    /// does not stop the clock, but is reported. Back in time nothing becomes due.
    pub(crate) async fn travel_to(&self, target: Timestamp) -> Result<(), PumpError> {
        let mut state = self.state.lock().await;
        let result = {
            let held = Held(&self.clock);
            held.0.hold(self.clock.now());
            self.visit(&mut state, target).await
        };
        self.engines.set_clock_offset(self.clock.offset())?;
        result
    }

    async fn visit(&self, state: &mut State, target: Timestamp) -> Result<(), PumpError> {
        let mut stuck = Ok(());
        loop {
            let settled = self.settle(state).await;
            match settled {
                Err(PumpError::Stuck { .. }) if stuck.is_ok() => stuck = settled,
                Err(PumpError::Stuck { .. }) | Ok(()) => {}
                Err(error) => {
                    self.clock.hold(target);
                    return Err(error);
                }
            }
            self.reap(state).await?;
            let now = self.clock.now();
            if now == target {
                return stuck;
            }
            let next = self.next_event(now)?.filter(|next| *next < target);
            self.clock.hold(next.unwrap_or(target));
        }
    }

    /// The next instant after `now` at which anything happens: a schedule fires, a call on a new object is made again, or
    /// the minute's sweep finds work.
    fn next_event(&self, now: Timestamp) -> Result<Option<Timestamp>, PumpError> {
        let schedule = self.engines.next_schedule().filter(|at| *at > now);
        let owed = owed::next(self.engines.database(), &self.table, now)?;
        let sweep = owed.map(next_minute);
        let told = self.engines.next_object_event().filter(|at| *at > now);
        Ok([schedule, told, sweep].into_iter().flatten().min())
    }
}

/// The first whole minute that is not before `at`.
fn next_minute(at: Timestamp) -> Timestamp {
    let round = TimestampRound::new()
        .smallest(Unit::Minute)
        .mode(RoundMode::Ceil);
    at.round(round).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use std::{
        sync::{Arc, Mutex},
        time::Duration,
    };

    use serde_json::json;

    use super::*;
    use crate::{
        engines::{Engines, Options},
        functions::Functions,
        template::Template,
    };

    const START: &str = "2026-01-02T03:00:00Z";

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    /// Pumps over a table with one item that is owed at `due`, and the instants at which its sweep has found it due.
    async fn pumps(due: &str, done: bool) -> (Pumps, VirtualClock, Arc<Mutex<Vec<Timestamp>>>) {
        let clock = VirtualClock::frozen(at(START));
        let options = Options {
            host: std::net::Ipv4Addr::LOCALHOST.into(),
            data: None,
            clock: clock.clone(),
            verified: Vec::new(),
            bucket: crate::template::Bucket::default(),
            functions: Vec::new(),
        };
        let engines = Arc::new(Engines::start(options).await.unwrap());
        let template = Arc::new(Template::read().unwrap());
        engines.create_table(template.table("leah")).unwrap();
        let key = json!({"PK": {"S": "OUTBOX#1"}, "SK": {"S": "effect"}});
        let mut item = key.clone();
        item["DUEPK"] = json!({"S": "OUTBOX#3"});
        item["DUESK"] = json!({"S": format!("{due}#1")});
        let put = json!({"TableName": "leah", "Item": item});
        let put = serde_json::from_value(put).unwrap();
        engines.database().put_item(put).unwrap();

        let swept = Arc::new(Mutex::new(Vec::new()));
        let (noted, time, database) = (swept.clone(), clock.clone(), engines.database().clone());
        let functions =
            Functions::new(|_| Duration::from_secs(5)).with_events("outbox", move |_sweep| {
                noted.lock().unwrap().push(time.now());
                if done {
                    let delete = json!({"TableName": "leah", "Key": key});
                    let delete = serde_json::from_value(delete).unwrap();
                    database.delete_item(delete).unwrap();
                }
                async { Ok(json!({})) }
            });
        let pumps = Pumps::new(engines, functions, template, clock.clone(), "leah").unwrap();
        (pumps, clock, swept)
    }

    #[tokio::test]
    async fn what_is_owed_is_swept_at_the_first_whole_minute() {
        let (pumps, clock, swept) = pumps("2026-01-02T03:09:30.000Z", true).await;
        pumps.travel_to(at("2026-01-02T03:09:29Z")).await.unwrap();
        assert!(swept.lock().unwrap().is_empty());
        pumps.travel_to(at("2026-01-02T04:00:00Z")).await.unwrap();
        assert_eq!(*swept.lock().unwrap(), [at("2026-01-02T03:10:00Z")]);
        assert_eq!(clock.now(), at("2026-01-02T04:00:00Z"));
    }

    #[tokio::test]
    async fn what_is_due_now_is_drained_now() {
        let (pumps, _clock, swept) = pumps("2026-01-02T03:00:00.000Z", true).await;
        pumps.drain().await.unwrap();
        assert_eq!(*swept.lock().unwrap(), [at(START)]);
    }

    #[tokio::test]
    async fn what_never_moves_is_reported_and_stops_no_clock() {
        let (pumps, clock, _swept) = pumps("2026-01-02T03:09:00.000Z", false).await;
        let stuck = pumps.travel_to(at("2026-01-02T04:00:00Z")).await;
        let Err(PumpError::Stuck {
            count, at: when, ..
        }) = stuck
        else {
            panic!("{stuck:?}");
        };
        assert_eq!((count, when), (1, at("2026-01-02T03:09:00Z")));
        assert_eq!(clock.now(), at("2026-01-02T04:00:00Z"));
    }

    #[tokio::test]
    async fn back_in_time_nothing_becomes_due() {
        let (pumps, clock, swept) = pumps("2026-01-02T03:09:00.000Z", true).await;
        pumps.travel_to(at("2021-01-01T00:00:00Z")).await.unwrap();
        assert_eq!(clock.now(), at("2021-01-01T00:00:00Z"));
        assert!(swept.lock().unwrap().is_empty());
    }

    #[test]
    fn sweeps_run_on_whole_minutes() {
        let ten = at("2026-01-02T03:10:00Z");
        assert_eq!(next_minute(at("2026-01-02T03:09:00.001Z")), ten);
        assert_eq!(next_minute(ten), ten);
    }
}
