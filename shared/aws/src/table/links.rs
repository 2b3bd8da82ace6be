//! Secret links: what they open, found by the digest of their secret.

use std::sync::Arc;

use jiff::Timestamp;
use leah_domain::{
    Appointment, Id, Organization, Presence, Subject, Transfer, TransferRef, TransferToken,
    WaitingRoomToken,
};
use serde::{Deserialize, Serialize};

use super::{
    Table, TableError,
    item::{alive, read},
    names,
};

/// What a link opens.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "opens", rename_all = "kebab-case")]
pub enum Link {
    /// The waiting room of an appointment.
    WaitingRoom {
        /// Which.
        subject: Subject,
    },
    /// The documents of a transfer.
    Transfer {
        /// Which.
        subject: TransferRef,
    },
    /// Nothing any more: what it opened was erased. Nothing is left that names it.
    Expired {
        /// Whom to ask for another.
        organization: Id<Organization>,
    },
}

/// What is behind the link of a transfer.
#[derive(Debug)]
pub enum Opened {
    /// Its documents.
    Documents(Box<Transfer>, Arc<Organization>),
    /// It has ended.
    Expired(Arc<Organization>),
    /// No such link was ever told to anybody.
    Unknown,
}

/// What is behind the link of a waiting room.
#[derive(Debug)]
pub enum Room {
    /// An appointment, and whether its guest is there.
    Open(Box<Appointment>, Arc<Organization>, Option<Presence>),
    /// There is no such room, or none any more.
    Unknown,
}

impl Table {
    /// What a link opens, by its digest.
    async fn link(&self, digest: &str) -> Result<Option<Link>, TableError> {
        let now = self.now();
        let found = self.get(&names::link(digest)).await?;
        let link = found.filter(|item| alive(item, now));
        link.map(|item| read("Link", item)).transpose()
    }

    /// Opens the link of a waiting room: two trips, whatever is behind it.
    pub async fn open_room(&self, secret: &WaitingRoomToken) -> Result<Room, TableError> {
        let Some(Link::WaitingRoom { subject }) = self.link(&secret.digest()).await? else {
            return Ok(Room::Unknown);
        };
        let (appointment, owner, presence) = (
            names::appointment(subject.organization, subject.appointment),
            names::organization(subject.organization),
            names::presence(subject),
        );
        let wanted = [appointment.clone(), owner.clone(), presence.clone()];
        let mut items = self.get_all(&wanted).await?;
        let (Some(found), Some(owner)) = (items.remove(&appointment), items.remove(&owner)) else {
            return Ok(Room::Unknown);
        };
        if !alive(&found, self.now()) {
            return Ok(Room::Unknown);
        }
        let appointment: Appointment = read("Appointment", found)?;
        let presence = super::presence::presence(items.remove(&presence))?;
        let organization = Arc::new(read("Organization", owner)?);
        Ok(Room::Open(Box::new(appointment), organization, presence))
    }

    /// Opens the link of a transfer: two trips, whatever is behind it.
    pub async fn open_transfer(&self, secret: &TransferToken) -> Result<Opened, TableError> {
        let now = self.now();
        let subject = match self.link(&secret.digest()).await? {
            None | Some(Link::WaitingRoom { .. }) => return Ok(Opened::Unknown),
            Some(Link::Expired { organization }) => {
                let organization = self.organization(organization).await?;
                return Ok(organization.map_or(Opened::Unknown, |organization| {
                    Opened::Expired(Arc::new(organization))
                }));
            }
            Some(Link::Transfer { subject }) => subject,
        };
        let (transfer, owner) = (
            names::transfer(subject),
            names::organization(subject.organization),
        );
        let mut items = self.get_all(&[transfer.clone(), owner.clone()]).await?;
        let Some(owner) = items.remove(&owner) else {
            return Ok(Opened::Unknown);
        };
        let organization: Arc<Organization> = Arc::new(read("Organization", owner)?);
        let transfer = items.remove(&transfer);
        let transfer: Option<Transfer> = transfer.map(|item| read("Transfer", item)).transpose()?;
        Ok(opened(transfer, organization, now))
    }
}

fn opened(transfer: Option<Transfer>, organization: Arc<Organization>, now: Timestamp) -> Opened {
    match transfer {
        // The secret is known to the integrator before any guest was told.
        Some(transfer) if transfer.email.is_none() => Opened::Unknown,
        Some(transfer) if transfer.alive_at(now) => {
            Opened::Documents(Box::new(transfer), organization)
        }
        _ => Opened::Expired(organization),
    }
}
