//! `leah org delete`: an organization with all that it has.
//!
//! First nobody gets in any more, then everything ends as it would by the API, and the record goes last, once nothing is owed
//! any more: mails are written by it. A run that was broken off, or came too early, is made again.

use futures_util::future::try_join_all;
use jiff::{SignedDuration, Timestamp};
use leah_aws::{
    BELIEVED,
    table::{Belonging, Deliveries, Query},
};
use leah_domain::{Appointment, Organization, TransferRef, webhook::DeliveryStatus};
use serde::Serialize;

use crate::{
    CliError, Leah, Printed, Terminal,
    ending::{Ended, end_appointment, still_to_come},
    outstanding,
};

/// How many things end side by side.
const PAGE: usize = 25;
/// How long a request may take that was let in (Amazon API Gateway, quotas: 29 s).
const ANSWERED: SignedDuration = SignedDuration::from_secs(30);

/// What the operator has allowed.
#[derive(Debug, Clone, Copy)]
pub(super) struct How {
    /// To cancel what is still to come.
    pub(super) cancel_appointments: bool,
    /// Not to ask.
    pub(super) yes: bool,
}

/// What has ended in this run.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Closed {
    keys_revoked: usize,
    appointments_cancelled: u64,
    appointments_erased: u64,
    transfers_revoked: u64,
}

/// What is to happen before the record can go.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Awaited {
    /// Until when a function may believe a key that is revoked.
    keys_believed_until: Option<Timestamp>,
    /// Pieces of owed work.
    owed: usize,
    /// How many of them are messages to guests.
    messages_owed: usize,
    /// Deliveries to webhooks that are still tried.
    deliveries_owed: usize,
}

impl Awaited {
    const fn is_over(&self) -> bool {
        self.keys_believed_until.is_none() && self.owed == 0 && self.deliveries_owed == 0
    }
}

/// What has gone with the record.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Gone {
    dead: usize,
    deliveries: usize,
    endpoints: usize,
    workers: usize,
    offices: usize,
    features: usize,
    keys: usize,
}

/// What is said.
#[derive(Serialize)]
struct Said<'a> {
    slug: &'a str,
    deleted: bool,
    #[serde(flatten)]
    closed: &'a Closed,
    #[serde(flatten)]
    awaited: &'a Awaited,
    gone: Option<&'a Gone>,
}

pub(super) async fn delete(
    leah: &Leah,
    organization: &Organization,
    how: How,
    terminal: &mut Terminal,
) -> Result<Printed, CliError> {
    let upcoming = leah.table().upcoming(organization, None).await?;
    if upcoming > 0 && !how.cancel_appointments {
        return Err(still_to_come(upcoming, "--cancel-appointments"));
    }
    let slug = &organization.slug;
    if !how.yes {
        let question = format!(
            "{} and all that it has goes for good. Appointments still to come, which are cancelled: {upcoming}.",
            organization.name
        );
        terminal.confirm(&question, slug)?;
    }
    let mut closed = Closed::default();
    // Before anything is looked through: what comes in after this can be missed.
    let believed = close(leah, organization, &mut closed).await?;
    end_appointments(leah, organization, how, &mut closed).await?;
    end_transfers(leah, organization, &mut closed).await?;
    let awaited = awaited(leah, organization, believed).await?;
    if !awaited.is_over() {
        return waiting(slug, &closed, &awaited);
    }
    let gone = remove(leah, organization).await?;
    let words = format!(
        "{slug} is deleted: its slug is free. What stays are audit entries, which name no guest.\n\
         deliveries {}, endpoints {}, healthcare workers {}, offices {}, features {}, keys {}, given up {}",
        gone.deliveries,
        gone.endpoints,
        gone.workers,
        gone.offices,
        gone.features,
        gone.keys,
        gone.dead
    );
    let said = Said {
        slug,
        deleted: true,
        closed: &closed,
        awaited: &awaited,
        gone: Some(&gone),
    };
    Printed::told(words, &said)
}

fn waiting(slug: &str, closed: &Closed, awaited: &Awaited) -> Result<Printed, CliError> {
    let mut lines = vec![format!(
        "{slug} is closed, and not deleted yet. Ended now: keys {}, appointments {} cancelled and {} erased, transfers {}.",
        closed.keys_revoked,
        closed.appointments_cancelled,
        closed.appointments_erased,
        closed.transfers_revoked,
    )];
    if awaited.owed > 0 || awaited.deliveries_owed > 0 {
        lines.push(format!(
            "Still owed: {} pieces of work, of which {} are messages to guests, and {} deliveries to webhooks.",
            awaited.owed, awaited.messages_owed, awaited.deliveries_owed
        ));
    }
    if let Some(until) = awaited.keys_believed_until {
        lines.push(format!(
            "Functions may believe a revoked key until {until:.0}."
        ));
    }
    lines.push(
        "Run this again when that is over: the organization's record is kept until then.".into(),
    );
    let said = Said {
        slug,
        deleted: false,
        closed,
        awaited,
        gone: None,
    };
    Ok(Printed::told(lines.join("\n"), &said)?.unwell(true))
}

