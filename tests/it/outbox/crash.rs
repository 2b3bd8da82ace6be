//! A function dies between two steps, or an answer is lost: at most one repeat, and it is counted.

use leah_local::wire::{FaultKind, Service};

use super::support::{
    MINUTE, bell, book, break_wire, fault_of, handle, heal, owed_item, owed_items, recipients,
};
use crate::support::TestApp;

/// More attempts than any client makes at one call.
const MANY: u32 = 1000;
const MAIL: &str = "confirmation-mail";
const REFUSED: FaultKind = FaultKind::Status(500);

/// The attempts of the one mail that is owed, as the table counts them: begun, and known to have failed.
async fn counted(app: &TestApp) -> (String, String) {
    let mail = owed_item(app, MAIL).await;
    let count = |name: &str| mail[name]["N"].as_str().unwrap().to_owned();
    (count("begun"), count("failed"))
}

#[tokio::test]
async fn death_between_sending_and_noting_it_repeats_the_mail_once() {
    let app = TestApp::wired().await;
    book(&app, "guest@example.org").await;
    break_wire(
        &app,
        fault_of(Service::DynamoDb, "DeleteItem", REFUSED, MANY),
    );
    app.drain().await;
    assert_eq!(recipients(&app).await, ["guest@example.org"]);
    assert_eq!(counted(&app).await, ("1".into(), "0".into()));
    // Nobody else takes it while the attempt may still be under way.
    app.advance(MINUTE).await;
    assert_eq!(recipients(&app).await.len(), 1);
    app.advance(MINUTE * 2).await;
    assert_eq!(recipients(&app).await.len(), 2);
    assert_eq!(counted(&app).await, ("2".into(), "0".into()));
    // A third attempt is not made: it is given up, for an operator to see.
    app.advance(MINUTE * 30).await;
    assert_eq!(recipients(&app).await.len(), 2);
    assert_eq!(counted(&app).await, ("3".into(), "0".into()));
    let dead: Vec<_> = app
        .owed()
        .await
        .into_iter()
        .filter(|owed| owed["dead"] == true)
        .collect();
    assert_eq!(dead.len(), 1, "{dead:?}");
    assert_eq!(
        dead[0]["reason"],
        "its acceptance was never answered, twice"
    );
}

#[tokio::test]
async fn what_dies_once_repeats_once_and_is_done() {
    let app = TestApp::wired().await;
    book(&app, "guest@example.org").await;
    // All attempts at noting it, of one function alone.
    let mail = bell(&[owed_item(&app, MAIL).await]);
    break_wire(
        &app,
        fault_of(Service::DynamoDb, "DeleteItem", FaultKind::Reset, 3),
    );
    handle(app.house.app(), mail).await;
    heal(&app);
    app.advance(MINUTE * 10).await;
    assert_eq!(recipients(&app).await, ["guest@example.org"; 2]);
    assert_eq!(owed_items(&app).await, Vec::<serde_json::Value>::new());
}

#[tokio::test]
async fn a_lost_answer_to_the_noting_repeats_nothing() {
    let app = TestApp::wired().await;
    book(&app, "guest@example.org").await;
    break_wire(
        &app,
        fault_of(Service::DynamoDb, "DeleteItem", FaultKind::ReplyLost, 3),
    );
    app.drain().await;
    app.advance(MINUTE * 10).await;
    assert_eq!(recipients(&app).await, ["guest@example.org"]);
}

#[tokio::test]
async fn a_mail_whose_acceptance_was_not_answered_is_repeated_once() {
    for (lost, mails, dead) in [(1, 2, false), (MANY, 2, true)] {
        let app = TestApp::wired().await;
        break_wire(
            &app,
            fault_of(Service::Ses, "SendEmail", FaultKind::ReplyLost, lost),
        );
        book(&app, "guest@example.org").await;
        app.drain().await;
        // The call itself is made once: no client repeats it on its own.
        assert_eq!(recipients(&app).await.len(), 1, "{lost} lost");
        app.advance(MINUTE * 60).await;
        assert_eq!(recipients(&app).await.len(), mails, "{lost} lost");
        let given_up = app.owed().await.iter().any(|owed| owed["dead"] == true);
        assert_eq!(given_up, dead, "{lost} lost");
    }
}

#[tokio::test]
async fn a_claim_whose_answer_was_lost_is_still_ours() {
    let app = TestApp::wired().await;
    book(&app, "guest@example.org").await;
    let mail = bell(&[owed_item(&app, MAIL).await]);
    break_wire(
        &app,
        fault_of(Service::DynamoDb, "UpdateItem", FaultKind::ReplyLost, 1),
    );
    handle(app.house.app(), mail).await;
    assert_eq!(recipients(&app).await, ["guest@example.org"]);
    app.drain().await;
    assert_eq!(recipients(&app).await, ["guest@example.org"]);
}

#[tokio::test]
async fn an_attempt_that_could_not_read_is_no_sending() {
    let app = TestApp::wired().await;
    book(&app, "guest@example.org").await;
    let mail = owed_item(&app, MAIL).await;
    // Each call is made three times; each time nothing was sent, and the table must know that.
    break_wire(&app, fault_of(Service::DynamoDb, "GetItem", REFUSED, 9));
    handle(app.house.app(), bell(std::slice::from_ref(&mail))).await;
    let begun = counted(&app).await;
    heal(&app);
    assert_eq!(begun, ("1".into(), "1".into()));
    app.advance(MINUTE * 10).await;
    assert_eq!(recipients(&app).await, ["guest@example.org"]);
}
