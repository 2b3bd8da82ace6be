//! Reminders: at their time, one mail and one SMS each.

use serde_json::{Value, json};

use super::support::{book, recipients};
use crate::support::{Answer, TestApp, booking};

/// Channel and time of the messages, from the `n`th on.
async fn sent_from(app: &TestApp, n: usize) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let messages = app.messages().await;
    let after = messages.iter().skip(n);
    let mut sent: Vec<_> = after
        .map(|message| (text(&message["channel"]), text(&message["sentAt"])))
        .collect();
    // The two of one reminder go side by side.
    sent.sort_by(|a, b| (&a.1, &a.0).cmp(&(&b.1, &b.0)));
    sent
}

async fn at(app: &TestApp, start: &str) -> Answer {
    let mut body = booking();
    body["startTime"] = start.into();
    let answer = app
        .post("/api/appointments")
        .json(&body)
        .send()
        .await
        .expect(201);
    app.drain().await;
    answer
}

#[tokio::test]
async fn each_reminder_is_one_mail_and_one_sms_at_its_time() {
    let app = TestApp::start().await;
    book(&app, "guest@example.org").await;
    app.advance_to("2021-04-26T00:00:00Z").await;
    let pair = |at: &str| {
        [
            ("email".to_owned(), at.to_owned()),
            ("sms".to_owned(), at.to_owned()),
        ]
    };
    let expected = [pair("2021-04-24T13:15:00Z"), pair("2021-04-25T12:45:00Z")].concat();
    assert_eq!(sent_from(&app, 1).await, expected);
    assert_eq!(app.owed().await, Vec::<Value>::new());
}

#[tokio::test]
async fn a_cancelled_appointment_reminds_nobody() {
    let app = TestApp::start().await;
    let iri = book(&app, "guest@example.org").await;
    app.drain().await;
    app.delete(&iri).send().await.expect(204);
    app.drain().await;
    app.advance_to("2021-04-26T00:00:00Z").await;
    assert_eq!(
        recipients(&app).await.len(),
        2,
        "confirmation and cancellation"
    );
}

#[tokio::test]
async fn an_edit_reminds_of_the_new_time_alone() {
    let app = TestApp::start().await;
    let iri = book(&app, "guest@example.org").await;
    app.drain().await;
    let moved = json!({"startTime": "2021-05-18T09:00:00"});
    app.patch(&iri).merge(&moved).send().await.expect(200);
    app.drain().await;
    app.advance_to("2021-04-26T00:00:00Z").await;
    assert_eq!(
        recipients(&app).await.len(),
        2,
        "confirmation and reschedule"
    );
    app.advance_to("2021-05-19T00:00:00Z").await;
    let times: Vec<_> = sent_from(&app, 2)
        .await
        .into_iter()
        .map(|(_, at)| at)
        .collect();
    assert_eq!(
        times,
        [
            "2021-05-17T09:00:00Z",
            "2021-05-17T09:00:00Z",
            "2021-05-18T08:30:00Z",
            "2021-05-18T08:30:00Z"
        ]
    );
}

#[tokio::test]
async fn a_reminder_that_has_gone_goes_again_for_a_new_time() {
    let app = TestApp::start().await;
    let iri = book(&app, "guest@example.org").await;
    app.advance_to("2021-04-24T20:00:00Z").await;
    assert_eq!(
        recipients(&app).await.len(),
        3,
        "confirmation and first reminder"
    );
    let moved = json!({"startTime": "2021-04-28T13:15:00"});
    app.patch(&iri).merge(&moved).send().await.expect(200);
    app.drain().await;
    app.advance_to("2021-04-29T00:00:00Z").await;
    // The reschedule mail, and both reminders with their SMS.
    assert_eq!(recipients(&app).await.len(), 3 + 1 + 4);
}

#[tokio::test]
async fn a_late_booking_gets_the_reminders_that_are_still_to_come() {
    for (start, reminders) in [
        // The table's clock stands at 08:00 on 1 March.
        ("2021-03-01T09:00:00", 1),
        ("2021-03-01T08:30:00", 0),
        ("2021-03-01T08:10:00", 0),
        ("2021-02-28T08:00:00", 0),
        ("2021-03-02T08:00:00", 1),
        ("2021-03-02T08:01:00", 2),
    ] {
        let app = TestApp::start().await;
        at(&app, start).await;
        assert_eq!(app.schedules().await.len(), reminders, "{start}");
        app.advance_to("2021-03-03T00:00:00Z").await;
        assert_eq!(recipients(&app).await.len(), 1 + 2 * reminders, "{start}");
    }
}

#[tokio::test]
async fn a_firing_that_comes_again_or_too_early_or_late_sends_nothing_more() {
    let app = TestApp::start().await;
    let iri = at(&app, "2021-04-25T13:15:00").await.iri();
    let firing = app.schedules().await[0]["input"].clone();
    app.advance_to("2021-04-24T13:15:00Z").await;
    assert_eq!(recipients(&app).await.len(), 3);
    let house = app.house.app();
    let again = || reminders::handle(house, firing.clone());
    let (one, two, three) = tokio::join!(again(), again(), again());
    for answer in [one, two, three] {
        assert_eq!(answer.unwrap()["verdict"], "AlreadySent");
    }
    let mut old = firing.clone();
    old["sequence"] = 7.into();
    assert_eq!(
        reminders::handle(house, old).await.unwrap()["verdict"],
        "Stale"
    );
    app.delete(&iri).send().await.expect(204);
    assert_eq!(
        reminders::handle(house, firing.clone()).await.unwrap()["verdict"],
        "Stale"
    );
    app.drain().await;
    assert_eq!(recipients(&app).await.len(), 4, "and the cancellation");
}

#[tokio::test]
async fn firings_at_once_remind_once() {
    let app = TestApp::start().await;
    at(&app, "2021-04-25T13:15:00").await;
    let firing = app.schedules().await[0]["input"].clone();
    let house = app.house.app();
    let fire = || reminders::handle(house, firing.clone());
    let (one, two, three) = tokio::join!(fire(), fire(), fire());
    let mut verdicts = [one, two, three].map(|answer| answer.unwrap()["verdict"].clone());
    verdicts.sort_by_key(ToString::to_string);
    assert_eq!(verdicts, ["AlreadySent", "AlreadySent", "Send"]);
    app.drain().await;
    assert_eq!(recipients(&app).await.len(), 3);
}
