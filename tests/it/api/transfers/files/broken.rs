//! Services that fail in the middle: all of an upload or nothing of it.

use jiff::SignedDuration;
use leah_local::wire::{FaultKind, Service};

use super::super::support::{
    FAILURES, MANY, create, fault, heal, keys, link, read, share, stored, upload, whole,
};
use crate::support::{Answer, Form, TestApp, pdf, png};

fn form() -> Form {
    Form::new()
        .file("a.png", &png())
        .file("b.pdf", &pdf("one"))
        .file("c.pdf", &pdf("two"))
}

/// Sends the form with a key.
async fn send(app: &TestApp, iri: &str) -> Answer {
    let call = app
        .post(&format!("{iri}/files"))
        .header("idempotency-key", "k");
    call.form(&form()).send().await
}

/// Erases the transfer at its end: whatever was left of it goes.
async fn end(app: &TestApp) {
    app.advance(SignedDuration::from_hours(7 * 24 + 1)).await;
    assert!(keys(app).await.is_empty());
}

#[tokio::test]
async fn a_call_that_fails_once_is_made_again() {
    for (service, operation) in [
        (Service::DynamoDb, "GetItem"),
        (Service::S3, "PutObject"),
        (Service::DynamoDb, "TransactWriteItems"),
    ] {
        for kind in FAILURES {
            let app = TestApp::wired().await;
            let iri = create(&app).await;
            fault(&app, service, operation, kind, 1);
            upload(&app, &iri, &form()).await.expect(200);
            assert_eq!(whole(&app, &iri).await, 3, "{operation} {kind:?}");
            app.drain().await;
        }
    }
}

#[tokio::test]
async fn without_storage_nothing_is_attached() {
    for kind in FAILURES {
        let app = TestApp::wired().await;
        let iri = create(&app).await;
        fault(&app, Service::S3, "PutObject", kind, MANY);
        let refused = upload(&app, &iri, &form()).await;
        insta::allow_duplicates! {
            insta::assert_snapshot!(refused.snapshot(), @r#"
            503 application/ld+json; charset=utf-8
            {
              "@context": "/api/contexts/Error",
              "@type": "hydra:Error",
              "hydra:title": "An error occurred",
              "hydra:description": "The service is not available at the moment: try again in a few seconds."
            }
            "#);
        }
        assert_eq!(refused.header("retry-after"), Some("5"));
        heal(&app);
        assert_eq!(whole(&app, &iri).await, 0, "{kind:?}");
        assert_eq!(read(&app, &iri).await["status"], "in_progress");
        upload(&app, &iri, &form()).await.expect(200);
        assert_eq!(whole(&app, &iri).await, 3, "{kind:?}");
        app.drain().await;
    }
}

#[tokio::test]
async fn one_file_that_cannot_be_stored_keeps_the_others_out() {
    for kind in FAILURES {
        let app = TestApp::wired().await;
        let iri = create(&app).await;
        // The attempts at one of them, wherever it stands among the three.
        app.house.wire().unwrap().fault(leah_local::wire::Fault {
            service: Service::S3,
            operation: Some("PutObject".to_owned()),
            matching: Some("% two".to_owned()),
            kind,
            times: None,
        });
        upload(&app, &iri, &form()).await.expect(503);
        heal(&app);
        assert_eq!(whole(&app, &iri).await, 0, "{kind:?}");
        app.drain().await;
    }
}

#[tokio::test]
async fn what_cannot_be_taken_back_is_not_served_and_goes_with_the_transfer() {
    let app = TestApp::wired().await;
    let iri = create(&app).await;
    upload(&app, &iri, &Form::new().file("a.png", &png()))
        .await
        .expect(200);
    fault(&app, Service::S3, "PutObject", FaultKind::ReplyLost, MANY);
    fault(
        &app,
        Service::S3,
        "DeleteObject",
        FaultKind::Status(500),
        MANY,
    );
    upload(&app, &iri, &form()).await.expect(503);
    heal(&app);
    let (attached, left) = stored(&app, &iri).await;
    assert_eq!(attached, 1);
    assert!(!left.is_empty());
    let transfer = share(&app, &iri, "guest@example.org")
        .await
        .expect(200)
        .json();
    for key in left {
        let id = key.rsplit('/').next().unwrap();
        app.get(&format!("/api/transfer_files/{id}"))
            .send()
            .await
            .expect(404);
        let path = format!("{}/files/{id}", link(&transfer));
        app.post(&path).anonymous().send().await.expect(404);
    }
    end(&app).await;
}

#[tokio::test]
async fn where_the_table_cannot_be_read_nothing_is_stored() {
    for kind in FAILURES {
        let app = TestApp::wired().await;
        let iri = create(&app).await;
        fault(&app, Service::DynamoDb, "GetItem", kind, MANY);
        upload(&app, &iri, &form()).await.expect(503);
        heal(&app);
        assert_eq!(whole(&app, &iri).await, 0, "{kind:?}");
        app.drain().await;
    }
}

#[tokio::test]
async fn where_nobody_knows_whether_it_was_written_it_is_all_or_nothing() {
    for kind in FAILURES {
        let app = TestApp::wired().await;
        let iri = create(&app).await;
        fault(&app, Service::DynamoDb, "TransactWriteItems", kind, MANY);
        send(&app, &iri).await.expect(503);
        heal(&app);
        let written = if kind == FaultKind::ReplyLost { 3 } else { 0 };
        let (attached, left) = stored(&app, &iri).await;
        // What is stored may be what is attached, so it stays.
        assert_eq!((attached, left.len()), (written, 3 - written), "{kind:?}");
        let again = send(&app, &iri).await.expect(200);
        assert_eq!(again.json(), read(&app, &iri).await, "{kind:?}");
        let (attached, still_left) = stored(&app, &iri).await;
        assert_eq!((attached, still_left), (3, left), "{kind:?}");
        end(&app).await;
    }
}
