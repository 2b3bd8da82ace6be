//! Lists of appointments (by start, by the organization's reference, by guest), of transfers and of webhooks' deliveries (by
//! creation); each page at the same cost.

mod transfers;

use std::collections::BTreeMap;

use aws_sdk_dynamodb::{operation::query::builders::QueryFluentBuilder, types::Select};
use futures_util::future::try_join_all;
use jiff::Timestamp;
use leah_domain::{
    Appointment, Id, Organization, WebhookDelivery, WebhookEndpoint, webhook::DeliveryStatus,
};

use super::{
    Deliveries, Table, TableError,
    item::{Attributes, alive, read, text, text_of},
    names::{self, Index},
    query::Range,
    webhooks::DELIVERY,
};

/// The order of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// The earliest start first.
    #[default]
    Ascending,
    /// The latest start first.
    Descending,
}

/// A place in a list: behind this member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Position<R> {
    /// Its start, or its creation: what the list is ordered by.
    pub at: Timestamp,
    /// Its identifier.
    pub id: Id<R>,
}

/// What a list is to hold.
#[derive(Debug, Clone, Default)]
pub struct Query {
    /// Only with one of these references, unless empty.
    pub references: Vec<String>,
    /// Only with one of these e-mail addresses, unless empty.
    pub addresses: Vec<String>,
    /// Only from this start on; `true`: not the very start.
    pub after: Option<(Timestamp, bool)>,
    /// Only up to this start; `true`: not the very start.
    pub before: Option<(Timestamp, bool)>,
    /// Also what has expired and TTL has not removed yet: who erases finds it.
    pub expired: bool,
    /// The order.
    pub order: Order,
    /// Only what lies behind this.
    pub position: Option<Position<Appointment>>,
}

/// A page of a list.
#[derive(Debug)]
pub struct Page<R> {
    /// Its members.
    pub members: Vec<R>,
    /// Where the next page begins, if there is one.
    pub next: Option<Position<R>>,
}

/// The part of an index's partitions that a list is read from.
struct Wanted {
    index: Index,
    partitions: Vec<String>,
    from: String,
    to: String,
    /// The index entries of the guests that the appointments must be of, where another index is read.
    guests: Vec<String>,
    /// Whether what has expired belongs to it.
    expired: bool,
}

/// Stands behind every identifier and before every later instant.
const BEHIND: char = 'g';
/// Stands behind every instant.
const ALL: &str = ":";

impl Table {
    /// A page of an organization's appointments, of `size` at most.
    pub async fn appointments(
        &self,
        organization: &Organization,
        query: &Query,
        size: usize,
    ) -> Result<Page<Appointment>, TableError> {
        let range = range(organization, query);
        let position = query
            .position
            .as_ref()
            .map(|position| names::ordered(position.at, position.id));
        let (items, more) = self
            .merged(&range, query.order, position.as_deref(), size)
            .await?;
        let members = items
            .into_iter()
            .map(|item| read("Appointment", item))
            .collect::<Result<Vec<Appointment>, _>>()?;
        let next = members.last().filter(|_| more).map(|last| Position {
            at: last.start.instant(),
            id: last.id,
        });
        Ok(Page { members, next })
    }

    /// How many of an organization's appointments are still to come; those of one address, if one is given. They are
    /// counted where they stand: nothing of them is read.
    pub async fn upcoming(
        &self,
        organization: &Organization,
        address: Option<&str>,
    ) -> Result<u64, TableError> {
        let o = organization.id;
        let (index, partition) = match address {
            Some(address) => {
                let guest = organization.index_key.guest(address);
                (Index::Gsi3, names::appointments_by_guest(o, &guest))
            }
            None => (Index::Gsi1, names::appointments_by_start(o)),
        };
        let to_come = Range::from(&edge(self.now(), true));
        let query = self
            .query(index, &partition, to_come)
            .with(|request| request.select(Select::Count));
        let (mut count, mut start) = (0, None);
        loop {
            let page = query.page(start).await?;
            count += page.count;
            start = page.next;
            if start.is_none() {
                return Ok(count);
            }
        }
    }

    /// A page of an organization's deliveries, the newest first, of `size` at most.
    pub async fn webhook_deliveries(
        &self,
        organization: Id<Organization>,
        wanted: &Deliveries,
        position: Option<&Position<WebhookDelivery>>,
        size: usize,
    ) -> Result<Page<WebhookDelivery>, TableError> {
        let statuses: &[DeliveryStatus] = if wanted.statuses.is_empty() {
            &DeliveryStatus::ALL
        } else {
            &wanted.statuses
        };
        let (index, partitions) = if wanted.endpoints.is_empty() {
            let all = statuses
                .iter()
                .map(|status| names::deliveries(organization, *status));
            (Index::Gsi1, all.collect())
        } else {
            let to = |endpoint: &Id<WebhookEndpoint>| {
                let endpoint = *endpoint;
                let one = move |status: &DeliveryStatus| {
                    names::deliveries_to(organization, endpoint, *status)
                };
                statuses.iter().map(one)
            };
            (Index::Gsi2, wanted.endpoints.iter().flat_map(to).collect())
        };
        let range = Wanted {
            index,
            partitions,
            from: String::new(),
            to: ALL.to_owned(),
            guests: Vec::new(),
            expired: false,
        };
        let position = position.map(|position| names::ordered(position.at, position.id));
        let (found, more) = self
            .merged(&range, Order::Descending, position.as_deref(), size)
            .await?;
        let members = found.into_iter().map(|item| read(DELIVERY, item));
        let members = members.collect::<Result<Vec<WebhookDelivery>, _>>()?;
        let next = members.last().filter(|_| more).map(|last| Position {
            at: last.created,
            id: last.id,
        });
        Ok(Page { members, next })
    }

