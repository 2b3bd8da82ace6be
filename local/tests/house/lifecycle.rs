//! Starting, moving through time, stopping, starting again.

use std::path::Path;

use jiff::SignedDuration;
use leah_local::{DataError, House, Options, Pumping, StartError, VirtualClock};
use tempfile::TempDir;

use crate::{book, house, options};

fn kept(path: &Path) -> Options {
    Options {
        data: Some(path.to_owned()),
        clock: VirtualClock::running(SignedDuration::ZERO),
        ..options()
    }
}

#[tokio::test]
async fn houses_stand_side_by_side_and_share_nothing() {
    let (one, other) = tokio::join!(house(), house());
    book(&one, "2026-01-07T09:00:00").await;
    one.drain().await.unwrap();
    assert_eq!(one.engines().messages(None).len(), 1);
    assert!(other.engines().messages(None).is_empty());
    assert_ne!(one.port(), other.port());
    assert_ne!(one.key(), other.key());
}

#[tokio::test]
async fn everything_that_becomes_due_happens_in_order() {
    let house = house().await;
    book(&house, "2026-01-07T09:00:00").await;
    house.drain().await.unwrap();
    let planned: Vec<_> = house.engines().schedules().iter().map(|s| s.at).collect();
    assert_eq!(planned.len(), 2);
    house.advance(SignedDuration::from_hours(72)).await.unwrap();
    assert!(house.engines().schedules().is_empty());
    let sent: Vec<_> = house
        .engines()
        .messages(None)
        .iter()
        .map(|m| m.sent_at)
        .collect();
    let start = crate::START.parse().unwrap();
    // The confirmation, then each reminder as mail and SMS at its own time.
    assert_eq!(
        sent,
        [start, planned[0], planned[0], planned[1], planned[1]]
    );
    assert_eq!(house.clock().now().to_string(), "2026-01-08T08:00:00Z");
}

#[tokio::test]
async fn nothing_moves_by_itself_where_pumps_are_manual() {
    let house = house().await;
    book(&house, "2026-01-07T09:00:00").await;
    assert!(house.engines().messages(None).is_empty());
}

#[tokio::test]
async fn the_background_does_what_is_owed() {
    let house = House::start(Options {
        pumps: Pumping::Auto,
        ..options()
    });
    let house = house.await.unwrap();
    book(&house, "2026-01-07T09:00:00").await;
    while house.engines().messages(None).is_empty() {
        tokio::task::yield_now().await;
    }
    house.shutdown().await;
}

#[tokio::test]
async fn a_restart_finds_everything_where_it_was() {
    let folder = TempDir::new().unwrap();
    let data = folder.path().join("data");
    let first = House::start(kept(&data)).await.unwrap();
    let appointment = book(&first, "2036-01-07T09:00:00").await;
    first.advance(SignedDuration::from_hours(24)).await.unwrap();
    let (key, before) = (first.key().to_owned(), first.clock().now());
    first.shutdown().await;

    let second = House::start(kept(&data)).await.unwrap();
    assert_eq!(second.key(), key);
    assert!(second.clock().now() >= before);
    assert_eq!(second.engines().messages(None).len(), 1);
    let answer = reqwest::Client::new()
        .get(format!("{}{appointment}", second.url()))
        .header("LEAH-AUTH-TOKEN", key)
        .send();
    assert_eq!(answer.await.unwrap().status(), 200);
    second.shutdown().await;

    let third = House::start(Options {
        reset: true,
        ..kept(&data)
    });
    let third = third.await.unwrap();
    assert!(third.engines().messages(None).is_empty());
    assert!(third.clock().now() < before);
}

#[tokio::test]
async fn what_is_in_the_way_is_named() {
    let folder = TempDir::new().unwrap();
    let first = House::start(kept(folder.path())).await.unwrap();
    let held = House::start(kept(folder.path())).await.err().unwrap();
    assert!(
        matches!(&held, StartError::Data(DataError::Held { holder, .. })
        if *holder == std::process::id().to_string())
    );
    let taken = House::start(Options {
        port: first.port(),
        ..options()
    });
    let taken = taken.await.err().unwrap();
    assert!(matches!(taken, StartError::PortTaken { port } if port == first.port()));
}
