//! The decisions: what becomes of a transfer, and what that owes. Pure.

use jiff::Timestamp;

use super::{
    Announced, FileKind, LIFETIME, MAX_TICKETS, Received, Standing, Transfer, TransferFile,
    TransferRef, UploadTicket, check_size, ticket,
};
use crate::{
    Effect, Email, HealthcareWorker, Id, Ids, Organization, Owed, TransferToken,
    appointment::Tenant,
    input::{Constraint, Violation, Violations},
    webhook::{Event, Payload},
};

/// A new transfer, with what it owes.
#[derive(Debug)]
pub struct Created {
    /// The transfer.
    pub transfer: Transfer,
    /// Its erasure, due when it ends.
    pub owed: Vec<Owed>,
}

/// A state to be written.
#[derive(Debug)]
pub struct Change {
    /// The transfer as it is from now on.
    pub transfer: Transfer,
    /// Files that are new.
    pub files: Vec<TransferFile>,
    /// Tickets that are new or stand otherwise.
    pub tickets: Vec<UploadTicket>,
    /// What the change owes.
    pub owed: Vec<Owed>,
}

impl Change {
    fn to(before: &Transfer) -> Self {
        let mut transfer = before.clone();
        transfer.version += 1;
        Self {
            transfer,
            files: Vec::new(),
            tickets: Vec::new(),
            owed: Vec::new(),
        }
    }

    fn attach(&mut self, files: Vec<TransferFile>) {
        self.transfer.files.extend(files.iter().cloned());
        self.files = files;
    }
}

/// Creates a transfer: it lives for seven days, and its erasure is owed from the beginning.
pub fn create(
    worker: Id<HealthcareWorker>,
    organization: Id<Organization>,
    now: Timestamp,
    ids: &dyn Ids,
) -> Created {
    let expires = now.checked_add(LIFETIME).unwrap_or(Timestamp::MAX);
    let transfer = Transfer {
        id: Id::new(ids.uuid()),
        secret: TransferToken::generate(ids),
        healthcare_worker: worker,
        created: now,
        expires,
        files: Vec::new(),
        email: None,
        guest: None,
        tickets: 0,
        version: 0,
    };
    let subject = TransferRef {
        organization,
        transfer: transfer.id,
    };
    Created {
        transfer,
        owed: vec![Owed::new(Effect::EraseTransfer { subject }, expires, ids)],
    }
}

/// Attaches files that have arrived, all or none. Their identifiers are given: the objects are stored under them.
///
/// # Errors
/// The violation of `property`, where they do not all fit.
pub fn attach(
    before: &Transfer,
    received: Vec<(Id<TransferFile>, Received)>,
    property: &'static str,
    now: Timestamp,
) -> Result<Change, Vec<Violation>> {
    let mut found = Violations::default();
    if found
        .take(property, before.room_for(received.len()))
        .is_none()
    {
        return Err(found.into_vec());
    }
    let mut change = Change::to(before);
    let files = received.into_iter();
    change.attach(
        files
            .map(|(id, received)| TransferFile::new(id, before, received, now))
            .collect(),
    );
    Ok(change)
}

/// Issues a ticket for each file.
///
/// # Errors
/// The violations, where the files could not all be attached, or too many tickets were issued before.
pub fn issue(
    before: &Transfer,
    announced: Vec<Announced>,
    now: Timestamp,
    ids: &dyn Ids,
) -> Result<Change, Vec<Violation>> {
    let mut found = Violations::default();
    let count = announced.len();
    let room = before.room_for(count).and_then(|()| {
        if before.tickets + count <= MAX_TICKETS {
            Ok(())
        } else {
            Err(Constraint::TooManyTickets(MAX_TICKETS))
        }
    });
    if found.take("files", room).is_none() {
        return Err(found.into_vec());
    }
    let mut change = Change::to(before);
    change.transfer.tickets += count;
    let tickets = announced.into_iter().zip(before.tickets..);
    let tickets = tickets.map(|(announced, place)| UploadTicket {
        id: Id::new(ids.uuid()),
        place,
        name: announced.name,
        kind: announced.kind,
        size: announced.size,
        issued: now,
        expires: now
            .checked_add(ticket::LIFETIME)
            .map_or(before.expires, |end| end.min(before.expires)),
        standing: Standing::Pending,
    });
    change.tickets = tickets.collect();
    Ok(change)
}