/// Revokes all keys. Until when a function may believe one, if that is not over.
async fn close(
    leah: &Leah,
    organization: &Organization,
    closed: &mut Closed,
) -> Result<Option<Timestamp>, CliError> {
    let (table, now) = (leah.table(), leah.app().now());
    let mut last = None;
    for (digest, key) in table.keys(organization.id).await? {
        if key.valid_at(now) {
            table.revoke_key(organization.id, &digest).await?;
            closed.keys_revoked += 1;
        }
        // One that has ended by itself opens to nobody, whoever believes it.
        last = last.max(key.revoked.or_else(|| key.valid_at(now).then_some(now)));
    }
    let until = last.and_then(|last| last.checked_add(BELIEVED + ANSWERED).ok());
    Ok(until.filter(|until| now < *until))
}

async fn end_appointments(
    leah: &Leah,
    organization: &Organization,
    how: How,
    closed: &mut Closed,
) -> Result<(), CliError> {
    let mut query = Query {
        expired: true,
        ..Query::default()
    };
    let mut ended = Ended::default();
    loop {
        let page = leah
            .table()
            .appointments(organization, &query, PAGE)
            .await?;
        let one = |appointment: &Appointment| {
            let (id, may_cancel) = (appointment.id, how.cancel_appointments);
            // Boxed: the SDK's futures are large, and many run at once.
            Box::pin(end_appointment(leah, organization, id, may_cancel, |_| {
                true
            }))
        };
        for ending in try_join_all(page.members.iter().map(one)).await? {
            ended.count(ending);
        }
        query.position = page.next;
        if query.position.is_none() {
            break;
        }
    }
    closed.appointments_cancelled = ended.cancelled;
    closed.appointments_erased = ended.erased;
    Ok(())
}

async fn end_transfers(
    leah: &Leah,
    organization: &Organization,
    closed: &mut Closed,
) -> Result<(), CliError> {
    let (table, ids) = (leah.table(), leah.app().ids());
    let mut position = None;
    loop {
        let page = table
            .every_transfer(organization.id, position.as_ref(), PAGE)
            .await?;
        let subjects = page.members.iter().map(|transfer| TransferRef {
            organization: organization.id,
            transfer: transfer.id,
        });
        let ends = subjects.map(|subject| Box::pin(table.end_transfer(subject, ids)));
        let ended = try_join_all(ends).await?.into_iter();
        closed.transfers_revoked += ended.map(u64::from).sum::<u64>();
        position = page.next;
        if position.is_none() {
            return Ok(());
        }
    }
}

/// What is still to happen. What is owed stands by its time alone: the next hours' of all organizations is looked through. The
/// erasure of a transfer that was to end within them counts, too, though it finds nothing any more.
async fn awaited(
    leah: &Leah,
    organization: &Organization,
    keys_believed_until: Option<Timestamp>,
) -> Result<Awaited, CliError> {
    let (mut owed, mut messages) = (0, 0);
    outstanding::each_owed(leah, |item| {
        if item.effect.topic().organization() == organization.id {
            owed += 1;
            messages += usize::from(item.effect.is_message());
        }
    })
    .await?;
    let pending = Deliveries {
        statuses: vec![DeliveryStatus::Pending],
        ..Deliveries::default()
    };
    let (mut deliveries, mut position) = (0, None);
    loop {
        let page = leah
            .table()
            .webhook_deliveries(organization.id, &pending, position.as_ref(), PAGE)
            .await?;
        deliveries += page.members.len();
        position = page.next;
        if position.is_none() {
            break;
        }
    }
    Ok(Awaited {
        keys_believed_until,
        owed,
        messages_owed: messages,
        deliveries_owed: deliveries,
    })
}

/// Removes what is left, the record last.
async fn remove(leah: &Leah, organization: &Organization) -> Result<Gone, CliError> {
    let (table, o) = (leah.table(), organization.id);
    // As it is now: an operator who adds to it meanwhile changes it, and is seen.
    let Some(organization) = table.organization(o).await? else {
        return Ok(Gone::default());
    };
    let mut gone = Gone::default();
    for dead in outstanding::dead(leah, |owed| owed.effect.topic().organization() == o).await? {
        gone.dead += usize::from(table.forget(dead.id).await?);
    }
    let mut position = None;
    loop {
        let page = table
            .webhook_deliveries(o, &Deliveries::default(), position.as_ref(), PAGE)
            .await?;
        let erasures = page.members.iter();
        let erasures = erasures.map(|delivery| Box::pin(table.erase_delivery(delivery)));
        gone.deliveries += try_join_all(erasures).await?.len();
        position = page.next;
        if position.is_none() {
            break;
        }
    }
    gone.endpoints = table.erase_belongings(o, Belonging::Endpoints).await?;
    gone.workers = table.erase_belongings(o, Belonging::Workers).await?;
    gone.offices = table.erase_belongings(o, Belonging::Offices).await?;
    gone.features = table.erase_belongings(o, Belonging::Features).await?;
    table.erase_belongings(o, Belonging::Counter).await?;
    gone.keys = table.erase_belongings(o, Belonging::Keys).await?;
    if table
        .erase_organization(&organization, leah.app().ids())
        .await?
    {
        Ok(gone)
    } else {
        Err(CliError::Contended)
    }
}
