//! Deliveries of webhooks.

use aws_sdk_dynamodb::{error::SdkError, operation::put_item::PutItemError};
use jiff::{SignedDuration, Timestamp};
use leah_domain::{
    Id, Ids, Organization, WebhookDelivery, WebhookEndpoint,
    webhook::{Call, DeliveryStatus},
};

use super::{
    Answer, Found, Outcome, Table, TableError, Ticket,
    error::failed,
    item::{Attributes, Item, alive, primary, read, text},
    names::{self, Index},
    outbox::{Seen, standing},
    transaction::{Condition, Transaction},
};

/// The type of a delivery's item.
pub(crate) const DELIVERY: &str = "WebhookDelivery";
/// How long a delivery is kept (contract, section 5).
const KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Which deliveries a list is to hold.
#[derive(Debug, Clone, Default)]
pub struct Deliveries {
    /// Only those to these endpoints, unless empty.
    pub endpoints: Vec<Id<WebhookEndpoint>>,
    /// Only those that have come so far, unless empty.
    pub statuses: Vec<DeliveryStatus>,
}

/// An attempt at a delivery that has begun.
#[derive(Debug)]
pub struct Begun {
    /// The delivery, this attempt counted.
    pub delivery: WebhookDelivery,
    /// The due time while the attempt lasts.
    lease: String,
}

/// A delivery's item, next looked at when it is due.
pub(crate) fn item(
    delivery: &WebhookDelivery,
    due: Option<Timestamp>,
    now: Timestamp,
) -> Result<Item, TableError> {
    let (o, d, status) = (delivery.organization, delivery.id, delivery.status);
    let order = names::ordered(delivery.created, d);
    let item = Item::new(DELIVERY, &names::webhook_delivery(o, d), delivery)?
        .expires(now.checked_add(KEPT).unwrap_or(Timestamp::MAX))
        .index(Index::Gsi1, names::deliveries(o, status), order.clone())
        .index(
            Index::Gsi2,
            names::deliveries_to(o, delivery.endpoint, status),
            order,
        );
    Ok(match due {
        Some(due) => {
            let id = d.uuid();
            item.index(Index::Due, names::due_shard(id), names::due(due, id))
        }
        None => item,
    })
}

/// How the function is called for a delivery that is due then.
pub(crate) fn call(delivery: &WebhookDelivery, due: Timestamp) -> Call {
    Call {
        organization: delivery.organization,
        endpoint: delivery.endpoint,
        delivery: delivery.id,
        due: names::due(due, delivery.id.uuid()),
        begun: delivery.begun,
    }
}

impl Table {
    /// A delivery.
    pub async fn webhook_delivery(
        &self,
        organization: Id<Organization>,
        id: Id<WebhookDelivery>,
    ) -> Result<Option<WebhookDelivery>, TableError> {
        let found = self.get(&names::webhook_delivery(organization, id)).await?;
        self.living_delivery(found)
    }

    /// Reads a delivery for a change, in one trip with what the same request was answered before.
    pub async fn webhook_delivery_for(
        &self,
        organization: Id<Organization>,
        id: Id<WebhookDelivery>,
        ticket: Option<&Ticket>,
    ) -> Result<Found<WebhookDelivery>, TableError> {
        let key = names::webhook_delivery(organization, id);
        self.found(&key, ticket, |item| self.living_delivery(item))
            .await
    }

    pub(crate) fn living_delivery(
        &self,
        found: Option<Attributes>,
    ) -> Result<Option<WebhookDelivery>, TableError> {
        let now = self.now();
        let living = found.filter(|item| alive(item, now));
        living.map(|item| read(DELIVERY, item)).transpose()
    }

    /// Begins an attempt, and reads the endpoint beside. `None` where another has the delivery, or has ended it.
    pub async fn begin_delivery(
        &self,
        call: &Call,
        ids: &dyn Ids,
    ) -> Result<Option<(Begun, Option<WebhookEndpoint>)>, TableError> {
        let seen = Seen {
            key: names::webhook_delivery(call.organization, call.delivery),
            id: call.delivery.uuid(),
            due: &call.due,
            begun: call.begun,
        };
        let endpoint = Box::pin(self.webhook_endpoint(call.organization, call.endpoint));
        let leased = Box::pin(self.lease(&seen, ids));
        let (leased, endpoint) = futures_util::future::join(leased, endpoint).await;
        let Some((item, lease)) = leased? else {
            return Ok(None);
        };
        let delivery = read(DELIVERY, item)?;
        Ok(Some((Begun { delivery, lease }, endpoint?)))
    }

    /// Writes what an attempt has come to, if it still holds the delivery.
    pub async fn settle_delivery(
        &self,
        begun: &Begun,
        after: &WebhookDelivery,
    ) -> Result<(), TableError> {
        let item = item(after, after.next, self.now())?;
        let written = self
            .client
            .put_item()
            .table_name(&self.name)
            .set_item(Some(item.build()))
            .condition_expression("#due = :lease")
            .expression_attribute_names("#due", Index::Due.sk())
            .expression_attribute_values(":lease", text(&begun.lease))
            .send()
            .await;
        match written {
            Ok(_) => Ok(()),
            // The attempt outlived its lease: another holds the delivery.
            Err(SdkError::ServiceError(error))
                if matches!(
                    error.err(),
                    PutItemError::ConditionalCheckFailedException(_)
                ) =>
            {
                Ok(())
            }
            Err(error) => Err(failed("PutItem")(error)),
        }
    }

    /// Has a delivery that is due called for once: who sees it next finds it due a lease later. `None` where another has
    /// called.
    pub async fn dispatch(
        &self,
        delivery: &WebhookDelivery,
        seen: &str,
    ) -> Result<Option<Call>, TableError> {
        let due = self.lease_end();
        let key = names::webhook_delivery(delivery.organization, delivery.id);
        let called = self
            .client
            .update_item()
            .table_name(&self.name)
            .set_key(Some(primary(&key)))
            .update_expression("SET #due = :due")
            .condition_expression("#due = :seen")
            .expression_attribute_names("#due", Index::Due.sk())
            .expression_attribute_values(":due", text(names::due(due, delivery.id.uuid())))
            .expression_attribute_values(":seen", text(seen))
            .send()
            .await;
        match called {
            Ok(_) => Ok(Some(call(delivery, due))),
            Err(error) => standing(error).map(|_| None),
        }
    }

    /// Writes a delivery that is to be tried anew, if it still is dead: the sweep finds it.
    pub async fn replay_delivery(
        &self,
        after: &WebhookDelivery,
        kept: Option<(&Ticket, &Answer)>,
    ) -> Result<Outcome, TableError> {
        let now = self.now();
        let dead = Condition::new("#status = :dead")
            .name("#status", "status")
            .value(":dead", text(DeliveryStatus::Dead.name()));
        let mut transaction = Transaction::default();
        transaction.put_if(item(after, after.next, now)?, dead);
        let partition = names::webhook_delivery(after.organization, after.id).pk;
        self.settle(transaction, &partition, kept, now).await
    }
}
