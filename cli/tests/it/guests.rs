//! What is held of a guest is erased so that nothing is left; what is handed over is in `export`.

mod export;

use axum::{Router, http::StatusCode, routing::post};
use jiff::SignedDuration;
use leah_local::wire::Service;
use reqwest::Method;
use serde_json::json;

use crate::{
    desk::{EARLIER, LATER, ORG, id},
    support::Shell,
};

const GUEST: &str = "Guest.Of.Honour@example.org";
const OTHER: &str = "other@example.org";

/// What is held of the guest: two appointments, one that has been, and a transfer.
struct Held {
    past: String,
    upcoming: String,
    transfer: String,
    secret: String,
}

/// Both guests have the same of everything.
async fn hold(shell: &Shell) -> Held {
    shell.book(OTHER, EARLIER, "O-1").await;
    shell.book(OTHER, LATER, "O-2").await;
    let others = shell.transfer("theirs.pdf").await;
    shell.share(&others, OTHER).await;
    let past = shell.book(GUEST, EARLIER, "G-1").await;
    // Whatever its case.
    let upcoming = shell.book(&GUEST.to_uppercase(), LATER, "G-2").await;
    let transfer = shell.transfer("Résumé: 1.pdf").await;
    shell.share(&transfer, &GUEST.to_lowercase()).await;
    let secret = shell.download(&transfer).await;
    Held {
        past,
        upcoming,
        transfer,
        secret,
    }
}

/// All of the guest's that anything could hold.
fn traces(held: &Held) -> [&str; 7] {
    [
        GUEST,
        "+33698765432",
        "G-1\"",
        "G-2\"",
        "Résumé",
        &held.secret,
        "STAY-G",
    ]
}

/// The kinds of what the table still has of the guest. The number is the other guest's, too.
fn left(shell: &Shell, held: &Held) -> Vec<String> {
    let traces: Vec<_> = traces(held)
        .into_iter()
        .filter(|text| !text.starts_with('+'))
        .collect();
    shell.holding(&traces)
}

#[tokio::test]
async fn what_is_to_come_is_not_erased_unasked() {
    let shell = Shell::start().await;
    hold(&shell).await;
    let before = shell.items();
    let erase = ["guest", "erase", ORG, GUEST, "--yes"];
    let refused = shell.run(&erase).await.expect(4);
    assert!(
        refused
            .err
            .starts_with("leah: 1 appointment is still to come"),
        "{}",
        refused.err
    );
    assert!(refused.err.contains("--cancel-upcoming"), "{}", refused.err);
    // Nor without a word, where nobody can be asked.
    let erase = ["guest", "erase", ORG, "-", "--cancel-upcoming"];
    let refused = shell
        .typed(&erase, &format!("{GUEST}\nerase\n"))
        .await
        .expect(2);
    assert!(refused.err.contains("say --yes"), "{}", refused.err);
    let refused = shell
        .run(&["guest", "erase", ORG, "nobody", "--yes"])
        .await
        .expect(2);
    assert!(!refused.err.contains("nobody"), "{}", refused.err);
    assert_eq!(shell.items(), before);
}

#[tokio::test]
async fn nothing_is_left_of_a_guest_who_is_erased() {
    let shell = Shell::wired().await;
    let receiver = receiver().await;
    let add = [
        "webhook",
        "add",
        ORG,
        &receiver,
        "--event",
        "appointment.cancelled",
    ];
    shell.run(&add).await.expect(0);
    shell.advance(SignedDuration::from_secs(61)).await;
    let held = hold(&shell).await;
    // An invitation that could not be taken back, and was given up: nothing else knows the address by then.
    let moved = shell.book(GUEST, LATER, "G-2").await;
    shell.drain().await;
    shell.refuse_mails_to(GUEST);
    let edit = json!({ "email": OTHER });
    let edited = shell.call(Method::PATCH, &moved, &edit).await;
    assert_eq!(edited.status(), 200);
    shell.advance(SignedDuration::from_hours(75)).await;
    shell.heal();
    let gone = shell.call(Method::DELETE, &moved, &json!({})).await;
    assert_eq!(gone.status(), 204);
    // An answer that is kept, since its request may be made again.
    let edit = json!({ "administrativeFileNumber": "STAY-G-3" });
    let edited = shell.call(Method::PATCH, &held.upcoming, &edit).await;
    assert_eq!(edited.status(), 200);
    shell.drain().await;
    assert!(left(&shell, &held).contains(&"Answer".to_owned()));
    for trace in traces(&held) {
        assert!(
            !shell.holding(&[trace]).is_empty(),
            "{trace} was never there"
        );
    }
    let exported = shell.json(&["guest", "export", ORG, GUEST]).await;
    assert_eq!(exported["mails"][0]["kind"], "withdrawal-mail");
    assert_eq!(exported["mails"][0]["state"], "given-up");
    let (mails, others) = (shell.mails(GUEST).len(), shell.holding(&[OTHER]));

    let erase = [
        "--json",
        "guest",
        "erase",
        ORG,
        "-",
        "--cancel-upcoming",
        "--yes",
    ];
    let counts = shell.typed(&erase, GUEST).await.expect(0).json();
    let expected = json!({
        "appointmentsCancelled": 1,
        "appointmentsErased": 1,
        "transfersRevoked": 1,
        "deadErased": 1,
        "mailsOwed": 1,
    });
    assert_eq!(counts, expected);
    shell.settle().await;
    assert_eq!(left(&shell, &held), ["Audit"; 0]);
    // The names of what was: nothing else tells that there was somebody.
    let mut iris = shell.holding(&[id(&held.past), id(&held.upcoming), id(&held.transfer)]);
    iris.retain(|kind| kind != "Idempotency");
    assert_eq!(iris, ["Audit", "Audit", "Audit", "Later"]);
    let files = shell.house.engines().files();
    assert_eq!(files.len(), 1, "the other guest's");
    assert!(!files[0].key.contains(id(&held.transfer)));
    // One is told of, the one to come.
    let told = shell.mails(GUEST);
    assert_eq!(told.len(), mails + 1);
    assert_eq!(told.last().unwrap(), "Votre rendez-vous est annulé");
    assert_eq!(shell.holding(&[OTHER]), others);

    let again = shell.typed(&erase, GUEST).await.expect(0).json();
    assert_eq!(again["appointmentsErased"], 0);
    assert_eq!(again["mailsOwed"], 0);
    // Nor has time anything left to do with it.
    shell.advance(SignedDuration::from_hours(8 * 24)).await;
    let iris = shell.holding(&[id(&held.past), id(&held.upcoming), id(&held.transfer)]);
    assert_eq!(iris, ["Audit", "Audit", "Audit"]);
    assert_eq!(left(&shell, &held), ["Audit"; 0]);
    shell.never_scanned();
}

