//! Webhooks: delivered, refused by their receiver, listed, replayed.

use jiff::SignedDuration;
use leah_domain::webhook::Event;
use leah_local::demo::ORGANIZATION;
use serde_json::Value;

use super::{Walk, text};
use crate::support::{Receiver, hook};

/// One that takes what it is told, and one that is gone for good.
pub(super) struct Receivers {
    pub(super) well: Receiver,
    gone: Receiver,
}

impl Walk<'_> {
    /// Endpoints of the demo organization, of which the functions know from the next minute on.
    pub(super) async fn webhooks_begin(&mut self) -> Receivers {
        let receivers = Receivers {
            well: Receiver::answering(200).await,
            gone: Receiver::answering(410).await,
        };
        let app = &self.world.app;
        for (name, receiver, events) in [
            (
                "well",
                &receivers.well,
                &[
                    Event::GuestOnline,
                    Event::AppointmentCancelled,
                    Event::TransferShared,
                ][..],
            ),
            (
                "gone",
                &receivers.gone,
                &[Event::AppointmentRescheduled][..],
            ),
        ] {
            let endpoint = hook(app, name, &receiver.url, events);
            app.put_hook(ORGANIZATION, &endpoint).await;
            self.names.call(&receiver.url, &format!("receiver {name}"));
        }
        self.pass(SignedDuration::from_secs(61));
        self.get("webhook endpoints", "/api/webhook_endpoints")
            .await;
        receivers
    }

    pub(super) async fn webhooks(&mut self, receivers: &Receivers) {
        const PATH: &str = "/api/webhook_deliveries";
        let payloads = self.in_order(self.world.take_invocations());
        let first = payloads[0].clone();
        for (number, payload) in payloads.into_iter().enumerate() {
            self.invoke(&format!("delivery {number}"), "webhooks", payload)
                .await;
        }
        self.invoke("a delivery, again", "webhooks", first).await;
        self.begin_step();
        let heard = receivers.well.bodies();
        let heard: Vec<Value> = heard
            .iter()
            .map(|body| serde_json::from_str(body).unwrap())
            .collect();
        let heard = self.in_order(heard);
        self.note(
            "what the receiver heard",
            serde_json::json!({ "bodies": heard }),
        );
        self.get("webhook endpoints, afterwards", "/api/webhook_endpoints")
            .await;
        let all = self.get("deliveries", PATH).await.expect(200).json();
        let endpoints = self.world.app.get("/api/webhook_endpoints").send().await;
        let endpoint = endpoints.members()[0].clone();
        for (name, query) in [
            ("delivered", "status=delivered".to_owned()),
            ("dead", "status=dead".to_owned()),
            ("pending", "status=pending".to_owned()),
            ("to an endpoint", format!("webhookEndpoint={endpoint}")),
            (
                "to an endpoint, dead",
                format!("webhookEndpoint={endpoint}&status=dead"),
            ),
            ("of a status that is none", "status=lost".to_owned()),
        ] {
            self.get(&format!("deliveries: {name}"), &format!("{PATH}?{query}"))
                .await;
        }
        for status in ["delivered", "dead"] {
            let of = all["hydra:member"].as_array().unwrap().iter();
            let one = of.clone().find(|delivery| delivery["status"] == status);
            let iri = text(&one.unwrap()["@id"]).to_owned();
            self.get(&format!("a delivery that is {status}"), &iri)
                .await;
            let call = self.world.app.post(&format!("{iri}/replay"));
            self.http(
                &format!("a replay of what is {status}"),
                call.header("Idempotency-Key", status),
            )
            .await;
            let call = self.world.app.post(&format!("{iri}/replay"));
            self.http(
                &format!("a replay of what is {status}, again"),
                call.header("Idempotency-Key", status),
            )
            .await;
        }
        let none = format!("{PATH}/00000000-0000-4000-8000-000000000000");
        self.get("a delivery that is none", &none).await;
    }
}
