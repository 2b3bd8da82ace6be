//! The outbox: owed work as items of the table, and the attempts to do it.
//!
//! An attempt begins with a claim: it moves the item's due time a lease ahead, so that of several who are
//! called for the same item one works, and it counts, so that an attempt that never told how it ended is known.

use aws_sdk_dynamodb::{
    error::SdkError,
    operation::update_item::UpdateItemError,
    types::{ReturnValue, ReturnValuesOnConditionCheckFailure},
};
use data_encoding::HEXLOWER;
use jiff::{SignedDuration, Timestamp};
use leah_domain::{HORIZON, Ids, LEASE, Owed, Reminder, WebhookDelivery, webhook::Call};
use uuid::Uuid;

use super::{
    Table, TableError,
    appointments::owe,
    error::failed,
    item::{Attributes, Item, number, primary, read, seconds, text, text_of, text_or_null},
    names::{self, Index, Key, SHARDS},
    query::{KeyQuery, Range},
    transaction::{Condition, Transaction},
};

/// How long what was given up is kept for an operator to look at and replay.
const DEAD_KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);

/// An owed item that someone was called for, and the due time that it was seen with.
#[derive(Debug, Clone)]
pub struct Woken {
    /// The item.
    pub owed: Owed,
    /// The due time as the index has it.
    pub seen: String,
}

impl Woken {
    /// Reads an owed item as a stream record's image has it.
    ///
    /// # Errors
    /// [`TableError::Item`] where it is none.
    pub fn from_image(image: serde_dynamo::Item) -> Result<Self, TableError> {
        Table::woken(image.into())
    }
}

/// What the due index holds.
#[derive(Debug)]
pub enum Due {
    /// An owed item.
    Owed(Box<Woken>),
    /// A reminder whose schedule may have been lost.
    Reminder(Box<Reminder>),
    /// A webhook's delivery, and the due time that it was seen with.
    Delivery(Box<WebhookDelivery>, String),
}

/// Part of what is due.
#[derive(Debug)]
pub struct DuePage {
    /// The items, the longest due first.
    pub due: Vec<Due>,
    /// Since when the first of them is due, whether or not it can be read.
    pub oldest: Option<Timestamp>,
    /// Where the next page begins, if there is one.
    pub next: Option<Place>,
}

/// A place in the due index.
#[derive(Debug)]
pub struct Place(pub(crate) Attributes);

/// An item as someone saw it who was called for it.
pub(crate) struct Seen<'a> {
    pub(crate) key: Key,
    pub(crate) id: Uuid,
    /// When it was due.
    pub(crate) due: &'a str,
    /// How many attempts had begun.
    pub(crate) begun: u32,
}

/// An attempt that has begun.
#[derive(Debug)]
pub struct Claim {
    /// The item, this attempt counted.
    pub owed: Owed,
    /// The due time while the attempt lasts.
    lease: String,
}

/// A new item, due when its bell must have been lost.
pub(crate) fn item(owed: &Owed) -> Result<Item, TableError> {
    let due = owed.created.checked_add(LEASE).unwrap_or(Timestamp::MAX);
    stand("Outbox", owed, due)
}

/// A new item that is not owed yet: no bell rings for its type, the sweep finds it at its time.
pub(crate) fn later(owed: &Owed) -> Result<Item, TableError> {
    stand("Later", owed, owed.created)
}

fn stand(kind: &'static str, owed: &Owed, due: Timestamp) -> Result<Item, TableError> {
    Ok(Item::new(kind, &names::owed(owed.id), owed)?.index(
        Index::Due,
        names::due_shard(owed.id),
        names::due(due, owed.id),
    ))
}

impl Table {
    /// Reads an owed item as the stream or the due index gave it.
    fn woken(item: Attributes) -> Result<Woken, TableError> {
        let seen = text_of(&item, Index::Due.sk())
            .unwrap_or_default()
            .to_owned();
        let owed = read("Outbox", item)?;
        Ok(Woken { owed, seen })
    }

    /// Begins an attempt. `None` where another has it, or has done it.
    pub async fn claim(&self, woken: &Woken, ids: &dyn Ids) -> Result<Option<Claim>, TableError> {
        let id = woken.owed.id;
        let seen = Seen {
            key: names::owed(id),
            id,
            due: &woken.seen,
            begun: woken.owed.begun,
        };
        let Some((item, lease)) = self.lease(&seen, ids).await? else {
            return Ok(None);
        };
        let owed = read("Outbox", item)?;
        Ok(Some(Claim { owed, lease }))
    }

