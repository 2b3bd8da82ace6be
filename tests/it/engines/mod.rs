//! Leah on engines that are not ours: one walk through all that it does, on the embedded engines and on others, and every answer
//! compared. tests/engines.sh starts the engines and runs these tests; docs/engines.md says what was found.

mod differences;
mod known;
mod outside;
mod seen;
mod walk;
mod world;

use std::time::Instant;

use jiff::Timestamp;
use leah_aws::system::SystemClock;
use leah_domain::Clock;

use differences::compare;
use outside::{Engine, Outside};
use walk::Walk;
use world::World;

/// Walks through the embedded engines and through another, and compares.
async fn walk_on(engine: Engine) {
    // Both at the machine's time, which S3 looks at, and at the same: what is printed is then the same.
    let begin = Timestamp::from_second(SystemClock.now().as_second()).unwrap();
    let started = Instant::now();
    let embedded = World::start(begin, None).await;
    let ours = Walk::through(&embedded, begin).await;
    let (embedded_took, started) = (started.elapsed(), Instant::now());
    let outside = World::start(begin, Some(Outside::named(engine))).await;
    let theirs = Walk::through(&outside, begin).await;
    let compared = compare(engine, &ours, &theirs);
    let told = format!(
        "{}: {} steps, {} equal, {} explained, {} not explained; {:.1} s, the embedded engines {:.1} s",
        engine.name(),
        ours.len(),
        compared.equal,
        compared.explained,
        ours.len() - compared.equal - compared.explained,
        started.elapsed().as_secs_f64(),
        embedded_took.as_secs_f64(),
    );
    tell(&told);
    assert!(
        compared.wrong.is_empty(),
        "{told}\n{}",
        compared.wrong.join("\n")
    );
}

#[expect(
    clippy::print_stderr,
    reason = "the figures are what this test is run for, too"
)]
fn tell(told: &str) {
    eprintln!("{told}");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs the engine: tests/engines.sh moto"]
async fn moto() {
    walk_on(Engine::Moto).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs the engine: tests/engines.sh ministack"]
async fn ministack() {
    walk_on(Engine::Ministack).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs the engine: tests/engines.sh seaweedfs"]
async fn seaweedfs() {
    walk_on(Engine::SeaweedFs).await;
}

#[test]
fn the_guide_has_the_table() {
    let guide = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/engines.md");
    let guide = std::fs::read_to_string(guide).unwrap();
    let table = differences::table();
    assert!(
        guide.contains(&table),
        "docs/engines.md is to have this table:\n{table}"
    );
}
