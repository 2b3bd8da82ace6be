//! `leah webhook deliveries` and `replay`.

use leah_aws::table::{Deliveries, Found, Outcome};
use leah_domain::{
    Id, Organization, WebhookDelivery,
    webhook::{DeliveryStatus, NotReplayable},
};

use super::{bare, find, shown::Delivery};
use crate::{CliError, Leah, Printed};

/// How many deliveries are read at once.
const PAGE: usize = 100;

pub(super) async fn list(
    leah: &Leah,
    organization: Id<Organization>,
    endpoint: Option<&str>,
    status: Option<DeliveryStatus>,
    most: usize,
) -> Result<Printed, CliError> {
    let mut wanted = Deliveries {
        statuses: status.into_iter().collect(),
        ..Deliveries::default()
    };
    if let Some(named) = endpoint {
        wanted
            .endpoints
            .push(find(leah, organization, named).await?.id);
    }
    let mut shown = Vec::new();
    let mut position = None;
    while shown.len() < most {
        let page = leah
            .table()
            .webhook_deliveries(
                organization,
                &wanted,
                position.as_ref(),
                PAGE.min(most - shown.len()),
            )
            .await?;
        shown.extend(page.members.into_iter().map(Delivery::from));
        position = page.next;
        if position.is_none() {
            break;
        }
    }
    Printed::list(&shown, "no deliveries")
}

pub(super) async fn replay(
    leah: &Leah,
    organization: Id<Organization>,
    named: &str,
) -> Result<Printed, CliError> {
    let absent =
        || CliError::NotFound(format!("delivery {named:?}: see `leah webhook deliveries`"));
    let id = bare(named).parse().map_err(|_| absent())?;
    let found = leah
        .table()
        .webhook_delivery_for(organization, id, None)
        .await?;
    let Found::Item(before) = found else {
        return Err(absent());
    };
    match again(leah, &before).await? {
        Ok(after) => Printed::record(&Delivery::from(after)),
        Err(why) => Err(CliError::Refused(refused(why).to_owned())),
    }
}

/// Begins all dead deliveries to an endpoint anew, page by page. What is replayed leaves the list of the dead; a position
/// holds all the same.
pub(super) async fn replay_all(
    leah: &Leah,
    organization: Id<Organization>,
    named: &str,
) -> Result<Printed, CliError> {
    let endpoint = find(leah, organization, named).await?;
    if endpoint.disabled.is_some() {
        return Err(CliError::Refused(
            "this endpoint is not served, and would only be given up again: `leah webhook enable`"
                .into(),
        ));
    }
    let wanted = Deliveries {
        endpoints: vec![endpoint.id],
        statuses: vec![DeliveryStatus::Dead],
    };
    let (mut replayed, mut position) = (0_usize, None);
    loop {
        let page = leah
            .table()
            .webhook_deliveries(organization, &wanted, position.as_ref(), PAGE)
            .await?;
        for delivery in &page.members {
            if again(leah, delivery).await?.is_ok() {
                replayed += 1;
            }
        }
        position = page.next;
        if position.is_none() {
            break;
        }
    }
    let words =
        format!("{replayed} deliveries begin anew: the sweep calls for them within a minute.");
    Printed::told(words, &serde_json::json!({ "replayed": replayed }))
}

/// Begins a delivery anew, or says why not.
async fn again(
    leah: &Leah,
    before: &WebhookDelivery,
) -> Result<Result<WebhookDelivery, NotReplayable>, CliError> {
    let after = match before.replayed(leah.app().now()) {
        Ok(after) => after,
        Err(why) => return Ok(Err(why)),
    };
    Ok(match leah.table().replay_delivery(&after, None).await? {
        Outcome::Written => Ok(after),
        // Who was overtaken by another replay finds it pending.
        Outcome::Moved | Outcome::Repeated(_) => Err(NotReplayable::Pending),
    })
}

const fn refused(why: NotReplayable) -> &'static str {
    match why {
        NotReplayable::Delivered => {
            "this delivery has reached its endpoint, and its payload was erased: only a dead one can be replayed"
        }
        NotReplayable::Pending => {
            "this delivery is still being tried: only a dead one can be replayed"
        }
    }
}
