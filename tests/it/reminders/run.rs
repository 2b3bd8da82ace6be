//! Lives histories, many at once, and reports the shortest that goes wrong.

use std::{cell::Cell, fmt::Write as _, ops::Range, rc::Rc};

use tokio::task::LocalSet;

use super::{
    check::check,
    driver::Driver,
    history::{self, History},
    world::World,
};

/// Worlds that one test lives at once: while one waits to make a call again, another goes on.
const AT_ONCE: usize = 3;
/// Histories lived by all shares together, unless `LEAH_HISTORIES` says otherwise. Each costs some 60 ms of a processor,
/// nearly all of it in the SDK and the engines.
const HISTORIES: u64 = 10_000;

/// Names the one world to live.
const SEED: &str = "LEAH_SEED";

/// How a history ended.
pub(super) struct Report {
    /// What is wrong.
    pub(super) wrong: Vec<String>,
    /// What was sent, by time.
    pub(super) messages: Vec<String>,
}

/// The seeds of a share: those that make up its part of the histories asked for, or the one seed asked for.
pub(super) fn asked(share: u64, shares: u64, together: usize) -> Range<u64> {
    let number = |name: &str| Some(std::env::var(name).ok()?.parse::<u64>().unwrap());
    if let Some(seed) = number(SEED) {
        return if share == 0 { seed..seed + 1 } else { 0..0 };
    }
    let worlds = number("LEAH_HISTORIES")
        .unwrap_or(HISTORIES)
        .div_ceil(together as u64);
    worlds * share / shares..worlds * (share + 1) / shares
}

/// Lives one world.
pub(super) async fn live<D: Driver>(history: History, driver: D) -> Report {
    let mut world = World::open(history, driver).await;
    world.live().await;
    let messages = world.app.house.engines().messages(None);
    // The links in the text have the house's own port.
    let shown =
        |m: &leah_local::engines::Message| format!("{} {} {:?}", m.sent_at, m.to, m.subject);
    Report {
        wrong: check(&world),
        messages: messages.iter().map(shown).collect(),
    }
}

/// Lives the worlds of these seeds; fails with the first that goes wrong, shrunk.
pub(super) async fn worlds<D: Driver + 'static>(
    seeds: Range<u64>,
    together: usize,
    driver: fn() -> D,
) {
    let next = Rc::new(Cell::new(seeds.start));
    let local = LocalSet::new();
    let lanes: Vec<_> = (0..AT_ONCE)
        .map(|_| {
            let next = Rc::clone(&next);
            local.spawn_local(async move {
                while next.get() < seeds.end {
                    let seed = next.replace(next.get() + 1);
                    let history = history::draw(seed, together);
                    if let Err(wrong) = attempt(history.clone(), driver()).await {
                        next.set(seeds.end);
                        return Some((history, wrong));
                    }
                }
                None
            })
        })
        .collect();
    local
        .run_until(async {
            for lane in lanes {
                if let Some((history, wrong)) = lane.await.unwrap() {
                    let seed = history.seed;
                    let asked = std::env::var_os(SEED).is_some();
                    assert!(
                        asked,
                        "{}\n{SEED}={seed} shrinks it and shows what happened",
                        wrong.join("\n")
                    );
                    let (history, wrong) = shrink(history, wrong, driver).await;
                    panic!("{}\n{history:#?}", wrong.join("\n"));
                }
            }
        })
        .await;
}

/// What is wrong with a history; that it panics, too.
async fn attempt<D: Driver + 'static>(history: History, driver: D) -> Result<(), Vec<String>> {
    let lived = tokio::task::spawn_local(live(history, driver)).await;
    match lived {
        Ok(report) if report.wrong.is_empty() => Ok(()),
        Ok(report) => Err(report.wrong),
        Err(error) => {
            let panic = error.into_panic();
            let mut said = String::from("it panicked");
            if let Some(text) = panic.downcast_ref::<String>() {
                let _ = write!(said, ": {text}");
            }
            Err(vec![said])
        }
    }
}

/// Leaves out what can be left out so that it still goes wrong.
async fn shrink<D: Driver + 'static>(
    mut history: History,
    mut wrong: Vec<String>,
    driver: fn() -> D,
) -> (History, Vec<String>) {
    let mut part = history.scripts.len().div_ceil(2);
    while part > 0 {
        let mut from = 0;
        while from < history.scripts.len() {
            let mut fewer = history.clone();
            fewer
                .scripts
                .drain(from..(from + part).min(fewer.scripts.len()));
            match attempt(fewer.clone(), driver()).await {
                Err(still) => (history, wrong) = (fewer, still),
                Ok(()) => from += part,
            }
        }
        part /= 2;
    }
    for simpler in [
        |h: &mut History| h.outages.clear(),
        |h: &mut History| h.settings.clear(),
        |h: &mut History| h.weather = 0,
        |h: &mut History| h.deaths = 0,
    ] {
        let mut simple = history.clone();
        simpler(&mut simple);
        if let Err(still) = attempt(simple.clone(), driver()).await {
            (history, wrong) = (simple, still);
        }
    }
    (history, wrong)
}
