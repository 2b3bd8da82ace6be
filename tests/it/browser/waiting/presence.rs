//! The open page keeps the guest in; a guest who was gone comes in anew; many tabs are one guest.

use chromiumoxide::cdp::browser_protocol::emulation::{
    SetVirtualTimePolicyParams, VirtualTimePolicy,
};
use futures_util::future::join_all;
use jiff::SignedDuration;
use leah_local::wire::{Fault, FaultKind, Service};

use super::{ARRIVING, ONLINE, Room, WAITING, appear, heading, waiting};
use crate::{
    browser::{Visitor, tab::in_time},
    support::TestApp,
};

#[tokio::test]
async fn a_page_that_is_seen_again_says_so_at_once() {
    let (room, mut visitor) = waiting(TestApp::start().await).await;
    assert_eq!(room.until(), "2021-03-01T08:01:30.000Z");
    room.pass(80);
    let cover = visitor.cover().await;
    let state = "document.visibilityState";
    assert_eq!(visitor.ask::<String>(state).await, "hidden");
    cover.close().await;
    visitor.page.bring_to_front().await.unwrap();
    assert_eq!(visitor.answered().await, 303);
    assert_eq!(visitor.ask::<String>(state).await, "visible");
    assert_eq!(room.until(), "2021-03-01T08:02:50.000Z");
    assert_eq!(room.told().await, [ONLINE]);
    // A device that slept for too long is back, and that is told.
    room.pass(90);
    appear(&visitor).await;
    assert_eq!(visitor.answered().await, 303);
    assert_eq!(room.until(), "2021-03-01T08:04:20.000Z");
    assert_eq!(room.told().await, [ONLINE; 2]);
    room.assert_quiet(&mut visitor).await;
    visitor.leave().await;
}

#[tokio::test]
async fn an_open_page_says_so_every_thirty_seconds() {
    let (room, mut visitor) = waiting(TestApp::start().await).await;
    // The browser's own time runs ahead: nobody waits here.
    let ahead = SetVirtualTimePolicyParams::builder()
        .policy(VirtualTimePolicy::PauseIfNetworkFetchesPending)
        .budget(95_000.0);
    visitor.page.execute(ahead.build().unwrap()).await.unwrap();
    for _ in 0..3 {
        assert_eq!(visitor.answered().await, 303);
    }
    let pauses = visitor.pauses();
    let regular = |pause: &f64| (30.0..31.0).contains(pause);
    assert!(
        pauses.len() == 3 && pauses.iter().all(regular),
        "{pauses:?}"
    );
    assert_eq!(visitor.unnoticed().await, [0; 0]);
    assert_eq!(room.told().await, [ONLINE]);
    room.assert_quiet(&mut visitor).await;
    visitor.leave().await;
}

#[tokio::test]
async fn who_was_gone_for_ninety_seconds_comes_in_anew() {
    let room = Room::furnish().await;
    let visitor = Visitor::arrive().await;
    let mut tab = visitor.window().await;
    tab.open(&room.link).await;
    tab.click_through("button").await;
    assert_eq!(tab.answered().await, 303);
    tab.close().await;
    assert_eq!(room.told().await, [ONLINE]);
    // Back in time: the guest was never gone.
    room.app.advance(SignedDuration::from_millis(89_999)).await;
    let mut tab = visitor.window().await;
    tab.open(&room.link).await;
    assert_eq!(heading(&tab).await, WAITING);
    assert_eq!(tab.answered().await, 303);
    tab.close().await;
    assert_eq!(room.told().await, [ONLINE]);
    // Back too late: there is the button again, and until it is pressed nobody is there.
    room.app.advance(SignedDuration::from_secs(90)).await;
    let mut tab = visitor.window().await;
    tab.open(&room.link).await;
    assert_eq!(heading(&tab).await, ARRIVING);
    assert_eq!(room.told().await, [ONLINE]);
    tab.click_through("button").await;
    assert_eq!(heading(&tab).await, WAITING);
    assert_eq!(tab.answered().await, 303);
    assert_eq!(room.told().await, [ONLINE; 2]);
    room.assert_quiet(&mut tab).await;
    visitor.leave().await;
}

#[tokio::test]
async fn ten_tabs_pressed_at_once_are_one_guest() {
    /// How many connections a browser makes to a host: so many presses meet, the others follow.
    const AT_ONCE: usize = 6;
    let room = Room::of(TestApp::wired().await).await;
    let visitor = Visitor::arrive().await;
    let mut tabs = Vec::new();
    for _ in 0..10 {
        let mut tab = visitor.window().await;
        tab.open(&room.link).await;
        assert_eq!(heading(&tab).await, ARRIVING);
        tabs.push(tab);
    }
    // Each of them finds nobody there before one of them comes in.
    let wire = room.app.house.wire().unwrap();
    wire.fault(Fault {
        service: Service::DynamoDb,
        operation: Some("TransactWriteItems".to_owned()),
        matching: None,
        kind: FaultKind::Stall,
        times: None,
    });
    let pressing = join_all(tabs.iter().map(|tab| tab.click_through("button")));
    let meeting = async {
        while wire.stalled() < AT_ONCE {
            tokio::task::yield_now().await;
        }
        wire.heal();
    };
    tokio::join!(pressing, in_time(meeting));
    for tab in &mut tabs {
        assert_eq!(heading(tab).await, WAITING);
        assert_eq!(tab.answered().await, 303);
        room.assert_quiet(tab).await;
    }
    assert_eq!(room.told().await, [ONLINE]);
    visitor.leave().await;
}
