//! What a guest does: open the link, press a button, have the file.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::{Visitor, documents, visit};
use crate::{
    guests::{Document, Guest, downloads},
    support::TestApp,
};

/// A form's button, by the order of the page.
fn button(number: usize) -> String {
    format!("li:nth-of-type({}) button", number + 1)
}

const ALL: &str = "main > form button";

fn assert_all(zip: Vec<u8>, documents: &[Document]) {
    let mut zip = ZipArchive::new(Cursor::new(zip)).unwrap();
    let names: Vec<String> = zip
        .file_names()
        .map(|name| name.unwrap().into_owned())
        .collect();
    let sent: Vec<&str> = documents
        .iter()
        .map(|document| document.name.as_str())
        .collect();
    assert_eq!(names, sent);
    for (number, document) in documents.iter().enumerate() {
        let mut content = Vec::new();
        zip.by_index(number)
            .unwrap()
            .read_to_end(&mut content)
            .unwrap();
        assert!(
            content == document.content,
            "{} has changed on its way",
            document.name
        );
    }
}

/// Nothing was asked of anybody but Leah and its S3, and the browser has nothing to complain of.
async fn assert_quiet(app: &TestApp, guest: &Guest, visitor: &mut Visitor) {
    let mut known = [
        format!("http://{}", guest.host),
        app.house.engines().urls().s3.clone(),
    ];
    known.sort();
    assert_eq!(visitor.origins().await, known);
    assert_eq!(visitor.complaints().await, <[&str; 0]>::default());
}

#[tokio::test]
async fn every_document_is_saved_by_its_button() {
    let (app, guest, mut visitor) = visit().await;
    for (number, document) in documents().iter().enumerate() {
        visitor.click(&button(number)).await;
        let saved = visitor.saved().await;
        assert_eq!(saved.name, document.name);
        assert!(
            saved.content == document.content,
            "{} has changed on its way",
            document.name
        );
    }
    visitor.click(ALL).await;
    let saved = visitor.saved().await;
    assert_eq!(saved.name, "documents.zip");
    assert_all(saved.content, &documents());
    assert_eq!(downloads(&app, &guest), [2, 2, 2]);
    // The page is still there.
    assert_eq!(visitor.ask::<String>("location.href").await, guest.link);
    assert_quiet(&app, &guest, &mut visitor).await;
    visitor.leave().await;
}

#[tokio::test]
async fn the_keyboard_alone_is_enough() {
    let (app, guest, mut visitor) = visit().await;
    let focused = "document.activeElement.closest('form').getAttribute('action')";
    let outlined = "getComputedStyle(document.activeElement).outlineStyle";
    for (number, document) in documents().iter().enumerate() {
        visitor.key("Tab").await;
        assert_eq!(visitor.ask::<String>(focused).await, guest.file(number));
        assert_eq!(
            visitor.ask::<String>(outlined).await,
            "solid",
            "where the focus is, is seen"
        );
        visitor.key("Enter").await;
        assert!(visitor.saved().await.content == document.content);
    }
    visitor.key("Tab").await;
    assert_eq!(visitor.ask::<String>(focused).await, guest.all());
    visitor.key(" ").await;
    assert_all(visitor.saved().await.content, &documents());
    assert_quiet(&app, &guest, &mut visitor).await;
    visitor.leave().await;
}

#[tokio::test]
async fn no_script_is_needed() {
    let app = TestApp::start().await;
    let guest = Guest::of_demo(&app, &documents()).await;
    let mut visitor = Visitor::arrive().await;
    visitor.scripts(false).await;
    // What a page with a script shows without one.
    visitor
        .open("data:text/html,<!doctype html><noscript>none</noscript>")
        .await;
    assert_eq!(
        visitor.ask::<String>("document.body.innerText").await,
        "none"
    );
    visitor.origins().await;
    visitor.open(&guest.link).await;
    visitor.click(&button(0)).await;
    assert!(visitor.saved().await.content == documents()[0].content);
    visitor.click(ALL).await;
    assert_all(visitor.saved().await.content, &documents());
    assert_quiet(&app, &guest, &mut visitor).await;
    visitor.leave().await;
}

#[tokio::test]
async fn a_link_that_ended_while_its_page_was_open_says_so() {
    let (app, guest, mut visitor) = visit().await;
    guest.revoke(&app).await;
    app.drain().await;
    visitor.click_through(&button(0)).await;
    let heading: String = visitor.ask("document.querySelector('h1').innerText").await;
    assert_eq!(heading.replace('\u{a0}', " "), "Ce lien a expiré");
    visitor.origins().await;
    // A browser writes down that an answer was 410; nothing else is to be said.
    let complaints = visitor.complaints().await;
    assert!(
        complaints.iter().all(|said| said.contains("410")),
        "{complaints:?}"
    );
    visitor.leave().await;
}

#[tokio::test]
async fn what_the_policy_forbids_would_be_seen_here() {
    let (app, guest, mut visitor) = visit().await;
    assert_eq!(visitor.complaints().await, <[&str; 0]>::default());
    for script in [
        "document.body.insertAdjacentHTML('beforeend', '<img src=\"http://127.0.0.1:9/x.png\">'); 1",
        "document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">x</p>'); 1",
    ] {
        visitor.ask::<u8>(script).await;
        visitor.hears("Content Security Policy").await;
    }
    // What was asked for and not let through counts as well.
    let origins = visitor.origins().await;
    assert!(
        origins.contains(&"http://127.0.0.1:9".to_owned()),
        "{origins:?}"
    );
    // Nor can a form be led elsewhere.
    let elsewhere = "document.querySelector('form').action = 'http://localhost:9/'; 1";
    visitor.ask::<u8>(elsewhere).await;
    visitor.click(&button(0)).await;
    visitor.hears("form-action").await;
    assert_eq!(downloads(&app, &guest), [0, 0, 0]);
    visitor.leave().await;
}
