mod bodies;
mod decisions;

use crate::testing::{appointment, at};

use super::*;

#[test]
fn retention_counts_from_the_later_of_start_and_change() {
    let mut appointment = appointment();
    assert_eq!(appointment.expires(), at("2021-08-16T09:00:00Z"));
    appointment.changed = at("2021-07-01T00:00:00Z");
    assert_eq!(appointment.expires(), at("2021-09-29T00:00:00Z"));
}

#[test]
fn retention_at_the_end_of_time_does_not_overflow() {
    let mut appointment = appointment();
    appointment.start = StartTime::parse("9998-12-31T23:59:59").unwrap();
    appointment.retention_days = u16::MAX;
    assert_eq!(appointment.expires(), Timestamp::MAX);
}
