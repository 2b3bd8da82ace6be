//! Documents by tickets: judged before anything is sent, sent once, gone on with.

use serde_json::json;
use tempfile::TempDir;

use crate::support::{Ran, Shell, program, ran};

const WORKER: &str = "john.doe@gmail.com";

fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in files {
        std::fs::write(folder.path().join(name), content).unwrap();
    }
    folder
}

fn png(size: usize) -> Vec<u8> {
    let mut picture =
        b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0\x3a\x7e\x9b\x55".to_vec();
    picture.resize(size, 0);
    picture
}

/// Runs the program with the demo organization's key in its environment.
async fn upload(shell: &Shell, words: &[&str]) -> Ran {
    let url = shell.house.url();
    let words = [&["--json", "upload", "--url", &url], words].concat();
    let mut command = program();
    ran(command.args(words).env("LEAH_KEY", shell.house.key()), "").await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_folder_becomes_a_transfer_and_is_gone_on_with() {
    let shell = Shell::alive().await;
    let folder = folder(&[
        ("a.png", &png(3 << 20)),
        ("b.png", &png(100)),
        (".hidden", b"x"),
    ]);
    let path = folder.path().to_str().unwrap();
    let sent = upload(&shell, &[path, "--worker", WORKER])
        .await
        .expect(0)
        .json();
    let transfer = sent["transfer"].as_str().unwrap();
    assert_eq!(
        sent,
        json!({ "transfer": transfer, "status": "ready", "sent": ["a.png", "b.png"], "skipped": [] })
    );
    let shown = shell.api(transfer).await;
    assert_eq!(shown["files"].as_array().unwrap().len(), 2);
    let first = shell.api(shown["files"][0].as_str().unwrap()).await;
    assert_eq!(
        (&first["name"], &first["size"]),
        (&json!("a.png"), &json!(3 << 20))
    );

    std::fs::write(folder.path().join("c.png"), png(50)).unwrap();
    let words = [path, "--transfer", transfer, "--share", "guest@example.org"];
    let sent = upload(&shell, &words).await.expect(0).json();
    assert_eq!(
        sent,
        json!({ "transfer": transfer, "status": "shared", "sent": ["c.png"], "skipped": ["a.png", "b.png"] })
    );
    assert_eq!(shell.api(transfer).await["email"], "guest@example.org");
}

#[tokio::test]
async fn what_cannot_be_sent_is_said_before_anything_is() {
    let shell = Shell::start().await;
    let wrong = folder(&[("a.png", &png(10)), ("b.txt", b"text"), ("c.png", b"")]);
    let path = wrong.path().to_str().unwrap();
    let ran = upload(&shell, &[path, "--worker", WORKER]).await.expect(4);
    for said in [
        "nothing was sent",
        "b.txt: The mime type",
        "c.png: An empty file",
    ] {
        assert!(ran.err.contains(said), "{}", ran.err);
    }
    let many: Vec<(String, Vec<u8>)> = (0..11).map(|n| (format!("{n}.png"), png(60))).collect();
    let many: Vec<(&str, &[u8])> = many
        .iter()
        .map(|(n, c)| (n.as_str(), c.as_slice()))
        .collect();
    let many = folder(&many);
    let path = many.path().to_str().unwrap();
    let ran = upload(&shell, &[path, "--worker", WORKER]).await.expect(4);
    assert!(
        ran.err.contains("1 to 10 files; these are 11"),
        "{}",
        ran.err
    );
    assert_eq!(shell.api("/api/transfers").await["hydra:member"], json!([]));
    upload(&shell, &["/nowhere.png", "--worker", WORKER])
        .await
        .expect(1);
}

#[tokio::test]
async fn keys_and_addresses_are_looked_at() {
    let shell = Shell::start().await;
    let folder = folder(&[("a.png", &png(60))]);
    let path = folder.path().to_str().unwrap();
    let url = shell.house.url();
    let run = |url: String, key: Option<String>| async move {
        let mut command = program();
        command.args(["upload", path, "--worker", WORKER, "--url", &url]);
        if let Some(key) = key {
            command.env("LEAH_KEY", key);
        }
        ran(&mut command, "").await
    };
    let none = run(url.clone(), None).await.expect(2);
    assert!(
        none.err.contains("set LEAH_KEY, or name a --key-file"),
        "{}",
        none.err
    );
    let half = run(url.clone(), Some("leah_abc".into())).await.expect(2);
    assert!(half.err.contains("is it whole?"), "{}", half.err);
    let key = shell.house.key().to_owned();
    let open = run("http://leah.example.org".into(), Some(key.clone()))
        .await
        .expect(2);
    assert!(open.err.contains("no https address"), "{}", open.err);
    let revoke = ["key", "revoke", "myorganization", "--label", "demo"];
    shell.run(&revoke).await.expect(0);
    let revoked = run(url, Some(key)).await.expect(5);
    assert!(revoked.err.contains("not revoked?"), "{}", revoked.err);
}
