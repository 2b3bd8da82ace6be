//! Several requests at once.

use futures_util::future::join_all;

use super::super::support::{announce, create, filled, share, upload, whole};
use crate::support::{Answer, Form, TestApp, pdf};

/// Sends a form for each of these numbers of files, all at once.
async fn at_once(app: &TestApp, iri: &str, counts: &[usize]) -> Vec<Answer> {
    let uploads = counts.iter().enumerate().map(|(sender, count)| {
        let form = (0..*count).fold(Form::new(), |form, number| {
            form.file(
                &format!("{sender}-{number}.pdf"),
                &pdf(&format!("{sender} {number}")),
            )
        });
        async move { upload(app, iri, &form).await }
    });
    join_all(uploads).await
}

fn statuses(answers: &[Answer]) -> Vec<u16> {
    let mut statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
    statuses.sort_unstable();
    statuses
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_last_place_is_won_once() {
    let app = TestApp::start().await;
    for round in 0..40 {
        let iri = filled(&app, 9).await;
        // The loser's object is nowhere: the rounds before this one have left ten each.
        let before = app.files().await.len();
        let answers = at_once(&app, &iri, &[1, 1]).await;
        assert_eq!(statuses(&answers), [200, 422], "round {round}");
        let loser = answers
            .iter()
            .find(|answer| answer.status == 422)
            .unwrap()
            .json();
        assert_eq!(
            loser["hydra:description"],
            "file: This collection should contain 10 elements or less."
        );
        assert_eq!(app.files().await.len(), before + 1, "round {round}");
    }
    app.drain().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_that_fit_alone_one_is_kept_whole_and_the_other_not_at_all() {
    let app = TestApp::start().await;
    for round in 0..10 {
        let iri = filled(&app, 4).await;
        let before = app.files().await.len();
        let answers = at_once(&app, &iri, &[6, 4, 5]).await;
        assert_eq!(statuses(&answers), [200, 422, 422], "round {round}");
        let winner = answers
            .iter()
            .position(|answer| answer.status == 200)
            .unwrap();
        assert_eq!(
            app.files().await.len(),
            before + [6, 4, 5][winner],
            "round {round}"
        );
    }
    app.drain().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_that_fit_are_kept() {
    let app = TestApp::start().await;
    let iri = create(&app).await;
    let answers = at_once(&app, &iri, &[1; 10]).await;
    assert_eq!(statuses(&answers), [200; 10]);
    assert_eq!(whole(&app, &iri).await, 10);
    app.drain().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_more_than_fit_ten_are_kept() {
    let app = TestApp::start().await;
    let iri = create(&app).await;
    let answers = at_once(&app, &iri, &[1; 16]).await;
    assert_eq!(
        statuses(&answers),
        [[200; 10].as_slice(), &[422; 6]].concat()
    );
    assert_eq!(whole(&app, &iri).await, 10);
    app.drain().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn changes_of_every_kind_go_side_by_side() {
    let app = TestApp::start().await;
    let iri = filled(&app, 1).await;
    let files = serde_json::json!([{"name": "a.png", "type": "image/png", "size": 67}]);
    for email in ["one@example.org", "two@example.org", "three@example.org"] {
        let (uploads, issued, shared) = tokio::join!(
            at_once(&app, &iri, &[1, 1]),
            announce(&app, &iri, &files),
            share(&app, &iri, email),
        );
        assert_eq!(statuses(&uploads), [200, 200]);
        assert_eq!(
            (issued.status, shared.status),
            (200, 200),
            "{}{}",
            issued.text,
            shared.text
        );
    }
    assert_eq!(whole(&app, &iri).await, 7);
    app.drain().await;
    assert_eq!(app.messages().await.len(), 3);
    let tickets = app.get(&format!("{iri}/tickets")).send().await.expect(200);
    assert_eq!(tickets.members().len(), 3);
}
