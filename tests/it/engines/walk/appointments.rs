//! Appointments: booked, booked again, listed, edited, cancelled.

use serde_json::{Value, json};

use super::{BETWEEN_EVENTS, Walk, text};
use crate::support::demo;

const PATH: &str = "/api/appointments";

impl Walk<'_> {
    fn booking(&self, days: i64) -> Value {
        json!({
            "phoneNumber": "+33612345678",
            "email": "guest@example.org",
            "office": demo::OFFICE,
            "startTime": self.start(days),
        })
    }

    pub(super) async fn appointments(&mut self) {
        let app = &self.world.app;
        let mut body = self.booking(30);
        body["externalId"] = json!("A-1");
        let book = |body: &Value, key: &str| {
            let call = app.post(PATH).header("Idempotency-Key", key);
            call.json(body)
        };
        let booked = self.well("a booking", book(&body, "first")).await;
        let first = text(&booked["@id"]).to_owned();
        self.well("the same booking with its key", book(&body, "first"))
            .await;
        let other = self.booking(31);
        self.http("another booking with that key", book(&other, "first"))
            .await;
        for (days, who) in [(31, "guest@example.org"), (32, "other@example.org")] {
            let mut body = self.booking(days);
            body["email"] = json!(who);
            body["externalId"] = json!("A-2");
            let call = app.post(PATH).json(&body);
            self.well(&format!("a booking for day {days}"), call).await;
        }
        for (count, name) in [
            (255, "a reference of 255 emoji"),
            (256, "a reference of 256 emoji"),
        ] {
            let mut body = self.booking(33);
            body["externalId"] = json!("🩺".repeat(count));
            let call = app.post(PATH).json(&body);
            self.http(name, call).await;
        }
        let wrong = json!({"email": "nobody", "startTime": "soon", "office": demo::WORKER});
        let call = app.post(PATH).json(&wrong);
        self.http("a booking in which all is wrong", call).await;
        let mut absent = self.booking(34);
        absent["office"] = json!("/api/offices/00000000-0000-4000-8000-000000000000");
        let call = app.post(PATH).json(&absent);
        self.http("a booking at no office", call).await;

        self.listed().await;
        self.edited(&first).await;
        self.cancelled().await;
    }

    async fn listed(&mut self) {
        let day = |days| self.start(days).replace('+', "%2B");
        let (d30, d31, d32) = (day(30), day(31), day(32));
        let emoji = "%F0%9F%A9%BA".repeat(255);
        for (name, query) in [
            ("none", String::new()),
            ("a reference", "externalId=A-2".to_owned()),
            (
                "two references",
                "externalId[]=A-1&externalId[]=A-2".to_owned(),
            ),
            ("255 emoji", format!("externalId={emoji}")),
            ("a guest", "email=GUEST@example.org".to_owned()),
            (
                "two guests",
                "email[]=guest@example.org&email[]=other@example.org".to_owned(),
            ),
            (
                "a guest and a reference",
                "email=guest@example.org&externalId=A-2".to_owned(),
            ),
            (
                "a guest from a day",
                format!("email=guest@example.org&startTime[after]={d31}"),
            ),
            ("a day or later", format!("startTime[after]={d31}")),
            (
                "later than a day",
                format!("startTime[strictly_after]={d31}"),
            ),
            ("a day or earlier", format!("startTime[before]={d31}")),
            (
                "earlier than a day",
                format!("startTime[strictly_before]={d31}"),
            ),
            (
                "between days",
                format!("startTime[after]={d30}&startTime[strictly_before]={d32}"),
            ),
            (
                "bounds the wrong way round",
                format!("startTime[after]={d32}&startTime[before]={d30}"),
            ),
            ("the last first", "order[startTime]=desc".to_owned()),
            (
                "a reference, the last first",
                "externalId=A-2&order[startTime]=desc".to_owned(),
            ),
            ("a reference that none has", "externalId=nobody".to_owned()),
            ("an empty reference", "externalId=".to_owned()),
        ] {
            let path = format!("{PATH}?{query}");
            self.get(&format!("appointments by {name}"), &path).await;
        }
    }

    async fn edited(&mut self, iri: &str) {
        let app = &self.world.app;
        let moved = json!({"startTime": self.start(35), "phoneNumber": "+33698765432"});
        let edit = |key: &str, body: &Value| {
            let call = app.patch(iri).header("Idempotency-Key", key);
            call.merge(body)
        };
        self.pass(BETWEEN_EVENTS);
        self.well("an edit", edit("edit", &moved)).await;
        self.well("the same edit with its key", edit("edit", &moved))
            .await;
        let other = json!({"externalId": "A-3"});
        self.http("another edit with that key", edit("edit", &other))
            .await;
        let call = app.patch(iri).merge(&other);
        self.well("an edit of the reference", call).await;
        let call = app.patch(iri).merge(&json!({"email": "nobody"}));
        self.http("an edit that is wrong", call).await;
        self.get("the edited appointment", iri).await;
        self.get("its old reference", &format!("{PATH}?externalId=A-1"))
            .await;
        self.get("its new reference", &format!("{PATH}?externalId=A-3"))
            .await;
    }

    /// More than a page, read to its end. It comes last: a full table makes slow engines slower.
    pub(super) async fn paged(&mut self) {
        let app = &self.world.app;
        for number in 0..31 {
            let mut body = self.booking(40 + number);
            body["externalId"] = json!("pages");
            app.post(PATH).json(&body).send().await.expect(201);
        }
        for (name, query) in [
            ("a page", "externalId=pages"),
            (
                "a page from its end",
                "externalId=pages&order[startTime]=desc",
            ),
            ("a page of all", "startTime[after]=2020-01-01"),
        ] {
            let mut path = format!("{PATH}?{query}");
            for number in 1.. {
                let page = self.get(&format!("{name}, {number}"), &path).await;
                let page = page.expect(200).json();
                match page["hydra:view"]["hydra:next"].as_str() {
                    Some(next) => next.clone_into(&mut path),
                    None => break,
                }
            }
        }
    }

    async fn cancelled(&mut self) {
        let app = &self.world.app;
        let mut ends = Vec::new();
        for days in [50, 51] {
            let body = self.booking(days + 100);
            let booked = app.post(PATH).json(&body).send().await.expect(201);
            ends.push(booked.iri());
        }
        let cancel = json!({"status": "cancelled"});
        self.pass(BETWEEN_EVENTS);
        let call = app.patch(&ends[0]).merge(&cancel);
        self.well("a cancellation", call).await;
        let call = app.patch(&ends[0]).merge(&cancel);
        self.http("a cancellation of what is cancelled", call).await;
        self.pass(BETWEEN_EVENTS);
        self.http("a deletion", app.delete(&ends[1])).await;
        self.http("a deletion of what is deleted", app.delete(&ends[1]))
            .await;
        self.get("a cancelled appointment", &ends[0]).await;
    }
}
