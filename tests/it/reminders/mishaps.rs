//! What breaks: says of each call on the wire whether it fails and how, and at which call a sandbox dies.

use std::{
    collections::{BTreeSet, HashMap},
    sync::{Arc, Mutex, MutexGuard},
};

use leah_local::{
    VirtualClock,
    wire::{FaultKind, Seen},
};
use serde_json::Value;
use tokio::sync::Notify;

use super::{
    calls::{About, about},
    history::History,
    luck::Luck,
};

/// How often the calls of one sort about one thing may break.
const BURSTS: u32 = 2;
/// As many attempts as the SDK makes at a call of the table.
const ATTEMPTS: u32 = 3;

/// An owed item: what it is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct What {
    pub(super) slot: usize,
    pub(super) effect: String,
    pub(super) sequence: u32,
    pub(super) kind: String,
}

impl What {
    fn is_message(&self) -> bool {
        self.effect.ends_with("-mail") || self.effect.ends_with("-sms")
    }
}

/// Shared by the world and the wire.
#[derive(Clone)]
pub(super) struct Mishaps {
    state: Arc<Mutex<State>>,
    /// Rung when a sandbox has to die.
    knell: Arc<Notify>,
}

pub(super) struct State {
    luck: Luck,
    history: History,
    clock: VirtualClock,
    quiet: bool,
    /// Owed items by their identifiers.
    pub(super) known: HashMap<String, What>,
    /// Appointments by their identifiers.
    pub(super) slots: HashMap<String, usize>,
    calls: HashMap<String, u32>,
    bursts: HashMap<String, (u32, u32, FaultKind)>,
    /// Claims and settlements whose last call broke.
    broken: BTreeSet<String>,
    /// How many attempts at an owed item nobody heard the end of.
    pub(super) unheard: HashMap<String, u32>,
    sandbox: Sandbox,
    /// How many calls broke and how many sandboxes died.
    pub(super) counted: (u32, u32),
}

/// The invocation, or the request, that makes calls now.
#[derive(Default)]
struct Sandbox {
    name: String,
    calls: u32,
    /// At which of its calls it dies, and whether that call is applied.
    dies: Option<(u32, bool)>,
    dead: bool,
    /// Attempts that have begun and of which no end is known yet.
    open: BTreeSet<String>,
}

impl Mishaps {
    pub(super) fn new(history: &History, clock: VirtualClock) -> Self {
        let state = State {
            luck: Luck::new(history.seed),
            history: history.clone(),
            clock,
            quiet: true,
            known: HashMap::new(),
            slots: HashMap::new(),
            calls: HashMap::new(),
            bursts: HashMap::new(),
            broken: BTreeSet::new(),
            unheard: HashMap::new(),
            sandbox: Sandbox::default(),
            counted: (0, 0),
        };
        Self {
            state: Arc::new(Mutex::new(state)),
            knell: Arc::default(),
        }
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    /// Nothing breaks from now on.
    pub(super) fn quiet(&self) {
        self.state().quiet = true;
    }

    /// Calls from now on are those of `name`, and may break; it may die if it is `mortal`.
    pub(super) fn begin(&self, name: &str, mortal: bool) {
        let mut state = self.state();
        let about = ("death", name);
        let dies = mortal && state.luck.percent(state.history.deaths, about);
        let place = state.luck.draw((about, "where"));
        state.quiet = false;
        state.sandbox = Sandbox {
            name: name.to_owned(),
            dies: dies.then_some((
                u32::try_from(place / 2 % 9).unwrap(),
                place.is_multiple_of(2),
            )),
            ..Sandbox::default()
        };
    }

    /// Waits until the sandbox has to die.
    pub(super) async fn death(&self) {
        // Each call of a dying sandbox rings, also when nobody waits any more.
        while !self.state().sandbox.dead {
            self.knell.notified().await;
        }
    }

    pub(super) fn judge(&self, seen: &Seen<'_>) -> Option<FaultKind> {
        let mut state = self.state();
        let body: Value = serde_json::from_slice(seen.body).unwrap_or_default();
        let about = about(&state, seen, &body);
        let fate = state.fate(seen, &about);
        if fate.is_some() {
            state.counted.0 += 1;
        }
        if state.sandbox.dead {
            self.knell.notify_one();
        }
        fate
    }
}

impl State {
    /// The reminder's SMS of this appointment that is being sent.
    pub(super) fn open_sms(&self, slot: usize) -> Option<String> {
        let sms = |id: &&String| {
            let what = self.known.get(*id);
            what.is_some_and(|what| what.slot == slot && what.effect == "reminder-sms")
        };
        self.sandbox.open.iter().find(sms).cloned()
    }

