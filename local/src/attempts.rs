//! What went out by webhooks and what came back: the functions keep none of it, but who builds a receiver wants to see it.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
};

use webhooks::{Attempted, Observer};

/// How many attempts are kept.
const KEPT: usize = 500;

/// The last attempts, in memory: they end with the program.
#[derive(Debug, Default)]
pub(crate) struct Attempts(Mutex<VecDeque<Attempted>>);

impl Attempts {
    /// The attempts, the oldest first.
    pub(crate) fn all(&self) -> Vec<Attempted> {
        let attempts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        attempts.iter().cloned().collect()
    }
}

impl Observer for Attempts {
    fn attempted(&self, attempt: Attempted) {
        let mut attempts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if attempts.len() >= KEPT {
            attempts.pop_front();
        }
        attempts.push_back(attempt);
    }
}
