//! Idempotency keys: the first answer to a request is kept for a day and given again (contract, section 6).
//!
//! The record is written in the transaction of the change itself. The answer, which may speak of the guest,
//! stands in the appointment's own partition and goes with it.

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::{SignedDuration, Timestamp};
use leah_domain::{Id, Organization};
use serde::{Deserialize, Serialize};

use super::{
    Table, TableError,
    item::{Attributes, Item, alive, read, seconds},
    names::{self, Key},
    transaction::{Condition, Transaction},
};

/// How long an answer is kept.
const KEPT: SignedDuration = SignedDuration::from_hours(24);

/// A request that its caller may repeat.
#[derive(Debug, Clone)]
pub struct Ticket {
    /// Whose request it is.
    pub organization: Id<Organization>,
    /// SHA-256 over method, path and the caller's key, in hex.
    pub request: String,
    /// SHA-256 over the body, in hex.
    pub body: String,
}

/// An answer as it was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// Its status.
    pub status: u16,
    /// Its headers.
    pub headers: Vec<(String, String)>,
    /// Its body.
    pub body: String,
}

/// What is known of a request that was made before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kept {
    /// Its answer.
    Answer(Answer),
    /// It was made with another body.
    OtherBody,
    /// It was answered, and the answer was erased with what it spoke of.
    Erased,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Record {
    body: String,
    /// The partition of what the request was about: its answer stands there and goes with it.
    partition: String,
}

impl Table {
    /// What is known of a request that may have been made before.
    pub async fn kept(&self, ticket: &Ticket) -> Result<Option<Kept>, TableError> {
        let record = self.get(&record_key(ticket)).await?;
        match record.filter(|record| alive(record, self.now())) {
            Some(record) => self.recall(ticket, record).await.map(Some),
            None => Ok(None),
        }
    }

    /// What a request's record leads to.
    pub(crate) async fn recall(
        &self,
        ticket: &Ticket,
        record: Attributes,
    ) -> Result<Kept, TableError> {
        let record: Record = read("Idempotency", record)?;
        if record.body != ticket.body {
            return Ok(Kept::OtherBody);
        }
        let answer = self
            .get(&names::answer(&record.partition, &ticket.request))
            .await?;
        match answer {
            Some(item) => Ok(Kept::Answer(read("Answer", item)?)),
            None => Ok(Kept::Erased),
        }
    }
}

/// The key of a request's record.
pub(crate) fn record_key(ticket: &Ticket) -> Key {
    names::idempotency(ticket.organization, &ticket.request)
}

/// Adds a request's record and its answer to the transaction of the change; the place of the record.
pub(crate) fn remember(
    transaction: &mut Transaction,
    ticket: &Ticket,
    partition: &str,
    answer: &Answer,
    now: Timestamp,
) -> Result<usize, TableError> {
    let end = now.checked_add(KEPT).unwrap_or(Timestamp::MAX);
    let record = Record {
        body: ticket.body.clone(),
        partition: partition.to_owned(),
    };
    let record = Item::new("Idempotency", &record_key(ticket), &record)?.expires(end);
    let place = transaction.put_if(record, absent_or_expired(now));
    let answer = Item::new("Answer", &names::answer(partition, &ticket.request), answer)?;
    transaction.put(answer.expires(end));
    Ok(place)
}

fn absent_or_expired(now: Timestamp) -> Condition {
    let now: AttributeValue = seconds(now);
    Condition::new("attribute_not_exists(PK) OR #ttl <= :now")
        .name("#ttl", "ttl")
        .value(":now", now)
}
