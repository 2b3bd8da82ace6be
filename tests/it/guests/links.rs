//! Links that open nothing: unknown, not told yet, ended, taken back, at another's host.

use jiff::SignedDuration;
use reqwest::Method;

use super::support::{Document, Guest, at};
use crate::support::{Answer, Tenant, TestApp, booking};

const WEEK: SignedDuration = SignedDuration::from_hours(7 * 24);

fn documents() -> Vec<Document> {
    vec![Document::png("a.png", 100), Document::pdf("b.pdf", 200)]
}

/// The sentence that a page without documents says, and whose page it is.
fn said(answer: &Answer) -> (String, bool) {
    let heading = answer.text.split_once("<h1>").unwrap().1;
    let heading = heading.split_once("</h1>").unwrap().0.replace("&#39;", "'");
    let named = answer.text.contains("class=\"organization\"");
    (heading.replace('\u{a0}', " "), named)
}

fn unknown() -> (String, bool) {
    ("Ce lien n'est pas valable".to_owned(), false)
}

fn expired() -> (String, bool) {
    ("Ce lien a expiré".to_owned(), true)
}

/// What each address of a link answers, to each method that a form or a browser uses.
async fn everywhere(app: &TestApp, guest: &Guest, status: u16, expected: &(String, bool)) {
    for path in [guest.page(), guest.page() + "/", guest.file(0), guest.all()] {
        let methods = [Method::GET, Method::POST];
        for method in methods {
            let buttons = [guest.file(0), guest.all()];
            if method == Method::POST && !buttons.contains(&path) {
                continue;
            }
            let answer = guest.request(app, method.clone(), &path).send().await;
            assert_eq!(answer.status, status, "{method} {path}");
            assert_eq!(answer.header("location"), None, "{method} {path}");
            assert_eq!(&said(&answer), expected, "{method} {path}");
        }
        let head = guest.request(app, Method::HEAD, &path).send().await;
        assert_eq!((head.status, head.text.as_str()), (status, ""), "{path}");
    }
}

#[tokio::test]
async fn a_slash_behind_a_link_is_no_other_link() {
    let app = TestApp::start().await;
    let guest = Guest::of_demo(&app, &documents()).await;
    let page = guest.get(&app, &(guest.page() + "/")).await.expect(200);
    assert!(page.text.contains("a.png"));
}

#[tokio::test]
async fn what_is_no_link_opens_nothing() {
    let app = TestApp::start().await;
    let guest = Guest::of_demo(&app, &documents()).await;
    let booked = app
        .post("/api/appointments")
        .json(&booking())
        .send()
        .await
        .expect(201);
    let room = waiting_room(&app, &booked);
    app.drain().await;
    let secret = &guest.secret;
    let mut flipped = secret.clone().into_bytes();
    flipped[7] = if flipped[7] == b'A' { b'B' } else { b'A' };
    let secrets = [
        "A".repeat(43),
        String::from_utf8(flipped).unwrap(),
        secret[..42].to_owned(),
        format!("{secret}A"),
        format!("{secret}="),
        format!("{secret}%00"),
        secret.to_lowercase(),
        secret.repeat(100),
        room,
        "x".to_owned(),
        "..%2F..".to_owned(),
        "%F0%9F%93%84".to_owned(),
        "null".to_owned(),
    ];
    let mut pages = Vec::new();
    for secret in secrets {
        let file = &guest.files[0];
        for path in ["", "/", "/all", &format!("/files/{file}")] {
            let path = format!("/t/{secret}{path}");
            let answer = guest.get(&app, &path).await;
            assert_eq!((answer.status, said(&answer)), (404, unknown()), "{path}");
            pages.push(answer.text.len());
        }
        let path = format!("/t/{secret}/files/{file}");
        let answer = guest.press(&app, &path).await;
        assert_eq!((answer.status, said(&answer)), (404, unknown()), "{path}");
    }
    // Which of them it was cannot be told by the page.
    pages.dedup();
    assert_eq!(pages.len(), 1, "{pages:?}");
}

