//! What cannot be done holds up nothing, and ends dead and visible.

use jiff::{SignedDuration, Timestamp};
use leah_local::wire::{Fault, FaultKind, Service};
use serde_json::{Value, json};

use super::support::{
    HOUR, MINUTE, bell, book, break_wire, dynamodb, elsewhere, fault, handle, heal, owed_items,
    recipients, refusing_ses, sent_to, sweep,
};
use crate::support::TestApp;

/// What is owed as mail, done for or dead.
async fn mails_owed(app: &TestApp) -> Vec<Value> {
    let mut owed = app.owed().await;
    owed.retain(|owed| owed["effect"].as_str().unwrap().ends_with("-mail"));
    owed
}

#[tokio::test]
async fn one_item_that_always_fails_holds_up_nothing_and_ends_dead() {
    let app = TestApp::wired().await;
    break_wire(
        &app,
        Fault {
            matching: Some("never@example.org".into()),
            ..fault(Service::Ses, FaultKind::Status(503))
        },
    );
    let iri = book(&app, "never@example.org").await;
    let booked = app.now();
    app.drain().await;

    // It is tried again after longer and longer waits, of an hour at the most.
    let mut due = Vec::<Timestamp>::new();
    for hour in 0..73 {
        if hour % 12 == 0 {
            let guest = format!("guest{hour:02}@example.org");
            book(&app, &guest).await;
            app.drain().await;
            assert_eq!(sent_to(&app, &guest).await, 1, "{guest} waits for another");
        }
        for _ in 0..2 {
            if let Some(waiting) = mails_owed(&app)
                .await
                .first()
                .filter(|owed| owed["dead"] == false)
            {
                due.push(waiting["due"].as_str().unwrap().parse().unwrap());
            }
            app.advance(MINUTE * 30).await;
        }
    }
    due.dedup();
    let longest = due
        .windows(2)
        .map(|pair| pair[1].duration_since(pair[0]))
        .max()
        .unwrap();
    assert!(
        longest > MINUTE * 50 && longest <= HOUR + MINUTE,
        "{longest}"
    );

    let dead = mails_owed(&app).await;
    let [only] = dead.as_slice() else {
        panic!("{dead:?}")
    };
    assert_eq!(only["dead"], true);
    assert_eq!(only["reason"], "ServiceUnavailable");
    assert_eq!(
        format!(
            "/api/appointments/{}",
            only["appointment"].as_str().unwrap()
        ),
        iri
    );
    let ended: Timestamp = only["due"].as_str().unwrap().parse().unwrap();
    let lived = ended.duration_since(booked);
    assert!(lived >= HOUR * 72 && lived <= HOUR * 73 + MINUTE, "{lived}");
    let attempts = only["attempts"].as_u64().unwrap();
    // 1, 2, 4, … 32 minutes, then each hour: more than 72 and less than 85.
    assert!((73..85).contains(&attempts), "{attempts}");

    // Dead is dead: not even when the service would take it.
    heal(&app);
    app.advance(HOUR * 48).await;
    assert_eq!(sent_to(&app, "never@example.org").await, 0);
    assert_eq!(mails_owed(&app).await[0]["attempts"], attempts);
}

/// A Leah whose one mail is ill-formed in SES's eyes.
async fn ill_formed() -> TestApp {
    let app = TestApp::start().await;
    let text = "Local address contains control or whitespace";
    let ses = refusing_ses("BadRequestException", text).await;
    let broken = elsewhere(&app, |config| config.endpoints.ses = Some(ses));
    book(&app, "guest@example.org").await;
    handle(&broken, bell(&owed_items(&app).await)).await;
    app
}

#[tokio::test]
async fn a_mail_that_is_itself_at_fault_is_dead_at_once() {
    let app = ill_formed().await;
    let dead = mails_owed(&app).await;
    assert_eq!(dead.len(), 1, "{dead:?}");
    assert_eq!(dead[0]["dead"], true);
    assert_eq!(dead[0]["reason"], "BadRequestException");
    assert_eq!(dead[0]["attempts"], 1);
    app.advance(HOUR * 24).await;
    assert_eq!(recipients(&app).await, Vec::<String>::new());
}

#[tokio::test]
async fn what_is_dead_is_kept_for_thirty_days() {
    let app = ill_formed().await;
    app.advance(HOUR * 24 * 29).await;
    assert_eq!(mails_owed(&app).await.len(), 1);
    app.advance(HOUR * 24 * 2).await;
    assert_eq!(mails_owed(&app).await.len(), 0);
}

#[tokio::test]
async fn items_that_nobody_can_read_hold_up_nothing() {
    let app = TestApp::start().await;
    // As a newer version may have written them before it was taken back: more than one page of each shard.
    for shard in 0..8 {
        for number in 0..30 {
            let item = json!({
                "PK": {"S": format!("OUTBOX#{shard}-{number}")}, "SK": {"S": "effect"},
                "type": {"S": "Outbox"}, "v": {"N": "2"}, "effect": {"S": "unheard-of"},
                "DUEPK": {"S": format!("OUTBOX#{shard}")},
                "DUESK": {"S": format!("2021-03-01T07:00:00.000Z#{number}")},
            });
            dynamodb(&app, "PutItem", &json!({"TableName": "leah", "Item": item})).await;
        }
    }
    book(&app, "guest@example.org").await;
    super::support::pass(&app, SignedDuration::from_mins(3));
    handle(app.house.app(), sweep()).await;
    assert_eq!(recipients(&app).await, ["guest@example.org"]);
    assert_eq!(owed_items(&app).await.len(), 8 * 30);
    app.owes.store(false, std::sync::atomic::Ordering::Relaxed);
}
