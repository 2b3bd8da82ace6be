//! Repeated edits and cancellations.

use serde_json::json;

use super::{given, patch};
use crate::{
    api::appointments::support::{PATH, book, edit, items_of, mails, subjects},
    support::TestApp,
};

#[tokio::test]
async fn a_repeated_edit_is_not_made_again() {
    let app = TestApp::start().await;
    let iri = book(&app, &json!({})).await;
    app.drain().await;
    let (early, late) = (
        json!({"startTime": "2021-05-18T09:00:00"}),
        json!({"startTime": "2021-06-18T09:00:00"}),
    );
    let first = patch(&app, &iri, "k", &early).await.expect(200);
    app.drain().await;
    let moved = edit(&app, &iri, &late).await.expect(200);
    app.drain().await;
    let again = patch(&app, &iri, "k", &early).await;
    assert_eq!(given(&again), given(&first));
    assert_eq!(app.get(&iri).send().await.text, moved.text);
    app.drain().await;
    assert_eq!(mails(&app).await.len(), 3);
}

#[tokio::test]
async fn a_repeated_edit_that_changed_nothing_still_changes_nothing() {
    let app = TestApp::start().await;
    let iri = book(&app, &json!({})).await;
    let same = json!({"startTime": "2021-04-25T13:15:00"});
    let first = patch(&app, &iri, "k", &same).await.expect(200);
    let moved = edit(&app, &iri, &json!({"startTime": "2021-06-18T09:00:00"}))
        .await
        .expect(200);
    assert_eq!(given(&patch(&app, &iri, "k", &same).await), given(&first));
    assert_eq!(app.get(&iri).send().await.text, moved.text);
    app.drain().await;
}

#[tokio::test]
async fn one_edit_a_hundred_times_at_once_is_made_once() {
    let app = TestApp::start().await;
    let iri = book(&app, &json!({})).await;
    app.drain().await;
    let calls = (0..100).map(|_| {
        let call = app
            .patch(&iri)
            .header(super::HEADER, "k")
            .merge(&json!({"startTime": "2021-05-18T09:00:00"}));
        tokio::spawn(call.send())
    });
    let calls: Vec<_> = calls.collect();
    let mut answers = Vec::new();
    for call in calls {
        answers.push(call.await.unwrap().expect(200));
    }
    assert!(
        answers
            .iter()
            .all(|answer| given(answer) == given(&answers[0]))
    );
    assert_eq!(answers[0].json()["startTime"], "2021-05-18T09:00:00+00:00");
    app.drain().await;
    assert_eq!(mails(&app).await.len(), 2);
    assert_eq!(
        items_of(&app, "Appointment")
            .iter()
            .filter(|item| item["version"]["N"] == "1")
            .count(),
        1
    );
}

#[tokio::test]
async fn another_patch_under_the_key_is_422() {
    let app = TestApp::start().await;
    let iri = book(&app, &json!({})).await;
    patch(&app, &iri, "k", &json!({"externalId": "1"}))
        .await
        .expect(200);
    patch(&app, &iri, "k", &json!({"externalId": "2"}))
        .await
        .expect(422);
    assert_eq!(
        app.get(&format!("{PATH}?externalId=1"))
            .send()
            .await
            .members(),
        [iri]
    );
    app.drain().await;
}

#[tokio::test]
async fn a_refused_edit_is_not_kept() {
    let app = TestApp::start().await;
    let iri = book(&app, &json!({})).await;
    patch(&app, &iri, "k", &json!({"email": "x"}))
        .await
        .expect(422);
    patch(&app, &iri, "k", &json!({"email": null}))
        .await
        .expect(400);
    patch(&app, &iri, "k", &json!({"email": "jane@example.org"}))
        .await
        .expect(200);
    let unknown = "/api/appointments/6e229d04-1880-4b6b-a520-36f757f4a532";
    patch(&app, unknown, "k", &json!({})).await.expect(404);
    app.drain().await;
}

#[tokio::test]
async fn a_repeated_cancellation_is_answered_until_its_answer_is_erased() {
    let app = TestApp::start().await;
    let iri = book(&app, &json!({})).await;
    app.drain().await;
    let cancel = json!({"status": "cancelled"});
    let first = patch(&app, &iri, "k", &cancel).await.expect(200);
    assert_eq!(given(&patch(&app, &iri, "k", &cancel).await), given(&first));
    app.drain().await;
    patch(&app, &iri, "k", &cancel).await.expect(409);
    patch(&app, &iri, "other", &cancel).await.expect(404);
    app.drain().await;
    assert_eq!(subjects(&app, "john.doe@gmail.com").await.len(), 2);
}