#[tokio::test]
async fn what_has_expired_and_stands_there_still_is_found() {
    let shell = Shell::start().await;
    let past = shell.book(GUEST, EARLIER, "G-1").await;
    let transfer = shell.transfer("Résumé.pdf").await;
    shell.share(&transfer, GUEST).await;
    // TTL takes its time: nobody reads it any more, and there it stands.
    let clock = shell.house.clock();
    clock.set(clock.now() + SignedDuration::from_hours(200 * 24));
    let erase = ["guest", "erase", ORG, GUEST, "--yes"];
    let words = [&["--json"][..], &erase].concat();
    let counts = shell.run(&words).await.expect(0).json();
    let ended = ["appointmentsErased", "transfersRevoked"].map(|name| &counts[name]);
    assert_eq!(ended, [&json!(1), &json!(1)]);
    let kinds = shell.holding(&[id(&past), "STAY-G-1"]);
    let mut kinds: Vec<_> = kinds.iter().filter(|kind| *kind != "Idempotency").collect();
    // The answer's erasure is owed.
    kinds.retain(|kind| !["Answer", "Outbox"].contains(&kind.as_str()));
    assert_eq!(kinds, ["Audit"]);
    shell.settle().await;
    assert_eq!(shell.holding(&[GUEST, "STAY-G-1", "Résumé"]), ["Audit"; 0]);
    assert!(shell.house.engines().files().is_empty());
}

/// A receiver that takes everything; its address.
async fn receiver() -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    let router = Router::new().route("/hook", post(async || StatusCode::OK));
    // It ends with the test's runtime.
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
}

#[tokio::test]
async fn what_was_broken_off_goes_on() {
    let shell = Shell::wired().await;
    let held = hold(&shell).await;
    shell.fault(
        Service::DynamoDb,
        "TransactWriteItems",
        id(&held.upcoming),
        400,
    );
    let erase = ["guest", "erase", ORG, GUEST, "--cancel-upcoming", "--yes"];
    shell.run(&erase).await.expect(6);
    shell.heal();
    let mut words = vec!["--json"];
    words.extend(erase);
    let counts = shell.run(&words).await.expect(0).json();
    // The past one went before; its transfer, too, and its erasure is owed.
    assert_eq!(
        (
            &counts["appointmentsErased"],
            &counts["appointmentsCancelled"]
        ),
        (&json!(0), &json!(1))
    );
    shell.settle().await;
    assert_eq!(left(&shell, &held), ["Audit"; 0]);
    let told = shell.mails(&GUEST.to_uppercase());
    assert_eq!(
        told.iter()
            .filter(|subject| subject.contains("annulé"))
            .count(),
        1
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_edits_meanwhile_is_met() {
    let shell = Shell::start().await;
    let held = hold(&shell).await;
    let edits = async {
        let mut number = 0;
        loop {
            number += 1;
            let edit = json!({ "externalId": format!("G-{number}") });
            let status = shell
                .call(Method::PATCH, &held.upcoming, &edit)
                .await
                .status();
            if status == 404 {
                return number;
            }
            assert_eq!(status, 200);
        }
    };
    let erase = ["guest", "erase", ORG, GUEST, "--cancel-upcoming", "--yes"];
    let (edited, erased) = tokio::join!(edits, shell.run(&erase));
    // Somebody who is always faster may have the last word: then it is said, and it is run again.
    if erased.code != 0 {
        erased.expect(6);
        shell.run(&erase).await.expect(0);
    }
    assert!(edited > 1, "no edit was made meanwhile");
    shell.settle().await;
    assert_eq!(left(&shell, &held), ["Audit"; 0]);
}
