//! Lists of transfers.

use leah_domain::{Id, Organization, Transfer};

use super::{ALL, Order, Page, Position, Wanted};
use crate::table::{
    Table, TableError,
    item::read,
    names::{self, Index},
};

impl Table {
    /// A page of an organization's transfers, the oldest first, of `size` at most.
    pub async fn transfers(
        &self,
        organization: Id<Organization>,
        position: Option<&Position<Transfer>>,
        size: usize,
    ) -> Result<Page<Transfer>, TableError> {
        let now = self.now();
        let mut page = self.every_transfer(organization, position, size).await?;
        // What has ended does not exist, though it may not be erased yet.
        page.members.retain(|transfer| transfer.alive_at(now));
        Ok(page)
    }

    /// A page of an organization's transfers as [`Table::transfers`] lists them, and those that have ended and are not erased yet.
    pub async fn every_transfer(
        &self,
        organization: Id<Organization>,
        position: Option<&Position<Transfer>>,
        size: usize,
    ) -> Result<Page<Transfer>, TableError> {
        let partition = names::transfers_by_creation(organization);
        self.transfers_in(Index::Gsi1, &partition, position, size)
            .await
    }

    /// A page of the transfers that were last shared with an address, whatever its case, the oldest first; also those that
    /// have ended and are not erased yet.
    pub async fn transfers_to(
        &self,
        organization: &Organization,
        address: &str,
        position: Option<&Position<Transfer>>,
        size: usize,
    ) -> Result<Page<Transfer>, TableError> {
        let guest = organization.index_key.guest(address);
        let partition = names::transfers_by_guest(organization.id, &guest);
        self.transfers_in(Index::Gsi3, &partition, position, size)
            .await
    }

    async fn transfers_in(
        &self,
        index: Index,
        partition: &str,
        position: Option<&Position<Transfer>>,
        size: usize,
    ) -> Result<Page<Transfer>, TableError> {
        let range = Wanted {
            index,
            partitions: Vec::new(),
            from: String::new(),
            to: ALL.to_owned(),
            guests: Vec::new(),
            // When one has ended its own record says, before TTL has it.
            expired: true,
        };
        let position = position.map(|position| names::ordered(position.at, position.id));
        let order = Order::Ascending;
        let mut found = self
            .part(&range, partition, order, position.as_deref(), size + 1)
            .await?;
        let more = found.len() > size;
        found.truncate(size);
        let read = found.into_iter().map(|(_, item)| read("Transfer", item));
        let members = read.collect::<Result<Vec<Transfer>, _>>()?;
        let next = members.last().filter(|_| more).map(|last| Position {
            at: last.created,
            id: last.id,
        });
        Ok(Page { members, next })
    }
}
