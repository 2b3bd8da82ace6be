//! Reminders, and all other messages to guests, are never wrong, never lost, never twice.
//!
//! A *history* is what happens to one appointment; a *world* is an organization with many. A seed draws the world's
//! histories before anything runs: requests, changed settings, outages. It is then lived on a virtual clock, event by event, while
//! records of the stream and schedules come late, three times, out of order or never, calls break and sandboxes die.
//! When all has calmed down, what guests got is compared with what a model says they should have.
//!
//! `LEAH_HISTORIES=100000` lives more of them, `LEAH_SEED=17` one world again, shrunk if it fails.

mod arrivals;
mod calls;
mod check;
mod counts;
mod crowd;
mod driver;
mod history;
mod luck;
mod mishaps;
mod model;
mod run;
mod times;
mod world;

use driver::{AtApi, AtTable};
use run::{asked, live, worlds};

/// Histories in one world.
const TOGETHER: usize = 40;

/// A look for those who change the rules: 200 histories, with every sort of mishap among them.
#[tokio::test]
async fn quick() {
    worlds(1_000_001..1_000_006, TOGETHER, || AtTable).await;
}

/// Shares of the histories, so that they run side by side.
macro_rules! shares {
    ($($name:ident: $share:literal,)*) => {
        const SHARES: u64 = [$($share),*].len() as u64;
        $(
            #[tokio::test]
            async fn $name() {
                worlds(asked($share, SHARES, TOGETHER), TOGETHER, || AtTable).await;
            }
        )*
    };
}

shares! {
    histories_first_quarter: 0,
    histories_second_quarter: 1,
    histories_third_quarter: 2,
    histories_last_quarter: 3,
}

#[tokio::test]
async fn through_the_api() {
    worlds(2_000_000..2_000_005, 20, || AtApi).await;
}

#[tokio::test]
async fn a_seed_repeats_its_history() {
    let first = live(history::draw(7, 10), AtTable).await;
    let again = live(history::draw(7, 10), AtTable).await;
    assert_eq!(first.messages, again.messages);
    let other = live(history::draw(8, 10), AtTable).await;
    assert_ne!(first.messages, other.messages);
}
