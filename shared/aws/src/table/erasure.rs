//! Erasure: of what is about something that is gone, of what was given up, and of all that an organization has.

use aws_sdk_dynamodb::{error::SdkError, operation::delete_item::DeleteItemError};
use jiff::Timestamp;
use leah_domain::{Appointment, Id, Ids, Organization, Subject, WebhookDelivery};
use serde::Serialize;
use uuid::Uuid;

use super::{
    Table, TableError,
    error::failed,
    item::{Item, primary, read, text},
    names::{self, Index, Key},
    organizations::as_read,
    query::Range,
    transaction::{Condition, Transaction},
};

/// What an organization's own partition holds beside its record, which goes last: while that stands, the rest is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Belonging {
    /// Webhook endpoints.
    Endpoints,
    /// Healthcare workers.
    Workers,
    /// Offices.
    Offices,
    /// Features.
    Features,
    /// How many healthcare workers and offices there are.
    Counter,
    /// API keys.
    Keys,
}

impl Belonging {
    /// What the sort keys of such items begin with.
    const fn prefix(self) -> &'static str {
        match self {
            Self::Endpoints => names::ENDPOINTS,
            Self::Workers => names::WORKERS,
            Self::Offices => names::OFFICES,
            Self::Features => names::FEATURES,
            Self::Counter => names::COUNTER,
            Self::Keys => names::KEYS,
        }
    }
}

#[derive(Serialize)]
struct Deleted {
    action: &'static str,
    at: Timestamp,
}

impl Table {
    /// Blanks the answers that idempotent requests about an appointment have kept.
    pub async fn erase_answers(&self, subject: Subject) -> Result<(), TableError> {
        let partition = names::appointment_partition(subject.organization, subject.appointment);
        self.erase_partition(&partition, names::ANSWERS).await?;
        Ok(())
    }

    /// Deletes the items of a partition whose sort keys begin so; how many.
    pub(crate) async fn erase_partition(
        &self,
        partition: &str,
        prefix: &str,
    ) -> Result<usize, TableError> {
        let query = self
            .query(None, partition, Range::prefix(prefix))
            .latest()
            .with(|request| request.projection_expression("PK, SK"));
        let (mut erased, mut start) = (0, None);
        loop {
            let page = query.page(start).await?;
            for key in page.items {
                self.client
                    .delete_item()
                    .table_name(&self.name)
                    .set_key(Some(key))
                    .send()
                    .await
                    .map_err(failed("DeleteItem"))?;
                erased += 1;
            }
            start = page.next;
            if start.is_none() {
                return Ok(erased);
            }
        }
    }

    /// An appointment that is to be erased: also one that has expired and TTL has not removed yet.
    pub async fn remaining_appointment(
        &self,
        organization: Id<Organization>,
        id: Id<Appointment>,
    ) -> Result<Option<Appointment>, TableError> {
        let found = self.get(&names::appointment(organization, id)).await?;
        found.map(|item| read("Appointment", item)).transpose()
    }

    /// Deletes an item that was given up. False where it is gone, or is tried anew.
    pub async fn forget(&self, dead: Uuid) -> Result<bool, TableError> {
        let deleted = self
            .client
            .delete_item()
            .table_name(&self.name)
            .set_key(Some(primary(&names::owed(dead))))
            .condition_expression("#shard = :dead")
            .expression_attribute_names("#shard", Index::Due.pk())
            .expression_attribute_values(":dead", text(names::DEAD))
            .send()
            .await;
        match deleted {
            Ok(_) => Ok(true),
            Err(SdkError::ServiceError(error))
                if matches!(
                    error.err(),
                    DeleteItemError::ConditionalCheckFailedException(_)
                ) =>
            {
                Ok(false)
            }
            Err(error) => Err(failed("DeleteItem")(error)),
        }
    }

    /// Deletes a delivery with the answers that are kept about it.
    pub async fn erase_delivery(&self, delivery: &WebhookDelivery) -> Result<(), TableError> {
        let key = names::webhook_delivery(delivery.organization, delivery.id);
        self.erase_partition(&key.pk, names::ANSWERS).await?;
        self.erase(&key).await
    }

    async fn erase(&self, key: &Key) -> Result<(), TableError> {
        self.client
            .delete_item()
            .table_name(&self.name)
            .set_key(Some(primary(key)))
            .send()
            .await
            .map_err(failed("DeleteItem"))?;
        Ok(())
    }

    /// Deletes all of one kind that stands in an organization's own partition; how many.
    pub async fn erase_belongings(
        &self,
        organization: Id<Organization>,
        kind: Belonging,
    ) -> Result<usize, TableError> {
        let partition = names::organization_partition(organization);
        self.erase_partition(&partition, kind.prefix()).await
    }

    /// Deletes an organization's record, and its slug is free from now on, if the record is still as it was read. What stays
    /// is an audit entry.
    pub async fn erase_organization(
        &self,
        before: &Organization,
        ids: &dyn Ids,
    ) -> Result<bool, TableError> {
        let now = self.now();
        let mut transaction = Transaction::default();
        transaction.delete_if(&names::organization(before.id), as_read(before));
        let own = Condition::new("attribute_not_exists(PK) OR #organization = :organization")
            .name("#organization", "organization")
            .value(":organization", text(before.id.to_string()));
        transaction.delete_if(&names::slug(&before.slug), own);
        let deleted = Deleted {
            action: "organization.deleted",
            at: now,
        };
        let key = names::audit(before.id, now, ids.uuid_at(now));
        transaction.put(Item::new("Audit", &key, &deleted)?);
        Ok(self.commit(transaction).await?.is_ok())
    }
}
