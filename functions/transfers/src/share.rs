//! POST …/share: tells a guest where the documents are.

use leah_domain::{
    Email, Transfer,
    appointment::Tenant,
    input::{self, Violations},
    transfer::share as decide,
};
use leah_http::{Caller, Exchange, Media, Problem, Reply};

use crate::{OVERTAKEN, TRIES, read, representation, subject, write};

pub(crate) async fn share(exchange: &Exchange, caller: &Caller) -> Result<Reply, Problem> {
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
    let email = input::text(&body, "email")?.unwrap_or_default();
    let mut found = Violations::default();
    let email = found.take("email", Email::parse(&email));
    if email.is_none() && before.files.is_empty() {
        found.note("files", input::Constraint::TooFew(1));
    }
    let Some(email) = email else {
        return Err(found.into_vec().into());
    };
    let organization = caller.organization();
    let tenant = Tenant {
        id: subject.organization,
        settings: &organization.settings,
    };
    let guest = organization.index_key.guest(email.as_str());
    let change = decide(&before, email, guest, tenant, app.now(), app.ids())?;
    let document = representation::transfer(&change.transfer)?;
    let reply = Reply::changed(exchange, &document);
    let written = write(exchange, subject, &before, &change, ticket.as_ref(), reply).await?;
    Ok(written.reply())
}
