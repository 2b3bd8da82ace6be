//! The programs as they are deployed: started over and over in turn, asked once and then many times.

use std::{collections::BTreeMap, time::Duration};

use crate::{
    cases::Case,
    error::BenchError,
    meter::Call,
    programs::FLOOR,
    sandbox::{Program, Sandbox},
    share::Share,
    statistics::{median, percentile},
    world::World,
};

/// How often.
#[derive(Debug, Clone, Copy)]
pub struct Effort {
    /// Sandboxes of each program.
    pub rounds: usize,
    /// Events that are handed to each, the first one aside.
    pub warm: usize,
}

/// A program and what it is asked.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// The program.
    pub program: &'a Program,
    /// What it is asked.
    pub case: Case,
}

/// All that one subject has shown, a value for each time.
#[derive(Debug, Default, Clone)]
pub struct Shown {
    /// Processor until it asks for its first event, in milliseconds.
    pub init: Vec<f64>,
    /// Processor of that and of the first event.
    pub cold: Vec<f64>,
    /// Wall of the initialization.
    pub init_wall: Vec<f64>,
    /// Wall of the first event.
    pub first_wall: Vec<f64>,
    /// Processor of each later event, averaged over a sandbox.
    pub warm: Vec<f64>,
    /// Wall of each later event.
    pub warm_wall: Vec<f64>,
    /// Resident memory at the end, in MiB.
    pub memory: Vec<f64>,
    /// TLS connections of each sandbox.
    pub handshakes: Vec<usize>,
    /// The calls of the initialization with the first event.
    pub cold_calls: Vec<Call>,
    /// The calls of the last event.
    pub warm_calls: Vec<Call>,
    /// The last answer.
    pub answer: serde_json::Value,
}

/// Measures the subjects in turn, so that what disturbs the machine disturbs all of them; with the processor share of so much
/// memory, if any is named.
///
/// # Errors
/// [`BenchError`] where one fails or answers what it should not.
pub async fn measure(
    world: &World,
    subjects: &[Subject<'_>],
    effort: Effort,
    megabytes: Option<u32>,
) -> Result<Vec<Shown>, BenchError> {
    let mut shown = vec![Shown::default(); subjects.len()];
    for _ in 0..effort.rounds {
        for (subject, shown) in subjects.iter().zip(&mut shown) {
            // A group of its own for each: what one has used beyond its share is not held against the next.
            let share = match megabytes {
                Some(megabytes) => Some(Share::of_memory(megabytes).ok_or_else(no_share)?),
                None => None,
            };
            round(world, subject, effort.warm, share.as_ref(), shown).await?;
        }
    }
    Ok(shown)
}

async fn round(
    world: &World,
    subject: &Subject<'_>,
    warm: usize,
    share: Option<&Share>,
    shown: &mut Shown,
) -> Result<(), BenchError> {
    let Subject { program, case } = subject;
    let mut events = Vec::with_capacity(warm + 1);
    for _ in 0..=warm {
        events.push(case.event(world).await?);
    }
    let mut events = events.iter();
    let (handshakes, meter) = (world.meter.handshakes(), &world.meter);
    meter.take();
    let environment: &BTreeMap<_, _> = world.environment();
    let (mut sandbox, init) = Sandbox::start(program, environment).await?;
    if let Some(share) = share {
        sandbox.confine(share.folder())?;
    }
    shown.init.push(millis(init.cpu));
    shown.init_wall.push(millis(init.wall));
    let Some(first) = events.next() else {
        return Ok(());
    };
    let first = sandbox.invoke(first).await?;
    check(program, case, &first.answer)?;
    shown.first_wall.push(millis(first.spent.wall));
    shown.cold.push(millis(init.cpu + first.spent.cpu));
    shown.cold_calls = meter.take();
    let mut cpu = Duration::ZERO;
    for event in events {
        meter.take();
        let answered = sandbox.invoke(event).await?;
        check(program, case, &answered.answer)?;
        cpu += answered.spent.cpu;
        shown.warm_wall.push(millis(answered.spent.wall));
        shown.answer = answered.answer;
    }
    if warm > 0 {
        #[expect(clippy::cast_precision_loss, reason = "some hundreds")]
        shown.warm.push(millis(cpu) / warm as f64);
        shown.warm_calls = meter.take();
    }
    #[expect(clippy::cast_precision_loss, reason = "MiB of a process")]
    let mib = sandbox.resident()? as f64 / f64::from(1 << 20);
    shown.memory.push(mib);
    shown.handshakes.push(meter.handshakes() - handshakes);
    // Its group can end only after it.
    sandbox.stop().await
}

fn no_share() -> BenchError {
    BenchError::Command("the system takes no more groups of processes".to_owned())
}

/// The empty function answers whatever it is asked.
fn check(program: &Program, case: &Case, answer: &serde_json::Value) -> Result<(), BenchError> {
    if program.maker == FLOOR {
        return Ok(());
    }
    case.check(&program.maker, answer)
}

fn millis(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}

impl Shown {
    /// The middle and the slow end of the warm answers, in milliseconds on the wall.
    pub fn warm_percentiles(&self) -> (f64, f64) {
        (
            percentile(&self.warm_wall, 0.5),
            percentile(&self.warm_wall, 0.99),
        )
    }

    /// The middle of the cold starts' processor, in milliseconds.
    pub fn cold(&self) -> f64 {
        median(&self.cold)
    }

    /// The middle of the warm answers' processor, in milliseconds.
    pub fn warm(&self) -> f64 {
        median(&self.warm)
    }
}
