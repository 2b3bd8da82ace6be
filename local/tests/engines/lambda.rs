use std::sync::Arc;

use aws_sdk_lambda::Client;
use aws_sdk_lambda::error::SdkError;
use aws_sdk_lambda::operation::invoke::{InvokeError, InvokeOutput};
use aws_sdk_lambda::primitives::Blob;
use aws_sdk_lambda::types::InvocationType;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use aws_types::request_id::RequestId;
use leah_aws::system::SystemIds;
use leah_local::engines::Invocation;
use leah_local::wire::{Fault, FaultKind, Service, Wire};
use leah_local::{House, Options, VirtualClock};
use serde_json::{Value, json};

use crate::support::{NOW, engines, instant, lambda};

const NAME: &str = "leah-reminders";
const ARN: &str = "arn:aws:lambda:eu-west-3:000000000000:function:leah-reminders";
const MEBIBYTE: usize = 1024 * 1024;

type Invoked = Result<InvokeOutput, SdkError<InvokeError>>;

/// Invokes a function by its name or ARN, asynchronously.
async fn invoke(client: &Client, function: &str, payload: impl Into<Vec<u8>>) -> Invoked {
    client
        .invoke()
        .function_name(function)
        .invocation_type(InvocationType::Event)
        .payload(Blob::new(payload))
        .send()
        .await
}

/// The status and the error of a refusal.
fn refused(invoked: Invoked) -> (u16, InvokeError) {
    let error = invoked.unwrap_err();
    let status = error.raw_response().unwrap().status().as_u16();
    (status, error.into_service_error())
}

fn reminders(payload: Value) -> Invocation {
    Invocation {
        function: "reminders".to_owned(),
        payload,
        retries: 2,
    }
}

#[tokio::test]
async fn what_is_accepted_is_taken_once_and_in_order() {
    let engines = engines().await;
    let wire = Wire::start(engines.urls()).await.unwrap();
    let client = lambda(&wire.urls());
    let names = [
        NAME,
        "000000000000:function:leah-reminders",
        ARN,
        "leah-reminders:$LATEST",
    ];
    for (number, name) in names.into_iter().enumerate() {
        let accepted = invoke(&client, name, json!({"n": number}).to_string()).await;
        let accepted = accepted.unwrap();
        assert_eq!(accepted.status_code(), 202);
        assert!(accepted.request_id().is_some());
        assert_eq!(accepted.payload().map_or(0, |body| body.as_ref().len()), 0);
    }
    // Without a payload the event is empty.
    invoke(&client, NAME, "").await.unwrap();
    let payloads = [
        json!({"n": 0}),
        json!({"n": 1}),
        json!({"n": 2}),
        json!({"n": 3}),
        json!({}),
    ];
    assert_eq!(engines.take_invocations(), payloads.map(reminders));
    assert_eq!(engines.take_invocations(), []);
    let calls = wire.calls();
    assert_eq!(calls.len(), 5);
    for call in calls {
        let seen = (call.service, call.operation.as_str(), call.status);
        assert_eq!(seen, (Service::Lambda, "Invoke", 202));
    }
}

#[tokio::test]
async fn a_function_that_is_not_in_the_stack_is_not_found() {
    let engines = engines().await;
    let client = lambda(engines.urls());
    for name in [
        "leah-nothing",
        "reminders",
        "leah-reminders:1",
        "arn:aws:lambda:eu-west-3:000000000000:function:leah-nothing",
        "arn:aws:lambda:us-east-1:000000000000:function:leah-reminders",
    ] {
        let (status, error) = refused(invoke(&client, name, "{}").await);
        assert_eq!(status, 404, "{name}");
        assert!(error.is_resource_not_found_exception(), "{name}: {error:?}");
    }
    let (_, error) = refused(invoke(&client, "leah-nothing", "{}").await);
    assert_eq!(
        error.message(),
        Some("Function not found: arn:aws:lambda:eu-west-3:000000000000:function:leah-nothing")
    );
    let strange = ARN.replace("000000000000", "123456789012");
    let (status, error) = refused(invoke(&client, &strange, "{}").await);
    assert_eq!((status, error.code()), (403, Some("AccessDeniedException")));
    assert_eq!(engines.take_invocations(), []);
}

#[tokio::test]
async fn a_version_beside_the_name_has_to_be_the_same() {
    let engines = engines().await;
    let client = lambda(engines.urls());
    let versioned = async |name: &str, version: &str| {
        let invoke = client.invoke().function_name(name).qualifier(version);
        invoke.invocation_type(InvocationType::Event).send().await
    };
    versioned(NAME, "$LATEST").await.unwrap();
    versioned("leah-reminders:$LATEST", "$LATEST")
        .await
        .unwrap();
    let (status, error) = refused(versioned(NAME, "1").await);
    assert_eq!(status, 404);
    assert!(error.is_resource_not_found_exception(), "{error:?}");
    let (status, error) = refused(versioned("leah-reminders:$LATEST", "1").await);
    assert_eq!(status, 400);
    assert!(error.is_invalid_parameter_value_exception(), "{error:?}");
    assert_eq!(engines.take_invocations().len(), 2);
}

