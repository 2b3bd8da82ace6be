//! Schedules: made and taken back whatever fails, never for a state that has moved.

use leah_local::wire::{Fault, FaultKind, Service};
use serde_json::json;

use super::support::{
    HOUR, MINUTE, bell, book, break_wire, fault, handle, heal, owed_items, recipients,
};
use crate::support::{TestApp, booking};

/// The names of the pending schedules, without the appointment's identifier: kind and sequence.
async fn pending(app: &TestApp) -> Vec<String> {
    let schedules = app.schedules().await;
    schedules
        .iter()
        .map(|schedule| schedule["name"].as_str().unwrap()[37..].to_owned())
        .collect()
}

#[tokio::test]
async fn schedules_are_made_when_the_scheduler_is_back() {
    for kind in [
        FaultKind::Status(503),
        FaultKind::Reset,
        FaultKind::ReplyLost,
    ] {
        let app = TestApp::wired().await;
        break_wire(&app, fault(Service::Scheduler, kind));
        book(&app, "guest@example.org").await;
        app.advance(HOUR * 24).await;
        assert_eq!(
            recipients(&app).await,
            ["guest@example.org"],
            "mails do not wait"
        );
        heal(&app);
        app.advance(HOUR + MINUTE).await;
        assert_eq!(pending(&app).await, ["days-0", "minutes-0"], "{kind:?}");
        assert_eq!(
            owed_items(&app).await,
            Vec::<serde_json::Value>::new(),
            "{kind:?}"
        );
    }
}

#[tokio::test]
async fn what_came_due_without_a_scheduler_is_fired_by_the_sweep() {
    let app = TestApp::wired().await;
    break_wire(&app, fault(Service::Scheduler, FaultKind::Status(503)));
    let mut soon = booking();
    soon["startTime"] = "2021-03-02T18:00:00".into();
    app.post("/api/appointments")
        .json(&soon)
        .send()
        .await
        .expect(201);
    // The day before at the same time, a few minutes late at the most; half an hour before, too.
    for (at, count) in [
        ("2021-03-01T17:59:00Z", 1),
        ("2021-03-01T18:04:00Z", 3),
        ("2021-03-02T17:29:00Z", 3),
        ("2021-03-02T17:34:00Z", 5),
        ("2021-03-02T20:00:00Z", 5),
    ] {
        app.advance_to(at).await;
        assert_eq!(recipients(&app).await.len(), count, "{at}");
    }
    heal(&app);
    app.advance(HOUR * 2).await;
    assert_eq!(pending(&app).await, Vec::<String>::new());
    assert_eq!(recipients(&app).await.len(), 5);
    assert_eq!(owed_items(&app).await, Vec::<serde_json::Value>::new());
}

#[tokio::test]
async fn no_schedule_is_made_for_a_state_that_has_moved() {
    let app = TestApp::start().await;
    let iri = book(&app, "guest@example.org").await;
    let moved = json!({"startTime": "2021-05-18T09:00:00"});
    app.patch(&iri).merge(&moved).send().await.expect(200);
    app.drain().await;
    assert_eq!(pending(&app).await, ["days-1", "minutes-1"]);
    // The confirmation of a time that no longer holds is not sent either.
    assert_eq!(app.messages().await.len(), 1);
    app.advance(MINUTE * 10).await;
    assert_eq!(pending(&app).await, ["days-1", "minutes-1"]);
    assert_eq!(owed_items(&app).await, Vec::<serde_json::Value>::new());

    app.delete(&iri).send().await.expect(204);
    app.drain().await;
    assert_eq!(pending(&app).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_schedule_that_is_made_while_it_is_taken_back_does_not_stay() {
    let app = TestApp::wired().await;
    let iri = book(&app, "guest@example.org").await;
    let made = owed_items(&app).await;
    let wire = app.house.wire().unwrap();
    // Two attempts have read the booking, and are on their way to the scheduler…
    break_wire(
        &app,
        Fault {
            operation: Some("CreateSchedule".into()),
            matching: Some(r#"\"sequence\":0"#.into()),
            ..fault(Service::Scheduler, FaultKind::Stall)
        },
    );
    let house = app.house.app();
    let slow = handle(house, bell(&made));
    let meanwhile = async {
        while wire.stalled() < 2 {
            tokio::task::yield_now().await;
        }
        // … when the appointment is cancelled: there is nothing to take back yet.
        app.delete(&iri).send().await.expect(204);
        handle(house, bell(&owed_items(&app).await)).await;
        wire.heal();
    };
    tokio::join!(slow, meanwhile);
    assert_eq!(pending(&app).await, ["days-0", "minutes-0"]);
    app.advance(MINUTE * 5).await;
    assert_eq!(pending(&app).await, Vec::<String>::new());
    assert_eq!(owed_items(&app).await, Vec::<serde_json::Value>::new());
}

#[tokio::test]
async fn schedules_are_taken_back_when_the_scheduler_is_back() {
    let app = TestApp::wired().await;
    let iri = book(&app, "guest@example.org").await;
    app.drain().await;
    break_wire(&app, fault(Service::Scheduler, FaultKind::Status(503)));
    app.delete(&iri).send().await.expect(204);
    app.advance(HOUR * 24).await;
    assert_eq!(pending(&app).await.len(), 2);
    heal(&app);
    app.advance(HOUR + MINUTE).await;
    assert_eq!(pending(&app).await, Vec::<String>::new());
    assert_eq!(owed_items(&app).await, Vec::<serde_json::Value>::new());
}
