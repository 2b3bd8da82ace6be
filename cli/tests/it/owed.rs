//! What was given up: listed, put back, done once.

use std::sync::Arc;

use jiff::SignedDuration;
use leah_aws::system::SystemIds;
use leah_local::{
    House, Options,
    clock::VirtualClock,
    engines::{Account, SmsRefusal},
    wire::{Fault, FaultKind, Service},
};
use serde_json::{Value, json};

use crate::support::{BEGIN, Shell};

/// A Leah whose mails and SMS do not go for longer than anything is tried, and that has booked an appointment.
async fn outage() -> Shell {
    let clock = VirtualClock::frozen(BEGIN.parse().unwrap());
    let options = Options {
        wire: true,
        ..Options::ephemeral(clock, Arc::new(SystemIds))
    };
    let house = House::start(options).await.unwrap();
    let wire = house.wire().unwrap();
    wire.fault(Fault {
        service: Service::Ses,
        operation: Some("SendEmail".into()),
        matching: None,
        kind: FaultKind::Status(503),
        times: None,
    });
    book(&house).await;
    Shell { house }
}

/// Books an appointment for tomorrow's morrow.
async fn book(house: &House) {
    let body = json!({
        "phoneNumber": "+33612345678",
        "email": "jane@example.org",
        "office": "/api/offices/6e229d04-1880-4b6b-a520-36f757f4a531",
        "startTime": "2035-04-25T13:15:00",
    });
    let answer = reqwest::Client::new()
        .post(format!("{}/api/appointments", house.url()))
        .header("LEAH-AUTH-TOKEN", house.key())
        .json(&body)
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 201);
}

/// Mails that have gone to the guest.
async fn mails(shell: &Shell) -> usize {
    let url = format!("{}/_local/messages?to=jane@example.org", shell.house.url());
    let sent: Value = reqwest::get(url).await.unwrap().json().await.unwrap();
    sent.as_array().unwrap().len()
}

#[tokio::test]
async fn what_was_given_up_is_listed_put_back_and_done_once() {
    let shell = outage().await;
    let list = ["owed", "list"];
    assert_eq!(shell.json(&list).await["givenUp"], json!([]));
    shell
        .house
        .advance(SignedDuration::from_hours(74))
        .await
        .unwrap();

    let listed = shell.json(&list).await;
    let dead = &listed["givenUp"][0];
    assert_eq!(listed["givenUp"].as_array().unwrap().len(), 1, "{listed}");
    assert_eq!(dead["effect"], "confirmation-mail");
    assert_eq!(dead["organization"], "440b4e01-d3e4-4cbc-afb2-ca62177cd630");
    assert!(
        dead["reason"]
            .as_str()
            .unwrap()
            .contains("ServiceUnavailable"),
        "{dead}"
    );
    assert_eq!(dead["owedSince"], BEGIN);
    assert_eq!(
        listed["overdue"],
        json!({ "count": 0, "more": false, "oldest": null })
    );
    assert!(
        !listed.to_string().contains("jane"),
        "no personal data: {listed}"
    );
    let ran = shell.run(&["--json", "doctor"]).await.expect(1);
    assert!(ran.out.contains("`leah owed list`"), "{}", ran.out);

    let id = dead["id"].as_str().unwrap();
    let replay = ["owed", "replay", id];
    // Not mended yet: it is tried again as long as a new one, and not given up at once.
    assert_eq!(shell.json(&replay).await, json!({ "replayed": 1 }));
    let ran = shell.run(&list).await.expect(0);
    assert!(ran.out.contains("1 more is due"), "{}", ran.out);
    shell
        .house
        .advance(SignedDuration::from_hours(2))
        .await
        .unwrap();
    assert_eq!(shell.json(&list).await["givenUp"], json!([]));
    assert_eq!(mails(&shell).await, 0);

    shell
        .house
        .advance(SignedDuration::from_hours(74))
        .await
        .unwrap();
    assert_eq!(shell.json(&list).await["givenUp"][0]["id"], id);
    shell.house.wire().unwrap().heal();
    assert_eq!(
        shell.json(&["owed", "replay", "--all"]).await,
        json!({ "replayed": 1 })
    );
    shell
        .house
        .advance(SignedDuration::from_hours(2))
        .await
        .unwrap();
    assert_eq!(mails(&shell).await, 1, "once");
    assert_eq!(shell.json(&list).await["givenUp"], json!([]));
    let ran = shell.run(&replay).await.expect(3);
    assert!(ran.err.contains("`leah owed list`"), "{}", ran.err);
    assert_eq!(
        shell.json(&["owed", "replay", "--all"]).await,
        json!({ "replayed": 0 })
    );
}

