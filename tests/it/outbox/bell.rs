//! The table's stream is only a bell: lost, late, repeated, or rung while the sweep is at it.

use std::sync::atomic::Ordering;

use jiff::SignedDuration;

use super::support::{MINUTE, bell, book, handle, owed_items, pass, recipients, sweep};
use crate::support::TestApp;

/// Longer than the wait for the bell.
const LEASE: SignedDuration = SignedDuration::from_secs(121);

#[tokio::test]
async fn without_a_bell_the_sweep_does_it() {
    let app = TestApp::start().await;
    book(&app, "guest@example.org").await;
    handle(app.house.app(), sweep()).await;
    assert_eq!(
        recipients(&app).await,
        Vec::<String>::new(),
        "the bell comes first"
    );
    pass(&app, LEASE);
    handle(app.house.app(), sweep()).await;
    assert_eq!(recipients(&app).await, ["guest@example.org"]);
    assert_eq!(app.schedules().await.len(), 2);
    assert_eq!(owed_items(&app).await, Vec::<serde_json::Value>::new());
    app.owes.store(false, Ordering::Relaxed);
}

#[tokio::test]
async fn a_bell_that_rings_again_and_late_changes_nothing() {
    let app = TestApp::start().await;
    book(&app, "guest@example.org").await;
    let event = bell(&owed_items(&app).await);
    for _ in 0..3 {
        handle(app.house.app(), event.clone()).await;
    }
    assert_eq!(recipients(&app).await, ["guest@example.org"]);
    // The house's own bell has not rung yet: it does now, and once more after a day.
    app.drain().await;
    app.advance(MINUTE * 60 * 24).await;
    handle(app.house.app(), event).await;
    assert_eq!(recipients(&app).await, ["guest@example.org"]);
    assert_eq!(owed_items(&app).await, Vec::<serde_json::Value>::new());
}

#[tokio::test]
async fn the_same_bell_twice_at_once_rings_once() {
    let app = TestApp::start().await;
    book(&app, "guest@example.org").await;
    let event = bell(&owed_items(&app).await);
    let work = || handle(app.house.app(), event.clone());
    tokio::join!(work(), work(), work());
    assert_eq!(recipients(&app).await, ["guest@example.org"]);
    app.drain().await;
    assert_eq!(recipients(&app).await, ["guest@example.org"]);
}

#[tokio::test]
async fn bell_and_sweep_at_once_do_it_once() {
    let app = TestApp::start().await;
    book(&app, "guest@example.org").await;
    let event = bell(&owed_items(&app).await);
    pass(&app, LEASE);
    let house = app.house.app();
    tokio::join!(
        handle(house, event.clone()),
        handle(house, sweep()),
        handle(house, event.clone()),
        handle(house, sweep())
    );
    assert_eq!(recipients(&app).await, ["guest@example.org"]);
    assert_eq!(app.schedules().await.len(), 2);
    app.drain().await;
    assert_eq!(recipients(&app).await, ["guest@example.org"]);
}

#[tokio::test]
async fn records_that_are_no_owed_work_are_passed_over() {
    let app = TestApp::start().await;
    book(&app, "guest@example.org").await;
    let mut items = super::support::items(&app).await;
    // Everything that stands in the table, with the owed items somewhere in between.
    items.sort_by_key(|item| item["SK"]["S"].as_str().unwrap().to_owned());
    handle(app.house.app(), bell(&items)).await;
    assert_eq!(recipients(&app).await, ["guest@example.org"]);
    app.drain().await;
}
