//! What S3 itself refuses: forms that are not as their ticket says.

use serde_json::{Value, json};

use super::{BETWEEN_EVENTS, Walk, text};
use crate::support::pdf;

impl Walk<'_> {
    pub(super) async fn storage(&mut self) {
        // Lists are by the time.
        self.pass(BETWEEN_EVENTS);
        let created = self.transfer("a transfer for forms").await;
        let letter = pdf("a form");
        let path = format!("{}/files", text(&created["@id"]));
        let announced = json!({"files": [
            {"name": "a.pdf", "type": "application/pdf", "size": letter.len()},
        ]});
        let call = self.world.app.post(&path).json(&announced);
        let ticket = self.issued("a ticket for forms", call).await.remove(0);
        let set = |name: &'static str, value: &'static str| {
            move |fields: &mut Value| fields[name] = json!(value)
        };
        let without = |name: &'static str| {
            move |fields: &mut Value| {
                fields.as_object_mut().unwrap().remove(name);
            }
        };
        let longer = [letter.as_slice(), b"\n"].concat();
        let wrong = "0".repeat(64);
        let requests = [
            (
                "a form that is too short",
                self.form(&ticket, |_| {}, &letter[1..]),
            ),
            (
                "a form that is too long",
                self.form(&ticket, |_| {}, &longer),
            ),
            ("a form without a byte", self.form(&ticket, |_| {}, b"")),
            (
                "a form of another type",
                self.form(&ticket, set("Content-Type", "text/html"), &letter),
            ),
            (
                "a form for another key",
                self.form(&ticket, set("key", "strangers/object"), &letter),
            ),
            (
                "a form without a policy",
                self.form(&ticket, without("policy"), &letter),
            ),
            (
                "a form without a signature",
                self.form(&ticket, without("x-amz-signature"), &letter),
            ),
            (
                "a form with another's signature",
                self.form(
                    &ticket,
                    |fields| fields["x-amz-signature"] = json!(wrong),
                    &letter,
                ),
            ),
            (
                "a form with a field that nobody signed",
                self.form(&ticket, set("x-amz-meta-more", "1"), &letter),
            ),
        ];
        for (name, request) in requests {
            self.ask_storage(name, request).await;
        }
        let request = self.form(&ticket, |_| {}, &letter);
        self.ask_storage("the form as it was issued", request).await;

        // Nobody reads what is in the bucket without an address that was signed.
        let base = self.world.app.storage();
        let bucket = leah_local::engines::BUCKET;
        let key = text(&ticket["upload"]["fields"]["key"]).to_owned();
        for (name, path) in [
            ("an object, unsigned", format!("{base}/{bucket}/{key}")),
            (
                "the bucket, unsigned",
                format!("{base}/{bucket}?list-type=2"),
            ),
        ] {
            let request = self.world.app.client.get(path);
            self.ask_storage(name, request).await;
        }
        let put = self.world.app.client.put(format!("{base}/{bucket}/{key}"));
        self.ask_storage("an object put, unsigned", put.body("x"))
            .await;
    }
}
