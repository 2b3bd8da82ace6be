//! What AWS does between the functions: the table's stream wakes `outbox`, schedules that are due invoke `reminders`, new
//! objects invoke `uploads`, and the sweep runs each minute. In the background with time, or step by step where a test or a person moves the clock.

mod filter;
mod invocations;
mod objects;
pub(crate) mod owed;
mod stream;
mod travel;

use std::{sync::Arc, time::Duration};

use dynoxide::DynoxideError;
use jiff::{RoundMode, Timestamp, TimestampRound, Unit};
use serde_json::Value;
use tokio::sync::{Mutex, Notify};
use tokio_util::sync::CancellationToken;

use crate::{
    clock::VirtualClock,
    engines::{EngineError, Engines, Schedule},
    functions::Functions,
    template::Template,
};
use invocations::Invocations;
use stream::Reader;

/// How often the background looks, besides when it is woken.
const TICK: Duration = Duration::from_millis(200);
/// How often a scheduled call that failed is made again. `EventBridge` Scheduler retries for a day; here the sweep, which
/// finds lost reminders, follows at once.
const SCHEDULE_RETRIES: usize = 2;
/// How often a sweep may leave everything as it was before the rest counts as stuck.
const PATIENCE: usize = 3;
/// Rounds at one instant in which something happens, whatever that is.
const ROUNDS: usize = 10_000;

