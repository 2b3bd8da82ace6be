//! Programs that open every link of a mail before its reader does.

use std::collections::BTreeSet;

use reqwest::Method;

use super::support::{Document, Guest, audits, downloads};
use crate::support::TestApp;

/// The values of an attribute in HTML.
fn values(html: &str, attribute: &str) -> Vec<String> {
    let begin = format!("{attribute}=\"");
    let values = html.split(&begin).skip(1);
    values
        .map(|rest| rest.split('"').next().unwrap().replace("&amp;", "&"))
        .collect()
}

/// The paths at the guest's host that a message or a page names.
fn paths(guest: &Guest, text: &str) -> BTreeSet<String> {
    let origin = format!("http://{}", guest.host);
    let mut found: Vec<String> = [values(text, "href"), values(text, "action")].concat();
    let words = text.split_whitespace().map(str::to_owned);
    found.extend(words.filter(|word| word.starts_with("http")));
    let paths = found
        .into_iter()
        .map(|link| link.strip_prefix(&origin).unwrap_or(&link).to_owned());
    paths.filter(|path| path.starts_with('/')).collect()
}

#[tokio::test]
async fn to_open_every_link_uses_nothing_up() {
    let app = TestApp::start().await;
    let documents = [Document::png("a.png", 100), Document::pdf("b.pdf", 100)];
    let guest = Guest::of_demo(&app, &documents).await;
    let before = app.house.items().unwrap();
    let objects = app.house.engines().files();

    let messages = app.messages().await;
    let mail = messages.last().unwrap();
    let mut next: BTreeSet<String> = ["text", "html"]
        .iter()
        .flat_map(|part| paths(&guest, mail[part].as_str().unwrap()))
        .collect();
    assert_eq!(next, BTreeSet::from([guest.page()]), "what the mail links");
    let mut seen = BTreeSet::new();
    while let Some(path) = next.pop_first() {
        if !seen.insert(path.clone()) {
            continue;
        }
        for method in [Method::HEAD, Method::GET, Method::GET] {
            let answer = guest.request(&app, method, &path).send().await;
            assert!(
                [200, 303].contains(&answer.status),
                "{path}: {}",
                answer.status
            );
            if let Some(to) = answer.header("location") {
                assert_eq!(to, guest.page(), "{path}");
            }
            next.extend(paths(&guest, &answer.text));
        }
    }
    let all = [guest.page(), guest.file(0), guest.file(1), guest.all()];
    assert_eq!(seen, BTreeSet::from(all));

    assert_eq!(app.house.items().unwrap(), before);
    assert_eq!(app.house.engines().files(), objects);
    assert_eq!(
        (downloads(&app, &guest), audits(&app).len()),
        (vec![0, 0], 0)
    );
    assert_eq!(app.messages().await.len(), messages.len());
    assert!(guest.download(&app, &guest.file(0)).await == documents[0].content);
}
