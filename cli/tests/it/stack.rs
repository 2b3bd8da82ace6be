//! Commands that go through a stack, and all that can be in the way there.

use serde_json::Value;

use crate::aws::{Aws, Reply};

#[tokio::test]
async fn a_command_finds_its_table_by_the_stack() {
    let aws = Aws::start().await;
    let ran = aws.run(&["--json", "org", "list"]).await.expect(0);
    assert_eq!(ran.json()[0]["slug"], "myorganization");
}

#[tokio::test]
async fn what_is_in_the_way_is_said_with_a_code_of_its_own() {
    let aws = Aws::start().await;
    for (operation, status, code, exit, kind, said) in [
        (
            "DescribeStacks",
            400,
            "ValidationError",
            5,
            "access",
            "--region",
        ),
        (
            "DescribeStacks",
            403,
            "AccessDenied",
            5,
            "access",
            "cannot read the stack",
        ),
        (
            "DescribeStacks",
            403,
            "ExpiredToken",
            5,
            "access",
            "sign in again",
        ),
        (
            "DescribeStacks",
            403,
            "InvalidClientTokenId",
            5,
            "access",
            "cannot read the stack",
        ),
        (
            "DescribeStacks",
            503,
            "ServiceUnavailable",
            6,
            "unavailable",
            "does not answer",
        ),
        (
            "DescribeStacks",
            400,
            "Throttling",
            6,
            "unavailable",
            "does not answer",
        ),
        (
            "Query",
            400,
            "ResourceNotFoundException",
            5,
            "access",
            "table does not exist",
        ),
        (
            "Query",
            400,
            "AccessDeniedException",
            5,
            "access",
            "do not allow Query",
        ),
        (
            "Query",
            400,
            "ExpiredTokenException",
            5,
            "access",
            "do not allow Query",
        ),
        (
            "Query",
            503,
            "ServiceUnavailable",
            6,
            "unavailable",
            "try again",
        ),
    ] {
        aws.only(operation, Reply::Error(status, code));
        let ran = aws.run(&["--json", "org", "list"]).await.expect(exit);
        let error: Value = serde_json::from_str(&ran.err).unwrap();
        assert_eq!(error["error"]["kind"], kind, "{code}");
        let message = error["error"]["message"].as_str().unwrap();
        assert!(message.contains(said), "{code}: {message}");
        assert_eq!(ran.out, "");
        if operation == "DescribeStacks" {
            // The doctor can do no more either.
            aws.run(&["doctor"]).await.expect(exit);
        }
    }
}

#[tokio::test]
async fn an_aws_that_is_out_of_reach_is_said() {
    let aws = Aws::start().await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let closed = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let mut command = aws.program();
    command.env("AWS_ENDPOINT_URL_CLOUDFORMATION", closed);
    let ran = crate::support::ran(command.args(["org", "list"]), "")
        .await
        .expect(6);
    assert!(ran.err.contains("is there a network?"), "{}", ran.err);
}

/// The program in this account, told by files or one variable where all services are: all but S3 are in one place.
fn told_in_general(aws: &Aws) -> tokio::process::Command {
    let mut command = aws.program();
    for service in [
        "CLOUDFORMATION",
        "CLOUDWATCH",
        "SQS",
        "SESV2",
        "PINPOINT_SMS_VOICE_V2",
        "LAMBDA",
        "DYNAMODB",
    ] {
        command.env_remove(format!("AWS_ENDPOINT_URL_{service}"));
    }
    command
}

#[tokio::test]
async fn one_variable_tells_where_all_services_are() {
    let aws = Aws::start().await;
    let mut command = told_in_general(&aws);
    command.env("AWS_ENDPOINT_URL", aws.url());
    let ran = crate::support::ran(command.args(["doctor"]), "")
        .await
        .expect(0);
    assert!(ran.out.ends_with("\nAll is well.\n"), "{}", ran.out);
}

#[tokio::test]
async fn a_services_own_variable_wins_over_the_general_one() {
    let aws = Aws::start().await;
    let mut command = told_in_general(&aws);
    command.env("AWS_ENDPOINT_URL", aws.url());
    command.env("AWS_ENDPOINT_URL_SESV2", "http://127.0.0.1:1");
    let words = ["--json", "doctor"];
    let ran = crate::support::ran(command.args(words), "").await.expect(1);
    let rows = ran.json();
    let rows = rows.as_array().unwrap().iter();
    let failed: Vec<_> = rows.filter(|row| row["state"] == "failed").collect();
    let names: Vec<_> = failed.iter().map(|row| &row["check"]).collect();
    assert_eq!(names, ["mail", "mail: sender"], "{}", ran.out);
}

#[tokio::test]
async fn a_profile_tells_where_services_are() {
    let aws = Aws::start().await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("config");
    let url = aws.url();
    std::fs::write(
        &file,
        format!(
            "[profile here]\nendpoint_url = http://127.0.0.1:1\nservices = engines\n\n\
             [services engines]\ncloudformation =\n  endpoint_url = {url}\ndynamodb =\n  endpoint_url = {url}\n"
        ),
    )
    .unwrap();
    let run = async |more: &[(&str, &str)]| {
        let mut command = told_in_general(&aws);
        command.env("AWS_CONFIG_FILE", &file);
        command.envs(more.iter().copied());
        let words = ["--profile", "here", "--json", "org", "list"];
        crate::support::ran(command.args(words), "").await
    };
    let ran = run(&[]).await.expect(0);
    assert_eq!(ran.json()[0]["slug"], "myorganization");
    // A variable wins over the profile.
    run(&[("AWS_ENDPOINT_URL_DYNAMODB", "http://127.0.0.1:1")])
        .await
        .expect(6);
}