    /// Has an item as it was seen, for an attempt that begins: its due time moves a lease ahead, and the attempt counts.
    /// The item, and its due time while the attempt lasts; `None` where another has it.
    pub(crate) async fn lease(
        &self,
        seen: &Seen<'_>,
        ids: &dyn Ids,
    ) -> Result<Option<(Attributes, String)>, TableError> {
        let lease = names::due(self.lease_end(), seen.id);
        let mut claimant = [0; 16];
        ids.fill(&mut claimant);
        let claimant = HEXLOWER.encode(&claimant);
        let claimed = self
            .client
            .update_item()
            .table_name(&self.name)
            .set_key(Some(primary(&seen.key)))
            .update_expression("SET #due = :lease, #claimant = :claimant ADD #begun :one")
            // The due time alone would not do: a lease that begins in the millisecond in which the item was made
            // ends when the item was due first.
            .condition_expression("#due = :seen AND #begun = :begun AND #shard <> :dead")
            .expression_attribute_names("#due", Index::Due.sk())
            .expression_attribute_names("#shard", Index::Due.pk())
            .expression_attribute_names("#claimant", "claimant")
            .expression_attribute_names("#begun", "begun")
            .expression_attribute_values(":lease", text(&lease))
            .expression_attribute_values(":seen", text(seen.due))
            .expression_attribute_values(":begun", number(seen.begun))
            .expression_attribute_values(":dead", text(names::DEAD))
            .expression_attribute_values(":claimant", text(&claimant))
            .expression_attribute_values(":one", number(1_u8))
            .return_values(ReturnValue::AllNew)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .send()
            .await;
        match claimed {
            Ok(claimed) => Ok(Some((claimed.attributes.unwrap_or_default(), lease))),
            // The SDK may have asked twice, and the first answer been lost: then the claim is ours.
            Err(error) => Ok(standing(error)?
                .filter(|item| text_of(item, "claimant") == Some(&claimant))
                .map(|item| (item, lease))),
        }
    }

    /// When an attempt that begins now counts as lost.
    pub(crate) fn lease_end(&self) -> Timestamp {
        self.now().checked_add(LEASE).unwrap_or(Timestamp::MAX)
    }

    /// The work is done: the item goes.
    pub async fn done(&self, claim: &Claim) -> Result<(), TableError> {
        self.client
            .delete_item()
            .table_name(&self.name)
            .set_key(Some(primary(&names::owed(claim.owed.id))))
            .send()
            .await
            .map_err(failed("DeleteItem"))?;
        Ok(())
    }

    /// The work is done, and owes more: the item goes, and what it owes comes, in one transaction.
    pub async fn done_owing(&self, claim: &Claim, owed: &[Owed]) -> Result<(), TableError> {
        if owed.is_empty() {
            return self.done(claim).await;
        }
        let mut transaction = Transaction::default();
        transaction.delete(&names::owed(claim.owed.id));
        owe(&mut transaction, owed)?;
        // Nothing in it has a condition.
        self.commit(transaction).await.map(|_| ())
    }

    /// The work is done, and has become deliveries: the item goes, and they come, in one transaction. How each is called
    /// for; none, where another attempt has the item.
    pub async fn announce(
        &self,
        claim: &Claim,
        deliveries: &[WebhookDelivery],
    ) -> Result<Vec<Call>, TableError> {
        let mut transaction = Transaction::default();
        let held = Condition::new("#due = :lease")
            .name("#due", Index::Due.sk())
            .value(":lease", text(&claim.lease));
        transaction.delete_if(&names::owed(claim.owed.id), held);
        let due = self.lease_end();
        for delivery in deliveries {
            transaction.put(super::webhooks::item(delivery, Some(due), self.now())?);
        }
        Ok(match self.commit(transaction).await? {
            Ok(()) => deliveries
                .iter()
                .map(|delivery| super::webhooks::call(delivery, due))
                .collect(),
            Err(_) => Vec::new(),
        })
    }

    /// The attempt came to a known end without success: another is due at `at`. Its cause is kept, in codes; none, where nothing is wrong.
    pub async fn postpone(
        &self,
        claim: &Claim,
        at: Timestamp,
        cause: Option<&str>,
    ) -> Result<(), TableError> {
        let due = names::due(at, claim.owed.id);
        let update = self
            .under(claim)
            .update_expression("SET #due = :due, #cause = :cause ADD #failed :one")
            .expression_attribute_names("#cause", "cause")
            .expression_attribute_names("#failed", "failed")
            .expression_attribute_values(":cause", text_or_null(cause))
            .expression_attribute_values(":due", text(due))
            .expression_attribute_values(":one", number(1_u8));
        settled(update.send().await)
    }

