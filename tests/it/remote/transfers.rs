//! Documents from the first to the guest who is told.

use serde_json::{Value, json};

use super::{GUEST, Remote, eventually, text, unique, visit};
use crate::support::{Form, gif, jpeg, pdf, png};

/// As much as a call through the gateway and a function surely carries: as base64 it is a third more.
const LARGE: usize = 3_000_000;

/// Reads each file of a transfer: name, type, size.
async fn files(leah: &Remote, transfer: &str) -> Vec<(String, String, u64)> {
    let mut files = Vec::new();
    for iri in leah.read(transfer).await["files"].as_array().unwrap() {
        let file = leah.read(text(iri)).await;
        assert_eq!(file["transfer"], transfer);
        let (name, media) = (text(&file["name"]), text(&file["type"]));
        let size = file["size"].as_u64().unwrap();
        files.push((name.to_owned(), media.to_owned(), size));
    }
    files
}

#[tokio::test]
async fn created_filled_and_shared() {
    visit(async |leah| {
        let transfer = leah.transfer().await;
        assert_eq!(leah.read(&transfer).await["status"], "in_progress");

        let (small, large) = (png(), jpeg(LARGE));
        let sent = Form::new().file("dot.png", &small);
        let filled = leah.upload(&transfer, &sent).await.expect(200).json();
        assert_eq!(filled["status"], "ready");
        let sent = Form::new().file("Échographie.jpg", &large);
        leah.upload(&transfer, &sent).await.expect(200);
        let expected = [
            (
                "dot.png".to_owned(),
                "image/png".to_owned(),
                small.len() as u64,
            ),
            (
                "Échographie.jpg".to_owned(),
                "image/jpeg".to_owned(),
                LARGE as u64,
            ),
        ];
        assert_eq!(files(leah, &transfer).await, expected);

        // What is refused, whole: the good one is not stored either.
        let sent = Form::new().file("good.png", &small).file("bad.png", &gif());
        let refused = leah.upload(&transfer, &sent).await.expect(422).json();
        assert_eq!(refused["violations"][0]["propertyPath"], "file[1]");
        assert_eq!(files(leah, &transfer).await.len(), 2);

        let key = unique("share");
        let share = || {
            let call = leah.post(&format!("{transfer}/share"));
            let call = call.header("Idempotency-Key", &key);
            call.json(&json!({"email": GUEST}))
        };
        let shared = share().send().await.expect(200);
        assert_eq!(shared.json()["status"], "shared");
        assert_eq!(shared.json()["email"], GUEST);
        assert_eq!(leah.read(&transfer).await, shared.json());
        assert_eq!(share().send().await.expect(200).text, shared.text);
    })
    .await;
}

#[tokio::test]
async fn an_empty_one_is_not_shared() {
    visit(async |leah| {
        let path = format!("{}/share", leah.transfer().await);
        let refused = leah.post(&path).json(&json!({"email": "no address"}));
        let violations = refused.send().await.expect(422).json()["violations"].clone();
        assert_eq!(violations[0]["propertyPath"], "email");
        assert_eq!(violations[1]["propertyPath"], "files");
    })
    .await;
}

#[tokio::test]
async fn tickets_are_issued_redeemed_and_looked_at() {
    visit(async |leah| {
        let transfer = leah.transfer().await;
        let (good, wrong) = (pdf("by a ticket"), gif());
        let announced = json!({"files": [
            {"name": "letter.pdf", "type": "application/pdf", "size": good.len()},
            {"name": "wrong.png", "type": "image/png", "size": wrong.len()},
        ]});
        let path = format!("{transfer}/files");
        let issued = leah
            .post(&path)
            .json(&announced)
            .send()
            .await
            .expect(200)
            .json();
        let tickets = issued["hydra:member"].as_array().unwrap();
        for (ticket, content) in tickets.iter().zip([&good, &wrong]) {
            assert_eq!(ticket["status"], "pending");
            redeem(leah, ticket, content).await;
        }
        let path = format!("{transfer}/tickets");
        let tickets = eventually(&path, async || {
            let tickets = leah.list(&path).await;
            let pending = tickets.iter().any(|ticket| ticket["status"] == "pending");
            (!pending).then_some(tickets)
        })
        .await;
        assert_eq!(tickets[0]["status"], "attached", "{tickets:?}");
        assert_eq!(tickets[1]["status"], "refused", "{tickets:?}");
        let size = good.len() as u64;
        let expected = [("letter.pdf".to_owned(), "application/pdf".to_owned(), size)];
        assert_eq!(files(leah, &transfer).await, expected);
    })
    .await;
}

/// Sends a file to storage, as the ticket says.
async fn redeem(leah: &Remote, ticket: &Value, content: &[u8]) {
    let upload = &ticket["upload"];
    let fields = upload["fields"].as_object().unwrap();
    let form = fields.iter().fold(Form::new(), |form, (name, value)| {
        form.field(name, text(value))
    });
    let form = form.file_as("file", "blob", "application/octet-stream", content);
    let request = leah.client.post(text(&upload["url"]));
    let request = request
        .header("Content-Type", form.media())
        .body(form.body());
    let answer = request.send().await.unwrap();
    let status = answer.status().as_u16();
    assert_eq!(status, 204, "{}", answer.text().await.unwrap());
}
