//! Many at once: all wrong lines together, nothing half done, and a broken-off import goes on.

use std::{
    fmt::Write,
    path::PathBuf,
    process::Stdio,
    sync::atomic::{AtomicUsize, Ordering},
};

use leah_local::wire::FaultKind;
use serde_json::{Value, json};
use tempfile::TempDir;

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
        "rows": 3, "workersAdded": 2, "workersRenamed": 1, "officesAdded": 1, "rowsUnchanged": 0
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

    shell
        .run(&["feature", "add", ORG, "--name", "Chat"])
        .await
        .expect(0);
    let sheet =
        Sheet::of("worker,slug,features\nbo@staff.example,bo,Chat\nada@staff.example,ada,\n");
    let imported = shell.json(&["office", "import", ORG, sheet.path()]).await;
    assert_eq!(
        (&imported["officesAdded"], &imported["rowsUnchanged"]),
        (&json!(1), &json!(1))
    );
    assert_eq!(shell.api("/api/offices").await["hydra:totalItems"], 3);
    let sheet = Sheet::of("worker,slug\nnobody@staff.example,x\n");
    let ran = shell
        .run(&["office", "import", ORG, sheet.path()])
        .await
        .expect(4);
    assert!(
        ran.err
            .contains("line 2, worker: There is no healthcare worker"),
        "{}",
        ran.err
    );
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
    let ran = shell
        .run(&["worker", "import", ORG, sheet.path()])
        .await
        .expect(4);
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
        json!({ "line": 100_002, "property": "email", "message": "This stands in line 9 already." })
    );
    let absent = shell
        .run(&["worker", "import", ORG, "/nowhere/staff.csv"])
        .await
        .expect(1);
    assert!(absent.err.contains("/nowhere/staff.csv"), "{}", absent.err);
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
    let url = shell.house.url();
    let child = program()
        .args(["--endpoint", &url, "worker", "import", ORG, sheet.path()])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    waits.recv().await.unwrap();
    let id = child.id().unwrap().to_string();
    let killed = std::process::Command::new("kill")
        .args(["-INT", &id])
        .status();
    assert!(killed.unwrap().success());
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
        (297..1_000).contains(&written) && written % 99 == 0,
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
