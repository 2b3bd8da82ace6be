//! Transfers, their files and their tickets.

use jiff::{SignedDuration, Timestamp};
use leah_domain::{
    Id, Ids, Organization, Owed, Transfer, TransferFile, TransferRef,
    transfer::{Change, Created, UploadTicket, revoke},
};
use serde::Serialize;

use super::{
    Answer, Found, Outcome, Table, TableError, Ticket,
    appointments::owe,
    item::{Attributes, Item, alive, number, read, text_of},
    links::Link,
    names::{self, Index},
    outbox,
    query::Range,
    transaction::{Condition, Transaction},
};

/// How long what is about a transfer stays after its end, if its erasure fails: longer than that is tried, for the erasure
/// finds by the record what else there is. TTL is the net.
const NET: SignedDuration = SignedDuration::from_hours(4 * 24);
/// How long a link that has ended can be told from one that never was.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(90 * 24);
/// How often the end of a transfer is decided anew when others change it meanwhile: it has ten uploads at the most.
const TRIES: usize = 12;
/// How long a ticket is remembered.
const TICKET_KEPT: SignedDuration = SignedDuration::from_hours(24);

/// What an upload is about.
#[derive(Debug)]
pub struct Uploaded {
    /// The transfer, if it still exists.
    pub transfer: Option<Transfer>,
    /// The ticket by which it was made, if it is known.
    pub ticket: Option<UploadTicket>,
}

/// What is left of a transfer that was to end.
#[derive(Debug)]
pub enum Remains {
    /// All of it: its end has not come.
    Alive,
    /// Its record, or nothing.
    Ended(Option<Box<Transfer>>),
}

#[derive(Serialize)]
struct Download<'a> {
    action: &'static str,
    transfer: Id<Transfer>,
    files: &'a [Id<TransferFile>],
    at: Timestamp,
}

impl Table {
    /// A transfer, until it ends.
    pub async fn transfer(&self, subject: TransferRef) -> Result<Option<Transfer>, TableError> {
        let found = self.get(&names::transfer(subject)).await?;
        self.living_transfer(found)
    }

    /// Reads a transfer for a change, in one trip with what the same request was answered before.
    pub async fn transfer_for(
        &self,
        subject: TransferRef,
        ticket: Option<&Ticket>,
    ) -> Result<Found<Transfer>, TableError> {
        let key = names::transfer(subject);
        self.found(&key, ticket, |item| self.living_transfer(item))
            .await
    }

    fn living_transfer(&self, found: Option<Attributes>) -> Result<Option<Transfer>, TableError> {
        let transfer: Option<Transfer> = found.map(|item| read("Transfer", item)).transpose()?;
        let now = self.now();
        Ok(transfer.filter(|transfer| transfer.alive_at(now)))
    }

    /// A file of a transfer, until that ends.
    pub async fn transfer_file(
        &self,
        organization: Id<Organization>,
        id: Id<TransferFile>,
    ) -> Result<Option<TransferFile>, TableError> {
        let found = self.get(&names::transfer_file(organization, id)).await?;
        let file: Option<TransferFile> =
            found.map(|item| read("TransferFile", item)).transpose()?;
        let now = self.now();
        Ok(file.filter(|file| now < file.expires))
    }

    /// A transfer with its tickets, of which there are [`leah_domain::transfer::MAX_TICKETS`] at the most, in one trip.
    pub async fn transfer_with_tickets(
        &self,
        subject: TransferRef,
    ) -> Result<Option<(Transfer, Vec<UploadTicket>)>, TableError> {
        let partition = names::transfer_partition(subject);
        let range = Range::between(names::TICKETS, &names::transfer(subject).sk);
        let query = self.query(None, &partition, range).latest();
        let (mut transfer, mut tickets) = (None, Vec::new());
        for item in query.page(None).await?.items {
            match text_of(&item, "type") {
                Some("Transfer") => transfer = self.living_transfer(Some(item))?,
                _ if alive(&item, self.now()) => tickets.push(read("UploadTicket", item)?),
                _ => {}
            }
        }
        Ok(transfer.map(|transfer| (transfer, tickets)))
    }

