use std::time::Duration;

use aws_sdk_sesv2::config::timeout::TimeoutConfig;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use http::Method;
use leah_local::engines::{BUCKET, Engines, SECRET_KEY};
use leah_local::wire::{Fault, FaultKind, Service, Wire, trips};

use crate::database::table;
use crate::files::signed;
use crate::mail::{RAW, raw};
use crate::scheduler::schedule;
use crate::support::{config, dynamodb, engines, scheduler, ses};

async fn wired() -> (Engines, Wire) {
    let engines = engines().await;
    let wire = Wire::start(engines.urls()).await.unwrap();
    (engines, wire)
}

/// Lets other tasks work until `holds`.
async fn until(holds: impl Fn() -> bool) {
    while !holds() {
        tokio::task::yield_now().await;
    }
}

fn mails(kind: FaultKind, times: Option<u32>) -> Fault {
    Fault {
        service: Service::Ses,
        operation: Some("SendEmail".to_owned()),
        matching: None,
        kind,
        times,
    }
}

#[tokio::test]
async fn every_call_is_recorded_by_the_name_of_its_operation() {
    let (engines, wire) = wired().await;
    engines.create_table(table("leah")).unwrap();
    let urls = wire.urls();
    dynamodb(&urls)
        .describe_table()
        .table_name("leah")
        .send()
        .await
        .unwrap();
    ses(&urls)
        .send_email()
        .content(raw(RAW))
        .send()
        .await
        .unwrap();
    let planner = scheduler(&urls);
    planner
        .create_schedule_group()
        .name("leah")
        .send()
        .await
        .unwrap();
    schedule(&planner, "a", "2021-05-18T09:00:00")
        .send()
        .await
        .unwrap();
    schedule(&planner, "a", "2021-05-18T09:00:00")
        .send()
        .await
        .unwrap_err();
    let calls = wire.calls();
    let seen: Vec<_> = calls
        .iter()
        .map(|call| (call.service, call.operation.as_str(), call.status))
        .collect();
    assert_eq!(
        seen,
        [
            (Service::DynamoDb, "DescribeTable", 200),
            (Service::Ses, "SendEmail", 200),
            (Service::Scheduler, "CreateScheduleGroup", 200),
            (Service::Scheduler, "CreateSchedule", 200),
            (Service::Scheduler, "CreateSchedule", 409),
        ]
    );
    assert!(calls.iter().all(|call| call.ended >= call.started));
    assert_eq!(trips(&calls), 5);
    wire.clear();
    assert_eq!(wire.calls(), []);
}

#[tokio::test]
async fn signatures_and_lengths_pass_the_wire() {
    let (_engines, wire) = wired().await;
    let url = format!("{}/{BUCKET}/a1b2", wire.urls().s3);
    assert_eq!(
        signed(Method::PUT, &url, b"hello", SECRET_KEY)
            .await
            .status(),
        200
    );
    let head = signed(Method::HEAD, &url, b"", SECRET_KEY).await;
    assert_eq!(head.headers()["content-length"], "5");
    assert_eq!(
        signed(Method::GET, &url, b"", SECRET_KEY)
            .await
            .bytes()
            .await
            .unwrap(),
        "hello"
    );
    let operations: Vec<String> = wire
        .calls()
        .into_iter()
        .map(|call| call.operation)
        .collect();
    assert_eq!(operations, ["PutObject", "HeadObject", "GetObject"]);
}

#[tokio::test]
async fn calls_made_at_once_are_one_trip() {
    let (engines, wire) = wired().await;
    engines.create_table(table("leah")).unwrap();
    wire.set_latency(Duration::from_millis(20));
    let client = dynamodb(&wire.urls());
    let both = tokio::join!(
        client.describe_table().table_name("leah").send(),
        client.describe_time_to_live().table_name("leah").send(),
    );
    assert!(both.0.is_ok() && both.1.is_ok());
    assert_eq!(wire.calls().len(), 2);
    assert_eq!(trips(&wire.calls()), 1);
}

#[tokio::test]
async fn a_status_is_answered_as_aws_would_and_nothing_is_applied() {
    let (engines, wire) = wired().await;
    let client = ses(&wire.urls());
    for (status, code) in [
        (500, "InternalServerError"),
        (503, "ServiceUnavailable"),
        (429, "ThrottlingException"),
    ] {
        wire.fault(mails(FaultKind::Status(status), Some(1)));
        let error = client
            .send_email()
            .content(raw(RAW))
            .send()
            .await
            .unwrap_err();
        assert_eq!(error.raw_response().unwrap().status().as_u16(), status);
        assert_eq!(error.code(), Some(code));
    }
    assert_eq!(engines.messages(None), []);
    client.send_email().content(raw(RAW)).send().await.unwrap();
    assert_eq!(engines.messages(None).len(), 1);
}

