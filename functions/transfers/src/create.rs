//! POST: creates a transfer.

use leah_domain::{
    HealthcareWorker, Id, Resource, Transfer,
    input::{self, Constraint, Field, Malformed, Object, Violations},
    iri,
    transfer::create as decide,
};
use leah_http::{Caller, Exchange, Media, Problem, Reply, settle};

use crate::{OVERTAKEN, representation};

const WORKER: &str = "healthcareWorker";
/// The spelling of the documentation's table, which calls for an identifier.
const OLDER: &str = "healthcare_workers";

pub(crate) async fn create(exchange: &Exchange, caller: &Caller) -> Result<Reply, Problem> {
    let organization = caller.organization().id;
    let ticket = exchange.ticket(caller)?;
    let body = exchange.object::<Transfer>(Media::Document)?;
    let worker = worker(&body, &exchange.host)?;
    if let Some(worker) = worker
        && !exchange.app.has_worker(organization, worker).await?
    {
        return Err(Malformed::ItemNotFound(worker.iri()).into());
    }
    let mut violations = Violations::default();
    let Some(worker) = violations.take(WORKER, worker.ok_or(Constraint::NotNull)) else {
        return Err(violations.into_vec().into());
    };

    let app = &exchange.app;
    let created = decide(worker, organization, app.now(), app.ids());
    let document = representation::transfer(&created.transfer)?;
    // 200 and not 201, as the documentation has it.
    let reply = Reply::changed(exchange, &document);
    let answer = reply.keep();
    let kept = ticket.as_ref().map(|ticket| (ticket, &answer));
    let outcome = app
        .table()
        .insert_transfer(organization, &created, kept)
        .await?;
    settle(outcome, reply)?.ok_or(Problem::Conflict(OVERTAKEN))
}

fn worker(body: &Object, host: &str) -> Result<Option<Id<HealthcareWorker>>, Malformed> {
    let given = match input::relation(body, WORKER)? {
        Field::Absent => input::relation(body, OLDER)?.try_map(|text| {
            // An identifier is taken here as it is; anything else has to be an IRI.
            Ok(match text.parse::<Id<HealthcareWorker>>() {
                Ok(id) => id.iri(),
                Err(_) => text,
            })
        })?,
        given => given,
    };
    let worker = given.try_map(|text| iri::parse(&text, host, Transfer::NAME, WORKER))?;
    Ok(worker.value())
}
