//! Healthcare workers, offices and features.

use futures_util::future::{try_join, try_join_all};
use leah_domain::{Feature, HealthcareWorker, Id, Office, Organization, fold};
use serde::de::DeserializeOwned;

use super::{
    Table, TableError,
    item::{Attributes, read},
    names::{self, Index},
    query::Range,
};

/// Part of a list, and how long the whole list is.
#[derive(Debug)]
pub struct Slice<T> {
    /// The part that was asked for.
    pub members: Vec<T>,
    /// How many there are in all.
    pub total: u64,
}

/// Where a list stands: a partition of the table or of an index, and what its order keys begin with.
pub(super) struct Place {
    index: Option<Index>,
    partition: String,
    prefix: Option<String>,
}

impl Table {
    /// A healthcare worker of an organization.
    pub async fn worker(
        &self,
        organization: Id<Organization>,
        id: Id<HealthcareWorker>,
    ) -> Result<Option<HealthcareWorker>, TableError> {
        let found = self.get(&names::worker(organization, id)).await?;
        found.map(|item| read("HealthcareWorker", item)).transpose()
    }

    /// An office of an organization.
    pub async fn office(
        &self,
        organization: Id<Organization>,
        id: Id<Office>,
    ) -> Result<Option<Office>, TableError> {
        let found = self.get(&names::office(organization, id)).await?;
        found.map(|item| read("Office", item)).transpose()
    }

    /// A feature of an organization.
    pub async fn feature(
        &self,
        organization: Id<Organization>,
        id: Id<Feature>,
    ) -> Result<Option<Feature>, TableError> {
        let found = self.get(&names::feature(organization, id)).await?;
        found.map(|item| read("Feature", item)).transpose()
    }

    /// All healthcare workers of an organization, by identifier.
    pub async fn workers(
        &self,
        organization: Id<Organization>,
        skip: usize,
        take: usize,
    ) -> Result<Slice<HealthcareWorker>, TableError> {
        let place = Place::own(organization, names::WORKERS);
        self.counted(organization, "workers", &place, skip, take)
            .await
    }

    /// The healthcare workers with one of these addresses, whatever their case.
    pub async fn workers_by_email(
        &self,
        organization: Id<Organization>,
        addresses: &[String],
    ) -> Result<Vec<HealthcareWorker>, TableError> {
        let mut folded: Vec<String> = addresses.iter().map(|address| fold(address)).collect();
        folded.sort();
        folded.dedup();
        let places = folded.into_iter().map(|address| Place {
            index: Some(Index::Gsi1),
            partition: names::workers_by_email(organization),
            // No address continues after its end mark, so this is equality.
            prefix: Some(format!("{address}#")),
        });
        self.gathered(places).await
    }

    /// All offices of an organization, by identifier.
    pub async fn offices(
        &self,
        organization: Id<Organization>,
        skip: usize,
        take: usize,
    ) -> Result<Slice<Office>, TableError> {
        let place = Place::own(organization, names::OFFICES);
        self.counted(organization, "offices", &place, skip, take)
            .await
    }

    /// All features of an organization, by identifier.
    pub async fn features(
        &self,
        organization: Id<Organization>,
    ) -> Result<Vec<Feature>, TableError> {
        self.gathered(std::iter::once(Place::own(organization, names::FEATURES)))
            .await
    }

    /// Every healthcare worker of an organization, by identifier: a query for each megabyte.
    pub async fn every_worker(
        &self,
        organization: Id<Organization>,
    ) -> Result<Vec<HealthcareWorker>, TableError> {
        self.gathered(std::iter::once(Place::own(organization, names::WORKERS)))
            .await
    }

    /// Every office of an organization, by identifier: a query for each megabyte.
    pub async fn every_office(
        &self,
        organization: Id<Organization>,
    ) -> Result<Vec<Office>, TableError> {
        self.gathered(std::iter::once(Place::own(organization, names::OFFICES)))
            .await
    }

    /// The offices of these healthcare workers.
    pub async fn offices_of(
        &self,
        organization: Id<Organization>,
        workers: &[Id<HealthcareWorker>],
    ) -> Result<Vec<Office>, TableError> {
        let places = workers.iter().map(|worker| Place {
            index: Some(Index::Gsi1),
            partition: names::offices_of_worker(organization, *worker),
            prefix: None,
        });
        self.gathered(places).await
    }

    async fn counted<T: DeserializeOwned>(
        &self,
        organization: Id<Organization>,
        counter: &'static str,
        place: &Place,
        skip: usize,
        take: usize,
    ) -> Result<Slice<T>, TableError> {
        let count = async {
            let item = self.get(&names::counter(organization)).await?;
            let count = item
                .as_ref()
                .and_then(|item| item.get(counter)?.as_n().ok());
            Ok(count.and_then(|count| count.parse().ok()).unwrap_or(0))
        };
        let list = self.first(place, Some(skip + take));
        let (total, items) = try_join(count, list).await?;
        let members = items
            .into_iter()
            .skip(skip)
            .map(|item| read("member", item))
            .collect::<Result<_, _>>()?;
        Ok(Slice { members, total })
    }

    async fn gathered<T: DeserializeOwned>(
        &self,
        places: impl Iterator<Item = Place>,
    ) -> Result<Vec<T>, TableError> {
        let lists = places.map(|place| async move { self.first(&place, None).await });
        try_join_all(lists)
            .await?
            .into_iter()
            .flatten()
            .map(|item| read("member", item))
            .collect()
    }

    /// The first items of a place, in order: a query for each megabyte passed over.
    pub(super) async fn first(
        &self,
        place: &Place,
        limit: Option<usize>,
    ) -> Result<Vec<Attributes>, TableError> {
        let range = Range::prefix(place.prefix.as_deref().unwrap_or_default());
        let query = self.query(place.index, &place.partition, range);
        let Some(limit) = limit else {
            // Who asks for all of it decides by it: a key that was just made must be seen to be revoked.
            return query.latest().all().await;
        };
        query.first(limit).await
    }
}

impl Place {
    /// What stands in an organization's own partition under a prefix.
    pub(super) fn own(organization: Id<Organization>, prefix: &str) -> Self {
        Self {
            index: None,
            partition: names::organization_partition(organization),
            prefix: Some(prefix.to_owned()),
        }
    }

    /// All of a partition.
    pub(super) fn table(partition: &str) -> Self {
        Self {
            index: None,
            partition: partition.to_owned(),
            prefix: None,
        }
    }
}