    pub(super) fn sandbox(&self) -> &str {
        &self.sandbox.name
    }

    fn fate(&mut self, seen: &Seen<'_>, about: &About) -> Option<FaultKind> {
        if self.sandbox.dead {
            return Some(FaultKind::Stall);
        }
        if let Some(id) = about.owed.as_ref().filter(|_| about.begins) {
            self.sandbox.open.insert(id.clone());
        }
        let fate = if self.quiet {
            None
        } else {
            self.death()
                .or_else(|| self.outage(seen))
                .or_else(|| self.burst(about))
        };
        self.note(about, fate);
        fate
    }

    /// Whether the sandbox dies at this call.
    fn death(&mut self) -> Option<FaultKind> {
        let call = self.sandbox.calls;
        self.sandbox.calls += 1;
        let (at, applied) = self.sandbox.dies?;
        let open: Vec<String> = self.sandbox.open.iter().cloned().collect();
        if at != call || open.iter().any(|id| self.at_limit(id)) {
            return None;
        }
        self.sandbox.dead = true;
        self.counted.1 += 1;
        for id in open {
            *self.unheard.entry(id).or_default() += 1;
        }
        Some(if applied {
            FaultKind::ReplyStalled
        } else {
            FaultKind::Stall
        })
    }

    fn outage(&self, seen: &Seen<'_>) -> Option<FaultKind> {
        let now = self.clock.now();
        let mut outages = self.history.outages.iter();
        let outage = outages.find(|o| o.of == Some(seen.service) && o.from <= now && now < o.to)?;
        let refuses = self.luck.percent(50, outage.from.as_second());
        Some(if refuses {
            FaultKind::Status(503)
        } else {
            FaultKind::Reset
        })
    }

    fn burst(&mut self, about: &About) -> Option<FaultKind> {
        let (used, left, kind) =
            self.bursts
                .get(&about.key)
                .copied()
                .unwrap_or((0, 0, FaultKind::Reset));
        if left > 0 {
            self.bursts
                .insert(about.key.clone(), (used, left - 1, kind));
            return Some(kind);
        }
        // One burst directly behind another could end an attempt unheard of by both together, and neither would count it.
        if self.broken.remove(&about.key) {
            return None;
        }
        let call = self.calls.entry(about.key.clone()).or_default();
        *call += 1;
        let mut dice = self.luck.dice((&about.key, *call));
        // Where an attempt at a message may end unheard of twice, it shall: the third one must not be made.
        let weather = if about.sends && self.history.unheard > 1 {
            40
        } else {
            self.history.weather
        };
        if used >= BURSTS || !dice.percent(weather) {
            return None;
        }
        let limited = about.owed.as_ref().is_some_and(|id| self.at_limit(id));
        let kinds = [
            FaultKind::Status(500),
            FaultKind::Status(429),
            FaultKind::Reset,
            FaultKind::ReplyLost,
        ];
        // What is asked for once, and what may not end unheard of any more, breaks alone.
        let (kind, length) = if about.sends {
            (dice.pick(if limited { &kinds[..2] } else { &kinds }), 1)
        } else {
            (
                dice.pick(&kinds),
                if limited {
                    1
                } else {
                    dice.pick(&[1, ATTEMPTS])
                },
            )
        };
        self.bursts
            .insert(about.key.clone(), (used + 1, length - 1, kind));
        if about.settles | about.begins && length < ATTEMPTS {
            self.broken.insert(about.key.clone());
        }
        if !about.sends
            && length > 1
            && about.settles | about.begins
            && kind_ends_unheard(about, kind)
        {
            self.end_unheard(about);
        }
        Some(kind)
    }

    /// Keeps count of what is open and what ended unheard of.
    fn note(&mut self, about: &About, fate: Option<FaultKind>) {
        match fate {
            Some(FaultKind::Reset | FaultKind::ReplyLost) if about.sends => self.end_unheard(about),
            None if about.settles => {
                if let Some(id) = &about.owed {
                    self.sandbox.open.remove(id);
                }
            }
            _ => {}
        }
    }

    fn end_unheard(&mut self, about: &About) {
        if let Some(id) = &about.owed {
            *self.unheard.entry(id.clone()).or_default() += 1;
        }
    }

    fn at_limit(&self, id: &str) -> bool {
        let message = self.known.get(id).is_some_and(What::is_message);
        message && self.unheard.get(id).copied().unwrap_or(0) >= self.history.unheard
    }
}

/// Whether a claim or a settlement that fails so, at every attempt, leaves an attempt without a known end.
fn kind_ends_unheard(about: &About, kind: FaultKind) -> bool {
    // A claim that was never applied has begun nothing.
    !about.begins || kind == FaultKind::ReplyLost
}