/// Shares a transfer: the guest gets a mail with its link, each time. `guest` is the index entry of the address
/// ([`crate::IndexKey::guest`]), under which the transfer is found until it is shared with another.
///
/// # Errors
/// The violation, where there is nothing to share.
pub fn share(
    before: &Transfer,
    recipient: Email,
    guest: String,
    tenant: Tenant<'_>,
    now: Timestamp,
    ids: &dyn Ids,
) -> Result<Change, Vec<Violation>> {
    let mut found = Violations::default();
    if before.files.is_empty() {
        found.note("files", Constraint::TooFew(1));
        return Err(found.into_vec());
    }
    let mut change = Change::to(before);
    change.transfer.email = Some(recipient.clone());
    change.transfer.guest = Some(guest);
    let subject = TransferRef {
        organization: tenant.id,
        transfer: before.id,
    };
    let mail = Effect::DocumentsMail { subject, recipient };
    change.owed.push(Owed::new(mail, now, ids));
    let files: Vec<_> = before.files.iter().map(|file| file.id).collect();
    change.owed.extend(tell(
        subject,
        Event::TransferShared,
        &files,
        tenant,
        now,
        ids,
    ));
    Ok(change)
}

/// What is owed once a guest has fetched files.
pub fn downloaded(
    transfer: Id<Transfer>,
    files: &[Id<TransferFile>],
    tenant: Tenant<'_>,
    now: Timestamp,
    ids: &dyn Ids,
) -> Option<Owed> {
    let subject = TransferRef {
        organization: tenant.id,
        transfer,
    };
    tell(subject, Event::TransferDownloaded, files, tenant, now, ids)
}

/// An event, if an endpoint wants it.
fn tell(
    subject: TransferRef,
    event: Event,
    files: &[Id<TransferFile>],
    tenant: Tenant<'_>,
    now: Timestamp,
    ids: &dyn Ids,
) -> Option<Owed> {
    let wanted = tenant.settings.events.contains(&event);
    wanted.then(|| {
        let payload = Payload::transfer(subject.transfer, files);
        let effect = Effect::TransferEvent {
            subject,
            event,
            payload,
        };
        Owed::new(effect, now, ids)
    })
}

/// Takes a transfer back before its end: from now on it does not exist, and its erasure is owed at once; of one that has
/// ended, the erasure is owed anew.
pub fn revoke(
    before: &Transfer,
    organization: Id<Organization>,
    now: Timestamp,
    ids: &dyn Ids,
) -> Change {
    let mut change = Change::to(before);
    let end = before.expires.min(now);
    change.transfer.expires = end;
    for file in &mut change.transfer.files {
        file.expires = end;
    }
    change.files.clone_from(&change.transfer.files);
    let subject = TransferRef {
        organization,
        transfer: before.id,
    };
    let erasure = Effect::EraseTransfer { subject };
    change.owed.push(Owed::new(erasure, now, ids));
    change
}

/// What a scan for malware has come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scan {
    /// None was asked for.
    Unasked,
    /// It has found nothing.
    Clean,
    /// It has found malware.
    Infected,
    /// It could not look at the object.
    Failed,
}

/// What was uploaded by a ticket: its first bytes, its size, and its scan.
#[derive(Debug, Clone, Copy)]
pub struct Tried<'a> {
    /// Its first bytes, [`super::HEAD`] at the most.
    pub head: &'a [u8],
    /// In bytes.
    pub size: u64,
    /// What its scan has come to.
    pub scan: Scan,
}

/// What becomes of an upload.
#[derive(Debug)]
pub enum Settled {
    /// It becomes a file.
    Attached(Box<Change>),
    /// It is refused, and its ticket says why.
    Refused(Box<Change>),
    /// Its ticket was settled before.
    Before,
}

/// Decides what becomes of what was uploaded by a ticket. `file` is the identifier that it gets if it becomes a file.
pub fn settle(
    before: &Transfer,
    ticket: &UploadTicket,
    tried: Tried<'_>,
    file: Id<TransferFile>,
    now: Timestamp,
) -> Settled {
    if ticket.standing != Standing::Pending {
        return Settled::Before;
    }
    let mut change = Change::to(before);
    let mut ticket = ticket.clone();
    match check(before, tried) {
        Ok(kind) => {
            ticket.standing = Standing::Attached { file };
            let received = Received {
                name: ticket.name.clone(),
                kind,
                size: tried.size,
            };
            change.attach(vec![TransferFile::new(file, before, received, now)]);
            change.tickets = vec![ticket];
            Settled::Attached(Box::new(change))
        }
        Err(constraint) => {
            ticket.standing = Standing::refused(constraint);
            change.tickets = vec![ticket];
            Settled::Refused(Box::new(change))
        }
    }
}

fn check(before: &Transfer, tried: Tried<'_>) -> Result<FileKind, Constraint> {
    match tried.scan {
        Scan::Infected => return Err(Constraint::FileInfected),
        Scan::Failed => return Err(Constraint::FileUnscanned),
        Scan::Unasked | Scan::Clean => {}
    }
    check_size(tried.size)?;
    let kind = FileKind::sniff(tried.head)?;
    before.room_for(1)?;
    Ok(kind)
}