    /// A ticket with its transfer.
    pub async fn uploaded(
        &self,
        subject: TransferRef,
        ticket: Id<UploadTicket>,
    ) -> Result<Uploaded, TableError> {
        let (transfer, ticket) = (
            names::transfer(subject),
            names::upload_ticket(subject, ticket),
        );
        let mut items = self.get_all(&[transfer.clone(), ticket.clone()]).await?;
        let (transfer, ticket) = (items.remove(&transfer), items.remove(&ticket));
        Ok(Uploaded {
            transfer: self.living_transfer(transfer)?,
            ticket: ticket
                .filter(|item| alive(item, self.now()))
                .map(|item| read("UploadTicket", item))
                .transpose()?,
        })
    }

    /// Writes a new transfer with its link.
    pub async fn insert_transfer(
        &self,
        organization: Id<Organization>,
        created: &Created,
        kept: Option<(&Ticket, &Answer)>,
    ) -> Result<Outcome, TableError> {
        let transfer = &created.transfer;
        let subject = TransferRef {
            organization,
            transfer: transfer.id,
        };
        let mut transaction = Transaction::default();
        let new = Condition::new("attribute_not_exists(PK)");
        transaction.put_if(item(subject, transfer)?, new);
        let link = Item::new(
            "Link",
            &names::link(&transfer.secret.digest()),
            &Link::Transfer { subject },
        )?;
        transaction.put(link.expires(after(transfer.expires, REMEMBERED)));
        for owed in &created.owed {
            transaction.put(outbox::later(owed)?);
        }
        let partition = names::transfer_partition(subject);
        self.settle(transaction, &partition, kept, self.now()).await
    }

    /// Writes a changed transfer, if it is still as it was read.
    pub async fn update_transfer(
        &self,
        organization: Id<Organization>,
        before: &Transfer,
        change: &Change,
        kept: Option<(&Ticket, &Answer)>,
    ) -> Result<Outcome, TableError> {
        let subject = TransferRef {
            organization,
            transfer: before.id,
        };
        let mut transaction = Transaction::default();
        transaction.put_if(item(subject, &change.transfer)?, as_read(before));
        for file in &change.files {
            let key = names::transfer_file(organization, file.id);
            let item = Item::new("TransferFile", &key, file)?;
            transaction.put(item.expires(after(file.expires, NET)));
        }
        for ticket in &change.tickets {
            let key = names::upload_ticket(subject, ticket.id);
            let item = Item::new("UploadTicket", &key, ticket)?;
            transaction.put(item.expires(after(ticket.issued, TICKET_KEPT)));
        }
        owe(&mut transaction, &change.owed)?;
        let partition = names::transfer_partition(subject);
        self.settle(transaction, &partition, kept, self.now()).await
    }

    /// Counts a download, with what it owes, and notes what was downloaded when; by whom, nobody can know but that they had the link.
    pub async fn count_download(
        &self,
        subject: TransferRef,
        files: &[Id<TransferFile>],
        owed: Option<&Owed>,
        ids: &dyn Ids,
    ) -> Result<(), TableError> {
        let now = self.now();
        let mut transaction = Transaction::default();
        owe(
            &mut transaction,
            owed.map(std::slice::from_ref).unwrap_or_default(),
        )?;
        for file in files {
            transaction.count(
                &names::transfer_file(subject.organization, *file),
                "downloads",
            );
        }
        let download = Download {
            action: "transfer.downloaded",
            transfer: subject.transfer,
            files,
            at: now,
        };
        let key = names::audit(subject.organization, now, ids.uuid_at(now));
        transaction.put(Item::new("Audit", &key, &download)?);
        // A condition that fails is a file that was erased just now: there is nothing left to count.
        self.commit(transaction).await.map(|_| ())
    }

    /// Takes a transfer back before its end: from now on it does not exist, and its erasure is owed at once.
    ///
    /// False where there is no such transfer.
    pub async fn revoke_transfer(
        &self,
        subject: TransferRef,
        ids: &dyn Ids,
    ) -> Result<bool, TableError> {
        self.take_back(subject, ids, Transfer::alive_at).await
    }

    /// Has everything of a transfer erased at once, even if it has ended already and its erasure is owed, or was given up.
    ///
    /// False where nothing is left of it.
    pub async fn end_transfer(
        &self,
        subject: TransferRef,
        ids: &dyn Ids,
    ) -> Result<bool, TableError> {
        self.take_back(subject, ids, |_, _| true).await
    }

