//! What goes wrong while a guest waits: the server fails, the network is gone, the appointment is cancelled.

use leah_local::wire::{Fault, FaultKind, Service};

use super::{LOST, ONLINE, TOLD, WAITING, appear, heading, says, waiting};
use crate::support::TestApp;

/// A failing database, until the wire is healed.
fn down() -> Fault {
    Fault {
        service: Service::DynamoDb,
        operation: None,
        matching: None,
        kind: FaultKind::Status(500),
        times: None,
    }
}

#[tokio::test]
async fn a_server_that_fails_is_a_connection_that_is_lost_for_a_while() {
    let (room, mut visitor) = waiting(TestApp::wired().await).await;
    let wire = room.app.house.wire().unwrap();
    wire.fault(down());
    appear(&visitor).await;
    assert_eq!(visitor.answered().await, 503);
    says(&visitor, LOST).await;
    assert_eq!(heading(&visitor).await, WAITING);
    wire.heal();
    // By itself.
    assert_eq!(visitor.answered().await, 303);
    says(&visitor, TOLD).await;
    let pauses = visitor.pauses();
    assert_eq!(pauses.len(), 2, "{pauses:?}");
    assert!((5.0..30.0).contains(&pauses[1]), "{pauses:?}");
    assert_eq!(room.told().await, [ONLINE]);
    room.assert_discreet(&mut visitor).await;
    // A browser writes down that an answer was 503; nothing else is to be said.
    let complaints = visitor.complaints().await;
    assert!(
        complaints.iter().all(|said| said.contains("503")),
        "{complaints:?}"
    );
    visitor.leave().await;
}

#[tokio::test]
async fn a_network_that_is_gone_is_told_too() {
    let (room, mut visitor) = waiting(TestApp::start().await).await;
    visitor.network(false).await;
    appear(&visitor).await;
    says(&visitor, LOST).await;
    visitor.network(true).await;
    assert_eq!(visitor.answered().await, 303);
    says(&visitor, TOLD).await;
    assert_eq!(room.told().await, [ONLINE]);
    let complaints = visitor.complaints().await;
    let offline = |said: &String| said.contains("ERR_INTERNET_DISCONNECTED");
    assert!(complaints.iter().all(offline), "{complaints:?}");
    visitor.leave().await;
}

#[tokio::test]
async fn who_waits_for_an_appointment_that_is_cancelled_is_told_at_the_next_beat() {
    let (room, mut visitor) = waiting(TestApp::start().await).await;
    let cancelled = room.app.delete(&room.appointment).send().await;
    cancelled.expect(204);
    assert_eq!(heading(&visitor).await, WAITING);
    visitor.through(appear(&visitor)).await;
    assert_eq!(
        visitor.words().await,
        // Nobody knows any more whose link it was: this is the browser's language.
        "This link is not valid Check that it was copied in full."
    );
    assert_eq!(visitor.answered().await, 404);
    assert_eq!(room.told().await, [ONLINE]);
    // Twice: the beat, and the page in its place.
    let complaints = visitor.complaints().await;
    assert_eq!(complaints.len(), 2, "{complaints:?}");
    assert!(
        complaints.iter().all(|said| said.contains("404")),
        "{complaints:?}"
    );
    visitor.leave().await;
}