#[tokio::test]
async fn a_reset_applies_nothing_and_a_lost_reply_does() {
    let (engines, wire) = wired().await;
    let client = ses(&wire.urls());
    wire.fault(mails(FaultKind::Reset, Some(1)));
    let error = client
        .send_email()
        .content(raw(RAW))
        .send()
        .await
        .unwrap_err();
    assert!(error.raw_response().is_none(), "{error:?}");
    assert_eq!(engines.messages(None), []);

    wire.fault(mails(FaultKind::ReplyLost, Some(1)));
    let error = client
        .send_email()
        .content(raw(RAW))
        .send()
        .await
        .unwrap_err();
    assert!(error.raw_response().is_none(), "{error:?}");
    assert_eq!(engines.messages(None).len(), 1);
    let statuses: Vec<u16> = wire.calls().iter().map(|call| call.status).collect();
    assert_eq!(statuses, [0, 0]);
}

#[tokio::test]
async fn a_schedule_whose_reply_was_lost_can_be_sent_again() {
    let (engines, wire) = wired().await;
    let retrying = config(&wire.urls().scheduler).into_builder();
    let retrying = retrying
        .retry_config(aws_smithy_types::retry::RetryConfig::standard())
        .build();
    let client = aws_sdk_scheduler::Client::new(&retrying);
    client
        .create_schedule_group()
        .name("leah")
        .send()
        .await
        .unwrap();
    wire.fault(Fault {
        service: Service::Scheduler,
        operation: Some("CreateSchedule".to_owned()),
        matching: None,
        kind: FaultKind::ReplyLost,
        times: Some(1),
    });
    schedule(&client, "a", "2021-05-18T09:00:00")
        .send()
        .await
        .unwrap();
    assert_eq!(
        wire.calls()
            .iter()
            .filter(|call| call.operation == "CreateSchedule")
            .count(),
        2
    );
    assert_eq!(engines.schedules().len(), 1);
}

#[tokio::test]
async fn a_stalled_call_goes_on_when_the_wire_is_healed() {
    let (engines, wire) = wired().await;
    wire.fault(mails(FaultKind::Stall, None));
    // The caller gives up.
    let patience = TimeoutConfig::builder()
        .operation_timeout(Duration::from_millis(100))
        .build();
    let hasty = config(&wire.urls().ses)
        .into_builder()
        .timeout_config(patience)
        .build();
    let hasty = aws_sdk_sesv2::Client::new(&hasty);
    let error = hasty
        .send_email()
        .content(raw(RAW))
        .send()
        .await
        .unwrap_err();
    assert!(
        matches!(error, aws_sdk_sesv2::error::SdkError::TimeoutError(_)),
        "{error:?}"
    );
    assert_eq!(engines.messages(None), []);

    // The caller waits.
    until(|| wire.stalled() == 0).await;
    let client = ses(&wire.urls());
    let waiting =
        tokio::spawn(async move { client.send_email().content(raw(RAW)).send().await.is_ok() });
    until(|| wire.stalled() == 1).await;
    assert_eq!(engines.messages(None), []);
    wire.heal();
    assert!(waiting.await.unwrap());
    assert_eq!(engines.messages(None).len(), 1);
}

#[tokio::test]
async fn one_item_can_fail_for_ever() {
    let (engines, wire) = wired().await;
    let planner = scheduler(&wire.urls());
    planner
        .create_schedule_group()
        .name("leah")
        .send()
        .await
        .unwrap();
    wire.fault(Fault {
        service: Service::Scheduler,
        operation: None,
        matching: Some("2021-05-18T09:00:00".to_owned()),
        kind: FaultKind::Status(500),
        times: None,
    });
    for _ in 0..3 {
        schedule(&planner, "a", "2021-05-18T09:00:00")
            .send()
            .await
            .unwrap_err();
        schedule(&planner, "b", "2021-05-18T10:00:00")
            .send()
            .await
            .ok();
    }
    let pending = engines.schedules();
    assert_eq!(pending.len(), 1);
    assert_eq!(pending[0].name, "b");
}

// The wire's port may be another test's afterwards: so what is asked for exists nowhere else.
#[tokio::test]
async fn the_wire_ends_with_its_value_even_while_a_call_is_stalled() {
    let (_engines, wire) = wired().await;
    let planner = scheduler(&wire.urls());
    planner
        .create_schedule_group()
        .name("mine")
        .send()
        .await
        .unwrap();
    wire.fault(mails(FaultKind::Stall, None));
    let client = ses(&wire.urls());
    let stalled =
        tokio::spawn(async move { client.send_email().content(raw(RAW)).send().await.is_err() });
    until(|| wire.stalled() == 1).await;
    wire.shutdown().await;
    assert!(stalled.await.unwrap());
    assert!(
        planner
            .get_schedule_group()
            .name("mine")
            .send()
            .await
            .is_err()
    );
}
