//! The page: its words before and after the button was pressed, its headers, its weight.

use std::collections::BTreeSet;

use leah_domain::Locale;
use reqwest::Method;

use super::{super::page::nonce, Room, link, said, told};
use crate::support::{Answer, Tenant, TestApp};

fn shown(room: &Room, answer: &Answer) -> String {
    let text = answer.text.replace(&nonce(answer), "{nonce}");
    text.replace(&room.secret, "{secret}")
        .replace(['\u{a0}', '\u{202f}'], "␣")
}

/// The headers of an answer, by name, but those that no page has a say in.
fn headers(room: &Room, answer: &Answer) -> String {
    let others = ["content-length", "date", "x-request-id", "x-amzn-requestid"];
    let lines: BTreeSet<String> = answer
        .headers
        .iter()
        .filter(|(name, _)| !others.contains(&name.as_str()))
        .map(|(name, value)| format!("{name}: {}", value.to_str().unwrap()))
        .collect();
    let text = lines.into_iter().collect::<Vec<_>>().join("\n");
    text.replace(&nonce(answer), "{nonce}")
        .replace(&room.secret, "{secret}")
}

#[tokio::test]
async fn the_page_in_french() {
    let app = TestApp::start().await;
    let room = Room::of_demo(&app).await;
    let page = room.get(&app).await.expect(200);
    insta::assert_snapshot!("fr", shown(&room, &page));
    insta::assert_snapshot!(headers(&room, &page), @"
    cache-control: no-store
    content-security-policy: default-src 'none'; style-src 'nonce-{nonce}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'
    content-type: text/html; charset=utf-8
    permissions-policy: camera=(), geolocation=(), microphone=()
    referrer-policy: no-referrer
    strict-transport-security: max-age=31536000
    x-content-type-options: nosniff
    x-frame-options: DENY
    x-robots-tag: noindex, nofollow
    ");
    let pressed = room.press(&app).await;
    assert_eq!((pressed.status, pressed.text.as_str()), (303, ""));
    insta::assert_snapshot!(headers(&room, &pressed), @"
    cache-control: no-store
    content-security-policy: default-src 'none'; style-src 'nonce-{nonce}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'
    content-type: text/html; charset=utf-8
    location: /w/{secret}
    permissions-policy: camera=(), geolocation=(), microphone=()
    referrer-policy: no-referrer
    strict-transport-security: max-age=31536000
    x-content-type-options: nosniff
    x-frame-options: DENY
    x-robots-tag: noindex, nofollow
    ");
    let page = room.get(&app).await.expect(200);
    insta::assert_snapshot!("fr_there", shown(&room, &page));
    insta::assert_snapshot!(headers(&room, &page), @"
    cache-control: no-store
    content-security-policy: default-src 'none'; style-src 'nonce-{nonce}'; script-src 'nonce-{nonce}'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'
    content-type: text/html; charset=utf-8
    permissions-policy: camera=(), geolocation=(), microphone=()
    referrer-policy: no-referrer
    strict-transport-security: max-age=31536000
    x-content-type-options: nosniff
    x-frame-options: DENY
    x-robots-tag: noindex, nofollow
    ");
    app.drain().await;
}

#[tokio::test]
async fn the_page_in_english_with_a_brand() {
    let app = TestApp::start().await;
    let tenant = Tenant::with(&app, "second", |settings| {
        settings.locale = Locale::En;
        settings.brand_colour = Some("#8a1c5b".to_owned());
    })
    .await;
    let room = Room::of(&app, &tenant).await;
    let page = room.get(&app).await.expect(200);
    insta::assert_snapshot!("en", shown(&room, &page));
    room.press(&app).await.expect(303);
    let page = room.get(&app).await.expect(200);
    insta::assert_snapshot!("en_there", shown(&room, &page));
    app.drain().await;
}

#[tokio::test]
async fn every_message_of_an_appointment_has_the_same_link() {
    let app = TestApp::start().await;
    let room = Room::of_demo(&app).await;
    app.advance_to("2021-04-25T13:00:00Z").await;
    let messages = app.messages().await;
    let mut channels = BTreeSet::new();
    for message in &messages {
        let text = message["text"].as_str().unwrap();
        assert_eq!(link(text), room.link);
        if let Some(html) = message["html"].as_str() {
            assert!(html.contains(&format!("href=\"{}\"", room.link)), "{html}");
        }
        channels.insert(message["channel"].as_str().unwrap());
    }
    // The confirmation, and two reminders by mail and SMS.
    assert_eq!(messages.len(), 5);
    assert_eq!(channels, ["email", "sms"].into());
    let page = room.get(&app).await.expect(200);
    // On the day itself the time is enough.
    assert!(page.text.contains("<strong>15"), "{}", page.text);
}

#[tokio::test]
async fn a_head_is_the_page_without_itself() {
    let app = TestApp::start().await;
    let room = Room::of_demo(&app).await;
    for pressed in [false, true] {
        if pressed {
            room.press(&app).await.expect(303);
        }
        let page = room.get(&app).await.expect(200);
        let head = room.request(&app, Method::HEAD).send().await.expect(200);
        assert_eq!(head.text, "");
        assert_eq!(headers(&room, &head), headers(&room, &page));
        assert_ne!(nonce(&head), nonce(&page), "a mark is good for one answer");
    }
    app.drain().await;
}

#[tokio::test]
async fn the_page_loads_nothing_and_is_light() {
    let app = TestApp::start().await;
    let room = Room::of_demo(&app).await;
    for pressed in [false, true] {
        if pressed {
            room.press(&app).await.expect(303);
        }
        let page = room.get(&app).await.expect(200);
        let html = &page.text;
        assert!(html.len() < 30_000, "{} bytes", html.len());
        for loads in [
            "src=",
            "href=",
            "<link",
            "url(",
            "@import",
            "http-equiv",
            "://",
            "onclick",
            " style=",
        ] {
            assert!(!html.contains(loads), "{loads} in {html}");
        }
        // The script and the style are those that are marked; before the button there is no script.
        for (tag, count) in [("<style", 1), ("<script", usize::from(pressed))] {
            let marked = format!("{tag} nonce=\"{}\">", nonce(&page));
            assert_eq!(html.matches(tag).count(), count, "{tag}");
            assert_eq!(html.matches(&marked).count(), count, "{tag}");
        }
        let forms: Vec<&str> = html.split("<form ").skip(1).collect();
        let form = format!("method=\"post\" action=\"{}\">", room.path());
        assert_eq!(forms.len(), 1);
        assert!(forms[0].starts_with(&form), "{}", forms[0]);
    }
    app.drain().await;
}

#[tokio::test]
async fn an_appointment_that_moves_keeps_its_link() {
    let app = TestApp::start().await;
    told(&app).await;
    let room = Room::of_demo(&app).await;
    let before = room.get(&app).await.expect(200);
    assert!(before.text.contains("15\u{a0}h\u{a0}15"), "{}", before.text);
    room.press(&app).await.expect(303);
    let moved =
        serde_json::json!({"startTime": "2021-05-18T09:00:00", "email": "other@example.org"});
    app.patch(&room.appointment)
        .merge(&moved)
        .send()
        .await
        .expect(200);
    app.drain().await;
    for message in app
        .messages()
        .await
        .iter()
        .filter(|one| one["to"] == "other@example.org")
    {
        assert_eq!(link(message["text"].as_str().unwrap()), room.link);
    }
    // Whoever waits goes on waiting, and sees the new time.
    let after = room.get(&app).await.expect(200);
    assert!(after.text.contains("11\u{a0}h\u{a0}00"), "{}", after.text);
    assert!(!after.text.contains("15\u{a0}h\u{a0}15"), "{}", after.text);
    assert!(room.is_waiting(&app).await);
    room.press(&app).await.expect(303);
    assert_eq!(super::arrivals(&app).await, 1);
}

#[tokio::test]
async fn the_page_is_there_long_after_the_start() {
    let app = TestApp::start().await;
    let room = Room::of_demo(&app).await;
    app.advance_to("2021-05-01T08:00:00Z").await;
    let page = room.get(&app).await.expect(200);
    assert!(said(&page).1, "the organization is named");
    assert!(page.text.contains("25\u{a0}avril"), "{}", page.text);
    room.press(&app).await.expect(303);
    assert!(room.is_waiting(&app).await);
    app.drain().await;
}
