//! Many at once: all wrong lines together, nothing half done, and a broken-off import goes on.

use std::{
    fmt::Write,
    path::PathBuf,
    process::Stdio,
    sync::atomic::{AtomicUsize, Ordering},
    time::{Duration, Instant},
};

use leah_local::wire::FaultKind;
use serde_json::{Value, json};
use tempfile::TempDir;
#[cfg(unix)]
use tokio::process::Child;

use crate::support::{Shell, program};

const ORG: &str = "myorganization";

struct Sheet {
    _folder: TempDir,
    path: PathBuf,
}

impl Sheet {
    fn of(text: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("staff.csv");
        std::fs::write(&path, text).unwrap();
        Self {
            _folder: folder,
            path,
        }
    }

    fn path(&self) -> &str {
        self.path.to_str().unwrap()
    }
}

fn rows(count: usize) -> String {
    let mut text = "firstname,lastname,email\n".to_owned();
    for number in 0..count {
        writeln!(text, "First{number},Last{number},w{number}@staff.example").unwrap();
    }
    text
}

async fn total(shell: &Shell) -> Value {
    shell.api("/api/healthcare_workers").await["hydra:totalItems"].clone()
}

#[tokio::test]
async fn a_file_is_imported_once_however_often() {
    let shell = Shell::start().await;
    let text = "firstname;lastname;email;office\n\
        Ada;Lovelace;ada@staff.example;ada\n\
        Bo;Ek;bo@staff.example;\n\
        John;D.;John.Doe@gmail.com;\n";
    let sheet = Sheet::of(text);
    let import = ["worker", "import", ORG, sheet.path()];
    let expected = json!({
        "rows": 3, "workersAdded": 2, "workersRenamed": 1, "officesAdded": 1, "officesChanged": 0,
        "rowsUnchanged": 0
    });
    let tried = [&import[..], &["--dry-run"]].concat();
    assert_eq!(shell.json(&tried).await, expected);
    assert_eq!(total(&shell).await, 1, "tried, not done");
    assert_eq!(shell.json(&import).await, expected);
    assert_eq!(total(&shell).await, 3);
    let demo = shell
        .api("/api/healthcare_workers?email=john.doe@gmail.com")
        .await;
    assert_eq!(demo["hydra:member"][0]["lastname"], "D.");
    let offices = shell
        .api("/api/offices?healthcareWorker.email=ada@staff.example")
        .await;
    assert_eq!(offices["hydra:member"][0]["slug"], "ada");

    let again = shell.json(&import).await;
    assert_eq!(again["rowsUnchanged"], 3);
    assert_eq!(total(&shell).await, 3);
    // What a program writes on a pipe is read as a file is.
    let fed = shell.typed(&["--json", "worker", "import", ORG, "-"], text);
    assert_eq!(fed.await.expect(0).json()["rowsUnchanged"], 3);
}

#[tokio::test]
async fn offices_are_added_and_get_the_features_that_a_file_names() {
    let shell = Shell::start().await;
    let staff = "firstname,lastname,email,office\n\
        Ada,Lovelace,ada@staff.example,ada\nBo,Ek,bo@staff.example,\n";
    let import = ["worker", "import", ORG, "-"];
    shell.typed(&import, staff).await.expect(0);
    let chat = ["feature", "add", ORG, "--name", "Chat"];
    let chat = shell.json(&chat).await["iri"].clone();

    let import = ["--json", "office", "import", ORG, "-"];
    let text = "worker,slug,features\nbo@staff.example,bo,\nAda@staff.example,ada,chat\n";
    let counts = |added: usize, changed: usize, unchanged: usize| {
        json!({
            "rows": 2, "workersAdded": 0, "workersRenamed": 0, "officesAdded": added,
            "officesChanged": changed, "rowsUnchanged": unchanged
        })
    };
    for (expected, text) in [
        (counts(1, 1, 0), text),
        (counts(0, 0, 2), text),
        // A file that does not say what they can do leaves that as it is.
        (
            counts(0, 0, 2),
            "slug;worker\nada;ada@staff.example\nbo;bo@staff.example\n",
        ),
    ] {
        let ran = shell.typed(&import, text).await.expect(0);
        assert_eq!(ran.json(), expected, "{text}");
        let listed = shell.api("/api/offices").await;
        assert_eq!(listed["hydra:totalItems"], 3);
        let features = |slug: &str| {
            let members = listed["hydra:member"].as_array().unwrap().iter();
            let mut found = members.filter(|office| office["slug"] == slug);
            found.next().unwrap()["features"].clone()
        };
        assert_eq!(
            (features("ada"), features("bo")),
            (json!([chat]), json!([]))
        );
    }

    // Whatever is wrong anywhere is told at once, and nothing is done.
    let text = "worker,slug,features\n\
        bo@staff.example,new,\n\
        nobody@staff.example,x,Dance\n\
        bo@staff.example,Room,\n\
        BO@staff.example,new,\n";
    let ran = shell.typed(&["office", "import", ORG, "-"], text).await;
    assert_eq!(
        ran.expect(4).err,
        "leah: nothing was done, for the file has errors:\n\
         line 3, worker: There is no healthcare worker of this address.\n\
         line 3, features: There is no feature \"Dance\".\n\
         line 4, slug: This value is not valid.\n\
         line 5, slug: This stands in line 2 already.\n"
    );
    assert_eq!(shell.api("/api/offices").await["hydra:totalItems"], 3);
}

