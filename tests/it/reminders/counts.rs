//! What should stay rare is counted, and the line is one that `CloudWatch` reads.

use jiff::SignedDuration;
use leah_domain::LEASE;
use leah_local::wire::{Fault, FaultKind, Service};
use serde_json::json;

use crate::support::{Lines, TestApp, booking, demo};

fn counted(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    let own = |(metric, effect): &(&str, &str)| ((*metric).to_owned(), (*effect).to_owned());
    pairs.iter().map(own).collect()
}

/// Books the appointment of the documentation: reminders a day and thirty minutes before 2021-04-25T13:15:00Z.
async fn book(app: &TestApp) {
    let answer = app.post("/api/appointments").json(&booking()).send().await;
    answer.expect(201);
}

fn lose_replies(app: &TestApp, service: Service, operation: &str, times: u32) {
    app.house.wire().unwrap().fault(Fault {
        service,
        operation: Some(operation.to_owned()),
        matching: None,
        kind: FaultKind::ReplyLost,
        times: Some(times),
    });
}

#[tokio::test]
async fn a_repeat_of_an_unanswered_message_is_counted() {
    let app = TestApp::wired().await;
    let lines = Lines::capture();
    lose_replies(&app, Service::Ses, "SendEmail", 1);
    book(&app).await;
    app.drain().await;
    assert_eq!(lines.counts(), [], "not repeated yet");
    app.advance(LEASE * 2).await;
    assert_eq!(
        lines.counts(),
        counted(&[("Repeated", "confirmation-mail")])
    );
    assert_eq!(app.messages().await.len(), 2);
}

#[tokio::test]
async fn what_is_given_up_is_counted() {
    let app = TestApp::wired().await;
    let lines = Lines::capture();
    lose_replies(&app, Service::Ses, "SendEmail", 9);
    book(&app).await;
    app.advance(SignedDuration::from_hours(1)).await;
    let expected = [
        ("Repeated", "confirmation-mail"),
        ("GivenUp", "confirmation-mail"),
    ];
    assert_eq!(lines.counts(), counted(&expected));
}

#[tokio::test]
async fn a_reminder_that_the_sweep_has_fired_is_counted() {
    let app = TestApp::start().await;
    let lines = Lines::capture();
    app.house
        .engines()
        .schedule_faults()
        .never("-minutes-", None);
    book(&app).await;
    app.advance(SignedDuration::from_hours(24 * 60)).await;
    assert_eq!(lines.counts(), counted(&[("SweptReminder", "minutes")]));
    assert_eq!(app.messages().await.len(), 1 + 2 * 2);
}

#[tokio::test]
async fn a_reminder_that_comes_too_late_is_counted_and_not_sent() {
    let app = TestApp::start().await;
    let lines = Lines::capture();
    book(&app).await;
    app.drain().await;
    // Nothing runs until the appointment has begun: the clock alone moves.
    let due = app.house.engines().schedules();
    app.house
        .clock()
        .set("2021-04-25T13:15:00Z".parse().unwrap());
    for schedule in due {
        let answer = app.house.invoke("reminders", schedule.input).await.unwrap();
        assert_eq!(answer, json!({ "verdict": "TooLate" }));
    }
    let expected = [("ReminderTooLate", "days"), ("ReminderTooLate", "minutes")];
    assert_eq!(lines.counts(), counted(&expected));
    assert_eq!(app.messages().await.len(), 1, "the confirmation");
}

#[tokio::test]
async fn nothing_of_this_names_a_guest() {
    let app = TestApp::wired().await;
    let lines = Lines::capture();
    lose_replies(&app, Service::Ses, "SendEmail", 1);
    lose_replies(&app, Service::Sms, "SendTextMessage", 1);
    book(&app).await;
    app.advance(SignedDuration::from_hours(24 * 60)).await;
    let text = lines.text();
    assert!(text.contains("\"Repeated\":1"), "{text}");
    let office = demo::OFFICE.rsplit('/').next().unwrap();
    for private in ["john.doe", "33612345678", "000001", office] {
        assert!(!text.contains(private), "{private} in {text}");
    }
}

/// The bell was lost, and the sweep with it: whoever looks at the metric sees for how long.
#[tokio::test]
async fn each_sweep_says_how_long_the_oldest_has_been_due() {
    let app = TestApp::wired().await;
    let lines = Lines::capture();
    let sweep = || app.house.invoke("outbox", json!({"source": "leah.sweep"}));
    sweep().await.unwrap();
    assert_eq!(lines.ages(), [0], "nothing is owed");
    book(&app).await;
    let late = app.now() + LEASE + SignedDuration::from_mins(20);
    app.house.clock().set(late);
    sweep().await.unwrap();
    sweep().await.unwrap();
    assert_eq!(lines.ages(), [0, 1200, 0], "seen, and then done");
    app.drain().await;
}
