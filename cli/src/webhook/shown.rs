//! Endpoints and deliveries, as they are shown.

use jiff::Timestamp;
use leah_domain::{
    Id, WebhookDelivery, WebhookEndpoint, print,
    webhook::{Event, Form, GivenUp, Network},
};
use serde::Serialize;

/// An endpoint.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Shown<'a> {
    id: Id<WebhookEndpoint>,
    url: &'a str,
    vpn: Vec<String>,
    events: Vec<&'static str>,
    payload: &'static str,
    failing_since: Option<String>,
    disabled: Option<&'static str>,
}

impl<'a> From<&'a WebhookEndpoint> for Shown<'a> {
    fn from(endpoint: &'a WebhookEndpoint) -> Self {
        Self {
            id: endpoint.id,
            url: endpoint.url.as_url().as_str(),
            vpn: match &endpoint.network {
                Network::Public => Vec::new(),
                Network::Vpn(ranges) => ranges.iter().map(ToString::to_string).collect(),
            },
            events: endpoint.events.iter().copied().map(Event::name).collect(),
            payload: Form::name(endpoint.form),
            failing_since: endpoint.failing.map(print),
            disabled: endpoint.disabled.map(|disabled| disabled.reason.name()),
        }
    }
}

/// An endpoint with its secret, for the one time.
#[derive(Serialize)]
pub(super) struct WithSecret<'a> {
    #[serde(flatten)]
    endpoint: Shown<'a>,
    secret: &'a str,
}

/// An endpoint with the secret that signs from now on.
pub(super) fn secret(endpoint: &WebhookEndpoint, now: Timestamp) -> WithSecret<'_> {
    let mut signing = endpoint.secrets.signing_at(now);
    WithSecret {
        endpoint: endpoint.into(),
        secret: signing.next().map_or("", |secret| secret.reveal()),
    }
}

/// A delivery. Its payload, which may name a guest's stay, is not shown.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Delivery {
    id: Id<WebhookDelivery>,
    event: &'static str,
    status: &'static str,
    reason: Option<&'static str>,
    attempts: u32,
    last_status: Option<u16>,
    last_error: Option<String>,
    created_at: String,
    next_attempt_at: Option<String>,
    endpoint: Id<WebhookEndpoint>,
}

impl From<WebhookDelivery> for Delivery {
    fn from(delivery: WebhookDelivery) -> Self {
        let last = delivery.last.as_ref();
        Self {
            id: delivery.id,
            event: delivery.event.name(),
            status: delivery.status.name(),
            reason: delivery.reason.map(GivenUp::name),
            attempts: delivery.begun,
            last_status: last.and_then(|last| last.status),
            last_error: last.and_then(|last| last.error.clone()),
            created_at: print(delivery.created),
            next_attempt_at: delivery.next.map(print),
            endpoint: delivery.endpoint,
        }
    }
}
