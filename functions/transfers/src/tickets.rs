//! Upload tickets: issued, listed, read.

use leah_domain::{
    Transfer,
    transfer::{UploadTicket, announced, issue as decide},
};
use leah_http::{Caller, Document, Exchange, Media, Problem, Reply};

use crate::{OVERTAKEN, TRIES, read, representation, subject, write};

/// Issues a ticket for each file that the body announces.
pub(crate) async fn issue(exchange: &Exchange, caller: &Caller) -> Result<Reply, Problem> {
    for _ in 0..TRIES {
        if let Some(reply) = attempt(exchange, caller).await? {
            return Ok(reply);
        }
    }
    Err(Problem::Conflict(OVERTAKEN))
}

async fn attempt(exchange: &Exchange, caller: &Caller) -> Result<Option<Reply>, Problem> {
    let (app, subject) = (&exchange.app, subject(exchange, caller)?);
    let ticket = exchange.ticket(caller)?;
    let before = match read(exchange, subject, ticket.as_ref()).await? {
        Ok(before) => before,
        Err(reply) => return Ok(Some(reply)),
    };
    let body = exchange.object::<Transfer>(Media::Document)?;
    let files = announced(&body)??;
    let now = app.now();
    let change = decide(&before, files, now, app.ids())?;
    let iri = before.id.iri();
    let documents = change.tickets.iter().map(|ticket| {
        let form = app.files().form(subject, ticket, now);
        representation::ticket(&iri, ticket, Some(form))
    });
    let documents = documents.collect::<Result<Vec<_>, _>>()?;
    let reply = Reply::members(
        exchange,
        representation::TICKET,
        &place(&before),
        &documents,
    );
    let written = write(exchange, subject, &before, &change, ticket.as_ref(), reply).await?;
    Ok(written.reply())
}

/// The tickets of a transfer, in the order in which they were issued.
pub(crate) async fn list(exchange: &Exchange, caller: &Caller) -> Result<Reply, Problem> {
    let (transfer, mut tickets) = tickets(exchange, caller).await?;
    tickets.sort_by_key(|ticket| ticket.place);
    let iri = transfer.id.iri();
    let documents = tickets
        .iter()
        .map(|ticket| representation::ticket(&iri, ticket, None))
        .collect::<Result<Vec<Document>, _>>()?;
    Ok(Reply::members(
        exchange,
        representation::TICKET,
        &place(&transfer),
        &documents,
    ))
}

/// One of them.
pub(crate) async fn get(exchange: &Exchange, caller: &Caller) -> Result<Reply, Problem> {
    let subject = subject(exchange, caller)?;
    let id = exchange.member::<UploadTicket>()?;
    let found = exchange.app.table().uploaded(subject, id).await?;
    let (Some(transfer), Some(ticket)) = (found.transfer, found.ticket) else {
        return Err(Problem::NotFound);
    };
    let document = representation::ticket(&transfer.id.iri(), &ticket, None)?;
    Ok(Reply::item(exchange, &document))
}

async fn tickets(
    exchange: &Exchange,
    caller: &Caller,
) -> Result<(Transfer, Vec<UploadTicket>), Problem> {
    let subject = subject(exchange, caller)?;
    let found = exchange.app.table().transfer_with_tickets(subject).await?;
    found.ok_or(Problem::NotFound)
}

fn place(transfer: &Transfer) -> String {
    format!("{}/tickets", transfer.id.iri())
}
