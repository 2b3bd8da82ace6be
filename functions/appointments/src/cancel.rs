//! Cancelling: the appointment is erased, and the guest is told.

use leah_aws::table::{Found, Ticket};
use leah_domain::{
    Appointment, Organization,
    appointment::{Tenant, cancel},
};
use leah_http::{Caller, Exchange, Problem, Reply, settle};

use crate::{OVERTAKEN, TRIES};

/// DELETE.
pub(crate) async fn delete(exchange: &Exchange, caller: &Caller) -> Result<Reply, Problem> {
    let (organization, id) = (caller.organization(), exchange.id()?);
    for _ in 0..TRIES {
        let found = exchange
            .app
            .table()
            .appointment_for(organization.id, id, None)
            .await?;
        let Found::Item(before) = found else {
            return Err(Problem::NotFound);
        };
        if let Some(reply) = erase(exchange, organization, &before, None, Reply::gone()).await? {
            return Ok(reply);
        }
    }
    Err(Problem::Conflict(OVERTAKEN))
}

/// Erases an appointment as it was read; `None` where it has changed since.
pub(crate) async fn erase(
    exchange: &Exchange,
    organization: &Organization,
    before: &Appointment,
    ticket: Option<&Ticket>,
    reply: Reply,
) -> Result<Option<Reply>, Problem> {
    let app = &exchange.app;
    let tenant = Tenant {
        id: organization.id,
        settings: &organization.settings,
    };
    let cancellation = cancel(before, tenant, app.now(), app.ids());
    let answer = reply.keep();
    let kept = ticket.map(|ticket| (ticket, &answer));
    let outcome = app
        .table()
        .erase_appointment(organization, before, &cancellation, kept)
        .await?;
    settle(outcome, reply)
}