    /// The first items of all partitions that belong to the list, in its order, and whether there are more.
    async fn merged(
        &self,
        range: &Wanted,
        order: Order,
        position: Option<&str>,
        size: usize,
    ) -> Result<(Vec<Attributes>, bool), TableError> {
        let lists = range
            .partitions
            .iter()
            .map(|partition| self.part(range, partition, order, position, size + 1));
        // By their place in the order, each once, whatever list it came from.
        let mut merged = BTreeMap::new();
        for list in try_join_all(lists).await? {
            merged.extend(list);
        }
        let more = merged.len() > size;
        let items = match order {
            Order::Ascending => merged.into_values().take(size).collect(),
            Order::Descending => merged.into_values().rev().take(size).collect(),
        };
        Ok((items, more))
    }

    /// The first items of one partition that belong to the list, by their place in the order.
    async fn part(
        &self,
        range: &Wanted,
        partition: &str,
        order: Order,
        position: Option<&str>,
        wanted: usize,
    ) -> Result<Vec<(String, Attributes)>, TableError> {
        let (mut from, mut to) = (range.from.as_str(), range.to.as_str());
        match (order, position) {
            (Order::Ascending, Some(position)) => from = from.max(position),
            (Order::Descending, Some(position)) => to = to.min(position),
            (_, None) => {}
        }
        let query = self
            .query(range.index, partition, Range::between(from, to))
            .descending(order == Order::Descending)
            // The position itself is read again and passed over.
            .limit(wanted + 1)
            .with(|request| of_guests(request, &range.guests));
        let now = self.now();
        let mut found = Vec::new();
        let mut start = None;
        loop {
            let page = query.page(start).await?;
            for item in page.items {
                let place = text_of(&item, range.index.sk())
                    .unwrap_or_default()
                    .to_owned();
                if (range.expired || alive(&item, now)) && Some(place.as_str()) != position {
                    found.push((place, item));
                }
            }
            start = page.next;
            if start.is_none() || found.len() >= wanted {
                return Ok(found);
            }
        }
    }
}

fn range(organization: &Organization, query: &Query) -> Wanted {
    let o = organization.id;
    let from = query
        .after
        .map_or_else(String::new, |(at, strictly)| edge(at, strictly));
    let to = query
        .before
        .map_or_else(|| ALL.to_owned(), |(at, strictly)| edge(at, !strictly));
    let mut guests: Vec<String> = query
        .addresses
        .iter()
        .map(|address| names::appointments_by_guest(o, &organization.index_key.guest(address)))
        .collect();
    guests.sort();
    guests.dedup();
    let (index, partitions, guests) = if !query.references.is_empty() {
        let mut references: Vec<String> = query
            .references
            .iter()
            .map(|reference| names::appointments_by_reference(o, reference))
            .collect();
        references.sort();
        references.dedup();
        (Index::Gsi2, references, guests)
    } else if !guests.is_empty() {
        (Index::Gsi3, guests, Vec::new())
    } else {
        let all = vec![names::appointments_by_start(o)];
        (Index::Gsi1, all, Vec::new())
    };
    Wanted {
        index,
        partitions,
        from,
        to,
        guests,
        expired: query.expired,
    }
}

/// Has a query find only what is of these guests; of all, if none is named.
fn of_guests(request: QueryFluentBuilder, guests: &[String]) -> QueryFluentBuilder {
    if guests.is_empty() {
        return request;
    }
    let placeholders = (0..guests.len()).map(|place| format!(":guest{place}"));
    let placeholders: Vec<_> = placeholders.collect();
    let filter = format!("#guest IN ({})", placeholders.join(", "));
    let request = request
        .filter_expression(filter)
        .expression_attribute_names("#guest", Index::Gsi3.pk());
    placeholders
        .into_iter()
        .zip(guests)
        .fold(request, |request, (placeholder, guest)| {
            request.expression_attribute_values(placeholder, text(guest))
        })
}

/// The edge of a range at an instant: before all that starts then, or behind it.
fn edge(at: Timestamp, behind: bool) -> String {
    let instant = names::instant(at);
    if behind {
        format!("{instant}#{BEHIND}")
    } else {
        instant
    }
}