/// The secret of an appointment's link, which is no transfer's.
fn waiting_room(app: &TestApp, booked: &Answer) -> String {
    let id = booked.iri().rsplit('/').next().unwrap().to_owned();
    let items = app.house.items().unwrap();
    let item = items
        .iter()
        .find(|item| item["type"]["S"] == "Appointment" && item["id"]["S"] == *id);
    item.unwrap()["link"]["S"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn nothing_else_is_behind_a_link() {
    let app = TestApp::start().await;
    let guest = Guest::of_demo(&app, &documents()).await;
    let other = Guest::of_demo(&app, &documents()).await;
    let page = guest.page();
    for path in [
        format!("{page}/files"),
        format!("{page}/files/"),
        format!("{page}/files/{}", other.files[0]),
        format!("{page}/files/{}/x", guest.files[0]),
        format!("{page}/files/..%2Fall"),
        format!("{page}/files/archive-2"),
        format!("{page}/all/x"),
        format!("{page}/ALL"),
        format!("{page}//all"),
    ] {
        let answer = guest.press(&app, &path).await;
        assert_eq!(
            (answer.status, said(&answer).0),
            (404, unknown().0),
            "{path}"
        );
        assert_eq!(answer.header("location"), None, "{path}");
    }
    // An identifier is the same in capitals.
    let path = format!("{page}/files/{}", guest.files[0].to_uppercase());
    guest.follow(&app, &path).await;
}

#[tokio::test]
async fn what_cannot_be_done_with_a_page_is_told() {
    let app = TestApp::start().await;
    let guest = Guest::of_demo(&app, &documents()).await;
    let rows = [
        (
            guest.page(),
            "GET, HEAD",
            vec!["POST", "PUT", "PATCH", "DELETE", "OPTIONS"],
        ),
        (
            guest.file(0),
            "GET, HEAD, POST",
            vec!["PUT", "PATCH", "DELETE", "OPTIONS"],
        ),
        (
            guest.all(),
            "GET, HEAD, POST",
            vec!["PUT", "PATCH", "DELETE", "OPTIONS"],
        ),
    ];
    for (path, allow, methods) in rows {
        for method in methods {
            let method: Method = method.parse().unwrap();
            let answer = guest.request(&app, method.clone(), &path).send().await;
            assert_eq!(answer.status, 405, "{method} {path}");
            assert_eq!(answer.header("allow"), Some(allow), "{method} {path}");
        }
    }
}

#[tokio::test]
async fn a_link_opens_once_a_guest_was_told() {
    let app = TestApp::start().await;
    let mut guest = Guest::untold(&app, None).await;
    guest.send(&app, &documents()).await;
    everywhere(&app, &guest, 404, &unknown()).await;
    guest.share(&app).await;
    let page = guest.get(&app, &guest.page()).await.expect(200);
    assert!(page.text.contains("a.png"));
}

#[tokio::test]
async fn a_link_ends_after_a_week() {
    let app = TestApp::start().await;
    let guest = Guest::of_demo(&app, &documents()).await;
    // The clock alone moves: nothing was erased yet, and the page looks at the date by itself.
    let end = app.now() + WEEK;
    app.house.clock().set(end - SignedDuration::from_secs(1));
    guest.get(&app, &guest.page()).await.expect(200);
    app.house.clock().set(end);
    everywhere(&app, &guest, 410, &expired()).await;
    // Then it is erased, which nobody at the link sees.
    app.advance(SignedDuration::from_mins(2)).await;
    assert!(app.house.engines().files().is_empty());
    everywhere(&app, &guest, 410, &expired()).await;
    // A day later nets have passed as well.
    app.advance(SignedDuration::from_hours(48)).await;
    everywhere(&app, &guest, 410, &expired()).await;
    // Three months later nobody remembers that there was a link.
    app.advance(SignedDuration::from_hours(91 * 24)).await;
    everywhere(&app, &guest, 404, &unknown()).await;
}

#[tokio::test]
async fn a_link_that_was_taken_back_has_ended() {
    let app = TestApp::start().await;
    let guest = Guest::of_demo(&app, &documents()).await;
    let address = guest.follow(&app, &guest.file(0)).await;
    guest.revoke(&app).await;
    everywhere(&app, &guest, 410, &expired()).await;
    app.drain().await;
    everywhere(&app, &guest, 410, &expired()).await;
    // Whoever was led to a document just before finds nothing there.
    assert_eq!(super::support::fetch(&app, &address).await.status(), 404);
}

#[tokio::test]
async fn a_link_opens_at_its_organizations_host_alone() {
    let app = TestApp::start().await;
    let tenant = Tenant::create(&app, "second").await;
    let guest = Guest::of_demo(&app, &documents()).await;
    let theirs = Guest::of(&app, tenant, &documents()).await;
    let open = [
        "myorganization.localhost",
        "myorganization.leah.care",
        "MyOrganization.Leah.Care:443",
        "127.0.0.1",
    ];
    for host in open {
        at(&app, host, &guest.page()).await.expect(200);
    }
    for host in [
        "second.localhost",
        "second.leah.care",
        "nobody.leah.care",
        "a.myorganization.leah.care",
    ] {
        let answer = at(&app, host, &guest.page()).await;
        assert_eq!((answer.status, said(&answer)), (404, unknown()), "{host}");
    }
    let button = guest
        .request(&app, Method::POST, &guest.file(0))
        .host(&theirs.host);
    let answer = button.send().await;
    assert_eq!((answer.status, said(&answer)), (404, unknown()));
    at(&app, &theirs.host, &theirs.page()).await.expect(200);
    // Nor is it told there that it has ended, or whose it was.
    app.advance(WEEK).await;
    at(&app, "myorganization.leah.care", &guest.page())
        .await
        .expect(410);
    let answer = at(&app, "second.leah.care", &guest.page()).await;
    assert_eq!((answer.status, said(&answer)), (404, unknown()));
}

#[tokio::test]
async fn a_page_of_nobodys_speaks_the_visitors_language() {
    let app = TestApp::start().await;
    let guest = Guest::of_demo(&app, &documents()).await;
    for (languages, begins) in [
        ("en-GB,en;q=0.9,fr;q=0.8", "This link is not valid"),
        ("de", "Ce lien"),
    ] {
        let call = guest
            .request(&app, Method::GET, "/t/nothing")
            .header("accept-language", languages);
        let answer = call.send().await.expect(404);
        assert!(said(&answer).0.starts_with(begins), "{}", answer.text);
    }
}
