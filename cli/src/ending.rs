//! How an operator ends appointments: by the rules and in the transactions by which the API does it.

use leah_aws::table::Outcome;
use leah_domain::{
    Appointment, Id, Organization,
    appointment::{Ending, Tenant, end},
};

use crate::{CliError, Leah, leah::TRIES};

/// How many appointments were ended, and in what way.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Ended {
    /// They were to come: their guests are told.
    pub(crate) cancelled: u64,
    /// They had begun.
    pub(crate) erased: u64,
}

impl Ended {
    pub(crate) fn count(&mut self, ending: Option<Ending>) {
        match ending {
            Some(Ending::Cancelled) => self.cancelled += 1,
            Some(Ending::Erased) => self.erased += 1,
            None => {}
        }
    }
}

/// Ends an appointment as it is now: what is to come is cancelled, if that is allowed, and what has begun is erased. `None`
/// where there is nothing to end: it is gone, or no longer what was meant.
pub(crate) async fn end_appointment(
    leah: &Leah,
    organization: &Organization,
    id: Id<Appointment>,
    may_cancel: bool,
    meant: impl Fn(&Appointment) -> bool,
) -> Result<Option<Ending>, CliError> {
    let tenant = Tenant {
        id: organization.id,
        settings: &organization.settings,
    };
    let table = leah.table();
    for _ in 0..TRIES {
        let found = table.remaining_appointment(organization.id, id).await?;
        let Some(before) = found.filter(&meant) else {
            return Ok(None);
        };
        let now = leah.app().now();
        if before.is_upcoming(now) && !may_cancel {
            return Err(CliError::Refused(format!(
                "{} was booked or moved meanwhile and is still to come: what was done before stays done; run it again",
                id.iri()
            )));
        }
        let cancellation = end(&before, tenant, now, leah.app().ids());
        let erased = table
            .erase_appointment(organization, &before, &cancellation, None)
            .await?;
        if matches!(erased, Outcome::Written) {
            return Ok(Some(cancellation.ending));
        }
    }
    Err(CliError::Contended)
}

/// What is said where something is still to come and may not be cancelled.
pub(crate) fn still_to_come(count: u64, flag: &str) -> CliError {
    let appointments = match count {
        1 => "1 appointment is".to_owned(),
        more => format!("{more} appointments are"),
    };
    CliError::Refused(format!(
        "{appointments} still to come, and nothing was changed: {flag} cancels them, and the guests are told by mail"
    ))
}
