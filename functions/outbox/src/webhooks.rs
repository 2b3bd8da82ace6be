//! Webhooks: an event becomes a delivery to each endpoint that wants it, and each delivery is called for. The attempts are
//! another function's, one invocation each: nobody waits behind a receiver that hangs.

use futures_util::future::join_all;
use leah_aws::{
    App,
    table::{Claim, TableError},
};
use leah_domain::{
    WebhookDelivery,
    webhook::{Call, Event, Payload, fan_out},
};

/// Turns an event into deliveries, in the transaction that takes the event away.
pub(crate) async fn announce(
    app: &App,
    claim: &Claim,
    event: Event,
    payload: &Payload,
) -> Result<(), TableError> {
    let (organization, at) = (claim.owed.effect.topic().organization(), claim.owed.created);
    let endpoints = app.table().webhook_endpoints(organization).await?;
    let deliveries = fan_out(organization, &endpoints, event, payload, at, app.ids());
    let calls = app.table().announce(claim, &deliveries).await?;
    let calls = calls.iter().zip(&deliveries);
    join_all(calls.map(|(call, delivery)| make(app, call, delivery))).await;
    Ok(())
}

/// Calls for a delivery that is due: its call was lost, or it is to be tried again.
pub(crate) async fn dispatch(app: &App, delivery: &WebhookDelivery, seen: &str) {
    match app.table().dispatch(delivery, seen).await {
        Ok(Some(call)) => make(app, &call, delivery).await,
        Ok(None) => {}
        Err(error) => {
            let id = delivery.id;
            tracing::error!(delivery = %id, %error, "delivery {id} could not be called for");
        }
    }
}

/// A call that fails is made again by the sweep: the delivery is due when its call's lease ends.
async fn make(app: &App, call: &Call, delivery: &WebhookDelivery) {
    if let Err(error) = app.webhooks().call(call, delivery.vpn).await {
        let id = delivery.id;
        tracing::warn!(delivery = %id, %error, "delivery {id} was not called for");
    }
}
