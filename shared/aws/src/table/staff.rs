//! How healthcare workers, offices and features come into the table: an operator's doing.

use std::ops::Range;

use aws_sdk_dynamodb::types::{AttributeValue, TransactWriteItem, Update};
use leah_domain::{Feature, HealthcareWorker, Id, Office, Organization, fold};

use super::{
    Table, TableError,
    item::{Item, number, primary},
    names::{self, Index},
    transaction::{Condition, Transaction},
};

/// How many new members one transaction takes: a hundred writes, one of which counts (DynamoDB developer guide,
/// "`TransactWriteItems`").
pub const AT_ONCE: usize = 99;

impl Table {
    /// Stores new healthcare workers, [`AT_ONCE`] or fewer, and counts them, in one transaction. Where some are there
    /// already nothing is written, and their places come back.
    pub async fn add_workers(
        &self,
        organization: Id<Organization>,
        workers: &[HealthcareWorker],
    ) -> Result<Vec<usize>, TableError> {
        let items = workers
            .iter()
            .map(|worker| worker_item(organization, worker));
        self.add_counted(organization, "workers", items).await
    }

    /// Stores new offices as [`Table::add_workers`] does healthcare workers.
    pub async fn add_offices(
        &self,
        organization: Id<Organization>,
        offices: &[Office],
    ) -> Result<Vec<usize>, TableError> {
        let items = offices
            .iter()
            .map(|office| office_item(organization, office));
        self.add_counted(organization, "offices", items).await
    }

    /// Replaces healthcare workers who are there, [`AT_ONCE`] or fewer, in one transaction. Where some are not nothing is
    /// written, and their places come back.
    pub async fn replace_workers(
        &self,
        organization: Id<Organization>,
        workers: &[HealthcareWorker],
    ) -> Result<Vec<usize>, TableError> {
        let items = workers
            .iter()
            .map(|worker| worker_item(organization, worker));
        self.replace(items).await
    }

    /// Replaces offices as [`Table::replace_workers`] does healthcare workers.
    pub async fn replace_offices(
        &self,
        organization: Id<Organization>,
        offices: &[Office],
    ) -> Result<Vec<usize>, TableError> {
        let items = offices
            .iter()
            .map(|office| office_item(organization, office));
        self.replace(items).await
    }

    /// Stores a healthcare worker and counts a new one.
    pub async fn put_worker(
        &self,
        organization: Id<Organization>,
        worker: &HealthcareWorker,
    ) -> Result<(), TableError> {
        let added = self.add_workers(organization, std::slice::from_ref(worker));
        if added.await?.is_empty() {
            return Ok(());
        }
        // It is there already: replaced, not counted again.
        self.put(worker_item(organization, worker)?).await
    }

    /// Stores an office and counts a new one.
    pub async fn put_office(
        &self,
        organization: Id<Organization>,
        office: &Office,
    ) -> Result<(), TableError> {
        let added = self.add_offices(organization, std::slice::from_ref(office));
        if added.await?.is_empty() {
            return Ok(());
        }
        self.put(office_item(organization, office)?).await
    }

    /// Stores a feature.
    pub async fn put_feature(
        &self,
        organization: Id<Organization>,
        feature: &Feature,
    ) -> Result<(), TableError> {
        let key = names::feature(organization, feature.id);
        self.put(Item::new("Feature", &key, feature)?).await
    }

    async fn add_counted(
        &self,
        organization: Id<Organization>,
        counter: &str,
        items: impl Iterator<Item = Result<Item, TableError>>,
    ) -> Result<Vec<usize>, TableError> {
        let mut transaction = Transaction::default();
        let mut places = 0..0;
        for item in items {
            places.end = 1 + transaction.put_if(item?, Condition::new("attribute_not_exists(PK)"));
        }
        transaction.push(count(organization, counter, places.len()));
        self.refused(transaction, places).await
    }

    async fn replace(
        &self,
        items: impl Iterator<Item = Result<Item, TableError>>,
    ) -> Result<Vec<usize>, TableError> {
        let mut transaction = Transaction::default();
        let mut places = 0..0;
        for item in items {
            places.end = 1 + transaction.put_if(item?, Condition::new("attribute_exists(PK)"));
        }
        self.refused(transaction, places).await
    }

    /// Commits a transaction; the places whose conditions did not hold.
    async fn refused(
        &self,
        transaction: Transaction,
        places: Range<usize>,
    ) -> Result<Vec<usize>, TableError> {
        Ok(match self.commit(transaction).await? {
            Ok(()) => Vec::new(),
            Err(mut refusal) => places
                .filter(|place| refusal.at(*place).is_some())
                .collect(),
        })
    }
}

fn worker_item(
    organization: Id<Organization>,
    worker: &HealthcareWorker,
) -> Result<Item, TableError> {
    let key = names::worker(organization, worker.id);
    let order = format!("{}#{}", fold(&worker.email), worker.id);
    let item = Item::new("HealthcareWorker", &key, worker)?;
    Ok(item.index(Index::Gsi1, names::workers_by_email(organization), order))
}

fn office_item(organization: Id<Organization>, office: &Office) -> Result<Item, TableError> {
    let key = names::office(organization, office.id);
    let item = Item::new("Office", &key, office)?;
    let partition = names::offices_of_worker(organization, office.healthcare_worker);
    Ok(item.index(Index::Gsi1, partition, office.id.to_string()))
}

#[expect(
    clippy::expect_used,
    reason = "the builder's mandatory fields are set right here"
)]
fn count(organization: Id<Organization>, counter: &str, by: usize) -> TransactWriteItem {
    let update = Update::builder()
        .table_name("")
        .set_key(Some(primary(&names::counter(organization))))
        .update_expression("SET #type = :type, #v = :one ADD #counter :by")
        .expression_attribute_names("#type", "type")
        .expression_attribute_names("#v", "v")
        .expression_attribute_names("#counter", counter)
        .expression_attribute_values(":type", AttributeValue::S("Counter".into()))
        .expression_attribute_values(":one", number(1_u8))
        .expression_attribute_values(":by", AttributeValue::N(by.to_string()))
        .build()
        .expect("key, table and expression are set");
    TransactWriteItem::builder().update(update).build()
}