    /// The work is given up: kept apart, for an operator to see and replay.
    pub async fn bury(&self, claim: &Claim, reason: &str) -> Result<(), TableError> {
        let now = self.now();
        let end = now.checked_add(DEAD_KEPT).unwrap_or(Timestamp::MAX);
        let update = self
            .under(claim)
            .update_expression("SET #shard = :dead, #due = :due, #reason = :reason, #ttl = :ttl")
            .expression_attribute_names("#shard", Index::Due.pk())
            .expression_attribute_names("#reason", "reason")
            .expression_attribute_names("#ttl", "ttl")
            .expression_attribute_values(":dead", text(names::DEAD))
            .expression_attribute_values(":due", text(names::due(now, claim.owed.id)))
            .expression_attribute_values(":reason", text(reason))
            .expression_attribute_values(":ttl", seconds(end));
        settled(update.send().await)
    }

    /// An update of the item by the attempt that holds it.
    fn under(
        &self,
        claim: &Claim,
    ) -> aws_sdk_dynamodb::operation::update_item::builders::UpdateItemFluentBuilder {
        self.client
            .update_item()
            .table_name(&self.name)
            .set_key(Some(primary(&names::owed(claim.owed.id))))
            .condition_expression("#due = :lease")
            .expression_attribute_names("#due", Index::Due.sk())
            .expression_attribute_values(":lease", text(&claim.lease))
    }

    /// What is due now in one shard of the due index, `limit` items at the most, behind where the page before ended.
    /// An item that cannot be read is passed over and named in the log, each time: the others do not wait behind it.
    pub async fn due(
        &self,
        shard: u8,
        limit: usize,
        behind: Option<Place>,
    ) -> Result<DuePage, TableError> {
        let partition = names::due_partition(shard);
        self.in_order(&partition, self.now(), limit, behind).await
    }

    /// What is owed in one shard of the due index and due within [`HORIZON`], which is all but what is not
    /// owed yet; `limit` items at the most, as [`Table::due`] reads them.
    pub async fn owed(
        &self,
        shard: u8,
        limit: usize,
        behind: Option<Place>,
    ) -> Result<DuePage, TableError> {
        let partition = names::due_partition(shard);
        let until = self.now().checked_add(HORIZON).unwrap_or(Timestamp::MAX);
        self.in_order(&partition, until, limit, behind).await
    }

    /// Part of a partition of the due index, up to an instant.
    async fn in_order(
        &self,
        partition: &str,
        until: Timestamp,
        limit: usize,
        behind: Option<Place>,
    ) -> Result<DuePage, TableError> {
        let query = self.until(partition, until).limit(limit);
        let page = query.page(behind.map(|place| place.0)).await?;
        let read_one = |item: Attributes| match text_of(&item, "type") {
            Some("Reminder") => {
                read("Reminder", item).map(|reminder| Due::Reminder(Box::new(reminder)))
            }
            Some(super::webhooks::DELIVERY) => {
                let seen = text_of(&item, Index::Due.sk())
                    .unwrap_or_default()
                    .to_owned();
                let delivery = read(super::webhooks::DELIVERY, item)?;
                Ok(Due::Delivery(Box::new(delivery), seen))
            }
            _ => Self::woken(item).map(|woken| Due::Owed(Box::new(woken))),
        };
        let readable = |item: Attributes| {
            let key = text_of(&item, "PK").unwrap_or_default().to_owned();
            read_one(item)
                .inspect_err(
                    |error| tracing::error!(key, %error, "{key} is due and cannot be read"),
                )
                .ok()
        };
        Ok(DuePage {
            oldest: page.items.first().and_then(due_at),
            due: page.items.into_iter().filter_map(readable).collect(),
            next: page.next.map(Place),
        })
    }

    /// A question for what stands in a partition of the due index until an instant, the longest due first.
    pub(crate) fn until(&self, partition: &str, at: Timestamp) -> KeyQuery {
        // Behind every identifier of this instant.
        let end = names::instant(at) + "#g";
        self.query(Index::Due, partition, Range::up_to(&end))
    }

    /// The shards of the due index.
    pub fn shards() -> std::ops::Range<u8> {
        0..SHARDS
    }
}

/// When an item is due, as the index has it.
pub(crate) fn due_at(item: &Attributes) -> Option<Timestamp> {
    let (at, _) = text_of(item, Index::Due.sk())?.split_once('#')?;
    at.parse().ok()
}

/// What stands at the key where a condition did not hold.
pub(crate) fn standing(error: SdkError<UpdateItemError>) -> Result<Option<Attributes>, TableError> {
    if let SdkError::ServiceError(context) = &error
        && let UpdateItemError::ConditionalCheckFailedException(refused) = context.err()
    {
        return Ok(refused.item.clone());
    }
    Err(failed("UpdateItem")(error))
}

/// An attempt that outlived its lease has nothing to say any more: another holds the item.
pub(crate) fn settled<T>(result: Result<T, SdkError<UpdateItemError>>) -> Result<(), TableError> {
    match result {
        Ok(_) => Ok(()),
        Err(error) => standing(error).map(|_| ()),
    }
}