/// Names are changed many at once, for a trip each would take an hour for a large house.
#[tokio::test]
async fn names_are_changed_by_batches_and_change_nothing_else() {
    let shell = Shell::wired().await;
    let import = ["--json", "worker", "import", ORG, "-"];
    shell.typed(&import, &rows(250)).await.expect(0);
    let mut before = shell.json(&["worker", "list", ORG]).await;
    shell.house.wire().unwrap().clear();
    let renamed = rows(250).replace("Last", "Married");
    let ran = shell.typed(&import, &renamed).await.expect(0).json();
    assert_eq!(
        (&ran["workersRenamed"], &ran["workersAdded"]),
        (&json!(250), &json!(0))
    );
    let calls = shell.house.wire().unwrap().calls();
    let writes = calls
        .iter()
        .filter(|call| !["GetItem", "Query"].contains(&call.operation.as_str()));
    let writes: Vec<_> = writes.map(|call| call.operation.as_str()).collect();
    assert_eq!(writes, ["TransactWriteItems"; 3]);
    for worker in before.as_array_mut().unwrap() {
        let name = worker["lastname"].as_str().unwrap();
        worker["lastname"] = name.replace("Last", "Married").into();
    }
    let order = |listed: Value| {
        let mut listed: Vec<String> = listed
            .as_array()
            .unwrap()
            .iter()
            .map(Value::to_string)
            .collect();
        listed.sort();
        listed
    };
    let after = shell.json(&["worker", "list", ORG]).await;
    assert_eq!(order(after), order(before));
    assert_eq!(total(&shell).await, 251);
}

/// Two who import the same at once: each is stored and counted once, and each program tells what it has stored itself.
#[tokio::test]
async fn two_imports_at_once_come_to_one() {
    const ROWS: u64 = 1_000;
    let shell = Shell::wired().await;
    let text = rows(1_000);
    // The first write of each waits until the other one has planned, too.
    let (there, mut waits) = tokio::sync::mpsc::unbounded_channel();
    let writes = AtomicUsize::new(0);
    shell.house.wire().unwrap().judge(move |seen| {
        let early =
            seen.operation == "TransactWriteItems" && writes.fetch_add(1, Ordering::Relaxed) < 2;
        early.then(|| {
            there.send(()).unwrap();
            FaultKind::Stall
        })
    });
    let import = ["--json", "worker", "import", ORG, "-"];
    let healed = async {
        waits.recv().await.unwrap();
        waits.recv().await.unwrap();
        shell.house.wire().unwrap().heal();
    };
    let (one, other, ()) = tokio::join!(
        shell.typed(&import, &text),
        shell.typed(&import, &text),
        healed
    );
    let added = |ran: crate::support::Ran| ran.expect(0).json()["workersAdded"].as_u64().unwrap();
    assert_eq!(added(one) + added(other), ROWS);
    assert_eq!(total(&shell).await, ROWS + 1);
    let listed = shell.json(&["worker", "list", ORG]).await;
    assert_eq!(listed.as_array().unwrap().len() as u64, ROWS + 1);
}

