//! Fuzzing of everything that reads what strangers send, and of what operators import: what is accepted means one thing, and
//! whatever else is refused in few words.
//!
//! Each target replays its corpus (`corpus/<target>/`, one input a file), then tries inputs made from it. A run is short
//! and always the same one; a longer one, and another one:
//!
//! ```text
//! LEAH_FUZZ_CASES=100000 LEAH_FUZZ_SEED=2 cargo test -p leah-fuzz
//! ```
//!
//! An input that fails is printed as small as it could be made. It belongs into the corpus with the fix.

#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "an input fails where one of its checks does"
)]

mod bodies;
mod edit;
mod events;
mod harness;
mod requests;
mod sheets;
mod texts;
mod webhooks;
mod world;
