//! Downloads are counted and noted, without a word of who it was.

use jiff::SignedDuration;
use reqwest::Method;
use serde_json::Value;

use super::support::{Document, Guest, audits, downloads};
use crate::support::TestApp;

fn documents() -> Vec<Document> {
    ["a", "b", "c"]
        .map(|name| Document::png(&format!("{name}.png"), 100))
        .to_vec()
}

#[tokio::test]
async fn each_press_of_a_button_counts_once() {
    let app = TestApp::start().await;
    let guest = Guest::of_demo(&app, &documents()).await;
    guest.get(&app, &guest.page()).await.expect(200);
    assert_eq!(downloads(&app, &guest), [0, 0, 0]);
    guest.download(&app, &guest.file(1)).await;
    assert_eq!(downloads(&app, &guest), [0, 1, 0]);
    guest.download(&app, &guest.file(1)).await;
    guest.download(&app, &guest.file(2)).await;
    assert_eq!(downloads(&app, &guest), [0, 2, 1]);
    guest.download(&app, &guest.all()).await;
    assert_eq!(downloads(&app, &guest), [1, 3, 2]);
    // What opens nothing counts nothing.
    let none = format!(
        "{}/files/{}",
        guest.page(),
        "5af6e1bb-3182-47cc-bbc4-528ae5d442af"
    );
    guest.press(&app, &none).await.expect(404);
    guest
        .request(&app, Method::PUT, &guest.file(0))
        .send()
        .await
        .expect(405);
    assert_eq!(downloads(&app, &guest), [1, 3, 2]);
    assert_eq!(audits(&app).len(), 4);
}

#[tokio::test]
async fn a_count_stays_when_documents_follow() {
    let app = TestApp::start().await;
    let mut guest = Guest::of_demo(&app, &documents()).await;
    guest.download(&app, &guest.file(0)).await;
    guest.send(&app, &[Document::png("d.png", 100)]).await;
    guest.share(&app).await;
    assert_eq!(downloads(&app, &guest), [1, 0, 0, 0]);
}

#[tokio::test]
async fn what_is_kept_of_a_download_names_nobody() {
    let app = TestApp::start().await;
    let guest = Guest::of_demo(&app, &documents()).await;
    let call = guest.request(&app, Method::POST, &guest.file(1));
    call.header("user-agent", "Mozilla/5.0 (Guest)")
        .header("x-forwarded-for", "203.0.113.7")
        .send()
        .await
        .expect(303);
    app.advance(SignedDuration::from_mins(90)).await;
    guest.follow(&app, &guest.all()).await;

    let transfer = guest.transfer.rsplit('/').next().unwrap();
    let kept = audits(&app);
    let files = [vec![&guest.files[1]], guest.files.iter().collect()];
    let times = ["2021-03-01T08:00:00Z", "2021-03-01T09:30:00Z"];
    assert_eq!(kept.len(), 2);
    for ((audit, files), at) in kept.iter().zip(&files).zip(times) {
        let item = audit.as_object().unwrap();
        let mut names: Vec<&str> = item.keys().map(String::as_str).collect();
        names.sort_unstable();
        assert_eq!(
            names,
            ["PK", "SK", "action", "at", "files", "transfer", "type", "v"]
        );
        assert_eq!(audit["action"]["S"], "transfer.downloaded");
        assert_eq!(audit["at"]["S"], at);
        assert_eq!(audit["transfer"]["S"], transfer);
        let listed: Vec<&str> = audit["files"]["L"]
            .as_array()
            .unwrap()
            .iter()
            .map(text)
            .collect();
        assert_eq!(&listed, files);
        let text = audit.to_string();
        for private in [
            "benjamin",
            "leah.care",
            "203.0.113",
            "127.0.0.1",
            "Mozilla",
            ".png",
            &guest.secret,
        ] {
            assert!(!text.contains(private), "{private} in {text}");
        }
    }
    // It outlives the documents.
    app.advance(SignedDuration::from_hours(8 * 24)).await;
    assert_eq!(audits(&app), kept);
}

fn text(value: &Value) -> &str {
    value["S"].as_str().unwrap()
}
