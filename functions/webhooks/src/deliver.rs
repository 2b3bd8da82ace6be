//! One attempt: take the delivery, sign it, send it, write what came of it.

use lambda_runtime::Error;
use leah_aws::{App, table::Begun};
use leah_domain::{
    WebhookEndpoint,
    webhook::{
        Call, DeliveryStatus, Disabled, GivenUp, Health, Network, Outcome, Payload, Settled, settle,
    },
};
use leah_http::metrics::Count;
use serde_json::{Value, json};
use standardwebhooks::{
    HEADER_WEBHOOK_ID, HEADER_WEBHOOK_SIGNATURE, HEADER_WEBHOOK_TIMESTAMP, Webhook, WebhookError,
};

use crate::{
    Attempted, Observer,
    courier::{Courier, Parcel},
    guard::Reach,
};

/// Makes the attempt that a [`Call`] asks for.
///
/// # Errors
/// Where the event is none, or the table does not answer: the delivery is due again when the attempt's lease ends.
pub async fn handle(
    app: &App,
    courier: &Courier,
    observer: &dyn Observer,
    event: Value,
) -> Result<Value, Error> {
    let call: Call = serde_json::from_value(event)?;
    let id = call.delivery;
    let Some((begun, endpoint)) = app.table().begin_delivery(&call, app.ids()).await? else {
        tracing::info!(delivery = %id, "delivery {id} is another attempt's");
        return Ok(json!({ "status": null }));
    };
    let settled = match (endpoint, &begun.delivery.payload) {
        (None, _) => given_up(&begun, GivenUp::EndpointRemoved, app),
        (Some(endpoint), _) if endpoint.disabled.is_some() => {
            given_up(&begun, GivenUp::EndpointDisabled, app)
        }
        // Its attempts begin and never end: they must not do so for ever.
        (Some(_), _) if !begun.delivery.may_try() => {
            given_up(&begun, GivenUp::AttemptsExhausted, app)
        }
        (Some(endpoint), Some(payload)) => {
            let outcome = attempt(app, courier, observer, &begun, &endpoint, payload).await?;
            settle(&begun.delivery, &endpoint, outcome, app.now())
        }
        (Some(_), None) => return Err("a delivery that is owed has no payload".into()),
    };
    write(app, &begun, &settled).await?;
    Ok(json!({ "status": settled.delivery.status.name() }))
}

fn given_up(begun: &Begun, reason: GivenUp, app: &App) -> Settled {
    Settled {
        delivery: begun.delivery.clone().given_up(reason, app.now()),
        health: Health::Same,
    }
}

async fn attempt(
    app: &App,
    courier: &Courier,
    observer: &dyn Observer,
    begun: &Begun,
    endpoint: &WebhookEndpoint,
    payload: &Payload,
) -> Result<Outcome, Error> {
    let (delivery, at) = (&begun.delivery, app.now());
    let body = payload.body(delivery.event, endpoint.form);
    let headers = vec![
        ("content-type", "application/json".to_owned()),
        (HEADER_WEBHOOK_ID, delivery.message_id()),
        (HEADER_WEBHOOK_TIMESTAMP, at.as_second().to_string()),
        (
            HEADER_WEBHOOK_SIGNATURE,
            signatures(endpoint, &delivery.message_id(), at, &body)?,
        ),
    ];
    let reach = match &endpoint.network {
        Network::Public => courier.public(),
        Network::Vpn(ranges) => Reach::Ranges(ranges.clone()),
    };
    let url = endpoint.url.as_url();
    let parcel = Parcel {
        url,
        reach: &reach,
        headers: headers.clone(),
        body: body.clone(),
    };
    let answer = courier.post(parcel).await;
    let outcome = match &answer {
        Ok(answered) => Outcome::Answered(answered.status),
        Err(undelivered) => Outcome::Unanswered(undelivered.name()),
    };
    observer.attempted(Attempted {
        organization: delivery.organization,
        endpoint: endpoint.id,
        delivery: delivery.id,
        at,
        url: url.to_string(),
        headers,
        body,
        answer,
    });
    Ok(outcome)
}

/// A signature by each secret that holds, the current one first (Standard Webhooks 1.0, "Signature scheme").
fn signatures(
    endpoint: &WebhookEndpoint,
    message: &str,
    at: jiff::Timestamp,
    body: &str,
) -> Result<String, WebhookError> {
    let secrets = endpoint.secrets.signing_at(at);
    let signatures = secrets
        .map(|secret| Webhook::new(secret.reveal())?.sign(message, at.as_second(), body.as_bytes()))
        .collect::<Result<Vec<String>, _>>()?;
    Ok(signatures.join(" "))
}

/// Writes what an attempt has come to. What the endpoint's record misses, the next attempt notes.
async fn write(app: &App, begun: &Begun, settled: &Settled) -> Result<(), Error> {
    let delivery = &settled.delivery;
    app.table().settle_delivery(begun, delivery).await?;
    let (id, endpoint) = (delivery.id, delivery.endpoint);
    let (event, status) = (delivery.event.name(), delivery.status.name());
    let last = delivery.last.as_ref();
    let answered = last.and_then(|last| last.status);
    let error = last.and_then(|last| last.error.as_deref());
    match delivery.status {
        DeliveryStatus::Delivered => {
            tracing::info!(delivery = %id, %endpoint, event, answered, "delivery {id} {status}");
        }
        DeliveryStatus::Pending => {
            tracing::warn!(delivery = %id, %endpoint, event, answered, error, "delivery {id} failed, due again");
        }
        DeliveryStatus::Dead => {
            let reason = delivery.reason.map(GivenUp::name);
            tracing::error!(delivery = %id, %endpoint, event, answered, error, reason, "delivery {id} given up");
            Count::GivenUp.one("webhook-delivery", app.now());
        }
    }
    if let Health::Disabled(Disabled { reason, .. }) = settled.health {
        let reason = reason.name();
        tracing::error!(%endpoint, reason, "endpoint {endpoint} is not served any more");
        Count::EndpointDisabled.one("webhook-delivery", app.now());
    }
    let noted = app
        .table()
        .note_health(delivery.organization, endpoint, settled.health)
        .await;
    if let Err(error) = noted {
        tracing::error!(%endpoint, %error, "the state of endpoint {endpoint} was not noted");
    }
    Ok(())
}
