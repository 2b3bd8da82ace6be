//! The embedded engines and the wire, seen through the real SDKs: what AWS would answer, they answer.

#![expect(
    clippy::unwrap_used,
    reason = "a test ends where one of its helpers fails"
)]

mod database;
mod files;
mod gate;
mod lambda;
mod mail;
mod persistence;
mod schedule_faults;
mod scheduler;
mod sms;
mod strictness;
mod support;
mod wire;
