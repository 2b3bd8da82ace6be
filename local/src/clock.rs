//! The one clock of a house on one machine: functions and engines share it, and people and tests may move it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};

/// A clock that can be moved; its clones show the same time.
#[derive(Clone, Debug)]
pub struct VirtualClock {
    state: Arc<Mutex<State>>,
}

#[derive(Debug)]
struct State {
    /// Whether time goes on by itself once nothing holds it.
    running: bool,
    /// How far a running clock is ahead of the machine's.
    offset: SignedDuration,
    /// The instant at which the clock stands, while it stands.
    standing: Option<Timestamp>,
}

impl VirtualClock {
    /// A clock that goes on with the machine's, `offset` ahead of it.
    pub fn running(offset: SignedDuration) -> Self {
        Self::new(State {
            running: true,
            offset,
            standing: None,
        })
    }

    /// A clock that stands at `at` until it is set.
    pub fn frozen(at: Timestamp) -> Self {
        Self::new(State {
            running: false,
            offset: SignedDuration::ZERO,
            standing: Some(at),
        })
    }

    fn new(state: State) -> Self {
        Self {
            state: Arc::new(Mutex::new(state)),
        }
    }

    /// The present instant of this clock.
    pub fn now(&self) -> Timestamp {
        self.lock().now()
    }

    /// Makes the clock stand at `at` until it is released.
    pub fn hold(&self, at: Timestamp) {
        self.lock().standing = Some(at);
    }

    /// Lets a running clock go on from where it is held; a frozen one keeps standing.
    pub fn release(&self) {
        let mut state = self.lock();
        if state.running
            && let Some(at) = state.standing.take()
        {
            state.offset = at.duration_since(machine());
        }
    }

    /// Moves the clock to `at`; whether it stands or runs does not change.
    pub fn set(&self, at: Timestamp) {
        let mut state = self.lock();
        if state.standing.is_some() {
            state.standing = Some(at);
        } else {
            state.offset = at.duration_since(machine());
        }
    }

    /// How far this clock is ahead of the machine's at this moment; negative when behind.
    pub fn offset(&self) -> SignedDuration {
        let state = self.lock();
        state
            .standing
            .map_or(state.offset, |at| at.duration_since(machine()))
    }

    // A panic elsewhere leaves the state whole: every change of it is one assignment.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn now(&self) -> Timestamp {
        self.standing.unwrap_or_else(|| {
            let machine = machine();
            // Only an offset of thousands of years leaves the calendar: then time stands at its edge.
            machine.saturating_add(self.offset).unwrap_or(machine)
        })
    }
}

/// The machine's own time.
#[expect(
    clippy::disallowed_methods,
    reason = "this clock is what is injected: it is the machine's, moved"
)]
fn machine() -> Timestamp {
    Timestamp::now()
}

impl leah_domain::Clock for VirtualClock {
    fn now(&self) -> Timestamp {
        VirtualClock::now(self)
    }
}

impl dynoxide::storage_backend::Clock for VirtualClock {
    fn now_unix_secs(&self) -> u64 {
        u64::try_from(self.now().as_second()).unwrap_or(0)
    }

    fn now_unix_secs_f64(&self) -> f64 {
        self.now().as_duration().as_secs_f64().max(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn instant(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    /// The clock read at `at` or within the minute that a slow machine may take to get here.
    fn is_about(clock: &VirtualClock, at: Timestamp) -> bool {
        let since = clock.now().duration_since(at);
        !since.is_negative() && since < SignedDuration::from_mins(1)
    }

    #[test]
    fn a_frozen_clock_moves_only_when_it_is_set() {
        let clock = VirtualClock::frozen(instant("2021-03-24T12:15:00Z"));
        assert_eq!(clock.now(), instant("2021-03-24T12:15:00Z"));
        clock.set(instant("2021-03-25T00:00:00Z"));
        clock.release();
        assert_eq!(clock.now(), instant("2021-03-25T00:00:00Z"));
    }

    #[test]
    fn clones_share_one_time() {
        let clock = VirtualClock::frozen(instant("2021-03-24T12:15:00Z"));
        clock.clone().set(instant("2022-01-01T00:00:00Z"));
        assert_eq!(clock.now(), instant("2022-01-01T00:00:00Z"));
    }

    #[test]
    fn a_running_clock_keeps_its_offset_and_never_goes_back() {
        let clock = VirtualClock::running(SignedDuration::from_hours(24));
        assert_eq!(clock.offset(), SignedDuration::from_hours(24));
        let (first, second) = (clock.now(), clock.now());
        assert!(second >= first);
    }

    #[test]
    fn a_held_clock_stands_and_then_goes_on_from_there() {
        let clock = VirtualClock::running(SignedDuration::ZERO);
        let far = instant("2031-06-01T00:00:00Z");
        clock.hold(far);
        assert_eq!(clock.now(), far);
        assert_eq!(clock.now(), far);
        assert!(clock.offset() > SignedDuration::from_hours(24));
        clock.release();
        assert!(is_about(&clock, far), "{}", clock.now());
    }

    #[test]
    fn a_running_clock_can_be_set_and_goes_on() {
        let clock = VirtualClock::running(SignedDuration::ZERO);
        let past = instant("2001-06-01T00:00:00Z");
        clock.set(past);
        assert!(is_about(&clock, past), "{}", clock.now());
    }

    #[test]
    fn the_database_sees_the_same_time() {
        let clock = VirtualClock::frozen(instant("2021-03-24T12:15:00.5Z"));
        let seen: &dyn dynoxide::storage_backend::Clock = &clock;
        assert_eq!(seen.now_unix_secs(), 1_616_588_100);
        assert!((seen.now_unix_secs_f64() - 1_616_588_100.5).abs() < 1e-6);
    }
}
