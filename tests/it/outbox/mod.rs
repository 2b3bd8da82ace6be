//! What becomes of owed work when services fail, events are lost or repeated, and functions die.

mod bell;
mod crash;
mod dead;
mod outage;
mod refused;
mod reminders;
mod schedules;
mod support;
mod table;

pub(crate) use support::{bell, items, owed_item, owed_items, sweep};
