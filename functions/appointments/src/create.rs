//! POST: books an appointment.

use leah_domain::{
    Appointment,
    appointment::{Fields, Status, Tenant, book},
};
use leah_http::{Caller, Exchange, Media, Problem, Reply, settle};

use crate::{OVERTAKEN, check_office, representation::document};

pub(crate) async fn create(exchange: &Exchange, caller: &Caller) -> Result<Reply, Problem> {
    let organization = caller.organization();
    let ticket = exchange.ticket(caller)?;
    let body = exchange.object::<Appointment>(Media::Document)?;
    let fields = Fields::read(&body, &exchange.host)?;
    check_office(exchange, organization, fields.office()).await?;
    let draft = fields.draft()?;

    let app = &exchange.app;
    let tenant = Tenant {
        id: organization.id,
        settings: &organization.settings,
    };
    let booking = book(draft, tenant, app.now(), app.ids());
    let reply = Reply::created(
        exchange,
        &document(&booking.appointment, Status::Scheduled)?,
    );
    let answer = reply.keep();
    let kept = ticket.as_ref().map(|ticket| (ticket, &answer));
    let outcome = app
        .table()
        .insert_appointment(organization, &booking, kept)
        .await?;
    // Its identifier is 122 random bits: it cannot have been taken.
    settle(outcome, reply)?.ok_or(Problem::Conflict(OVERTAKEN))
}
