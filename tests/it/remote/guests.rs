//! What guests see by their links, who have no key.

use data_encoding::{BASE64, BASE64URL_NOPAD, HEXLOWER};
use serde_json::{Value, json};

use super::{GUEST, eventually, text, visit};
use crate::support::{Answer, Form, pdf, png};

/// The path of the link that the mail has.
fn link(transfer: &Value) -> String {
    let digits = BASE64.decode(text(&transfer["hash"]).as_bytes()).unwrap();
    let secret = HEXLOWER.decode(&digits).unwrap();
    format!("/t/{}", BASE64URL_NOPAD.encode(&secret))
}

#[track_caller]
fn assert_page(answer: &Answer) {
    for (name, value) in [
        ("content-type", "text/html; charset=utf-8"),
        ("cache-control", "no-store"),
        ("referrer-policy", "no-referrer"),
        ("x-content-type-options", "nosniff"),
        ("x-robots-tag", "noindex, nofollow"),
    ] {
        assert_eq!(answer.header(name), Some(value), "{name}");
    }
    let policy = answer.header("content-security-policy").unwrap();
    assert!(policy.starts_with("default-src 'none'"), "{policy}");
}

#[tokio::test]
async fn documents_are_seen_and_downloaded() {
    visit(async |leah| {
        let transfer = leah.transfer().await;
        let (dot, letter) = (png(), pdf("for the guest"));
        let form = Form::new()
            .file("dot.png", &dot)
            .file("Lettre d'été.pdf", &letter);
        leah.upload(&transfer, &form).await.expect(200);
        let share = leah.post(&format!("{transfer}/share"));
        let shared = share
            .json(&json!({"email": GUEST}))
            .send()
            .await
            .expect(200)
            .json();

        let link = link(&shared);
        let page = eventually("the guest's page", async || {
            let page = leah.get(&link).anonymous().send().await;
            (page.status == 200).then_some(page)
        })
        .await;
        assert_page(&page);
        assert!(page.text.contains("dot.png"), "{}", page.text);
        for (file, content) in shared["files"]
            .as_array()
            .unwrap()
            .iter()
            .zip([dot, letter])
        {
            let id = text(file).rsplit('/').next().unwrap();
            let press = leah.post(&format!("{link}/files/{id}")).anonymous();
            let address = press.send().await.expect(303);
            let address = address.header("location").unwrap();
            let loaded = leah.client.get(address).send().await.unwrap();
            assert_eq!(loaded.status(), 200);
            let disposition = loaded.headers()["content-disposition"].to_str().unwrap();
            assert!(disposition.starts_with("attachment"), "{disposition}");
            assert_eq!(loaded.bytes().await.unwrap(), content);
        }
        let all = leah.post(&format!("{link}/all")).anonymous().send().await;
        let all = all.expect(303).header("location").unwrap().to_owned();
        let zip = leah.client.get(all).send().await.unwrap();
        let zip = zip.error_for_status().unwrap().bytes().await.unwrap();
        let zip = zip::ZipArchive::new(std::io::Cursor::new(zip)).unwrap();
        let names: Vec<_> = zip.file_names().map(Result::unwrap).collect();
        assert_eq!(names, ["dot.png", "Lettre d'été.pdf"]);
    })
    .await;
}

#[tokio::test]
async fn links_that_nobody_was_given_open_nothing() {
    visit(async |leah| {
        let not_shared = link(&leah.read(&leah.transfer().await).await);
        let (documents, room) = ("A".repeat(43), "A".repeat(22));
        for path in [format!("/t/{documents}"), format!("/w/{room}"), not_shared] {
            let page = leah.get(&path).anonymous().send().await.expect(404);
            assert_page(&page);
        }
    })
    .await;
}
