//! The page itself: its words, its weight, and what it may load.

use std::collections::BTreeSet;

use leah_domain::Locale;
use reqwest::Method;

use super::support::{Document, Guest};
use crate::support::{Answer, Tenant, TestApp};

/// What a header or a page has that is another one each time, by name.
fn plain(app: &TestApp, guest: &Guest, text: &str) -> String {
    let mut text = text
        .replace(&guest.secret, "{secret}")
        .replace(&app.storage(), "{s3}");
    for (number, file) in guest.files.iter().enumerate() {
        text = text.replace(file, &format!("{{file {number}}}"));
    }
    text
}

/// The mark by which the policy knows the page's styles and scripts.
pub(super) fn nonce(answer: &Answer) -> String {
    let policy = answer.header("content-security-policy").unwrap();
    let nonce = policy.split_once("'nonce-").unwrap().1;
    nonce.split_once('\'').unwrap().0.to_owned()
}

fn shown(app: &TestApp, guest: &Guest, answer: &Answer) -> String {
    let text = answer.text.replace(&nonce(answer), "{nonce}");
    plain(app, guest, &text).replace(['\u{a0}', '\u{202f}'], "␣")
}

/// The headers of an answer, by name, but those that no page has a say in.
fn headers(app: &TestApp, guest: &Guest, answer: &Answer) -> String {
    let others = ["date", "x-request-id", "x-amzn-requestid"];
    let lines: BTreeSet<String> = answer
        .headers
        .iter()
        .filter(|(name, _)| !others.contains(&name.as_str()))
        .map(|(name, value)| format!("{name}: {}", value.to_str().unwrap()))
        .collect();
    let lines: Vec<String> = lines.into_iter().collect();
    plain(app, guest, &lines.join("\n")).replace(&nonce(answer), "{nonce}")
}

#[tokio::test]
async fn the_page_in_french() {
    let app = TestApp::start().await;
    let documents = [
        Document::jpeg("ordonnance.jpg", 15_728_640),
        Document::pdf("Résumé <b>\"de\"<b> l'été & moi.PDF", 345_678),
        Document::png("scan", 999),
    ];
    let guest = Guest::of_demo(&app, &documents).await;
    let answer = guest.get(&app, &guest.page()).await.expect(200);
    insta::assert_snapshot!("fr", shown(&app, &guest, &answer));
    let length = format!("content-length: {}\n", answer.text.len());
    insta::assert_snapshot!(headers(&app, &guest, &answer).replace(&length, ""), @"
    cache-control: no-store
    content-security-policy: default-src 'none'; style-src 'nonce-{nonce}'; form-action 'self' {s3}; base-uri 'none'; frame-ancestors 'none'
    content-type: text/html; charset=utf-8
    permissions-policy: camera=(), geolocation=(), microphone=()
    referrer-policy: no-referrer
    strict-transport-security: max-age=31536000
    x-content-type-options: nosniff
    x-frame-options: DENY
    x-robots-tag: noindex, nofollow
    ");
}

#[tokio::test]
async fn the_page_in_english() {
    let app = TestApp::start().await;
    let tenant = Tenant::with(&app, "second", |settings| settings.locale = Locale::En).await;
    let documents = [Document::pdf("letter.pdf", 1_234_567)];
    let guest = Guest::of(&app, tenant, &documents).await;
    let answer = guest.get(&app, &guest.page()).await.expect(200);
    insta::assert_snapshot!("en", shown(&app, &guest, &answer));
}

#[tokio::test]
async fn a_head_is_the_page_without_itself() {
    let app = TestApp::start().await;
    let guest = Guest::of_demo(&app, &[Document::png("a.png", 100)]).await;
    let page = guest.get(&app, &guest.page()).await.expect(200);
    let head = guest
        .request(&app, Method::HEAD, &guest.page())
        .send()
        .await
        .expect(200);
    assert_eq!(head.text, "");
    let names = |answer: &Answer| {
        let names = answer.headers.keys().map(ToString::to_string);
        names
            .filter(|name| name != "content-length")
            .collect::<BTreeSet<String>>()
    };
    assert_eq!(names(&head), names(&page));
    assert_ne!(nonce(&head), nonce(&page), "a mark is good for one answer");
}

#[tokio::test]
async fn the_page_loads_nothing_and_is_light() {
    let app = TestApp::start().await;
    // Ten of the longest names, in characters that become long in HTML.
    let names = (0..10).map(|number| format!("{}{number}.pdf", "&".repeat(250)));
    let documents: Vec<Document> = names.map(|name| Document::pdf(&name, 100)).collect();
    let guest = Guest::of_demo(&app, &documents).await;
    let answer = guest.get(&app, &guest.page()).await.expect(200);
    let html = &answer.text;
    assert!(html.len() < 30_000, "{} bytes", html.len());
    for loads in [
        "src=",
        "href=",
        "<script",
        "<link",
        "url(",
        "@import",
        "http-equiv",
        "://",
        "onclick",
    ] {
        assert!(!html.contains(loads), "{loads} in {html}");
    }
    let styles: Vec<&str> = html
        .match_indices("<style")
        .map(|(at, _)| &html[at..at + 60])
        .collect();
    assert_eq!(styles.len(), 1);
    let marked = format!("<style nonce=\"{}\">", nonce(&answer));
    assert!(styles[0].starts_with(&marked), "{styles:?}");
    assert!(
        !html.contains(" style="),
        "no style but in the one that is marked"
    );
    // Every form goes where it came from.
    let forms: Vec<&str> = html.split("<form ").skip(1).collect();
    assert_eq!(forms.len(), 10 + 1);
    for form in forms {
        let action = form.strip_prefix("method=\"post\" action=\"/t/").unwrap();
        assert!(action.starts_with(&guest.secret), "{form}");
    }
}

#[tokio::test]
async fn one_document_has_no_button_for_all() {
    let app = TestApp::start().await;
    let guest = Guest::of_demo(&app, &[Document::png("a.png", 100)]).await;
    let page = guest.get(&app, &guest.page()).await.expect(200);
    assert!(page.text.contains(&guest.file(0)) && !page.text.contains("/all"));
}

#[tokio::test]
async fn who_comes_back_to_a_buttons_address_sees_the_page() {
    let app = TestApp::start().await;
    let guest = Guest::of_demo(
        &app,
        &[Document::png("a.png", 100), Document::png("b.png", 100)],
    )
    .await;
    for path in [guest.file(1), guest.all()] {
        for method in [Method::GET, Method::HEAD] {
            let answer = guest.request(&app, method, &path).send().await.expect(303);
            assert_eq!(answer.header("location"), Some(guest.page().as_str()));
        }
    }
}