#[tokio::test]
async fn what_is_no_name_is_refused() {
    let engines = engines().await;
    let client = lambda(engines.urls());
    let long = "x".repeat(65);
    for name in [
        "leah reminders",
        "../leah-reminders",
        "arn:aws:s3:::leah-reminders",
        &long,
    ] {
        let (status, error) = refused(invoke(&client, name, "{}").await);
        assert_eq!(status, 400, "{name}");
        assert_eq!(error.code(), Some("ValidationException"), "{name}");
        assert!(error.message().unwrap().contains("'functionName'"));
    }
}

#[tokio::test]
async fn an_event_has_at_most_one_mebibyte() {
    let engines = engines().await;
    let wire = Wire::start(engines.urls()).await.unwrap();
    let client = lambda(&wire.urls());
    let event = |length: usize| format!("\"{}\"", "x".repeat(length - 2));
    invoke(&client, NAME, event(MEBIBYTE)).await.unwrap();
    for length in [MEBIBYTE + 1, 6 * MEBIBYTE + 1] {
        let (status, error) = refused(invoke(&client, NAME, event(length)).await);
        assert_eq!(status, 413, "{length}");
        assert!(error.is_request_too_large_exception(), "{error:?}");
    }
    assert_eq!(engines.take_invocations().len(), 1);
}

#[tokio::test]
async fn an_event_is_json() {
    let engines = engines().await;
    let client = lambda(engines.urls());
    for payload in ["x", "{", "{} {}", "{'a': 1}"] {
        let (status, error) = refused(invoke(&client, NAME, payload).await);
        assert_eq!(status, 400, "{payload}");
        assert!(error.is_invalid_request_content_exception(), "{error:?}");
    }
    assert_eq!(engines.take_invocations(), []);
}

#[tokio::test]
async fn only_asynchronous_invocations_are_taken() {
    let engines = engines().await;
    let client = lambda(engines.urls());
    let asking = |kind: Option<InvocationType>| {
        let invoke = client.invoke().function_name(NAME);
        invoke.set_invocation_type(kind).send()
    };
    for kind in [None, Some(InvocationType::RequestResponse)] {
        let (status, error) = refused(asking(kind).await);
        assert_eq!(status, 400);
        assert!(error.is_invalid_parameter_value_exception(), "{error:?}");
        assert!(error.message().unwrap().contains("asynchronous"));
    }
    let dry = asking(Some(InvocationType::DryRun)).await.unwrap();
    assert_eq!(dry.status_code(), 204);
    assert_eq!(engines.take_invocations(), []);
}

#[tokio::test]
async fn the_wire_breaks_invocations_as_it_does_other_calls() {
    let engines = engines().await;
    let wire = Wire::start(engines.urls()).await.unwrap();
    let client = lambda(&wire.urls());
    let fault = |kind| Fault {
        service: Service::Lambda,
        operation: Some("Invoke".to_owned()),
        matching: Some("7dd37344".to_owned()),
        kind,
        times: Some(1),
    };
    let payload = r#"{"delivery":"7dd37344"}"#;
    for (status, code) in [
        (429, "TooManyRequestsException"),
        (500, "ServiceException"),
        (503, "ServiceUnavailable"),
    ] {
        wire.fault(fault(FaultKind::Status(status)));
        let (seen, error) = refused(invoke(&client, NAME, payload).await);
        assert_eq!((seen, error.code()), (status, Some(code)));
    }
    wire.fault(fault(FaultKind::Reset));
    assert!(invoke(&client, NAME, payload).await.is_err());
    assert_eq!(engines.take_invocations(), []);
    wire.fault(fault(FaultKind::ReplyLost));
    assert!(invoke(&client, NAME, payload).await.is_err());
    assert_eq!(engines.take_invocations().len(), 1);
}

#[tokio::test]
async fn a_test_can_take_what_a_house_would_invoke() {
    let clock = VirtualClock::frozen(instant(NOW));
    let house = House::start(Options::ephemeral(clock, Arc::new(SystemIds)));
    let house = house.await.unwrap();
    let client = lambda(house.engines().urls());
    // No function of the stack takes such an event: a call would be seen.
    invoke(&client, NAME, r#"{"no":"firing"}"#).await.unwrap();
    let taken = house.take_invocations();
    assert_eq!(taken, [reminders(json!({"no": "firing"}))]);
    assert_eq!(house.take_invocations(), []);
    let Invocation {
        function, payload, ..
    } = &taken[0];
    assert!(house.invoke(function, payload.clone()).await.is_err());

    // One that fails is over, too.
    invoke(&client, NAME, r#"{"no":"firing"}"#).await.unwrap();
    house.drain().await.unwrap();
    assert_eq!(house.take_invocations(), []);
    house.shutdown().await;
}
