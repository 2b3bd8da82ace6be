//! Who is in the waiting room: an item of its own, so that heartbeats rewrite no index.

use jiff::Timestamp;
use leah_domain::{
    Appointment, Ids, Organization, Presence, Subject,
    appointment::{Tenant, arrive},
};
use serde::{Deserialize, Serialize};

use super::{
    Table, TableError,
    appointments::owe,
    item::{Attributes, Item, primary, read, seconds, text},
    names,
    outbox::standing,
    transaction::{Condition, Transaction},
};

/// How often an entry is decided anew when another one came in between.
const TRIES: usize = 5;

/// How a guest came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entered {
    /// The guest was not there, and is now.
    Came,
    /// The guest was there already.
    Stays,
    /// There is no such appointment any more.
    Gone,
}

/// An instant of fixed width, so that a condition can compare it as text.
#[derive(Serialize, Deserialize)]
struct Record {
    until: String,
}

/// The presence that an item tells of.
pub(crate) fn presence(item: Option<Attributes>) -> Result<Option<Presence>, TableError> {
    let record: Option<Record> = item.map(|item| read("Presence", item)).transpose()?;
    // What cannot be read as an instant was not written here.
    Ok(record.and_then(|record| record.until.parse().ok().map(|until| Presence { until })))
}

impl Table {
    /// Lets a guest in, or keeps them in. Of many who say so at once, one comes and the others stay.
    pub async fn enter(
        &self,
        organization: &Organization,
        appointment: &Appointment,
        ids: &dyn Ids,
    ) -> Result<Entered, TableError> {
        let subject = Subject {
            organization: organization.id,
            appointment: appointment.id,
        };
        for _ in 0..TRIES {
            let entered = match self.stay(subject).await {
                Ok(true) => Ok(Some(Entered::Stays)),
                Ok(false) => self.come(organization, appointment, ids).await,
                Err(error) => Err(error),
            };
            match entered {
                // Another tab comes in at this moment: see whether it has.
                Ok(None) | Err(TableError::Contended { .. }) => {}
                Ok(Some(entered)) => return Ok(entered),
                Err(error) => return Err(error),
            }
        }
        Err(TableError::Contended {
            operation: "TransactWriteItems",
        })
    }

    /// Prolongs the presence of a guest who is there; false where nobody is.
    async fn stay(&self, subject: Subject) -> Result<bool, TableError> {
        let now = self.now();
        let until = Presence::beginning(now).until;
        let prolonged = self
            .client
            .update_item()
            .table_name(&self.name)
            .set_key(Some(primary(&names::presence(subject))))
            .update_expression("SET #until = :until, #ttl = :ttl")
            .condition_expression("#until > :now")
            .expression_attribute_names("#until", "until")
            .expression_attribute_names("#ttl", "ttl")
            .expression_attribute_values(":until", text(names::instant(until)))
            .expression_attribute_values(":ttl", seconds(until))
            .expression_attribute_values(":now", text(names::instant(now)))
            .send()
            .await;
        match prolonged {
            Ok(_) => Ok(true),
            Err(error) => standing(error).map(|_| false),
        }
    }

    /// Lets a guest in who is not there: in one transaction with what that owes, and only while there is an appointment.
    async fn come(
        &self,
        organization: &Organization,
        appointment: &Appointment,
        ids: &dyn Ids,
    ) -> Result<Option<Entered>, TableError> {
        let now = self.now();
        let tenant = Tenant {
            id: organization.id,
            settings: &organization.settings,
        };
        let arrival = arrive(appointment, tenant, now, ids);
        let subject = Subject {
            organization: organization.id,
            appointment: appointment.id,
        };
        let mut transaction = Transaction::default();
        let there = transaction.check(
            &names::appointment(organization.id, appointment.id),
            Condition::new("attribute_exists(PK)"),
        );
        let absent = Condition::new("attribute_not_exists(PK) OR #until <= :now")
            .name("#until", "until")
            .value(":now", text(names::instant(now)));
        transaction.put_if(item(subject, arrival.presence)?, absent);
        owe(&mut transaction, &arrival.owed)?;
        Ok(match self.commit(transaction).await? {
            Ok(()) => Some(Entered::Came),
            Err(mut refusal) => refusal.at(there).map(|_| Entered::Gone),
        })
    }
}

fn item(subject: Subject, presence: Presence) -> Result<Item, TableError> {
    let until: Timestamp = presence.until;
    let record = Record {
        until: names::instant(until),
    };
    Ok(Item::new("Presence", &names::presence(subject), &record)?.expires(until))
}
