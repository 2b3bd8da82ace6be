//! What an operator sees of owed work: what was given up, and what should have been done by now.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::ReturnValuesOnConditionCheckFailure;
use futures_util::future::join_all;
use jiff::Timestamp;
use leah_domain::Owed;
use uuid::Uuid;

use super::{
    Table, TableError,
    item::{Attributes, alive, number, primary, read, text, text_of},
    names::{self, Index},
    outbox::{Due, Place, due_at, standing},
};

/// How many overdue items of a shard are counted.
const COUNTED: usize = 100;

/// An effect that was given up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dead {
    /// Its identifier.
    pub id: Uuid,
    /// The effect; `None` where the item cannot be read, as one that an earlier version has written.
    pub owed: Option<Owed>,
    /// When it was given up.
    pub since: Option<Timestamp>,
    /// Why.
    pub reason: String,
    /// Whether it is still kept; what has expired stands there until it is tidied up.
    pub kept: bool,
}

/// Part of what was given up.
#[derive(Debug)]
pub struct DeadPage {
    /// The effects, the longest dead first.
    pub dead: Vec<Dead>,
    /// Where the next page begins, if there is one.
    pub next: Option<Place>,
}

/// What was due before some instant and is still there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Overdue {
    /// How many items: effects, reminders whose schedules were lost, deliveries.
    pub count: usize,
    /// Whether there are more than were counted.
    pub more: bool,
    /// Since when the oldest is due.
    pub oldest: Option<Timestamp>,
}

/// What has failed so far and is due again: effects of one kind that failed for one cause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// The effect's name.
    pub effect: &'static str,
    /// Why the last attempt did not succeed, in codes.
    pub cause: String,
    /// How many of them.
    pub count: usize,
    /// Whether there may be more than were counted.
    pub more: bool,
    /// Since when the oldest is owed.
    pub since: Timestamp,
}

impl Overdue {
    /// Both together.
    fn and(self, other: Self) -> Self {
        Self {
            count: self.count + other.count,
            more: self.more || other.more,
            oldest: self.oldest.into_iter().chain(other.oldest).min(),
        }
    }
}

impl Table {
    /// What was given up, `limit` effects at the most, behind where the page before ended.
    pub async fn dead(&self, limit: usize, behind: Option<Place>) -> Result<DeadPage, TableError> {
        let query = self.until(names::DEAD, Timestamp::MAX).limit(limit);
        let page = query.page(behind.map(|place| place.0)).await?;
        let now = self.now();
        let items = page.items.into_iter();
        Ok(DeadPage {
            dead: items.filter_map(|item| dead(item, now)).collect(),
            next: page.next.map(Place),
        })
    }

    /// What was due before an instant and is still there. Some of it is counted, the oldest is found.
    pub async fn overdue(&self, before: Timestamp) -> Result<Overdue, TableError> {
        let shards = Self::shards().map(|shard| Box::pin(self.overdue_in(shard, before)));
        let shards: Result<Vec<_>, _> = join_all(shards).await.into_iter().collect();
        Ok(shards?.into_iter().fold(Overdue::default(), Overdue::and))
    }

    async fn overdue_in(&self, shard: u8, before: Timestamp) -> Result<Overdue, TableError> {
        let query = self
            .until(&names::due_partition(shard), before)
            .with(|request| request.projection_expression("#sk"))
            .limit(COUNTED);
        let page = query.page(None).await?;
        Ok(Overdue {
            count: page.items.len(),
            more: page.next.is_some(),
            oldest: page.items.first().and_then(due_at),
        })
    }

    /// What has failed and is due again, by effect and cause; of each shard the first items are looked at.
    pub async fn waiting(&self) -> Result<Vec<Waiting>, TableError> {
        let pages = Self::shards().map(|shard| Box::pin(self.owed(shard, COUNTED, None)));
        let pages: Result<Vec<_>, _> = join_all(pages).await.into_iter().collect();
        let pages = pages?;
        let more = pages.iter().any(|page| page.next.is_some());
        let mut found: BTreeMap<(&'static str, String), Waiting> = BTreeMap::new();
        for due in pages.into_iter().flat_map(|page| page.due) {
            let Due::Owed(woken) = due else { continue };
            let owed = woken.owed;
            let (effect, since) = (owed.effect.name(), owed.created);
            let Some(cause) = owed.cause else { continue };
            let waiting = found
                .entry((effect, cause.clone()))
                .or_insert_with(|| Waiting {
                    effect,
                    cause,
                    count: 0,
                    more,
                    since,
                });
            waiting.count += 1;
            waiting.since = waiting.since.min(since);
        }
        Ok(found.into_values().collect())
    }

    /// Puts what was given up back: the sweep does it anew. False where nothing with this identifier is dead.
    pub async fn replay_owed(&self, id: Uuid) -> Result<bool, TableError> {
        let now = self.now();
        let replayed = self
            .client
            .update_item()
            .table_name(&self.name)
            .set_key(Some(primary(&names::owed(id))))
            .update_expression(
                "SET #shard = :shard, #due = :due, #begun = :none, #failed = :none, #replayed = :now REMOVE #reason, #cause, #ttl",
            )
            .condition_expression("#shard = :dead")
            .expression_attribute_names("#shard", Index::Due.pk())
            .expression_attribute_names("#due", Index::Due.sk())
            .expression_attribute_names("#begun", "begun")
            .expression_attribute_names("#failed", "failed")
            .expression_attribute_names("#replayed", "replayed")
            .expression_attribute_names("#reason", "reason")
            .expression_attribute_names("#cause", "cause")
            .expression_attribute_names("#ttl", "ttl")
            .expression_attribute_values(":dead", text(names::DEAD))
            .expression_attribute_values(":shard", text(names::due_shard(id)))
            .expression_attribute_values(":due", text(names::due(now, id)))
            .expression_attribute_values(":none", number(0_u8))
            .expression_attribute_values(":now", text(now.to_string()))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .send()
            .await;
        match replayed {
            Ok(_) => Ok(true),
            // The SDK may have asked twice, and the first answer been lost: then it was put back now.
            Err(error) => Ok(standing(error)?
                .is_some_and(|item| text_of(&item, "replayed") == Some(&now.to_string()))),
        }
    }
}

/// Reads what was given up; `None` where it is no effect.
fn dead(item: Attributes, now: Timestamp) -> Option<Dead> {
    let id = text_of(&item, "PK")?.strip_prefix(names::OWED)?;
    let id = id.parse().ok()?;
    let since = due_at(&item);
    let kept = alive(&item, now);
    let reason = text_of(&item, "reason").unwrap_or_default().to_owned();
    let owed = read("Outbox", item).inspect_err(|error| {
        tracing::warn!(%id, %error, "{id} was given up and cannot be read");
    });
    Some(Dead {
        id,
        owed: owed.ok(),
        since,
        reason,
        kept,
    })
}
