//! Links that open no waiting room: unknown, another's, cancelled, forgotten.

use std::collections::BTreeSet;

use jiff::SignedDuration;
use reqwest::Method;

use super::{
    super::support::{Document, Guest},
    Room, arrivals, said, told,
};
use crate::support::{Answer, Tenant, TestApp};

fn unknown() -> (String, bool) {
    ("Ce lien n'est pas valable".to_owned(), false)
}

async fn at(app: &TestApp, method: Method, host: &str, path: &str) -> Answer {
    let call = app.request(method, path).anonymous().host(host);
    call.send().await
}

/// The link opens nothing, whatever is done with it.
async fn is_unknown(app: &TestApp, host: &str, path: &str) {
    for method in [Method::GET, Method::POST] {
        let answer = at(app, method.clone(), host, path).await;
        assert_eq!(
            (answer.status, said(&answer)),
            (404, unknown()),
            "{method} {path} at {host}"
        );
        assert_eq!(answer.header("location"), None);
        assert!(!answer.text.contains("<script"));
    }
    let head = at(app, Method::HEAD, host, path).await;
    assert_eq!((head.status, head.text.as_str()), (404, ""), "{path}");
}

#[tokio::test]
async fn what_is_no_link_opens_nothing() {
    let app = TestApp::start().await;
    told(&app).await;
    let room = Room::of_demo(&app).await;
    let documents = Guest::of_demo(&app, &[Document::png("a.png", 100)]).await;
    let secret = &room.secret;
    let mut flipped = secret.clone().into_bytes();
    flipped[7] = if flipped[7] == b'A' { b'B' } else { b'A' };
    let before = app.house.items().unwrap();
    let mut pages = BTreeSet::new();
    for secret in [
        "A".repeat(22),
        String::from_utf8(flipped).unwrap(),
        secret[..21].to_owned(),
        format!("{secret}A"),
        format!("{secret}="),
        format!("{secret}=="),
        format!("{secret}%00"),
        secret.to_lowercase(),
        secret.repeat(100),
        documents.secret.clone(),
        "x".to_owned(),
        "..%2F..".to_owned(),
        "%F0%9F%93%84".to_owned(),
        "null".to_owned(),
    ] {
        let path = format!("/w/{secret}");
        is_unknown(&app, &room.host, &path).await;
        pages.insert(at(&app, Method::GET, &room.host, &path).await.text.len());
    }
    // Which of them it was cannot be told by the page.
    assert_eq!(pages.len(), 1, "{pages:?}");
    // Nor does the one secret open where the other is asked for.
    is_unknown(&app, &room.host, &format!("/t/{}/all", room.secret)).await;
    assert_eq!(app.house.items().unwrap(), before);
    assert_eq!(arrivals(&app).await, 0);
}

#[tokio::test]
async fn a_slash_behind_a_link_is_no_other_link() {
    let app = TestApp::start().await;
    let room = Room::of_demo(&app).await;
    let path = room.path() + "/";
    at(&app, Method::GET, &room.host, &path).await.expect(200);
    let pressed = at(&app, Method::POST, &room.host, &path).await.expect(303);
    assert_eq!(pressed.header("location"), Some(room.path().as_str()));
    assert!(room.is_waiting(&app).await);
    app.drain().await;
}

#[tokio::test]
async fn nothing_else_is_behind_a_link() {
    let app = TestApp::start().await;
    let room = Room::of_demo(&app).await;
    for path in ["/all", "/files/x", "/x", "//"] {
        let path = format!("{}{path}", room.path());
        let answer = at(&app, Method::POST, &room.host, &path).await;
        assert_eq!(answer.status, 404, "{path}");
    }
    assert_eq!(room.presence(&app), None);
}

#[tokio::test]
async fn what_cannot_be_done_with_a_page_is_told() {
    let app = TestApp::start().await;
    let room = Room::of_demo(&app).await;
    for method in ["PUT", "PATCH", "DELETE", "OPTIONS"] {
        let answer = at(&app, method.parse().unwrap(), &room.host, &room.path()).await;
        assert_eq!(answer.status, 405, "{method}");
        assert_eq!(answer.header("allow"), Some("GET, HEAD, POST"), "{method}");
        let media = answer.header("content-type");
        assert_eq!(media, Some("text/html; charset=utf-8"), "{method}");
    }
    assert_eq!(room.presence(&app), None);
}

