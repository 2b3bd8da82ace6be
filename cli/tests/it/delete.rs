//! The end of an organization: nobody gets in, everything ends, and the record goes last.

use jiff::SignedDuration;
use leah_local::wire::Service;
use serde_json::json;

use crate::{
    desk::{BELIEVED, EARLIER, LATER, ORG},
    support::Shell,
};

const GUEST: &str = "guest@example.org";
const ID: &str = "440b4e01-d3e4-4cbc-afb2-ca62177cd630";
const DELETE: [&str; 6] = [
    "--json",
    "org",
    "delete",
    ORG,
    "--yes",
    "--cancel-appointments",
];

/// An organization with some of everything, beside another one.
async fn hold(shell: &Shell) {
    let create = [
        "org", "create", "nord", "--name", "N", "--zone", "UTC", "--locale", "en",
    ];
    shell.run(&create).await.expect(0);
    let add = |org| {
        [
            "worker",
            "add",
            org,
            "--firstname",
            "A",
            "--lastname",
            "B",
            "--email",
            "a.b@example.org",
        ]
    };
    shell.run(&add(ORG)).await.expect(0);
    shell.run(&add("nord")).await.expect(0);
    // Nobody listens there: what is told of ends dead.
    let hook = [
        "webhook",
        "add",
        ORG,
        "http://127.0.0.1:9/",
        "--event",
        "transfer.shared",
    ];
    shell.run(&hook).await.expect(0);
    shell.advance(SignedDuration::from_secs(61)).await;
    let transfer = shell.transfer("a.pdf").await;
    shell.share(&transfer, GUEST).await;
    shell.transfer("b.pdf").await;
    // Until the webhook was given up, and all mails have gone.
    shell.advance(SignedDuration::from_hours(30)).await;
    shell.book(GUEST, EARLIER, "past").await;
    shell.book(GUEST, LATER, "to come").await;
    shell.drain().await;
}

/// The kinds of the items in the partitions of an organization.
fn own(shell: &Shell, organization: &str) -> Vec<String> {
    let prefix = format!("ORG#{organization}");
    let items = shell.items();
    let own = items
        .iter()
        .filter(|item| item["PK"]["S"].as_str().unwrap().starts_with(&prefix));
    let mut kinds: Vec<_> = own
        .map(|item| item["type"]["S"].as_str().unwrap().to_owned())
        .collect();
    kinds.sort();
    kinds.dedup();
    kinds
}

#[tokio::test]
async fn what_is_to_come_is_not_cancelled_unasked() {
    let shell = Shell::start().await;
    shell.book(GUEST, LATER, "1").await;
    shell.book(GUEST, LATER, "2").await;
    let before = shell.items();
    let refused = shell.run(&["org", "delete", ORG, "--yes"]).await.expect(4);
    assert!(
        refused
            .err
            .starts_with("leah: 2 appointments are still to come"),
        "{}",
        refused.err
    );
    let asked = ["org", "delete", ORG, "--cancel-appointments"];
    let refused = shell.typed(&asked, ORG).await.expect(2);
    assert!(refused.err.contains("say --yes"), "{}", refused.err);
    shell
        .run(&["org", "delete", "nobody", "--yes"])
        .await
        .expect(3);
    assert_eq!(shell.items(), before);
    assert_eq!(shell.status(shell.house.key()).await, 200);
    shell.drain().await;
}

#[tokio::test]
async fn an_organization_goes_with_all_that_it_has() {
    let shell = Shell::wired().await;
    hold(&shell).await;
    let nord = own(
        &shell,
        shell.json(&["org", "show", "nord"]).await["id"]
            .as_str()
            .unwrap(),
    );
    assert_eq!(shell.status(shell.house.key()).await, 200);
    let run = shell.run(&DELETE).await.expect(1).json();
    let awaited = json!({
        "slug": ORG,
        "deleted": false,
        "keysRevoked": 1,
        "appointmentsCancelled": 1,
        "appointmentsErased": 2,
        "transfersRevoked": 2,
        "keysBelievedUntil": run["keysBelievedUntil"],
        "owed": run["owed"],
        "messagesOwed": 1,
        "deliveriesOwed": 0,
        "gone": null,
    });
    assert_eq!(run, awaited);
    shell.settle().await;
    assert_eq!(
        shell.mails(GUEST).last().unwrap(),
        "Votre rendez-vous est annulé"
    );
    // The keys may be believed still: whoever has them could begin something.
    let run = shell.run(&DELETE[1..]).await.expect(1);
    assert!(
        run.out
            .contains("may believe a revoked key until 2026-03-02T14:02:"),
        "{}",
        run.out
    );
    assert!(!run.out.contains("Still owed"), "{}", run.out);
    shell.advance(BELIEVED).await;
    assert_eq!(shell.status(shell.house.key()).await, 401);
    let run = shell.run(&DELETE).await.expect(0).json();
    assert_eq!((&run["deleted"], &run["owed"]), (&json!(true), &json!(0)));
    let gone = json!({
        "dead": 0,
        "deliveries": 1,
        "endpoints": 1,
        "workers": 2,
        "offices": 1,
        "features": 1,
        "keys": 1,
    });
    assert_eq!(run["gone"], gone);

    assert_eq!(own(&shell, ID), ["Audit"]);
    assert_eq!(shell.holding(&[GUEST]), ["Audit"; 0]);
    assert!(
        shell.house.engines().files().is_empty() && shell.house.engines().schedules().is_empty()
    );
    assert_eq!(shell.status(shell.house.key()).await, 401);
    shell.run(&DELETE).await.expect(3);
    // Its slug is free, and who takes it has nothing of the one before.
    let create = [
        "org", "create", ORG, "--name", "New", "--zone", "UTC", "--locale", "en",
    ];
    let new = shell.json(&create).await;
    assert_ne!(new["id"], ID);
    assert_eq!(shell.json(&["worker", "list", ORG]).await, json!([]));
    // The other one is as it was.
    let other = shell.json(&["org", "show", "nord"]).await;
    assert_eq!(own(&shell, other["id"].as_str().unwrap()), nord);
    assert_eq!(
        shell
            .json(&["worker", "list", "nord"])
            .await
            .as_array()
            .unwrap()
            .len(),
        1
    );
    // What is not owed yet finds nothing at its time.
    shell.advance(SignedDuration::from_hours(9 * 24)).await;
    assert_eq!(own(&shell, ID), ["Audit"]);
    let mut kinds = shell.holding(&[ID]);
    kinds.dedup();
    // A link that has ended is told from one that never was; nothing leads from it to anybody.
    assert_eq!(kinds, ["Audit", "Link"]);
    shell.never_scanned();
}