/// Why the pumps cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum PumpError {
    /// The embedded database fails.
    #[error("the embedded database cannot be read")]
    Database(#[from] DynoxideError),
    /// An engine fails.
    #[error("an embedded engine failed")]
    Engine(#[from] EngineError),
    /// The table has no stream.
    #[error("the table has no stream")]
    NoStream,
    /// What is due stays due, however often the sweep runs.
    #[error("{count} owed items stay due at {at}, the first of them {first}")]
    Stuck {
        /// How many.
        count: usize,
        /// The instant at which nothing moves.
        at: Timestamp,
        /// One of them, by its key.
        first: String,
    },
}

/// Everything that moves by itself on AWS.
pub(crate) struct Pumps {
    engines: Arc<Engines>,
    functions: Functions,
    template: Arc<Template>,
    clock: VirtualClock,
    table: String,
    bell: Notify,
    state: Mutex<State>,
}

struct State {
    stream: Reader,
    invocations: Invocations,
    /// The minute of the last sweep.
    swept: Option<Timestamp>,
    /// The hour in which expired items were last removed.
    reaped: Option<Timestamp>,
}

impl Pumps {
    pub(crate) fn new(
        engines: Arc<Engines>,
        functions: Functions,
        template: Arc<Template>,
        clock: VirtualClock,
        table: &str,
    ) -> Result<Self, PumpError> {
        let stream = Reader::at_end(engines.database(), table)?;
        Ok(Self {
            engines,
            functions,
            template,
            clock,
            table: table.to_owned(),
            bell: Notify::new(),
            state: Mutex::new(State {
                stream,
                invocations: Invocations::default(),
                swept: None,
                reaped: None,
            }),
        })
    }

    /// Wakes the background.
    pub(crate) fn ring(&self) {
        self.bell.notify_one();
    }

    /// Pumps with time, until `end`.
    pub(crate) async fn run(&self, end: CancellationToken) {
        loop {
            tokio::select! {
                () = end.cancelled() => return,
                () = self.bell.notified() => {}
                () = tokio::time::sleep(TICK) => {}
            }
            if let Err(error) = self.tick().await {
                tracing::error!(error = &error as &dyn std::error::Error, "pumping failed");
            }
        }
    }

    /// What is to do at this moment.
    async fn tick(&self) -> Result<(), PumpError> {
        let mut state = self.state.lock().await;
        while self.round(&mut state).await? {}
        let minute = floor(self.clock.now(), Unit::Minute);
        if state.swept != Some(minute) {
            state.swept = Some(minute);
            self.sweep().await;
            self.begin_invocations(&mut state);
        }
        state.invocations.forget_ended();
        self.reap(&mut state).await
    }

    /// Pumps until nothing that is owed is due.
    pub(crate) async fn drain(&self) -> Result<(), PumpError> {
        let mut state = self.state.lock().await;
        self.settle(&mut state).await
    }

    /// The new records of the stream that `outbox` would be called for; they are taken, and nobody is called.
    pub(crate) async fn take_stream(&self) -> Result<Vec<Value>, PumpError> {
        let mut state = self.state.lock().await;
        loop {
            let records = state.stream.read(self.engines.database())?;
            let ended = records.is_empty();
            let wanted = stream::wanted(records, self.template.stream());
            // What nobody wants is no end: more may stand behind it.
            if ended || !wanted.is_empty() {
                return Ok(wanted);
            }
        }
    }

    /// When the first of all that is owed is due, or was.
    pub(crate) fn next_due(&self) -> Result<Option<Timestamp>, PumpError> {
        let database = self.engines.database();
        let owed = owed::next(database, &self.table, Timestamp::UNIX_EPOCH)?;
        let told = self.engines.next_object_event();
        Ok([owed, told].into_iter().flatten().min())
    }

    /// Whatever the stream, the schedules, the bucket and the queue of invocations have now. True if that was anything.
    async fn round(&self, state: &mut State) -> Result<bool, PumpError> {
        let invoked = self.begin_invocations(state);
        let (database, trigger) = (self.engines.database(), self.template.stream());
        let streamed = state
            .stream
            .pump(database, &self.functions, trigger)
            .await?;
        let due = self.engines.take_due(self.clock.now());
        let fired = !due.is_empty();
        for schedule in due {
            self.fire(schedule).await;
        }
        let told = self.tell_of_objects().await;
        Ok(invoked || streamed || fired || told)
    }

    /// Rounds and sweeps until nothing is due at this instant and no invocation is under way.
    ///
    /// What is due is looked at only when no invocation is under way: one may be about to claim it, and until then it would
    /// be swept again and count as stuck. For the waiting there is no other bound than the functions' own time limits.
    async fn settle(&self, state: &mut State) -> Result<(), PumpError> {
        let (mut before, mut patience, mut rounds) = (Vec::new(), PATIENCE, 0);
        while rounds < ROUNDS {
            let any = self.round(state).await?;
            if !any && state.invocations.are_under_way() {
                self.await_change(state).await;
                continue;
            }
            rounds += 1;
            if any {
                continue;
            }
            let now = self.clock.now();
            let due = owed::due(self.engines.database(), &self.table, now)?;
            if due.is_empty() {
                return Ok(());
            }
            if due == before {
                patience -= 1;
            } else {
                patience = PATIENCE;
            }
            before = due;
            if patience == 0 {
                break;
            }
            self.sweep().await;
        }
        Err(PumpError::Stuck {
            count: before.len(),
            at: self.clock.now(),
            first: before.into_iter().next().unwrap_or_default(),
        })
    }

    /// Waits for the next invocation to end, but no longer than until there may be something else to do.
    async fn await_change(&self, state: &mut State) {
        tokio::select! {
            () = state.invocations.next_end() => state.invocations.forget_ended(),
            () = self.bell.notified() => {}
            () = tokio::time::sleep(TICK) => {}
        }
    }

    async fn sweep(&self) {
        let sweep = self.template.sweep();
        let swept = self
            .functions
            .event(&sweep.function, sweep.input.clone())
            .await;
        if let Err(error) = swept {
            tracing::warn!(error = &error as &dyn std::error::Error, "a sweep failed");
        }
    }

    async fn fire(&self, schedule: Schedule) {
        let function = function_of(&schedule.target_arn);
        for _ in 0..=SCHEDULE_RETRIES {
            let input = schedule.input.clone();
            match self.functions.event(function, input).await {
                Ok(_) => return,
                Err(error) => {
                    let error: &dyn std::error::Error = &error;
                    tracing::warn!(schedule = schedule.name, error, "a scheduled call failed");
                }
            }
        }
        tracing::warn!(
            schedule = schedule.name,
            "given up; on AWS it would be in the dead letters"
        );
    }

    /// Once an hour, removes what has expired.
    async fn reap(&self, state: &mut State) -> Result<(), PumpError> {
        let hour = floor(self.clock.now(), Unit::Hour);
        if state.reaped != Some(hour) {
            state.reaped = Some(hour);
            let engines = Arc::clone(&self.engines);
            let reaped = tokio::task::spawn_blocking(move || engines.expire()).await;
            // The task only ends early with the runtime itself.
            reaped.unwrap_or(Ok(()))?;
        }
        Ok(())
    }
}

/// The binary of a function, by its ARN: the stack's functions are named after their binaries.
fn function_of(arn: &str) -> &str {
    let name = arn.rsplit(':').next().unwrap_or(arn);
    name.split_once('-').map_or(name, |(_stack, binary)| binary)
}

fn floor(at: Timestamp, unit: Unit) -> Timestamp {
    let round = TimestampRound::new().smallest(unit).mode(RoundMode::Floor);
    at.round(round).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_functions_arn_ends_in_its_binary() {
        let arn = "arn:aws:lambda:eu-west-3:000000000000:function:leah-healthcare_workers";
        assert_eq!(function_of(arn), "healthcare_workers");
    }
}