#[tokio::test]
async fn a_link_opens_at_its_organizations_host_alone() {
    let app = TestApp::start().await;
    told(&app).await;
    let tenant = Tenant::create(&app, "second").await;
    let (room, theirs) = (Room::of_demo(&app).await, Room::of(&app, &tenant).await);
    for host in [
        "myorganization.localhost",
        "myorganization.leah.care",
        "MyOrganization.Leah.Care:443",
        "127.0.0.1",
    ] {
        at(&app, Method::GET, host, &room.path()).await.expect(200);
    }
    for host in [
        "second.localhost",
        "second.leah.care",
        "nobody.leah.care",
        "a.myorganization.leah.care",
    ] {
        is_unknown(&app, host, &room.path()).await;
    }
    is_unknown(&app, &room.host, &theirs.path()).await;
    assert_eq!((room.presence(&app), theirs.presence(&app)), (None, None));
    // Each guest is their own organization's: ours is not told of theirs.
    theirs.press(&app).await.expect(303);
    assert!(theirs.is_waiting(&app).await && !room.is_waiting(&app).await);
    assert_eq!(arrivals(&app).await, 0);
}

#[tokio::test]
async fn what_was_cancelled_is_unknown() {
    let app = TestApp::start().await;
    told(&app).await;
    let room = Room::of_demo(&app).await;
    room.press(&app).await.expect(303);
    assert_eq!(arrivals(&app).await, 1);
    app.delete(&room.appointment).send().await.expect(204);
    is_unknown(&app, &room.host, &room.path()).await;
    assert_eq!(room.presence(&app), None);
    app.drain().await;
    is_unknown(&app, &room.host, &room.path()).await;
    assert_eq!(room.presence(&app), None);
    assert_eq!(arrivals(&app).await, 1);
}

#[tokio::test]
async fn what_is_past_its_retention_is_unknown() {
    let app = TestApp::start().await;
    let room = Room::of_demo(&app).await;
    let start: jiff::Timestamp = "2021-04-25T13:15:00Z".parse().unwrap();
    let end = start + SignedDuration::from_hours(90 * 24);
    // The clock alone moves: what has ended may be there for days more, and its reader looks at the date.
    app.advance_to("2021-07-24T13:14:59Z").await;
    room.get(&app).await.expect(200);
    app.house.clock().set(end);
    is_unknown(&app, &room.host, &room.path()).await;
}

#[tokio::test]
async fn a_page_of_nobodys_speaks_the_visitors_language() {
    let app = TestApp::start().await;
    for (languages, begins) in [
        ("en-GB,en;q=0.9,fr;q=0.8", "This link is not valid"),
        ("de", "Ce lien"),
    ] {
        let call = app
            .get("/w/nothing")
            .anonymous()
            .header("accept-language", languages);
        let answer = call.send().await.expect(404);
        assert!(said(&answer).0.starts_with(begins), "{}", answer.text);
    }
}

/// Programs that open every link of a mail before its reader does.
#[tokio::test]
async fn a_scanner_makes_nobody_online() {
    let app = TestApp::start().await;
    told(&app).await;
    let room = Room::of_demo(&app).await;
    let before = app.house.items().unwrap();
    let origin = format!("http://{}", room.host);
    let messages = app.messages().await;
    let mut next = BTreeSet::new();
    for part in ["text", "html"] {
        let text = messages[0][part].as_str().unwrap();
        let links = text.split(['"', ' ', '\n', '\r', '<', '>']);
        next.extend(links.filter_map(|link| link.strip_prefix(&origin).map(str::to_owned)));
    }
    assert_eq!(next, [room.path()].into(), "what the mail links");
    for _ in 0..3 {
        for method in [Method::HEAD, Method::GET, Method::OPTIONS] {
            let answer = at(&app, method.clone(), &room.host, &room.path()).await;
            let expected = if method == Method::OPTIONS { 405 } else { 200 };
            assert_eq!(answer.status, expected);
        }
    }
    assert_eq!(app.house.items().unwrap(), before);
    assert_eq!(arrivals(&app).await, 0);
}
