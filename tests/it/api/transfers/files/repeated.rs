//! `Idempotency-Key` on uploads: what the form says counts, not how it is written.

use futures_util::future::join_all;
use jiff::SignedDuration;

use super::super::support::{create, filled, items_of, keys, read, revoke, upload, whole};
use crate::support::{Answer, Form, TestApp, gif, pdf, png};

const HEADER: &str = "idempotency-key";
const REUSED: &str =
    "This Idempotency-Key was used with another request body: use a new key for a new request.";

async fn send(app: &TestApp, iri: &str, key: &str, form: &Form) -> Answer {
    app.post(&format!("{iri}/files"))
        .header(HEADER, key)
        .form(form)
        .send()
        .await
}

/// Two files, as clients write them that choose another boundary each time.
fn form(boundary: &str) -> Form {
    Form::bounded(boundary)
        .file("a.png", &png())
        .file("b.pdf", &pdf("one"))
}

fn given(answer: &Answer) -> (u16, &str, [Option<&str>; 2]) {
    let names = ["content-type", "content-location"];
    (
        answer.status,
        &answer.text,
        names.map(|name| answer.header(name)),
    )
}

#[tokio::test]
async fn a_repeated_upload_stores_nothing() {
    let app = TestApp::start().await;
    let iri = create(&app).await;
    let first = send(&app, &iri, "k", &form("one")).await.expect(200);
    let stored = app.files().await;
    for boundary in ["one", "two", "------------------------0f9c"] {
        let again = send(&app, &iri, "k", &form(boundary)).await;
        assert_eq!(given(&again), given(&first), "{boundary}");
    }
    // Also when the transfer has moved on.
    upload(&app, &iri, &Form::new().file("c.png", &png()))
        .await
        .expect(200);
    assert_eq!(
        given(&send(&app, &iri, "k", &form("three")).await),
        given(&first)
    );
    assert_eq!(app.files().await.len(), stored.len() + 1);
    assert_eq!(whole(&app, &iri).await, 3);
    app.drain().await;
}

#[tokio::test]
async fn the_last_place_is_given_again_to_who_has_it() {
    let app = TestApp::start().await;
    let iri = filled(&app, 8).await;
    let first = send(&app, &iri, "k", &form("one")).await.expect(200);
    assert_eq!(
        given(&send(&app, &iri, "k", &form("two")).await),
        given(&first)
    );
    send(&app, &iri, "other", &form("two")).await.expect(422);
    assert_eq!(whole(&app, &iri).await, 10);
    app.drain().await;
}

#[tokio::test]
async fn other_files_with_the_same_key_are_422() {
    let app = TestApp::start().await;
    let iri = create(&app).await;
    send(&app, &iri, "k", &form("one")).await.expect(200);
    let other = |form: Form| {
        let (app, iri) = (&app, &iri);
        async move {
            let refused = send(app, iri, "k", &form).await.expect(422);
            assert_eq!(refused.json()["hydra:description"], REUSED);
        }
    };
    // Another name, another content, another order, one fewer, one more; a body that is no form.
    other(
        Form::bounded("one")
            .file("A.png", &png())
            .file("b.pdf", &pdf("one")),
    )
    .await;
    other(
        Form::bounded("one")
            .file("a.png", &png())
            .file("b.pdf", &pdf("two")),
    )
    .await;
    other(
        Form::bounded("one")
            .file("b.pdf", &pdf("one"))
            .file("a.png", &png()),
    )
    .await;
    other(Form::bounded("one").file("a.png", &png())).await;
    other(form("one").file("c.gif", &gif())).await;
    assert_eq!(whole(&app, &iri).await, 2);
    app.drain().await;
}

#[tokio::test]
async fn a_refused_upload_is_not_kept() {
    let app = TestApp::start().await;
    let iri = create(&app).await;
    let bad = form("one").file("c.gif", &gif());
    send(&app, &iri, "k", &bad).await.expect(422);
    let call = app.post(&format!("{iri}/files")).header(HEADER, "k");
    call.body("multipart/form-data; boundary=one", "x")
        .send()
        .await
        .expect(400);
    send(&app, &iri, "k", &form("one")).await.expect(200);
    assert_eq!(whole(&app, &iri).await, 2);
    app.drain().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_upload_many_times_at_once_is_attached_once() {
    for round in 0..10 {
        let app = TestApp::start().await;
        let iri = create(&app).await;
        let sent = (0..6).map(|number| {
            let (app, iri) = (&app, &iri);
            async move { send(app, iri, "k", &form(&format!("boundary{number}"))).await }
        });
        let answers = join_all(sent).await;
        assert_eq!(answers[0].status, 200, "{}", answers[0].text);
        for answer in &answers {
            assert_eq!(given(answer), given(&answers[0]), "round {round}");
        }
        assert_eq!(whole(&app, &iri).await, 2, "round {round}");
        app.drain().await;
    }
}

#[tokio::test]
async fn after_a_revocation_a_repeated_upload_is_404_and_its_answer_gone() {
    let app = TestApp::start().await;
    let iri = create(&app).await;
    send(&app, &iri, "k", &form("one")).await.expect(200);
    let before = read(&app, &iri).await;
    revoke(&app, &iri).await;
    app.drain().await;
    let again = send(&app, &iri, "k", &form("two")).await;
    assert!(matches!(again.status, 404 | 409), "{}", again.text);
    assert!(!again.text.contains(before["hash"].as_str().unwrap()));
    assert!(items_of(&app, "Answer").is_empty());
    assert!(keys(&app).await.is_empty());
    app.advance(SignedDuration::from_hours(1)).await;
}
