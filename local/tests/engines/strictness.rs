//! Requests that EventBridge Scheduler would refuse, sent as they stand: the SDK would not build most of them.

use serde_json::{Value, json};

use crate::support::{engines, scheduler};

fn sound() -> Value {
    json!({
        "GroupName": "leah",
        "ScheduleExpression": "at(2021-05-18T09:00:00)",
        "FlexibleTimeWindow": { "Mode": "OFF" },
        "Target": {
            "Arn": "arn:aws:lambda:eu-west-3:000000000000:function:reminders",
            "RoleArn": "arn:aws:iam::000000000000:role/leah-scheduler",
            "Input": "{}",
        },
    })
}

/// What to put where in a sound request (null takes it away), and what the refusal has to name.
fn unsound() -> Vec<(&'static str, Value, &'static str)> {
    vec![
        ("/ScheduleExpression", json!("rate(1 hour)"), "rate(1 hour)"),
        ("/ScheduleExpression", json!("cron(0 10 * * ? *)"), "cron"),
        (
            "/ScheduleExpression",
            json!("at(2021-05-18T09:00:00Z)"),
            "at(2021-05-18T09:00:00Z)",
        ),
        ("/ScheduleExpression", Value::Null, "scheduleExpression"),
        (
            "/ScheduleExpressionTimezone",
            json!("Europe/Leah"),
            "Europe/Leah",
        ),
        ("/FlexibleTimeWindow", Value::Null, "flexibleTimeWindow"),
        (
            "/FlexibleTimeWindow",
            json!({ "Mode": "ON" }),
            "flexibleTimeWindow.mode",
        ),
        (
            "/FlexibleTimeWindow",
            json!({ "Mode": "FLEXIBLE" }),
            "MaximumWindowInMinutes",
        ),
        (
            "/FlexibleTimeWindow",
            json!({ "Mode": "OFF", "MaximumWindowInMinutes": 5 }),
            "MaximumWindowInMinutes",
        ),
        (
            "/FlexibleTimeWindow",
            json!({ "Mode": "FLEXIBLE", "MaximumWindowInMinutes": 1441 }),
            "1441",
        ),
        ("/Target", Value::Null, "target"),
        ("/Target/Arn", json!("reminders"), "target.arn"),
        ("/Target/RoleArn", Value::Null, "target.roleArn"),
        (
            "/Target/RoleArn",
            json!("arn:aws:iam::1:role/x"),
            "target.roleArn",
        ),
        (
            "/Target/Input",
            json!("{not json"),
            "Input is not valid JSON",
        ),
        (
            "/Target/SqsParameters",
            json!({ "MessageGroupId": "x" }),
            "target.SqsParameters",
        ),
        (
            "/Target/RetryPolicy",
            json!({ "MaximumRetryAttempts": 186 }),
            "maximumRetryAttempts",
        ),
        (
            "/Target/RetryPolicy",
            json!({ "MaximumEventAgeInSeconds": 59 }),
            "maximumEventAgeInSeconds",
        ),
        (
            "/Target/DeadLetterConfig",
            json!({ "Arn": "dead" }),
            "deadLetterConfig",
        ),
        ("/State", json!("ON"), "state"),
        (
            "/ActionAfterCompletion",
            json!("ARCHIVE"),
            "actionAfterCompletion",
        ),
        ("/ClientToken", json!("a b"), "clientToken"),
        ("/GroupName", json!("a b"), "groupName"),
        ("/Description", json!("x".repeat(513)), "description"),
    ]
}

/// The status, the error type and the message that answer a request to create schedule `name`.
async fn create(url: &str, name: &str, body: &Value) -> (u16, String, String) {
    let answer = reqwest::Client::new()
        .post(format!("{url}/schedules/{name}"))
        .json(body)
        .send()
        .await
        .unwrap();
    let status = answer.status().as_u16();
    let kind = answer
        .headers()
        .get("x-amzn-errortype")
        .map_or("", |kind| kind.to_str().unwrap())
        .to_owned();
    assert!(answer.headers().contains_key("x-amzn-requestid"));
    let body: Value = answer.json().await.unwrap();
    // The header names the error; a body may name it, too.
    assert_eq!(body["__type"].as_str().unwrap_or(&kind), kind);
    (
        status,
        kind,
        body["Message"].as_str().unwrap_or_default().to_owned(),
    )
}

#[tokio::test]
async fn what_breaks_a_constraint_is_refused_and_named() {
    let engines = engines().await;
    let url = &engines.urls().scheduler;
    scheduler(engines.urls())
        .create_schedule_group()
        .name("leah")
        .send()
        .await
        .unwrap();
    assert_eq!(create(url, "a", &sound()).await.0, 200);

    for (path, value, named) in unsound() {
        let mut body = sound();
        let (parent, member) = path.rsplit_once('/').unwrap();
        let parent = body.pointer_mut(parent).unwrap().as_object_mut().unwrap();
        if value.is_null() {
            parent.remove(member);
        } else {
            parent.insert(member.to_owned(), value.clone());
        }
        let (status, kind, message) = create(url, "b", &body).await;
        assert_eq!(
            (status, kind.as_str()),
            (400, "ValidationException"),
            "{path} {value}: {message}"
        );
        assert!(message.contains(named), "{path} {value}: {message}");
    }
    assert_eq!(engines.schedules().len(), 1);
}

#[tokio::test]
async fn names_have_64_characters_of_few_kinds() {
    let engines = engines().await;
    let url = &engines.urls().scheduler;
    scheduler(engines.urls())
        .create_schedule_group()
        .name("leah")
        .send()
        .await
        .unwrap();
    let longest = "a".repeat(64);
    for name in ["a.B-_9", &longest] {
        assert_eq!(create(url, name, &sound()).await.0, 200, "{name}");
    }
    for name in ["a%20b", "%C3%A9", "a%2Fb", "a:b", &"a".repeat(65)] {
        assert_eq!(
            create(url, name, &sound()).await.1,
            "ValidationException",
            "{name}"
        );
    }
}

#[tokio::test]
async fn all_violations_come_together() {
    let engines = engines().await;
    let (_, _, message) = create(&engines.urls().scheduler, "a%20b", &json!({})).await;
    assert!(
        message.starts_with("4 validation errors detected"),
        "{message}"
    );
}

#[tokio::test]
async fn a_group_that_is_not_there_is_said_to_be_missing() {
    let engines = engines().await;
    let (status, kind, message) = create(&engines.urls().scheduler, "a", &sound()).await;
    assert_eq!((status, kind.as_str()), (404, "ResourceNotFoundException"));
    assert_eq!(message, "Schedule group leah does not exist.");
}

#[tokio::test]
async fn a_body_that_is_no_json_is_refused() {
    let engines = engines().await;
    let url = format!("{}/schedules/a", engines.urls().scheduler);
    let answer = reqwest::Client::new()
        .post(url)
        .body("{")
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 400);
    assert_eq!(
        answer.headers()["x-amzn-errortype"],
        "SerializationException"
    );
    let url = format!("{}/schedules/a/b", engines.urls().scheduler);
    let answer = reqwest::Client::new().get(url).send().await.unwrap();
    assert_eq!(answer.status(), 404);
    assert_eq!(
        answer.headers()["x-amzn-errortype"],
        "UnknownOperationException"
    );
}
