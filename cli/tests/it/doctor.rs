//! What the doctor says of a stack that is well, of one that is not, and of one that nobody may look at.

use serde_json::{Value, json};

use crate::{
    aws::{Aws, OPERATIONS, Reply, alarm, backups, identity},
    support::{Ran, Shell},
};

/// The row of a check.
#[track_caller]
fn row(ran: &Ran, check: &str) -> Value {
    let rows = ran.json();
    let rows = rows.as_array().unwrap().iter();
    let found = rows.filter(|row| row["check"] == check).cloned();
    let found: Vec<_> = found.collect();
    assert_eq!(found.len(), 1, "{check}: {}", ran.out);
    found[0].clone()
}

#[tokio::test]
async fn a_stack_that_is_well_has_nothing_to_do() {
    let aws = Aws::start().await;
    let ran = aws.run(&["doctor"]).await.expect(0);
    assert!(ran.out.ends_with("\nAll is well.\n"), "{}", ran.out);
    assert!(ran.out.contains("account 123456789012"), "{}", ran.out);
    let ran = aws.run(&["--json", "doctor"]).await.expect(0);
    for check in [
        "access",
        "stack",
        "table",
        "table: stream",
        "table: deletion protection",
        "table: expiry",
        "table: backups",
        "bucket",
        "functions",
        "mail: sending",
        "mail: sandbox",
        "mail: quota",
        "mail: sender",
        "mail: DKIM",
        "mail: configuration set",
        "sms: sandbox",
        "sms: spending limit",
        "queue leah-Outbox",
        "queue leah-Upload",
        "alarms",
        "owed: given up",
        "owed: overdue",
        "owed: waiting",
        "organizations",
    ] {
        let row = row(&ran, check);
        assert_eq!(
            (&row["state"], &row["todo"]),
            (&json!("ok"), &json!(null)),
            "{row}"
        );
    }
    assert_eq!(ran.json().as_array().unwrap().len(), 24);
}

#[tokio::test]
async fn what_is_not_well_says_what_to_do() {
    let aws = Aws::start().await;
    let sandbox = json!({ "AccountAttributes": [{ "Name": "ACCOUNT_TIER", "Value": "SANDBOX" }] });
    let waiting = json!({ "Attributes": { "ApproximateNumberOfMessages": "2" } });
    let failed =
        json!({ "State": "Failed", "StateReason": "no image", "LastUpdateStatus": "Failed" });
    for (operation, reply, check, todo) in [
        (
            "DescribeContinuousBackups",
            backups("DISABLED"),
            "table: backups",
            "point-in-time recovery",
        ),
        (
            "DescribeAccountAttributes",
            sandbox,
            "sms: sandbox",
            "out of the SMS sandbox",
        ),
        (
            "GetQueueAttributes",
            waiting,
            "queue leah-Upload",
            "aws sqs receive-message --queue-url https://",
        ),
        (
            "GetFunctionConfiguration",
            failed,
            "function leah-outbox",
            "deploy the stack again",
        ),
        (
            "DescribeAlarms",
            alarm("ALARM"),
            "alarm GivenUpAlarm",
            "Work was given up.",
        ),
        (
            "GetAccount",
            json!({ "SendingEnabled": false }),
            "mail: sending",
            "put-account-sending-attributes",
        ),
        (
            "GetEmailIdentity",
            identity(false, "PENDING"),
            "mail: sender",
            // The nearest identity that SES has is the address itself; the stack knows the domain's records.
            "make these DNS records: a._domainkey.leah.care CNAME a.dkim.amazonses.com",
        ),
    ] {
        aws.heal();
        aws.set(operation, Reply::Json(reply));
        let ran = aws.run(&["--json", "doctor"]).await.expect(1);
        let row = row(&ran, check);
        assert_eq!(row["state"], "failed", "{row}");
        assert!(row["todo"].as_str().unwrap().contains(todo), "{row}");
    }
    aws.heal();
    aws.set("GetEmailIdentity", Reply::Error(404, "NotFoundException"));
    let ran = aws.run(&["doctor"]).await.expect(1);
    assert!(
        ran.out
            .contains("a._domainkey.leah.care CNAME a.dkim.amazonses.com"),
        "{}",
        ran.out
    );
    assert!(
        ran.out.ends_with("\n1 failed, 0 to look at.\n"),
        "{}",
        ran.out
    );
}

