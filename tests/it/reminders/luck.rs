//! Chance that a seed repeats.

use std::hash::{DefaultHasher, Hash, Hasher};

/// Draws that follow from a seed and from what they are about alone: leaving out one appointment changes nothing
/// in what befalls another, so that a failing history can be shrunk.
#[derive(Clone, Copy, Debug)]
pub(super) struct Luck(u64);

impl Luck {
    pub(super) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(super) fn draw(self, about: impl Hash) -> u64 {
        // Its keys are fixed: the same on every run.
        let mut hasher = DefaultHasher::new();
        (self.0, about).hash(&mut hasher);
        hasher.finish()
    }

    /// A number below `end`.
    pub(super) fn below(self, end: usize, about: impl Hash) -> usize {
        usize::try_from(self.draw(about) % end as u64).unwrap()
    }

    pub(super) fn percent(self, share: u64, about: impl Hash) -> bool {
        self.draw(about) % 100 < share
    }

    /// Draws one after the other about one thing.
    pub(super) fn dice(self, about: impl Hash) -> Dice {
        Dice {
            luck: Self(self.draw(about)),
            thrown: 0,
        }
    }
}

/// A row of draws.
pub(super) struct Dice {
    luck: Luck,
    thrown: u64,
}

impl Dice {
    pub(super) fn below(&mut self, end: usize) -> usize {
        self.thrown += 1;
        self.luck.below(end, self.thrown)
    }

    pub(super) fn percent(&mut self, share: u64) -> bool {
        self.thrown += 1;
        self.luck.percent(share, self.thrown)
    }

    pub(super) fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }

    /// Brings things into another order.
    pub(super) fn shuffle<T>(&mut self, things: &mut [T]) {
        for last in (1..things.len()).rev() {
            things.swap(last, self.below(last + 1));
        }
    }
}
