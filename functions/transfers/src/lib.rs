//! Transfers: created, filled by multipart or by tickets, shared, read.

mod create;
mod files;
mod representation;
mod share;
mod store;
mod tickets;

use std::sync::Arc;

use lambda_http::http::Method;
use leah_aws::{
    App,
    table::{Found, Outcome, Ticket},
};
use leah_domain::{Resource, Transfer, TransferFile, TransferRef, transfer::Change};
use leah_http::{
    Caller, Exchange, Part, Problem, Reply, Route, Service, Target,
    collection::{self, Collection, PAGE, Paging},
    replay,
};

pub use representation::{FileShown, TICKET, TicketShown, TransferShown};

/// Its routes.
pub static ROUTES: [Route; 2] = [
    Route {
        path: Transfer::PATH,
        collection: &[Method::GET, Method::POST],
        item: &[Method::GET],
        parts: &[
            Part {
                name: FILES,
                methods: &[Method::POST],
                member: &[],
            },
            Part {
                name: SHARE,
                methods: &[Method::POST],
                member: &[],
            },
            Part {
                name: TICKETS,
                methods: &[Method::GET],
                member: &[Method::GET],
            },
        ],
    },
    Route {
        path: TransferFile::PATH,
        collection: &[],
        item: &[Method::GET],
        parts: &[],
    },
];

const FILES: &str = "files";
const SHARE: &str = "share";
const TICKETS: &str = "tickets";

/// How often a change is decided anew when another one came first: ten uploads may end in the same moment.
const TRIES: usize = 12;

/// What is said when others kept coming first.
const OVERTAKEN: &str = "The transfer was changed by other requests at the same time: try again.";

/// The function.
pub fn service(app: App) -> Service {
    leah_http::service(app, &ROUTES, handle)
}

async fn handle(exchange: Arc<Exchange>, caller: Caller) -> Result<Reply, Problem> {
    match &exchange.target {
        Target::Collection if exchange.method == Method::POST => {
            create::create(&exchange, &caller).await
        }
        Target::Collection => list(&exchange, &caller).await,
        Target::Item(_) if exchange.route.path == TransferFile::PATH => {
            file(&exchange, &caller).await
        }
        Target::Item(_) => get(&exchange, &caller).await,
        Target::Part(_, part) if *part == SHARE => share::share(&exchange, &caller).await,
        Target::Part(_, part) if *part == FILES => files::receive(&exchange, &caller).await,
        Target::Part(..) => tickets::list(&exchange, &caller).await,
        Target::Member(..) => tickets::get(&exchange, &caller).await,
    }
}

/// The transfer that the path names.
fn subject(exchange: &Exchange, caller: &Caller) -> Result<TransferRef, Problem> {
    Ok(TransferRef {
        organization: caller.organization().id,
        transfer: exchange.id()?,
    })
}

async fn get(exchange: &Exchange, caller: &Caller) -> Result<Reply, Problem> {
    let subject = subject(exchange, caller)?;
    let found = exchange.app.table().transfer(subject).await?;
    let transfer = found.ok_or(Problem::NotFound)?;
    let document = representation::transfer(&transfer)?;
    Ok(Reply::item(exchange, &document))
}

async fn list(exchange: &Exchange, caller: &Caller) -> Result<Reply, Problem> {
    let position = collection::position(&exchange.query)?;
    let table = exchange.app.table();
    let page = table
        .transfers(caller.organization().id, position.as_ref(), PAGE)
        .await?;
    let members = page.members.iter().map(representation::transfer);
    let collection = Collection {
        kind: Transfer::NAME,
        path: Transfer::PATH,
        members: members.collect::<Result<_, _>>()?,
        paging: Paging::partial(&exchange.query, page.next.as_ref()),
        filters: &[],
    };
    Ok(Reply::collection(exchange, &collection))
}

async fn file(exchange: &Exchange, caller: &Caller) -> Result<Reply, Problem> {
    let organization = caller.organization().id;
    let id = exchange.id()?;
    let found = exchange.app.table().transfer_file(organization, id).await?;
    let file = found.ok_or(Problem::NotFound)?;
    Ok(Reply::item(exchange, &representation::file(&file)?))
}

/// Reads the transfer for a change; `Err` with the reply that the same request was given before.
async fn read(
    exchange: &Exchange,
    subject: TransferRef,
    ticket: Option<&Ticket>,
) -> Result<Result<Transfer, Reply>, Problem> {
    let table = exchange.app.table();
    match table.transfer_for(subject, ticket).await? {
        Found::Item(transfer) => Ok(Ok(*transfer)),
        Found::Repeated(kept) => replay(kept).map(Err),
        Found::Nothing => Err(Problem::NotFound),
    }
}

/// How the writing of a change ended.
enum Written {
    /// It is written; the reply to it.
    Now(Reply),
    /// The same request was made before; the reply to that.
    Before(Reply),
    /// It was decided on what no longer holds.
    Not,
}

impl Written {
    /// The reply, whenever it was written.
    fn reply(self) -> Option<Reply> {
        match self {
            Self::Now(reply) | Self::Before(reply) => Some(reply),
            Self::Not => None,
        }
    }
}

/// Writes a change.
async fn write(
    exchange: &Exchange,
    subject: TransferRef,
    before: &Transfer,
    change: &Change,
    ticket: Option<&Ticket>,
    reply: Reply,
) -> Result<Written, Problem> {
    let answer = reply.keep();
    let kept = ticket.map(|ticket| (ticket, &answer));
    let table = exchange.app.table();
    let outcome = table
        .update_transfer(subject.organization, before, change, kept)
        .await?;
    Ok(match outcome {
        Outcome::Written => Written::Now(reply),
        Outcome::Repeated(kept) => Written::Before(replay(kept)?),
        Outcome::Moved => Written::Not,
    })
}
