//! PATCH: edits an appointment, or cancels it.

use leah_aws::table::Found;
use leah_domain::{
    Appointment,
    appointment::{Changes, Edit, Fields, Status, Tenant, edit as decide},
};
use leah_http::{Caller, Exchange, Media, Problem, Reply, replay, settle};

use crate::{OVERTAKEN, TRIES, cancel::erase, check_office, representation::document};

pub(crate) async fn edit(exchange: &Exchange, caller: &Caller) -> Result<Reply, Problem> {
    for _ in 0..TRIES {
        match attempt(exchange, caller).await {
            Ok(Some(reply)) => return Ok(reply),
            Ok(None) => {}
            Err(problem) => return Err(problem),
        }
    }
    Err(Problem::Conflict(OVERTAKEN))
}

/// One attempt: reads, decides, writes on the condition that what was read still holds.
async fn attempt(exchange: &Exchange, caller: &Caller) -> Result<Option<Reply>, Problem> {
    let (app, organization) = (&exchange.app, caller.organization());
    let id = exchange.id()?;
    let ticket = exchange.ticket(caller)?;
    let found = app
        .table()
        .appointment_for(organization.id, id, ticket.as_ref())
        .await?;
    let before = match found {
        Found::Item(before) => before,
        Found::Repeated(kept) => return replay(kept).map(Some),
        Found::Nothing => return Err(Problem::NotFound),
    };
    let changes = changes(exchange, caller).await?;
    if changes.cancel {
        let shown = changes.applied_to(&before);
        let reply = Reply::changed(exchange, &document(&shown, Status::Cancelled)?);
        return erase(exchange, organization, &before, ticket.as_ref(), reply).await;
    }
    let tenant = Tenant {
        id: organization.id,
        settings: &organization.settings,
    };
    let booking = match decide(&before, changes, tenant, app.now(), app.ids()) {
        Edit::Changed(booking) => booking,
        Edit::Unchanged => {
            let reply = Reply::changed(exchange, &document(&before, Status::Scheduled)?);
            let Some(ticket) = &ticket else {
                return Ok(Some(reply));
            };
            let answer = reply.keep();
            let kept = app
                .table()
                .keep_answer(organization, &before, ticket, &answer);
            return settle(kept.await?, reply);
        }
    };
    let reply = Reply::changed(
        exchange,
        &document(&booking.appointment, Status::Scheduled)?,
    );
    let answer = reply.keep();
    let kept = ticket.as_ref().map(|ticket| (ticket, &answer));
    let outcome = app
        .table()
        .update_appointment(organization, &before, &booking, kept)
        .await?;
    settle(outcome, reply)
}

async fn changes(exchange: &Exchange, caller: &Caller) -> Result<Changes, Problem> {
    let body = exchange.object::<Appointment>(Media::MergePatch)?;
    let patch = Fields::read(&body, &exchange.host)?;
    check_office(exchange, caller.organization(), patch.office()).await?;
    Ok(patch.changes()?)
}
