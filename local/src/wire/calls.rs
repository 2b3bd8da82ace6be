//! The record of calls.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use super::Service;

/// How many calls are remembered.
const REMEMBERED: usize = 10_000;

/// A call that went over the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// Whom it was for.
    pub service: Service,
    /// The operation, as the SDKs name it; method and path if it has no name here.
    pub operation: String,
    /// When its request began to arrive.
    pub started: Instant,
    /// When its answer was handed over, or the connection was given up.
    pub ended: Instant,
    /// The HTTP status of the answer; 0 if the caller got none.
    pub status: u16,
}

/// How many trips in sequence these calls took: the length of the longest chain in which each call
/// starts after the one before it has ended.
pub fn trips(calls: &[Call]) -> usize {
    let mut by_end: Vec<&Call> = calls.iter().collect();
    by_end.sort_by_key(|call| call.ended);
    // Of the calls that can come next, the one that ends first leaves the most room for others.
    let mut last = None;
    let mut count = 0;
    for call in by_end {
        if last.is_none_or(|ended| call.started >= ended) {
            count += 1;
            last = Some(call.ended);
        }
    }
    count
}

#[derive(Debug, Default)]
pub(super) struct Record(Mutex<VecDeque<Call>>);

impl Record {
    pub(super) fn add(&self, call: Call) {
        let mut calls = self.lock();
        if calls.len() == REMEMBERED {
            calls.pop_front();
        }
        calls.push_back(call);
    }

    pub(super) fn calls(&self) -> Vec<Call> {
        self.lock().iter().cloned().collect()
    }

    pub(super) fn clear(&self) {
        self.lock().clear();
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<Call>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn calls(spans: &[(u64, u64)]) -> Vec<Call> {
        let zero = Instant::now();
        let at = |millis| zero + Duration::from_millis(millis);
        spans
            .iter()
            .map(|&(from, to)| Call {
                service: Service::DynamoDb,
                operation: "GetItem".to_owned(),
                started: at(from),
                ended: at(to),
                status: 200,
            })
            .collect()
    }

    #[test]
    fn calls_side_by_side_are_one_trip() {
        for (spans, expected) in [
            (&[][..], 0),
            (&[(0, 5)], 1),
            (&[(0, 5), (1, 6), (2, 3)], 1),
            (&[(0, 5), (5, 6)], 2),
            // A long call beside three short ones in sequence.
            (&[(0, 100), (0, 5), (10, 15), (20, 25)], 3),
            (&[(0, 10), (5, 15), (12, 20), (16, 30)], 2),
        ] {
            assert_eq!(trips(&calls(spans)), expected, "{spans:?}");
        }
    }

    #[test]
    fn only_the_last_calls_are_remembered() {
        let record = Record::default();
        let call = calls(&[(0, 1)]).remove(0);
        for n in 0..=REMEMBERED {
            record.add(Call {
                operation: n.to_string(),
                ..call.clone()
            });
        }
        let remembered = record.calls();
        assert_eq!(remembered.len(), REMEMBERED);
        assert_eq!(remembered[0].operation, "1");
    }
}