#[tokio::test]
async fn the_record_stays_while_a_guest_is_still_to_be_told() {
    let shell = Shell::wired().await;
    shell.book(GUEST, LATER, "1").await;
    shell.drain().await;
    shell.refuse_mails_to(GUEST);
    shell.run(&DELETE).await.expect(1);
    for hours in [1, 24] {
        shell.advance(SignedDuration::from_hours(hours)).await;
        let run = shell.run(&DELETE).await.expect(1).json();
        let expected = [json!(null), json!(1), json!(1)];
        let names = ["keysBelievedUntil", "owed", "messagesOwed"];
        assert_eq!(names.map(|name| run[name].clone()), expected);
    }
    shell.heal();
    shell.advance(SignedDuration::from_hours(1)).await;
    // As the organization's own.
    let mails = shell.house.engines().messages(Some(GUEST));
    assert!(
        mails.last().unwrap().from.contains("My organization"),
        "{mails:?}"
    );
    assert_eq!(
        shell.mails(GUEST).last().unwrap(),
        "Votre rendez-vous est annulé"
    );
    shell.run(&DELETE).await.expect(0);
    assert_eq!(own(&shell, ID), ["Audit"]);
}

#[tokio::test]
async fn a_mail_that_is_given_up_holds_nothing_up() {
    let shell = Shell::wired().await;
    shell.book(GUEST, LATER, "1").await;
    shell.drain().await;
    shell.refuse_mails_to(GUEST);
    shell.run(&DELETE).await.expect(1);
    shell.advance(SignedDuration::from_hours(75)).await;
    assert_eq!(shell.holding(&[GUEST]), ["Outbox"], "kept, and given up");
    let run = shell.run(&DELETE).await.expect(0).json();
    assert_eq!(run["gone"]["dead"], 1);
    assert_eq!(shell.holding(&[GUEST]), ["Outbox"; 0]);
}

#[tokio::test]
async fn what_a_believed_key_has_begun_is_found() {
    let shell = Shell::start().await;
    // It was just seen.
    assert_eq!(shell.status(shell.house.key()).await, 200);
    shell.run(&DELETE).await.expect(1);
    shell.book(GUEST, LATER, "1").await;
    shell.transfer("a.pdf").await;
    let refused = shell.run(&["org", "delete", ORG, "--yes"]).await.expect(4);
    assert!(
        refused
            .err
            .starts_with("leah: 1 appointment is still to come"),
        "{}",
        refused.err
    );
    shell.advance(BELIEVED).await;
    let run = shell.run(&DELETE).await.expect(1).json();
    let ended = ["keysRevoked", "appointmentsCancelled", "transfersRevoked"].map(|name| &run[name]);
    assert_eq!(ended, [&json!(0), &json!(1), &json!(1)]);
    shell.settle().await;
    shell.run(&DELETE).await.expect(0);
    assert_eq!(own(&shell, ID), ["Audit"]);
    assert!(shell.house.engines().files().is_empty());
}

#[tokio::test]
async fn what_was_broken_off_goes_on() {
    let shell = Shell::wired().await;
    hold(&shell).await;
    // Wherever it breaks off.
    let broken = async |operation, matching| {
        shell.fault(Service::DynamoDb, operation, matching, 400);
        let run = shell.run(&DELETE).await.expect(6);
        assert_eq!(run.out, "", "{operation} {matching} was not met");
        shell.heal();
        shell.settle().await;
    };
    for partition in ["KEY#", "#APPT#", "#XFER#"] {
        broken("TransactWriteItems", partition).await;
    }
    shell.run(&DELETE).await.expect(1);
    shell.advance(BELIEVED).await;
    for key in [
        "#DLV#", "HOOK#", "HCW#", "OFFICE#", "FEATURE#", "COUNT", "KEY#",
    ] {
        broken("DeleteItem", key).await;
    }
    broken("TransactWriteItems", "SLUG").await;
    let run = shell.run(&DELETE).await.expect(0).json();
    assert_eq!(run["deleted"], true);
    assert_eq!(own(&shell, ID), ["Audit"]);
}
