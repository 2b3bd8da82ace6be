//! Tabs, heartbeats and cancellations that come at the same moment.

use std::future::{Future, IntoFuture};

use futures_util::future::join_all;
use leah_local::wire::{Fault, FaultKind, Service};
use tokio::task::yield_now;

use super::{Room, arrivals, said, told};
use crate::support::TestApp;

#[tokio::test]
async fn of_twenty_tabs_at_once_one_comes() {
    let app = TestApp::start().await;
    told(&app).await;
    let room = Room::of_demo(&app).await;
    for visit in 1..=2 {
        let presses = (0..20).map(|_| room.press(&app));
        for answer in join_all(presses).await {
            assert_eq!(answer.status, 303, "{}", answer.text);
        }
        assert!(room.is_waiting(&app).await);
        assert_eq!(arrivals(&app).await, visit);
        let later = app.now() + jiff::SignedDuration::from_secs(90);
        app.house.clock().set(later);
    }
}

/// Holds calls of one operation that name a presence until the wire is healed.
fn hold(app: &TestApp, operation: &str) {
    app.house.wire().unwrap().fault(Fault {
        service: Service::DynamoDb,
        operation: Some(operation.to_owned()),
        matching: Some("PRESENCE".to_owned()),
        kind: FaultKind::Stall,
        times: Some(1),
    });
}

/// Does one thing up to the held call, then another, then the rest of the first.
async fn around<A, B>(
    app: &TestApp,
    first: impl IntoFuture<Output = A>,
    then: impl Future<Output = B>,
) -> (A, B) {
    let wire = app.house.wire().unwrap();
    tokio::join!(first.into_future(), async {
        while wire.stalled() == 0 {
            yield_now().await;
        }
        let outcome = then.await;
        wire.heal();
        outcome
    })
}

#[tokio::test]
async fn who_comes_while_the_appointment_is_cancelled_finds_nothing() {
    // Held at the look whether the guest is there, or at the entry itself.
    for operation in ["UpdateItem", "TransactWriteItems"] {
        for waits in [false, true] {
            let app = TestApp::wired().await;
            told(&app).await;
            let room = Room::of_demo(&app).await;
            if waits {
                room.press(&app).await.expect(303);
                app.drain().await;
                if operation == "TransactWriteItems" {
                    // Such an entry follows on an earlier one's end.
                    let later = app.now() + jiff::SignedDuration::from_secs(90);
                    app.house.clock().set(later);
                }
            }
            hold(&app, operation);
            let cancel = app.delete(&room.appointment).send();
            let (pressed, cancelled) = around(&app, room.press(&app), cancel).await;
            assert_eq!(cancelled.status, 204, "{}", cancelled.text);
            let row = format!("{operation}, waits: {waits}");
            assert_eq!(pressed.status, 404, "{row}");
            assert_eq!(said(&pressed).0, "Ce lien n'est pas valable");
            assert_eq!(room.presence(&app), None, "{row}");
            assert_eq!(arrivals(&app).await, usize::from(waits), "{row}");
            assert_eq!(room.presence(&app), None, "{row}");
        }
    }
}

#[tokio::test]
async fn a_cancellation_takes_a_presence_that_came_meanwhile_with_it() {
    let app = TestApp::wired().await;
    told(&app).await;
    let room = Room::of_demo(&app).await;
    // The cancellation is decided, and held where it is written: it names the presence, too.
    hold(&app, "TransactWriteItems");
    let cancel = app.delete(&room.appointment).send();
    let (cancelled, pressed) = around(&app, cancel, room.press(&app)).await;
    assert_eq!((cancelled.status, pressed.status), (204, 303));
    assert_eq!(room.presence(&app), None);
    room.get(&app).await.expect(404);
    assert_eq!(arrivals(&app).await, 1);
}

#[tokio::test]
async fn presses_and_a_cancellation_all_at_once_leave_nothing() {
    let app = TestApp::start().await;
    told(&app).await;
    let mut told_of = 0;
    for _ in 0..10 {
        let room = Room::of_demo(&app).await;
        let deletion = app.delete(&room.appointment).send();
        let presses = join_all((0..5).map(|_| room.press(&app)));
        let (cancelled, answers) = tokio::join!(deletion, presses);
        assert_eq!(cancelled.status, 204, "{}", cancelled.text);
        for answer in answers {
            assert!([303, 404].contains(&answer.status), "{}", answer.text);
        }
        assert_eq!(room.presence(&app), None);
        let now_told = arrivals(&app).await;
        assert!(now_told - told_of <= 1, "one event at most");
        told_of = now_told;
    }
}

/// Between the look and the entry another tab comes in: it is seen at the next look.
#[tokio::test]
async fn who_is_overtaken_by_another_tab_stays() {
    let app = TestApp::wired().await;
    told(&app).await;
    let room = Room::of_demo(&app).await;
    hold(&app, "TransactWriteItems");
    let (late, early) = around(&app, room.press(&app), room.press(&app)).await;
    assert_eq!((late.status, early.status), (303, 303));
    assert!(room.is_waiting(&app).await);
    assert_eq!(arrivals(&app).await, 1);
}
