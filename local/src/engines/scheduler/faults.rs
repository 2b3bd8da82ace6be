//! What may go wrong with the firing of schedules, on demand: AWS promises at least one delivery, within a minute.

use jiff::SignedDuration;

use crate::engines::{
    sound,
    store::{NewFault, Store},
};

/// How close to its time a schedule fires.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Precision {
    /// At its second.
    Second,
    /// Somewhere within the minute that begins at its time, as on AWS: a schedule of the same name always at the same second.
    Minute,
}

/// The faults of the embedded Scheduler. They are kept with the engines' data and hold until they are used up or healed.
///
/// A fault strikes schedules whose names contain a text (the empty one is in every name): those pending, the next to fire first,
/// and those made or updated later; `times` says how many, and nothing says all. Of several faults the one that was put first
/// counts, and no schedule is struck by two.
#[derive(Clone, Copy, Debug)]
pub struct ScheduleFaults<'a> {
    store: &'a Store,
}

impl<'a> ScheduleFaults<'a> {
    pub(crate) fn new(store: &'a Store) -> Self {
        Self { store }
    }

    /// How close to their times schedules fire; at the start, [`Precision::Second`].
    ///
    /// # Panics
    /// As all of this, when the file under the running engines is damaged.
    pub fn precision(self, precision: Precision) {
        let seconds = match precision {
            Precision::Second => 1,
            Precision::Minute => 60,
        };
        sound(self.store.set_precision(seconds));
    }

    /// Schedules fire `by` later than they should; whole seconds count.
    pub fn late(self, part: &str, by: SignedDuration, times: impl Into<Option<u32>>) {
        self.put(part, by.as_secs().max(0), 1, times.into());
    }

    /// Schedules are delivered twice, at the same time.
    pub fn twice(self, part: &str, times: impl Into<Option<u32>>) {
        self.put(part, 0, 2, times.into());
    }

    /// Schedules end at their time without any delivery.
    pub fn never(self, part: &str, times: impl Into<Option<u32>>) {
        self.put(part, 0, 0, times.into());
    }

    /// Ends all faults: pending schedules fire once and at their time, or at once if that has passed. The precision stays.
    pub fn heal(self) {
        sound(self.store.heal_schedules());
    }

    fn put(self, part: &str, late: i64, deliveries: u32, times: Option<u32>) {
        let fault = NewFault {
            part,
            late,
            deliveries,
            times,
        };
        sound(self.store.put_schedule_fault(&fault));
    }
}
