//! Documents, by both ways.

use serde_json::{Value, json};

use super::{GUEST, Remote};
use crate::support::{Form, jpeg, png};

/// How often a ticket is asked for until what was uploaded has been looked at: each answer takes its time.
const PATIENCE: usize = 2_000;

async fn transfer(leah: &Remote) -> String {
    let worker = leah.first("/api/healthcare_workers").await;
    let body = json!({"healthcareWorker": worker});
    leah.post("/api/transfers")
        .json(&body)
        .send()
        .await
        .expect(200)
        .iri()
}

#[tokio::test]
async fn files_travel_through_the_api() {
    let leah = Remote::find().await;
    let transfer = transfer(&leah).await;
    let early = leah
        .post(&format!("{transfer}/share"))
        .json(&json!({"email": GUEST}));
    early.send().await.expect(422);
    // As base64 the larger one is some four megabytes of event.
    let form = Form::new()
        .file("dot.png", &png())
        .file("scan.jpg", &jpeg(3 << 20));
    let upload = leah.post(&format!("{transfer}/files")).form(&form);
    let filled = upload.send().await.expect(200).json();
    assert_eq!(filled["status"], "ready");
    let files = filled["files"].as_array().unwrap();
    assert_eq!(files.len(), 2);
    let file = leah
        .get(files[1].as_str().unwrap())
        .send()
        .await
        .expect(200)
        .json();
    assert_eq!(file["name"], "scan.jpg");
    let wrong = Form::new().file("page.svg", b"<svg/>");
    let refused = leah
        .post(&format!("{transfer}/files"))
        .form(&wrong)
        .send()
        .await;
    refused.expect(422);
    let shared = leah
        .post(&format!("{transfer}/share"))
        .json(&json!({"email": GUEST}));
    assert_eq!(shared.send().await.expect(200).json()["status"], "shared");
    leah.settle().await;
}

#[tokio::test]
async fn files_travel_by_tickets() {
    let leah = Remote::find().await;
    let transfer = transfer(&leah).await;
    let content = png();
    let wanted =
        json!({"files": [{"name": "dot.png", "type": "image/png", "size": content.len()}]});
    let issued = leah
        .post(&format!("{transfer}/files"))
        .json(&wanted)
        .send()
        .await;
    let ticket = issued.expect(200).json()["hydra:member"][0].clone();
    let fields = ticket["upload"]["fields"].as_object().unwrap().iter();
    let form = fields.fold(Form::new(), |form, (name, value)| {
        form.field(name, value.as_str().unwrap())
    });
    let form = form.file_as("file", "dot.png", "image/png", &content);
    let sent = leah
        .client
        .post(ticket["upload"]["url"].as_str().unwrap())
        .header("content-type", form.media())
        .body(form.body());
    assert_eq!(sent.send().await.unwrap().status(), 204);
    leah.settle().await;
    let iri = ticket["@id"].as_str().unwrap();
    let mut looked: Value = json!(null);
    for _ in 0..PATIENCE {
        looked = leah.get(iri).send().await.expect(200).json();
        if looked["status"] != "pending" {
            break;
        }
    }
    assert_eq!(looked["status"], "attached", "{looked}");
    let filled = leah.get(&transfer).send().await.expect(200).json();
    assert_eq!(filled["files"].as_array().unwrap().len(), 1);
    leah.settle().await;
}