    async fn take_back(
        &self,
        subject: TransferRef,
        ids: &dyn Ids,
        wanted: impl Fn(&Transfer, Timestamp) -> bool,
    ) -> Result<bool, TableError> {
        for _ in 0..TRIES {
            let found = self.get(&names::transfer(subject)).await?;
            let found: Option<Transfer> = found.map(|item| read("Transfer", item)).transpose()?;
            let now = self.now();
            let Some(before) = found.filter(|transfer| wanted(transfer, now)) else {
                return Ok(false);
            };
            let change = revoke(&before, subject.organization, now, ids);
            let written = self
                .update_transfer(subject.organization, &before, &change, None)
                .await?;
            if matches!(written, Outcome::Written) {
                return Ok(true);
            }
        }
        Err(TableError::Contended {
            operation: "TransactWriteItems",
        })
    }

    /// How often each file of a transfer was downloaded.
    pub async fn downloads(
        &self,
        organization: Id<Organization>,
        files: &[TransferFile],
    ) -> Result<Vec<u64>, TableError> {
        if files.is_empty() {
            return Ok(Vec::new());
        }
        let keys: Vec<_> = files
            .iter()
            .map(|file| names::transfer_file(organization, file.id))
            .collect();
        let items = self.get_all(&keys).await?;
        let counted = keys.iter().map(|key| {
            let count = items.get(key)?.get("downloads")?.as_n().ok()?;
            count.parse().ok()
        });
        Ok(counted.map(Option::unwrap_or_default).collect())
    }

    /// What is left of a transfer that was to end.
    pub async fn remains(&self, subject: TransferRef) -> Result<Remains, TableError> {
        let found = self.get(&names::transfer(subject)).await?;
        let transfer: Option<Transfer> = found.map(|item| read("Transfer", item)).transpose()?;
        Ok(match transfer {
            Some(transfer) if transfer.alive_at(self.now()) => Remains::Alive,
            Some(transfer) => Remains::Ended(Some(Box::new(transfer))),
            None => Remains::Ended(None),
        })
    }

    /// Deletes everything about a transfer that has ended. Its link stays for a while, as one that has expired.
    /// False where it has changed since it was read.
    pub async fn erase_transfer(
        &self,
        subject: TransferRef,
        ended: Option<&Transfer>,
    ) -> Result<bool, TableError> {
        let partition = names::transfer_partition(subject);
        for prefix in [names::TICKETS, names::ANSWERS] {
            self.erase_partition(&partition, prefix).await?;
        }
        let Some(transfer) = ended else {
            return Ok(true);
        };
        let now = self.now();
        let mut transaction = Transaction::default();
        // It knows its files, so it goes with them. Whoever writes about it later is refused: it is not as they read it.
        transaction.delete_if(&names::transfer(subject), as_read(transfer));
        for file in &transfer.files {
            transaction.delete(&names::transfer_file(subject.organization, file.id));
        }
        let expired = Link::Expired {
            organization: subject.organization,
        };
        let link = names::link(&transfer.secret.digest());
        let tombstone = Item::new("Link", &link, &expired)?;
        transaction.put(tombstone.expires(after(now, REMEMBERED)));
        Ok(self.commit(transaction).await?.is_ok())
    }
}

fn item(subject: TransferRef, transfer: &Transfer) -> Result<Item, TableError> {
    let item = Item::new("Transfer", &names::transfer(subject), transfer)?;
    let partition = names::transfers_by_creation(subject.organization);
    let order = names::ordered(transfer.created, transfer.id);
    let item = item
        .index(Index::Gsi1, partition, order.clone())
        .expires(after(transfer.expires, NET));
    Ok(match &transfer.guest {
        Some(guest) => {
            let partition = names::transfers_by_guest(subject.organization, guest);
            item.index(Index::Gsi3, partition, order)
        }
        None => item,
    })
}

fn as_read(before: &Transfer) -> Condition {
    Condition::new("#version = :version")
        .name("#version", "version")
        .value(":version", number(before.version))
}

fn after(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.checked_add(by).unwrap_or(Timestamp::MAX)
}
