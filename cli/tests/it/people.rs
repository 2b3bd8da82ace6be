//! Healthcare workers, offices and features, as the API shows them afterwards.

use serde_json::json;

use crate::support::Shell;

#[tokio::test]
async fn what_is_added_is_what_the_api_shows() {
    let shell = Shell::start().await;
    let org = "myorganization";
    let add = [
        "worker",
        "add",
        org,
        "--firstname",
        "Zoé",
        "--lastname",
        "Müller",
        "--email",
        "zoe@example.org",
    ];
    let worker = shell.json(&add).await;
    let feature = shell.json(&["feature", "add", org, "--name", "Chat"]).await;
    let office = shell
        .json(&[
            "office",
            "add",
            org,
            "--worker",
            "zoe@example.org",
            "--slug",
            "room-1",
            "--feature",
            "chat",
        ])
        .await;
    let shown = shell.api(worker["iri"].as_str().unwrap()).await;
    assert_eq!(shown["lastname"], "Müller");
    let shown = shell
        .api("/api/offices?healthcareWorker.email=ZOE@example.org")
        .await;
    assert_eq!(shown["hydra:member"][0]["@id"], office["iri"]);
    assert_eq!(
        shown["hydra:member"][0]["features"],
        json!([feature["iri"]])
    );
    let total = shell.api("/api/healthcare_workers").await["hydra:totalItems"].clone();
    assert_eq!(total, 2);
    assert_eq!(
        shell
            .json(&["worker", "list", org])
            .await
            .as_array()
            .unwrap()
            .len(),
        2
    );
    assert_eq!(
        shell
            .json(&["worker", "list", org, "--email", "Zoe@Example.org"])
            .await,
        json!([worker])
    );
    assert_eq!(
        shell
            .json(&["office", "list", org, "--worker", "zoe@example.org"])
            .await,
        json!([office])
    );

    // Twice is once.
    let again = shell.run(&add).await.expect(4);
    assert!(
        again.err.contains(worker["iri"].as_str().unwrap()),
        "{}",
        again.err
    );
    let again = [
        "office",
        "add",
        org,
        "--worker",
        "zoe@example.org",
        "--slug",
        "room-1",
    ];
    shell.run(&again).await.expect(4);
    let total = shell.api("/api/healthcare_workers").await["hydra:totalItems"].clone();
    assert_eq!(total, 2);
    // The demo's own worker has this address, under another identifier.
    let demo = [
        "worker",
        "add",
        org,
        "--firstname",
        "J",
        "--lastname",
        "D",
        "--email",
        "John.Doe@gmail.com",
    ];
    shell.run(&demo).await.expect(4);
}

#[tokio::test]
async fn all_that_is_wrong_is_said_together() {
    let shell = Shell::start().await;
    let ran = shell
        .run(&[
            "worker",
            "add",
            "myorganization",
            "--firstname",
            "",
            "--lastname",
            " ",
            "--email",
            "x",
        ])
        .await
        .expect(4);
    assert_eq!(
        ran.err,
        "leah: firstname: This value should not be blank.\n\
         lastname: This value should not be blank.\n\
         email: This value is not a valid email address.\n"
    );
    let ran = shell
        .run(&[
            "office",
            "add",
            "myorganization",
            "--worker",
            "nobody@example.org",
            "--slug",
            "a",
        ])
        .await
        .expect(3);
    assert!(ran.err.contains("`leah worker list`"), "{}", ran.err);
    let ran = shell
        .run(&[
            "office",
            "add",
            "myorganization",
            "--worker",
            "john.doe@gmail.com",
            "--slug",
            "a",
            "--feature",
            "x",
        ])
        .await
        .expect(3);
    assert!(ran.err.contains("`leah feature list`"), "{}", ran.err);
}
