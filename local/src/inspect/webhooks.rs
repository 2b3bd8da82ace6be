//! Webhooks on one machine: endpoints are set up here, where on AWS the operator does it, and deliveries are seen whole.

use std::collections::HashMap;

use axum::{
    Json,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
};
use jiff::Timestamp;
use leah_aws::table::Deliveries;
use leah_domain::{
    Id, WebhookDelivery, WebhookEndpoint,
    webhook::{Event, Form, MAX_ENDPOINTS, Network, Url},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use webhooks::Attempted;

use super::{Inspector, Refused, json::fields};
use crate::demo::ORGANIZATION;

/// How many deliveries are shown.
const SHOWN: usize = 100;

/// A delivery with its attempts, as they went over the wire.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Delivery {
    pub(super) id: Id<WebhookDelivery>,
    pub(super) endpoint: Id<WebhookEndpoint>,
    pub(super) event: &'static str,
    pub(super) status: &'static str,
    pub(super) created: Timestamp,
    pub(super) next_attempt: Option<Timestamp>,
    pub(super) attempts: Vec<Attempt>,
}

/// An attempt.
#[derive(Serialize)]
pub(super) struct Attempt {
    pub(super) at: Timestamp,
    pub(super) url: String,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: String,
    /// The status of the answer, or why there was none.
    pub(super) answer: String,
    /// The first bytes of the answer's body.
    pub(super) excerpt: String,
}

impl From<Attempted> for Attempt {
    fn from(attempted: Attempted) -> Self {
        let (answer, excerpt) = match attempted.answer {
            Ok(answered) => (
                answered.status.to_string(),
                String::from_utf8_lossy(&answered.excerpt).into_owned(),
            ),
            Err(undelivered) => (undelivered.name().to_owned(), String::new()),
        };
        Self {
            at: attempted.at,
            url: attempted.url,
            headers: attempted.headers,
            body: attempted.body,
            answer,
            excerpt,
        }
    }
}

/// The demo organization's last deliveries, the newest first, with the attempts that this process has made.
pub(super) async fn last(inspector: &Inspector) -> Result<Vec<Delivery>, Refused> {
    let mut attempts: HashMap<_, Vec<Attempt>> = HashMap::new();
    for attempted in inspector.attempts.all() {
        let of = attempts.entry(attempted.delivery).or_default();
        of.push(attempted.into());
    }
    let table = inspector.app.table();
    let page = table
        .webhook_deliveries(ORGANIZATION, &Deliveries::default(), None, SHOWN)
        .await?;
    let deliveries = page.members;
    let described = deliveries.into_iter().map(|delivery| Delivery {
        attempts: attempts.remove(&delivery.id).unwrap_or_default(),
        id: delivery.id,
        endpoint: delivery.endpoint,
        event: delivery.event.name(),
        status: delivery.status.name(),
        created: delivery.created,
        next_attempt: delivery.next,
    });
    Ok(described.collect())
}

/// The deliveries.
pub(super) async fn deliveries(
    State(inspector): State<Inspector>,
) -> Result<Json<Vec<Delivery>>, Refused> {
    last(&inspector).await.map(Json)
}

/// An endpoint with its secret: this machine's own.
#[derive(Serialize)]
pub(super) struct Endpoint {
    pub(super) id: Id<WebhookEndpoint>,
    pub(super) url: String,
    pub(super) secret: String,
    pub(super) events: Vec<&'static str>,
    pub(super) payload: &'static str,
    /// Why it is not served any more.
    pub(super) disabled: Option<&'static str>,
}

impl Endpoint {
    fn new(endpoint: &WebhookEndpoint, now: Timestamp) -> Self {
        let mut secrets = endpoint.secrets.signing_at(now);
        Self {
            id: endpoint.id,
            url: endpoint.url.as_url().to_string(),
            secret: secrets
                .next()
                .map_or_else(String::new, |secret| secret.reveal().to_owned()),
            events: endpoint.events.iter().copied().map(Event::name).collect(),
            payload: endpoint.form.name(),
            disabled: endpoint.disabled.map(|disabled| disabled.reason.name()),
        }
    }
}

/// The demo organization's endpoints.
pub(super) async fn endpoints(
    State(inspector): State<Inspector>,
) -> Result<Json<Vec<Endpoint>>, Refused> {
    listed(&inspector).await.map(Json)
}

pub(super) async fn listed(inspector: &Inspector) -> Result<Vec<Endpoint>, Refused> {
    let now = inspector.clock.now();
    let mut all = inspector
        .app
        .table()
        .webhook_endpoints(ORGANIZATION)
        .await?;
    all.sort_by_key(|endpoint| endpoint.created);
    Ok(all
        .iter()
        .map(|endpoint| Endpoint::new(endpoint, now))
        .collect())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    url: String,
    events: Option<Vec<String>>,
    payload: Option<String>,
}

/// Sets an endpoint up for the demo organization: any https address, and http on this machine.
pub(super) async fn set_up(
    State(inspector): State<Inspector>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Refused> {
    let (wanted, from_page) = wanted(&headers, &body)?;
    let endpoint = endpoint(&inspector, &wanted)?;
    let table = inspector.app.table();
    if !table.put_webhook_endpoint(ORGANIZATION, &endpoint).await? {
        return Err(Refused::bad_request(format!(
            "an organization has {MAX_ENDPOINTS} endpoints at most"
        )));
    }
    Ok(if from_page {
        Redirect::to("/_local#webhooks").into_response()
    } else {
        let shown = Endpoint::new(&endpoint, inspector.clock.now());
        (StatusCode::CREATED, Json(shown)).into_response()
    })
}

fn wanted(headers: &HeaderMap, body: &Bytes) -> Result<(Wanted, bool), Refused> {
    let (wanted, from_page) = match fields(headers, body) {
        Some(fields) => {
            let url = fields.get("url").cloned().unwrap_or_default();
            (Ok(serde_json::json!({ "url": url })), true)
        }
        None => (serde_json::from_slice::<Value>(body), false),
    };
    let wanted = wanted.and_then(serde_json::from_value).map_err(|error| {
        Refused::bad_request(format!(
            r#"send {{"url":"http://localhost:8080/hook"}}, and "events":["…"] or "payload":"object" as you like: {error}"#
        ))
    })?;
    Ok((wanted, from_page))
}

fn endpoint(inspector: &Inspector, wanted: &Wanted) -> Result<WebhookEndpoint, Refused> {
    let network = Network::Public;
    let url = Url::parse(wanted.url.trim(), &network, true).map_err(refused)?;
    let events = wanted.events.iter().flatten().map(|name| name.parse());
    let events: Vec<Event> = events.collect::<Result<_, _>>().map_err(refused)?;
    let form = wanted.payload.as_deref().map(str::parse).transpose();
    let form: Option<Form> = form.map_err(refused)?;
    let (now, ids) = (inspector.clock.now(), inspector.app.ids());
    let form = form.unwrap_or_default();
    Ok(WebhookEndpoint::new(url, network, &events, form, now, ids))
}

fn refused(error: impl std::error::Error) -> Refused {
    Refused::bad_request(error.to_string())
}