#[tokio::test]
async fn of_a_hundred_thousand_lines_all_that_is_wrong_is_told_and_nothing_is_done() {
    let shell = Shell::start().await;
    let mut text = rows(100_000);
    for line in [20_000, 99_999] {
        text = text.replace(&format!("w{line}@staff.example"), "nobody");
    }
    text.push_str("X,Y,w7@staff.example\n");
    let sheet = Sheet::of(&text);
    let began = Instant::now();
    let ran = shell
        .run(&["worker", "import", ORG, sheet.path()])
        .await
        .expect(4);
    // A second or two; what grew with the square of the lines would take an hour.
    assert!(began.elapsed() < Duration::from_mins(1));
    assert_eq!(
        ran.err,
        "leah: nothing was done, for the file has errors:\n\
         line 20002, email: This value is not a valid email address.\n\
         line 100001, email: This value is not a valid email address.\n\
         line 100002, email: This stands in line 9 already.\n"
    );
    assert_eq!((ran.out.as_str(), total(&shell).await), ("", json!(1)));
    let ran = shell
        .run(&["--json", "worker", "import", ORG, sheet.path()])
        .await
        .expect(4);
    let said: Value = serde_json::from_str(&ran.err).unwrap();
    assert_eq!(
        said["error"]["lines"][2],
        json!({ "line": 100_002, "property": "email",
            "message": "This stands in line 9 already.",
            "code": "duplicate" })
    );
    let absent = shell
        .run(&["worker", "import", ORG, "/nowhere/staff.csv"])
        .await
        .expect(1);
    assert!(absent.err.contains("/nowhere/staff.csv"), "{}", absent.err);
}

/// The program, while it imports a file.
#[cfg(unix)]
fn importing(shell: &Shell, sheet: &Sheet) -> Child {
    let url = shell.house.url();
    program()
        .args(["--endpoint", &url, "worker", "import", ORG, sheet.path()])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap()
}

/// Sends a program a signal.
#[cfg(unix)]
fn press(child: &Child, signal: &str) {
    let id = child.id().unwrap().to_string();
    let sent = std::process::Command::new("kill")
        .args([signal, &id])
        .status();
    assert!(sent.unwrap().success());
}

/// Ctrl-C again and again while nothing answers: it does not wait.
#[cfg(unix)]
#[tokio::test]
async fn who_does_not_want_to_wait_for_a_batch_presses_again() {
    let shell = Shell::wired().await;
    let sheet = Sheet::of(&rows(100));
    let (there, mut waits) = tokio::sync::mpsc::unbounded_channel();
    shell.house.wire().unwrap().judge(move |seen| {
        (seen.operation == "TransactWriteItems").then(|| {
            // Only the first is waited for.
            let _ = there.send(());
            FaultKind::Stall
        })
    });
    let mut child = importing(&shell, &sheet);
    waits.recv().await.unwrap();
    // Signals that come together are one.
    while child.try_wait().unwrap().is_none() {
        press(&child, "-TERM");
    }
    let output = child.wait_with_output().await.unwrap();
    assert_eq!(output.status.code(), Some(130));
    assert_eq!(
        String::from_utf8(output.stderr).unwrap(),
        "leah: interrupted: 0 of 100 are written; the same command again goes on from there\n"
    );
    assert_eq!(total(&shell).await, 1);
}

/// Ctrl-C between two batches: what is written is counted, and the same command goes on.
#[cfg(unix)]
#[tokio::test]
async fn an_interrupted_import_leaves_nothing_half_done_and_goes_on() {
    const ROWS: usize = 3_000;
    let shell = Shell::wired().await;
    let sheet = Sheet::of(&rows(ROWS));
    // The third batch waits on the wire until Ctrl-C was pressed.
    let (there, mut waits) = tokio::sync::mpsc::unbounded_channel();
    let batches = AtomicUsize::new(0);
    shell.house.wire().unwrap().judge(move |seen| {
        let third =
            seen.operation == "TransactWriteItems" && batches.fetch_add(1, Ordering::Relaxed) == 2;
        third.then(|| {
            there.send(()).unwrap();
            FaultKind::Stall
        })
    });
    let child = importing(&shell, &sheet);
    waits.recv().await.unwrap();
    press(&child, "-INT");
    shell.house.wire().unwrap().heal();
    let output = child.wait_with_output().await.unwrap();
    let last = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(130), "{last}");
    let said = last.strip_prefix("leah: interrupted: ").unwrap().trim_end();
    let written: u64 = said.split(' ').next().unwrap().parse().unwrap();
    assert!(
        said.ends_with("the same command again goes on from there"),
        "{said}"
    );
    // Batches are of 99; the signal may be seen one of them later.
    assert!(
        (297..1_000).contains(&written) && written.is_multiple_of(99),
        "{said}"
    );
    // The counter tells of what stands there, and the demo's own.
    assert_eq!(total(&shell).await, written + 1);
    let listed = shell.json(&["worker", "list", ORG]).await;
    assert_eq!(listed.as_array().unwrap().len() as u64, written + 1);

    let rest = shell.json(&["worker", "import", ORG, sheet.path()]).await;
    assert_eq!(rest["workersAdded"], json!(ROWS as u64 - written));
    assert_eq!(rest["rowsUnchanged"], json!(written));
    assert_eq!(total(&shell).await, 3_001);
}
