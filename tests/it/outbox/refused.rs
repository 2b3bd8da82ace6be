//! What an operator can mend is tried again until it is mended: sandboxes, senders, registrations, limits.

use leah_local::engines::{Account, SmsRefusal};
use leah_local::wire::{FaultKind, Service};
use serde_json::{Value, json};

use super::support::{
    HOUR, MINUTE, bell, book, elsewhere, fault, handle, heal, owed_item, owed_items, recipients,
    refusing_ses,
};
use crate::support::TestApp;

const PHONE: &str = "+33612345678";

fn sandboxed() -> Account {
    Account {
        mail_sandbox: true,
        sms_sandbox: true,
        ..Account::default()
    }
}

fn set(app: &TestApp, account: Account) {
    app.house.engines().set_account(account);
}

/// The effects that are owed, none of them dead.
async fn alive(app: &TestApp) -> Vec<String> {
    let owed = app.owed().await;
    let messages = owed.iter().filter(|owed| {
        let effect = owed["effect"].as_str().unwrap();
        effect.ends_with("-mail") || effect.ends_with("-sms")
    });
    messages
        .map(|owed| {
            assert_eq!(owed["dead"], false, "{owed}");
            owed["effect"].as_str().unwrap().to_owned()
        })
        .collect()
}

#[tokio::test]
async fn in_a_new_account_all_stays_due_and_goes_once_it_may() {
    let app = TestApp::start().await;
    set(&app, sandboxed());
    book(&app, "guest@example.org").await;
    app.drain().await;
    app.advance(HOUR * 30).await;
    assert_eq!(alive(&app).await, ["confirmation-mail"]);
    let waiting = owed_item(&app, "confirmation-mail").await;
    assert_eq!(waiting["cause"]["S"], "MessageRejected");
    // Codes alone: SES's text names the address.
    assert!(!waiting["cause"].to_string().contains("guest"));

    // Out of the mail sandbox: the mail goes, once. The day's reminder by SMS meets the sandbox of SMS.
    set(
        &app,
        Account {
            mail_sandbox: false,
            ..sandboxed()
        },
    );
    app.advance(HOUR + MINUTE).await;
    assert_eq!(recipients(&app).await, ["guest@example.org"]);
    app.advance_to("2021-04-24T13:15:00Z").await;
    app.advance(HOUR * 4).await;
    assert_eq!(recipients(&app).await, ["guest@example.org"; 2]);
    assert_eq!(alive(&app).await, ["reminder-sms"]);
    let waiting = owed_item(&app, "reminder-sms").await;
    let cause = "ConflictException: DESTINATION_PHONE_NUMBER_NOT_VERIFIED";
    assert_eq!(waiting["cause"]["S"], cause);

    set(&app, Account::default());
    app.advance(HOUR + MINUTE).await;
    assert_eq!(recipients(&app).await[2..], [PHONE]);
    assert_eq!(alive(&app).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_sender_that_is_not_verified_is_tried_again() {
    let app = TestApp::start().await;
    let unverified = elsewhere(&app, |config| {
        config.mail_from = "no-reply@unverified.example".into();
    });
    book(&app, "guest@example.org").await;
    handle(&unverified, bell(&owed_items(&app).await)).await;
    assert_eq!(alive(&app).await, ["confirmation-mail"]);
    app.advance(HOUR).await;
    assert_eq!(recipients(&app).await, ["guest@example.org"]);
}

#[tokio::test]
async fn an_error_that_nobody_foresaw_is_tried_again_and_its_code_is_kept() {
    for (code, text) in [
        (
            "BadRequestException",
            "Configuration set <leah> is gone for guest@example.org",
        ),
        ("TomorrowsException", "guest@example.org"),
    ] {
        let app = TestApp::start().await;
        let ses = refusing_ses(code, text).await;
        let refusing = elsewhere(&app, |config| config.endpoints.ses = Some(ses));
        book(&app, "guest@example.org").await;
        handle(&refusing, bell(&owed_items(&app).await)).await;
        assert_eq!(alive(&app).await, ["confirmation-mail"]);
        let waiting = owed_item(&app, "confirmation-mail").await;
        assert_eq!(waiting["cause"]["S"], code);
        app.advance(HOUR).await;
        assert_eq!(recipients(&app).await, ["guest@example.org"]);
    }
}

/// What becomes of a reminder by SMS that is refused: whether it is dead, and its cause or reason.
async fn refused(code: &'static str, reason: &'static str) -> (bool, Value) {
    let app = TestApp::start().await;
    book(&app, "guest@example.org").await;
    app.drain().await;
    let refusal = SmsRefusal { code, reason };
    set(
        &app,
        Account {
            sms_refusal: Some(refusal),
            ..Account::default()
        },
    );
    app.advance_to("2021-04-24T13:15:00Z").await;
    app.advance(HOUR * 2).await;
    let item = owed_item(&app, "reminder-sms").await;
    let dead = item["DUEPK"]["S"] == "DEAD";
    assert!(!item.to_string().contains(PHONE), "{item}");
    (
        dead,
        item[if dead { "reason" } else { "cause" }]["S"].clone(),
    )
}

#[tokio::test]
async fn of_the_reasons_of_sms_only_a_guests_wish_ends_it() {
    for (code, reason) in [
        ("ConflictException", "NO_ORIGINATION_IDENTITIES_FOUND"),
        ("ConflictException", "RESOURCE_NOT_ACTIVE"),
        ("ConflictException", "REGISTRATION_NOT_COMPLETE"),
        ("ValidationException", "SENDER_ID_NOT_REGISTERED"),
        ("ValidationException", "COUNTRY_NOT_ENABLED"),
        ("ValidationException", "PRICE_OVER_THRESHOLD"),
        ("AccessDeniedException", "ACCOUNT_DISABLED"),
        (
            "ServiceQuotaExceededException",
            "MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT",
        ),
        // Nobody foresaw these.
        ("ConflictException", "A_REASON_OF_TOMORROW"),
        ("TomorrowsException", "WHO_KNOWS"),
    ] {
        let (dead, cause) = refused(code, reason).await;
        assert!(!dead, "{reason}");
        let expected = match code {
            "TomorrowsException" => json!(code),
            _ => json!(format!("{code}: {reason}")),
        };
        assert_eq!(cause, expected);
    }
    let ended = refused("ConflictException", "DESTINATION_PHONE_NUMBER_OPTED_OUT").await;
    let reason = json!("ConflictException: DESTINATION_PHONE_NUMBER_OPTED_OUT");
    assert_eq!(ended, (true, reason));
}

#[tokio::test]
async fn an_sms_lives_until_its_appointment_begins() {
    let app = TestApp::wired().await;
    book(&app, "guest@example.org").await;
    app.drain().await;
    let lives = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let noted = std::sync::Arc::clone(&lives);
    app.house.wire().unwrap().judge(move |seen| {
        if seen.operation == "SendTextMessage" {
            let body: Value = serde_json::from_slice(seen.body).unwrap();
            noted.lock().unwrap().push(body["TimeToLive"].clone());
        }
        None
    });
    // Its reminders are a day and half an hour ahead.
    app.advance_to("2021-04-25T13:14:00Z").await;
    assert_eq!(*lives.lock().unwrap(), [json!(86_400), json!(1_800)]);
}

#[tokio::test]
async fn an_sms_whose_appointment_has_begun_meanwhile_is_not_sent() {
    let app = TestApp::wired().await;
    book(&app, "guest@example.org").await;
    app.drain().await;
    app.house
        .wire()
        .unwrap()
        .fault(fault(Service::Sms, FaultKind::Status(503)));
    app.advance_to("2021-04-25T13:00:00Z").await;
    heal(&app);
    app.advance(HOUR * 3).await;
    assert!(!recipients(&app).await.contains(&PHONE.to_owned()));
    assert_eq!(alive(&app).await, Vec::<String>::new());
}
