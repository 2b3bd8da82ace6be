//! Transfers: filled by forms and by tickets, shared.

use data_encoding::{BASE64, BASE64URL_NOPAD, HEXLOWER};
use serde_json::{Value, json};

use super::{BETWEEN_EVENTS, Walk, id, text};
use crate::support::{Call, Form, demo, gif, jpeg, pdf, png};

const PATH: &str = "/api/transfers";

/// A transfer that was shared, and whose documents stand in storage.
pub(super) struct Shared {
    /// Its IRI.
    pub(super) iri: String,
    /// The path of the guest's link.
    pub(super) link: String,
    /// The identifiers of its files.
    pub(super) files: Vec<String>,
}

impl Walk<'_> {
    /// Creates a transfer: its representation.
    pub(super) async fn transfer(&mut self, name: &str) -> Value {
        let body = json!({"healthcareWorker": demo::WORKER});
        let call = self.world.app.post(PATH).json(&body);
        self.well(name, call).await
    }

    pub(super) async fn transfers(&mut self) -> Shared {
        let app = &self.world.app;
        let created = self.transfer("a transfer").await;
        let iri = text(&created["@id"]).to_owned();
        let files = format!("{iri}/files");
        self.get("the transfer, empty", &iri).await;
        let share = |key: &str| {
            let call = app.post(&format!("{iri}/share"));
            let call = call.header("Idempotency-Key", key);
            call.json(&json!({"email": "benjamin@leah.care"}))
        };
        self.http("sharing nothing", share("early")).await;

        let form = Form::new()
            .file("dot.png", &png())
            .file("Lettre d'été.pdf", &pdf("for the guest"));
        self.well("two files by a form", app.post(&files).form(&form))
            .await;
        // In parts, and not all of one size.
        let form = Form::new().file("large.jpg", &jpeg(4_000_000));
        self.well("a large file by a form", app.post(&files).form(&form))
            .await;
        let form = Form::new().file("good.png", &png()).file("bad.png", &gif());
        self.http("a file of no good kind", app.post(&files).form(&form))
            .await;
        let form = Form::new();
        self.http("a form without a file", app.post(&files).form(&form))
            .await;
        self.by_ticket(&iri).await;

        let filled = self.get("the transfer, filled", &iri).await.json();
        let shown = filled["files"].as_array().unwrap();
        for (number, file) in shown.iter().enumerate() {
            self.get(&format!("file {number}"), text(file)).await;
        }
        self.get(
            "a file that is none",
            "/api/transfer_files/00000000-0000-4000-8000-000000000000",
        )
        .await;
        self.pass(BETWEEN_EVENTS);
        let shared = self.well("sharing", share("share")).await;
        self.well("sharing again with its key", share("share"))
            .await;
        let call = app.post(&format!("{iri}/share"));
        let call = call.json(&json!({"email": "other@leah.care"}));
        self.http("sharing with another", call).await;
        for (name, query) in [
            ("all", ""),
            ("a guest", "?email=benjamin@leah.care"),
            ("a guest without any", "?email=nobody@leah.care"),
            ("the day it was made", "?page=1"),
        ] {
            self.get(&format!("transfers of {name}"), &format!("{PATH}{query}"))
                .await;
        }
        Shared {
            link: link(&shared),
            files: shown.iter().map(|file| id(text(file)).to_owned()).collect(),
            iri,
        }
    }

    /// Documents that a client brings to storage itself.
    async fn by_ticket(&mut self, iri: &str) {
        let (letter, wrong) = (pdf("by a ticket"), gif());
        let announced = json!({"files": [
            {"name": "letter.pdf", "type": "application/pdf", "size": letter.len()},
            {"name": "wrong.png", "type": "image/png", "size": wrong.len()},
            {"name": "late.png", "type": "image/png", "size": 68},
        ]});
        let call: Call = self.world.app.post(&format!("{iri}/files"));
        let issued = self.issued("tickets", call.json(&announced)).await;
        for (ticket, content, name) in [
            (&issued[0], &letter, "a letter"),
            (&issued[1], &wrong, "a picture that is none"),
        ] {
            let key = self
                .redeem(&format!("{name}, to storage"), ticket, content)
                .await;
            let event = created(&key, content.len());
            self.invoke(&format!("news of {name}"), "uploads", event.clone())
                .await;
            self.invoke(&format!("news of {name}, again"), "uploads", event)
                .await;
        }
        // It never came, or it came and is gone.
        let absent = text(&issued[2]["upload"]["fields"]["key"]).to_owned();
        self.invoke("news of what is not there", "uploads", created(&absent, 68))
            .await;
        self.get("tickets afterwards", &format!("{iri}/tickets"))
            .await;
        self.get("a ticket", &format!("{iri}/tickets/{}", id(&absent)))
            .await;
        let call: Call = self.world.app.post(&format!("{iri}/files"));
        let large =
            json!({"files": [{"name": "a.pdf", "type": "application/pdf", "size": 100_000_000}]});
        self.http("a ticket for too much", call.json(&large)).await;
    }

    /// Has tickets issued: their representations. What signs them is each world's own.
    pub(super) async fn issued(&mut self, name: &str, call: Call) -> Vec<Value> {
        self.begin_step();
        let answer = call.send().await.expect(200);
        let mut body = answer.json();
        let tickets = body["hydra:member"].as_array().unwrap().clone();
        for ticket in body["hydra:member"].as_array_mut().unwrap() {
            let fields = ticket["upload"]["fields"].as_object_mut().unwrap();
            fields.remove("x-amz-security-token");
            for own in ["x-amz-credential", "x-amz-signature", "policy"] {
                fields[own] = json!("<own>");
            }
        }
        self.note(name, json!({"status": answer.status, "body": body}));
        tickets
    }

    /// Brings a file to storage, as its ticket says; the key at which it stands.
    async fn redeem(&mut self, name: &str, ticket: &Value, content: &[u8]) -> String {
        let request = self.form(ticket, |_| {}, content);
        let (status, body) = self.ask_storage(name, request).await;
        assert_eq!(status, 204, "{}", String::from_utf8_lossy(&body));
        text(&ticket["upload"]["fields"]["key"]).to_owned()
    }

    /// A ticket's form, with its fields changed.
    pub(super) fn form(
        &self,
        ticket: &Value,
        change: impl FnOnce(&mut Value),
        content: &[u8],
    ) -> reqwest::RequestBuilder {
        let upload = &ticket["upload"];
        let mut fields = upload["fields"].clone();
        change(&mut fields);
        let fields = fields.as_object().unwrap().iter();
        let form = fields.fold(Form::new(), |form, (name, value)| {
            form.field(name, text(value))
        });
        let form = form.file_as("file", "blob", "application/octet-stream", content);
        let request = self.world.app.client.post(text(&upload["url"]));
        request
            .header("content-type", form.media())
            .body(form.body())
    }
}

/// What S3 tells of an object that a form has made (Amazon S3 user guide, "Event message structure").
pub(super) fn created(key: &str, size: usize) -> Value {
    let recorded = include_str!("../../../../events/uploads-created.json");
    let mut event: Value = serde_json::from_str(recorded).unwrap();
    let object = &mut event["Records"][0]["s3"]["object"];
    object["key"] = json!(key);
    object["size"] = json!(size);
    event
}

/// The path of the link that the guest's mail has.
pub(super) fn link(transfer: &Value) -> String {
    let digits = BASE64.decode(text(&transfer["hash"]).as_bytes()).unwrap();
    let secret = HEXLOWER.decode(&digits).unwrap();
    format!("/t/{}", BASE64URL_NOPAD.encode(&secret))
}