#[tokio::test]
async fn a_stack_that_did_not_come_to_be_is_said() {
    let aws = Aws::start().await;
    aws.status("UPDATE_ROLLBACK_FAILED");
    let ran = aws.run(&["--json", "doctor"]).await.expect(1);
    assert_eq!(row(&ran, "stack")["state"], "failed");
    assert_eq!(row(&ran, "table")["state"], "ok");
    aws.status("CREATE_FAILED");
    aws.no_outputs();
    let ran = aws.run(&["--json", "doctor"]).await.expect(1);
    assert_eq!(row(&ran, "stack")["state"], "failed");
    let outputs = row(&ran, "outputs");
    assert!(
        outputs["found"]
            .as_str()
            .unwrap()
            .contains("no output Table"),
        "{outputs}"
    );
    let ran = aws.run(&["org", "list"]).await.expect(5);
    assert!(ran.err.contains("no output Table"), "{}", ran.err);
}

#[tokio::test]
async fn whoever_may_not_look_is_told_what_it_takes() {
    let aws = Aws::start().await;
    for operation in OPERATIONS {
        aws.set(operation, Reply::Error(400, "AccessDeniedException"));
    }
    let ran = aws.run(&["--json", "doctor"]).await.expect(1);
    for (check, permission) in [
        ("table", "dynamodb:DescribeTable"),
        ("table: expiry", "dynamodb:DescribeTimeToLive"),
        ("table: backups", "dynamodb:DescribeContinuousBackups"),
        ("functions", "lambda:GetFunctionConfiguration"),
        ("mail", "ses:GetAccount"),
        ("mail: sender", "ses:GetEmailIdentity"),
        ("sms", "sms-voice:DescribeAccountAttributes"),
        ("queue leah-Outbox", "sqs:GetQueueAttributes"),
        ("alarms", "cloudwatch:DescribeAlarms"),
        ("owed: given up", "dynamodb:Query"),
        ("owed: overdue", "dynamodb:Query"),
        ("owed: waiting", "dynamodb:Query"),
        ("organizations", "dynamodb:Query"),
    ] {
        let row = row(&ran, check);
        assert_eq!(row["state"], "failed", "{row}");
        let todo = row["todo"].as_str().unwrap();
        assert!(
            todo.contains("allow these credentials") && todo.contains(permission),
            "{row}"
        );
    }
    // What may be looked at is.
    assert_eq!(row(&ran, "bucket")["state"], "ok");
    assert_eq!(row(&ran, "stack")["state"], "ok");
}

#[tokio::test]
async fn services_that_are_down_or_credentials_that_end_are_rows_and_not_the_end() {
    let aws = Aws::start().await;
    for (status, code, said) in [
        (503, "ServiceUnavailable", "try again in a moment"),
        (400, "ExpiredTokenException", "these credentials"),
    ] {
        for operation in OPERATIONS {
            aws.set(operation, Reply::Error(status, code));
        }
        let ran = aws.run(&["--json", "doctor"]).await.expect(1);
        let rows = ran.json();
        let rows = rows.as_array().unwrap().iter();
        let failed: Vec<_> = rows.filter(|row| row["state"] == "failed").collect();
        assert_eq!(failed.len(), 14, "{code}: {}", ran.out);
        for row in failed {
            assert!(row["todo"].as_str().unwrap().contains(said), "{row}");
        }
    }
}

#[tokio::test]
async fn a_table_that_is_gone_is_a_row() {
    let aws = Aws::start().await;
    for operation in [
        "DescribeTable",
        "DescribeTimeToLive",
        "DescribeContinuousBackups",
        "Query",
    ] {
        aws.set(operation, Reply::Error(400, "ResourceNotFoundException"));
    }
    let ran = aws.run(&["--json", "doctor"]).await.expect(1);
    assert_eq!(row(&ran, "table")["state"], "failed");
    let owed = row(&ran, "owed: given up");
    assert!(
        owed["todo"]
            .as_str()
            .unwrap()
            .contains("the right region and account"),
        "{owed}"
    );
    assert_eq!(row(&ran, "alarms")["state"], "ok");
}

#[tokio::test]
async fn on_one_machine_only_what_is_there_is_looked_at() {
    let shell = Shell::start().await;
    let rows = shell.json(&["doctor"]).await;
    let rows: Vec<_> = rows
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (&row["check"], &row["state"]))
        .collect();
    let names = [
        "table",
        "table: stream",
        "table: expiry",
        "bucket",
        "owed: given up",
        "owed: overdue",
        "owed: waiting",
        "organizations",
    ];
    let well = json!("ok");
    let expected = names.map(|name| (json!(name), &well));
    let expected: Vec<_> = expected
        .iter()
        .map(|(name, state)| (name, *state))
        .collect();
    assert_eq!(rows, expected);
}
