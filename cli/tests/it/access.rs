//! No way in: each says what to do, and what kind of failure it is.

use serde_json::Value;

use crate::support::{Shell, program, ran};

#[tokio::test]
async fn without_credentials_it_says_how_to_get_some() {
    let mut command = program();
    command.args(["org", "list", "--region", "eu-west-3"]);
    // No instance that could vouch for this machine is asked.
    command.env("AWS_EC2_METADATA_DISABLED", "true");
    let ran = ran(&mut command, "").await.expect(5);
    assert!(ran.err.contains("no AWS credentials"), "{}", ran.err);
    assert_eq!(ran.err.lines().count(), 1, "{}", ran.err);
}

#[tokio::test]
async fn without_a_region_it_asks_for_one() {
    let mut command = program();
    command.args(["org", "list"]);
    command.env("AWS_EC2_METADATA_DISABLED", "true");
    let ran = ran(&mut command, "").await.expect(5);
    assert!(ran.err.contains("no region: give --region"), "{}", ran.err);
}

#[tokio::test]
async fn where_no_leah_runs_it_says_how_to_start_one() {
    let shell = Shell::start().await;
    let url = shell.house.url();
    shell.house.shutdown().await;
    let mut command = program();
    let ran = ran(
        command.args(["--endpoint", &url, "--json", "org", "list"]),
        "",
    )
    .await;
    let ran = ran.expect(5);
    let said: Value = serde_json::from_str(&ran.err).unwrap();
    assert_eq!(said["error"]["kind"], "access");
    let message = said["error"]["message"].as_str().unwrap();
    assert!(message.contains("start one by `cargo run`"), "{message}");
    assert_eq!(ran.out, "");
}

#[tokio::test]
async fn an_endpoint_is_an_address_of_this_machine() {
    for endpoint in ["localhost:3000", "https://leah.care", "nonsense"] {
        let mut command = program();
        let ran = ran(command.args(["--endpoint", endpoint, "org", "list"]), "").await;
        assert!(ran.expect(2).err.contains("--endpoint"), "{endpoint}");
    }
}
