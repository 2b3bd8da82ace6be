//! What is held of a guest: handed over, and erased so that nothing is left.

use std::{fs, path::Path};

use axum::{Router, http::StatusCode, routing::post};
use jiff::SignedDuration;
use leah_local::wire::Service;
use reqwest::Method;
use serde_json::{Value, json};
use tempfile::TempDir;

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
async fn all_that_is_held_is_handed_over() {
    let shell = Shell::start().await;
    let held = hold(&shell).await;
    let folder = TempDir::new().unwrap();
    let folder = folder.path().join("documents");
    let words = [
        "guest",
        "export",
        ORG,
        "-",
        "--files",
        folder.to_str().unwrap(),
    ];
    // The address comes where no list of processes shows it.
    let printed = shell.typed(&words, &format!("{GUEST}\n")).await.expect(0);
    let mut export = printed.json();
    let saved = export["transfers"][0]["files"][0]["saved"].take();
    let file = shell.api(&held.transfer).await["files"][0].clone();
    let appointment =
        |iri: &str, email: &str, number: u8, start: &str, reminders: Value, erased: &str| {
            json!({
                "iri": iri,
                "status": "scheduled",
                "startTime": start,
                "email": email,
                "phoneNumber": "+33698765432",
                "office": "/api/offices/6e229d04-1880-4b6b-a520-36f757f4a531",
                "externalId": format!("G-{number}"),
                "administrativeFileNumber": format!("STAY-G-{number}"),
                "reminders": reminders,
                "lastChanged": "2026-03-01T08:00:00Z",
                "erased": erased,
            })
        };
    let reminders = json!([
        { "kind": "days", "at": "2035-04-24T13:15:00Z" },
        { "kind": "minutes", "at": "2035-04-25T12:45:00Z" },
    ]);
    let expected = json!({
        "organization": "My organization",
        "guest": GUEST,
        "exported": export["exported"],
        "appointments": [
            appointment(&held.past, GUEST, 1, "2026-02-01T10:00:00+00:00", json!([]), "2026-05-30T08:00:00Z"),
            appointment(&held.upcoming, &GUEST.to_uppercase(), 2, "2035-04-25T13:15:00+00:00", reminders, "2035-07-24T13:15:00Z"),
        ],
        "transfers": [{
            "iri": held.transfer,
            "status": "shared",
            "created": "2026-03-01T08:00:00Z",
            "expires": "2026-03-08T08:00:00Z",
            "healthcareWorker": "/api/healthcare_workers/7dd37344-5d8d-4c90-a015-5518ab97adaf",
            "email": GUEST.to_lowercase(),
            "files": [{
                "iri": file,
                "name": "Résumé: 1.pdf",
                "type": "application/pdf",
                "size": 15,
                "attached": "2026-03-01T08:00:00Z",
                "downloads": 1,
                "saved": null,
            }],
        }],
        "mails": [],
    });
    assert_eq!(export, expected);
    assert!(!printed.out.contains(&held.secret) && printed.out.lines().count() > 20);
    let saved = Path::new(saved.as_str().unwrap());
    let name = format!("{}_1_Résumé_ 1.pdf", id(&held.transfer));
    assert_eq!(saved, folder.join(name));
    assert_eq!(fs::read(saved).unwrap(), b"%PDF-1.4\n%%EOF\n");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(saved).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    // What is there is not written over.
    let again = shell.typed(&words, GUEST).await.expect(1);
    assert!(again.err.contains("Résumé_ 1.pdf"), "{}", again.err);
    // For scripts it is the same document.
    let mut again = shell.json(&["guest", "export", ORG, GUEST]).await;
    again["exported"] = expected["exported"].clone();
    let mut expected = expected;
    let file = expected["transfers"][0]["files"][0]
        .as_object_mut()
        .unwrap();
    file.remove("saved");
    assert_eq!(again, expected);
}

#[tokio::test]
async fn a_transfer_is_held_for_whom_it_was_last_shared_with() {
    let shell = Shell::start().await;
    let iri = shell.transfer("a.pdf").await;
    let held = async |email: &str| -> Vec<Value> {
        let export = shell.json(&["guest", "export", ORG, email]).await;
        assert_eq!(
            export["appointments"],
            json!([]),
            "no list of appointments meets it"
        );
        let transfers = export["transfers"].as_array().unwrap().iter();
        transfers.map(|transfer| transfer["iri"].clone()).collect()
    };
    shell.share(&iri, GUEST).await;
    assert_eq!(held(GUEST).await, [json!(iri)]);
    // What comes later does not take it out of its place.
    shell.share(&iri, GUEST).await;
    assert_eq!(held(&GUEST.to_lowercase()).await, [json!(iri)]);
    shell.share(&iri, OTHER).await;
    assert_eq!(held(OTHER).await, [json!(iri)]);
    assert_eq!(held(GUEST).await, [json!(null); 0]);
    // And the list of a guest's appointments has none of it.
    let list = shell.api(&format!("/api/appointments?email={OTHER}")).await;
    assert_eq!(list["hydra:member"], json!([]));
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
