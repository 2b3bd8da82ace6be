//! `leah guest erase`: nothing is left of a guest but audit entries that name nobody.

use leah_domain::{Email, Organization, TransferRef};
use serde::Serialize;

use super::found::{Found, on_their_way};
use crate::{
    CliError, Leah, Printed, Terminal,
    ending::{Ended, end_appointment, still_to_come},
};

/// What the operator has allowed.
#[derive(Debug, Clone, Copy)]
pub(super) struct How {
    /// To cancel what is still to come.
    pub(super) cancel_upcoming: bool,
    /// Not to ask.
    pub(super) yes: bool,
}

/// What was erased, in numbers: what it was nobody shall read here.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Counts {
    appointments_cancelled: u64,
    appointments_erased: u64,
    transfers_revoked: u64,
    dead_erased: u64,
    /// Mails to the address that are on their way.
    mails_owed: usize,
}

pub(super) async fn erase(
    leah: &Leah,
    organization: &Organization,
    guest: &Email,
    how: How,
    terminal: &mut Terminal,
) -> Result<Printed, CliError> {
    let found = Found::of(leah, organization, guest).await?;
    let now = leah.app().now();
    let upcoming = found.appointments.iter();
    let upcoming = upcoming.filter(|appointment| appointment.is_upcoming(now));
    let upcoming = u64::try_from(upcoming.count()).unwrap_or(u64::MAX);
    if upcoming > 0 && !how.cancel_upcoming {
        return Err(still_to_come(upcoming, "--cancel-upcoming"));
    }
    if found.is_empty() {
        let erased = Counts {
            mails_owed: found.owed.len(),
            ..Counts::default()
        };
        return said("Nothing is held of this guest.", &erased);
    }
    if !how.yes {
        let question = format!(
            "All that {} holds of this guest is erased for good: appointments {}, of which {upcoming} to come, transfers {}.",
            organization.name,
            found.appointments.len(),
            found.transfers.len(),
        );
        terminal.confirm(&question, "erase")?;
    }
    let erased = carry_out(leah, organization, guest, &found, how).await?;
    said(
        "Erased. What is owed by it is done within minutes.",
        &erased,
    )
}

/// What was given up goes first: by the appointments and transfers it is found.
async fn carry_out(
    leah: &Leah,
    organization: &Organization,
    guest: &Email,
    found: &Found,
    how: How,
) -> Result<Counts, CliError> {
    let (table, ids) = (leah.table(), leah.app().ids());
    let mut erased = Counts::default();
    for dead in &found.dead {
        erased.dead_erased += u64::from(table.forget(dead.id).await?);
    }
    for transfer in &found.transfers {
        let subject = TransferRef {
            organization: organization.id,
            transfer: transfer.id,
        };
        erased.transfers_revoked += u64::from(table.end_transfer(subject, ids).await?);
    }
    let folded = guest.folded();
    let mut ended = Ended::default();
    for appointment in &found.appointments {
        let ending = end_appointment(
            leah,
            organization,
            appointment.id,
            how.cancel_upcoming,
            // It may have become somebody else's.
            |now| now.email.folded() == folded,
        );
        ended.count(ending.await?);
    }
    erased.appointments_cancelled = ended.cancelled;
    erased.appointments_erased = ended.erased;
    erased.mails_owed = on_their_way(leah, organization, guest).await?.len();
    Ok(erased)
}

fn said(begin: &str, erased: &Counts) -> Result<Printed, CliError> {
    let Counts {
        appointments_cancelled,
        appointments_erased,
        transfers_revoked,
        dead_erased,
        mails_owed,
    } = erased;
    let mut lines = vec![
        begin.to_owned(),
        format!("appointments cancelled  {appointments_cancelled}"),
        format!("appointments erased     {appointments_erased}"),
        format!("transfers revoked       {transfers_revoked}"),
        format!("dead items erased       {dead_erased}"),
    ];
    if *mails_owed > 0 {
        lines.push(format!(
            "\nMails to the address that are still on their way: {mails_owed}. Each is forgotten once it has gone; one that is \
             given up is kept for thirty days, unless this is run again."
        ));
    }
    let words = lines.join("\n");
    Printed::told(words, erased)
}