#[tokio::test]
async fn what_is_still_owed_is_not_put_back() {
    let shell = outage().await;
    shell.house.drain().await.unwrap();
    let owed: Value = reqwest::get(format!("{}/_local/owed", shell.house.url()))
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert!(owed.to_string().contains("confirmation-mail"), "{owed}");
    assert_eq!(
        shell.json(&["owed", "replay", "--all"]).await,
        json!({ "replayed": 0 })
    );
    for words in [vec!["owed", "replay"], vec!["owed", "replay", "nonsense"]] {
        shell.run(&words).await.expect(2);
    }
}

/// The doctor's row of a check.
#[track_caller]
fn row(ran: &crate::support::Ran, check: &str) -> Value {
    let rows = ran.json();
    let found = rows.as_array().unwrap().iter();
    let found = found.filter(|row| row["check"] == check).cloned();
    let found: Vec<_> = found.collect();
    assert_eq!(found.len(), 1, "{check}: {}", ran.out);
    found[0].clone()
}

#[tokio::test]
async fn in_a_new_account_the_doctor_says_what_to_do_and_then_all_goes() {
    let shell = Shell::start().await;
    let engines = shell.house.engines();
    let sandboxed = Account {
        mail_sandbox: true,
        sms_sandbox: true,
        ..Account::default()
    };
    engines.set_account(sandboxed.clone());
    book(&shell.house).await;
    // To the hours before the appointment: its confirmation is long dead by then, its reminders wait.
    let before = "2035-04-24T20:00:00Z".parse().unwrap();
    shell.house.advance_to(before).await.unwrap();
    let ran = shell.run(&["--json", "doctor"]).await.expect(1);
    let mail = row(&ran, "owed: waiting: reminder-mail");
    assert_eq!(mail["state"], "failed", "{mail}");
    let found = mail["found"].as_str().unwrap();
    assert!(found.starts_with("MessageRejected: 1, "), "{mail}");
    assert!(mail["todo"].as_str().unwrap().contains("sandbox"), "{mail}");
    let sms = row(&ran, "owed: waiting: reminder-sms");
    let found = sms["found"].as_str().unwrap();
    let cause = "ConflictException: DESTINATION_PHONE_NUMBER_NOT_VERIFIED";
    assert!(found.starts_with(cause), "{sms}");
    assert!(
        sms["todo"].as_str().unwrap().contains("SMS sandbox"),
        "{sms}"
    );
    for personal in ["jane", "33612345678"] {
        assert!(!ran.out.contains(personal), "{}", ran.out);
    }
    let listed = shell.json(&["owed", "list"]).await;
    let waiting = listed["waiting"].as_array().unwrap();
    assert_eq!(waiting.len(), 2, "{listed}");
    assert_eq!(waiting[1]["cause"], cause);
    let ran = shell.run(&["owed", "list"]).await.expect(0);
    assert!(
        ran.out
            .contains("1 reminder-mail tried again: MessageRejected."),
        "{}",
        ran.out
    );

    // The mail may go now; of SMS the next thing is in the way.
    let refusal = SmsRefusal {
        code: "ConflictException",
        reason: "NO_ORIGINATION_IDENTITIES_FOUND",
    };
    engines.set_account(Account {
        sms_refusal: Some(refusal),
        ..Account::default()
    });
    let hours = SignedDuration::from_hours(2);
    shell.house.advance(hours).await.unwrap();
    assert_eq!(mails(&shell).await, 1);
    let ran = shell.run(&["--json", "doctor"]).await.expect(1);
    let sms = row(&ran, "owed: waiting: reminder-sms");
    assert!(
        sms["todo"].as_str().unwrap().contains("--sms-sender"),
        "{sms}"
    );

    engines.set_account(Account::default());
    shell.house.advance(hours).await.unwrap();
    let ran = shell.run(&["--json", "doctor"]).await;
    assert_eq!(row(&ran, "owed: waiting")["found"], "nothing");
    let url = format!("{}/_local/messages?to=%2B33612345678", shell.house.url());
    let sent: Value = reqwest::get(url).await.unwrap().json().await.unwrap();
    assert_eq!(sent.as_array().unwrap().len(), 1, "{sent}");
}
