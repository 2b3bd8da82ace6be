//! Services that fail while an upload is settled. The event comes again, and one ticket is one file.

use jiff::SignedDuration;
use leah_local::wire::{FaultKind, Service};
use serde_json::{Value, json};

use super::super::support::{
    FAILURES, MANY, create, fault, heal, keys, operations, put, read, stored, ticket, whole,
};
use crate::support::{TestApp, gif, png};

/// A house on a wire with an upload whose event is kept back.
async fn uploaded(content: &[u8]) -> (TestApp, String, Value, Value) {
    let app = TestApp::wired().await;
    let iri = create(&app).await;
    let ticket = ticket(&app, &iri, "a.png", "image/png", content.len()).await;
    put(&app, &ticket, content).await;
    let event = app.house.take_uploads().remove(0);
    app.house.wire().unwrap().clear();
    (app, iri, ticket, event)
}

/// The calls that settling makes.
async fn calls(content: &[u8]) -> Vec<(Service, String)> {
    let (app, _, _, event) = uploaded(content).await;
    app.house.invoke("uploads", event).await.unwrap();
    let calls = operations(&app);
    app.drain().await;
    calls
}

fn names(calls: &[(Service, String)]) -> Vec<&str> {
    calls
        .iter()
        .map(|(_, operation)| operation.as_str())
        .collect()
}

#[tokio::test]
async fn each_call_may_fail_while_a_file_is_attached() {
    let calls = calls(&png()).await;
    assert_eq!(
        names(&calls),
        [
            "BatchGetItem",
            "GetObject",
            "CopyObject",
            "TransactWriteItems",
            "DeleteObject"
        ]
    );
    for (service, operation) in calls {
        for kind in FAILURES {
            for times in [1, MANY] {
                let row = format!("{operation} {kind:?} {times}");
                let (app, iri, ticket, event) = uploaded(&png()).await;
                fault(&app, service, &operation, kind, times);
                let told = app.house.invoke("uploads", event.clone()).await;
                heal(&app);
                // One failure is made good by the call's next attempt; the platform makes good the others.
                assert_eq!(told.is_ok(), times == 1, "{row}");
                if told.is_err() {
                    app.house.invoke("uploads", event).await.unwrap();
                }
                let (attached, left) = stored(&app, &iri).await;
                assert_eq!(attached, 1, "{row}");
                let standing = read(&app, ticket["@id"].as_str().unwrap()).await;
                assert_eq!(standing["status"], "attached", "{row}");
                // A copy whose making or attaching nobody answered for may stay, unknown to all.
                let unanswered = times == MANY
                    && (operation == "TransactWriteItems" && kind != FaultKind::ReplyLost
                        || operation == "CopyObject" && kind == FaultKind::ReplyLost);
                assert_eq!(left.len(), usize::from(unanswered), "{row}: {left:?}");
                app.drain().await;
                app.advance(SignedDuration::from_hours(7 * 24 + 1)).await;
                assert!(keys(&app).await.is_empty(), "{row}");
            }
        }
    }
}

#[tokio::test]
async fn each_call_may_fail_while_an_upload_is_refused() {
    let calls = calls(&gif()).await;
    assert_eq!(
        names(&calls),
        [
            "BatchGetItem",
            "GetObject",
            "TransactWriteItems",
            "DeleteObject"
        ]
    );
    for (service, operation) in calls {
        for kind in FAILURES {
            for times in [1, MANY] {
                let row = format!("{operation} {kind:?} {times}");
                let (app, iri, ticket, event) = uploaded(&gif()).await;
                fault(&app, service, &operation, kind, times);
                let told = app.house.invoke("uploads", event.clone()).await;
                heal(&app);
                if told.is_err() {
                    app.house.invoke("uploads", event).await.unwrap();
                }
                assert_eq!(whole(&app, &iri).await, 0, "{row}");
                let standing = read(&app, ticket["@id"].as_str().unwrap()).await;
                assert_eq!(standing["status"], "refused", "{row}");
                app.drain().await;
            }
        }
    }
}

#[tokio::test]
async fn the_platform_tells_again_after_a_minute_and_two_more() {
    for (failing, attached_after) in [(1, 1), (2, 3)] {
        let (app, iri, _, event) = uploaded(&png()).await;
        drop(event);
        // A second upload, whose event the platform has.
        let second = ticket(&app, &iri, "b.png", "image/png", png().len()).await;
        put(&app, &second, &png()).await;
        let place = second["@id"].as_str().unwrap();
        // As many attempts as one invocation makes.
        fault(
            &app,
            Service::S3,
            "CopyObject",
            FaultKind::Status(500),
            3 * failing,
        );
        app.drain().await;
        assert_eq!(read(&app, place).await["status"], "pending");
        app.advance(SignedDuration::from_mins(attached_after) - SignedDuration::from_secs(1))
            .await;
        assert_eq!(read(&app, place).await["status"], "pending");
        app.advance(SignedDuration::from_secs(1)).await;
        assert_eq!(read(&app, place).await["status"], "attached", "{failing}");
        assert_eq!(read(&app, &iri).await["files"].as_array().unwrap().len(), 1);
    }
}

#[tokio::test]
async fn an_event_that_is_none_fails() {
    let app = TestApp::start().await;
    for event in [json!(null), json!("x"), json!({"Records": 5})] {
        assert!(
            app.house.invoke("uploads", event.clone()).await.is_err(),
            "{event}"
        );
    }
}
