//! What the live data of an organization holds of a guest.

use std::collections::HashSet;

use leah_aws::table::Query;
use leah_domain::{Appointment, Email, Organization, Owed, Topic, Transfer};
use uuid::Uuid;

use crate::{CliError, Leah, outstanding};

/// How many appointments or transfers are read at once.
const PAGE: usize = 100;

/// All that is held of a guest, but for the documents themselves.
pub(super) struct Found {
    /// Past and to come, the earliest first.
    pub(super) appointments: Vec<Appointment>,
    /// Those that were last shared with the address, also such as have ended and are not erased yet.
    pub(super) transfers: Vec<Transfer>,
    /// What is owed and carries the address: it goes out, and then it is gone.
    pub(super) owed: Vec<Owed>,
    /// What was given up and carries the address, or is about the appointments and transfers.
    pub(super) dead: Vec<Owed>,
}

impl Found {
    pub(super) async fn of(
        leah: &Leah,
        organization: &Organization,
        guest: &Email,
    ) -> Result<Self, CliError> {
        let appointments = appointments(leah, organization, guest).await?;
        let transfers = transfers(leah, organization, guest).await?;
        let ours = appointments.iter().map(|appointment| appointment.id.uuid());
        let theirs = transfers.iter().map(|transfer| transfer.id.uuid());
        let subjects: HashSet<Uuid> = ours.chain(theirs).collect();
        let carries = Carries {
            organization,
            guest: guest.folded(),
        };
        let dead = outstanding::dead(leah, |owed| {
            carries.address(owed)
                || carries.is_of_it(owed) && subjects.contains(&owed.effect.topic().id())
        });
        Ok(Self {
            dead: dead.await?,
            owed: on_their_way(leah, organization, guest).await?,
            appointments,
            transfers,
        })
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.appointments.is_empty() && self.transfers.is_empty() && self.dead.is_empty()
    }
}

/// Whose an owed item is, and whether it carries an address.
struct Carries<'a> {
    organization: &'a Organization,
    guest: String,
}

impl Carries<'_> {
    fn is_of_it(&self, owed: &Owed) -> bool {
        owed.effect.topic().organization() == self.organization.id
    }

    fn address(&self, owed: &Owed) -> bool {
        let carried = owed.effect.recipient();
        self.is_of_it(owed) && carried.is_some_and(|email| email.folded() == self.guest)
    }
}

async fn appointments(
    leah: &Leah,
    organization: &Organization,
    guest: &Email,
) -> Result<Vec<Appointment>, CliError> {
    let mut query = Query {
        addresses: vec![guest.as_str().to_owned()],
        expired: true,
        ..Query::default()
    };
    let mut found = Vec::new();
    loop {
        let page = leah
            .table()
            .appointments(organization, &query, PAGE)
            .await?;
        found.extend(page.members);
        query.position = page.next;
        if query.position.is_none() {
            return Ok(found);
        }
    }
}

async fn transfers(
    leah: &Leah,
    organization: &Organization,
    guest: &Email,
) -> Result<Vec<Transfer>, CliError> {
    let (mut found, mut position) = (Vec::new(), None);
    loop {
        let page = leah
            .table()
            .transfers_to(organization, guest.as_str(), position.as_ref(), PAGE)
            .await?;
        found.extend(page.members);
        position = page.next;
        if position.is_none() {
            return Ok(found);
        }
    }
}

/// The mails that are owed to an address. No index knows them by it: what is due within the next hours is looked through, of all
/// organizations, since owed items stand by their time alone.
pub(super) async fn on_their_way(
    leah: &Leah,
    organization: &Organization,
    guest: &Email,
) -> Result<Vec<Owed>, CliError> {
    let carries = Carries {
        organization,
        guest: guest.folded(),
    };
    outstanding::owed(leah, |owed| carries.address(owed)).await
}

/// The IRI of what an owed item speaks of.
pub(super) fn about(owed: &Owed) -> String {
    match owed.effect.topic() {
        Topic::Appointment(subject) => subject.appointment.iri(),
        Topic::Transfer(subject) => subject.transfer.iri(),
    }
}
