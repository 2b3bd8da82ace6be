//! What is held of a guest is handed over.

use std::{fs, path::Path};

use serde_json::{Value, json};
use tempfile::TempDir;

use super::{GUEST, OTHER, hold};
use crate::{
    desk::{ORG, id},
    support::Shell,
};

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
