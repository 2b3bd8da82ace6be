//! API keys: shown once, revoked at once but for a minute.

use serde_json::{Value, json};

use crate::support::Shell;

#[tokio::test]
async fn a_key_opens_until_it_is_revoked() {
    let shell = Shell::start().await;
    let made = shell
        .json(&["key", "create", "myorganization", "--label", "EHR"])
        .await;
    let key = made["key"].as_str().unwrap();
    assert_eq!(shell.status(key).await, 200);
    let id = made["id"].as_str().unwrap();
    let listed = shell.json(&["key", "list", "myorganization"]).await;
    let expected = json!({
        "id": id, "label": "EHR", "state": "valid", "expires": null, "revoked": null
    });
    assert_eq!(listed[0], expected);
    assert!(!listed.to_string().contains(key), "shown once");

    let revoked = shell
        .run(&["key", "revoke", "myorganization", id])
        .await
        .expect(0);
    assert!(revoked.out.contains("EHR    revoked"), "{}", revoked.out);
    // In use: whoever has just seen it may believe it for a minute.
    shell
        .house
        .advance(jiff::SignedDuration::from_secs(61))
        .await
        .unwrap();
    assert_eq!(shell.status(key).await, 401);
    let listed = shell.json(&["key", "list", "myorganization"]).await;
    assert_eq!(listed[0]["state"], "revoked");
    // Again changes nothing, the time neither.
    shell
        .run(&["key", "revoke", "myorganization", id])
        .await
        .expect(0);
    assert_eq!(shell.json(&["key", "list", "myorganization"]).await, listed);
}

#[tokio::test]
async fn a_key_may_end_by_itself() {
    let shell = Shell::start().await;
    let words = [
        "key",
        "create",
        "myorganization",
        "--label",
        "Trial",
        "--expires",
        "2",
    ];
    let made = shell.json(&words).await;
    let key = made["key"].as_str().unwrap().to_owned();
    assert!(
        made["expires"]
            .as_str()
            .unwrap()
            .starts_with("2026-03-03T08:00:")
    );
    assert_eq!(shell.status(&key).await, 200);
    shell
        .house
        .advance(jiff::SignedDuration::from_hours(49))
        .await
        .unwrap();
    assert_eq!(shell.status(&key).await, 401);
    let listed = shell.json(&["key", "list", "myorganization"]).await;
    let trial = listed.as_array().unwrap().iter();
    let states: Vec<&Value> = trial
        .filter(|key| key["label"] == "Trial")
        .map(|key| &key["state"])
        .collect();
    // TTL may have tidied up already.
    assert!(states.is_empty() || states == ["expired"], "{listed}");
}

#[tokio::test]
async fn all_keys_of_a_label_are_revoked_together() {
    let shell = Shell::start().await;
    let mut keys = Vec::new();
    for label in ["EHR", "EHR", "Other"] {
        let words = ["key", "create", "myorganization", "--label", label];
        let made = shell.json(&words).await;
        keys.push(made["key"].as_str().unwrap().to_owned());
    }
    let words = ["key", "revoke", "myorganization", "--label", "EHR"];
    assert_eq!(shell.json(&words).await.as_array().unwrap().len(), 2);
    for (key, status) in keys.iter().zip([401, 401, 200]) {
        assert_eq!(shell.status(key).await, status);
    }
    let none = ["key", "revoke", "myorganization", "--label", "ehr"];
    shell.run(&none).await.expect(3);
    shell
        .run(&["key", "revoke", "myorganization"])
        .await
        .expect(2);
}

#[tokio::test]
async fn what_is_no_key_is_not_revoked() {
    let shell = Shell::start().await;
    for named in ["", "a", "000000000000", "not-a-key-at-all"] {
        let ran = shell
            .run(&["key", "revoke", "myorganization", named])
            .await
            .expect(3);
        assert!(
            ran.err.contains("no such key: `leah key list`"),
            "{}",
            ran.err
        );
    }
    let other = shell
        .run(&["key", "create", "nobody", "--label", "x"])
        .await
        .expect(3);
    assert!(other.err.contains("no organization"), "{}", other.err);
}

/// On AWS a key that was just made may be missing from a list that is only read eventually, and would then stay valid.
#[tokio::test]
async fn the_latest_keys_are_read_when_some_are_revoked() {
    let shell = Shell::wired().await;
    let (asked, mut questions) = tokio::sync::mpsc::unbounded_channel();
    shell.house.wire().unwrap().judge(move |seen| {
        if seen.operation == "Query" {
            let question: Value = serde_json::from_slice(seen.body).unwrap();
            asked.send(question["ConsistentRead"].clone()).unwrap();
        }
        None
    });
    let words = ["key", "revoke", "myorganization", "--label", "demo"];
    shell.run(&words).await.expect(0);
    assert_eq!(questions.recv().await.unwrap(), true);
}
