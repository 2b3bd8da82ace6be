//! Appointments: booked, read, listed, edited, cancelled.

mod cancel;
mod create;
mod edit;
mod list;
mod representation;

use std::sync::Arc;

use lambda_http::http::Method;
use leah_aws::App;
use leah_domain::{
    Appointment, Id, Office, Organization, Resource, appointment::Status, input::Malformed,
};
use leah_http::{Caller, Exchange, Problem, Reply, Route, Service, Target};

pub use list::FILTERS;
pub use representation::Representation;

use representation::document;

/// Its routes.
pub static ROUTES: [Route; 1] = [Route {
    path: Appointment::PATH,
    collection: &[Method::GET, Method::POST],
    item: &[Method::GET, Method::PATCH, Method::DELETE],
    parts: &[],
}];

/// How often a change is decided anew when another one came first.
const TRIES: usize = 4;

/// What is said when others kept coming first.
const OVERTAKEN: &str =
    "The appointment was changed by other requests at the same time: try again.";

/// The function.
pub fn service(app: App) -> Service {
    leah_http::service(app, &ROUTES, handle)
}

async fn handle(exchange: Arc<Exchange>, caller: Caller) -> Result<Reply, Problem> {
    match (&exchange.target, &exchange.method) {
        (Target::Collection, &Method::POST) => create::create(&exchange, &caller).await,
        (Target::Collection, _) => list::list(&exchange, &caller).await,
        (Target::Item(_), &Method::PATCH) => patchable(edit::edit(&exchange, &caller).await),
        (Target::Item(_), &Method::DELETE) => patchable(cancel::delete(&exchange, &caller).await),
        (_, _) => patchable(get(&exchange, &caller).await),
    }
}

/// An item says how it can be edited (RFC 5789, section 3.1).
fn patchable(reply: Result<Reply, Problem>) -> Result<Reply, Problem> {
    reply.map(|reply| reply.with("accept-patch", "application/merge-patch+json"))
}

async fn get(exchange: &Exchange, caller: &Caller) -> Result<Reply, Problem> {
    let id = exchange.id()?;
    let organization = caller.organization().id;
    let found = exchange.app.table().appointment(organization, id).await?;
    let appointment = found.ok_or(Problem::NotFound)?;
    let document = document(&appointment, Status::Scheduled)?;
    Ok(Reply::item(exchange, &document))
}

/// An office that a body names must be one of the organization's.
async fn check_office(
    exchange: &Exchange,
    organization: &Organization,
    office: Option<Id<Office>>,
) -> Result<(), Problem> {
    let Some(office) = office else {
        return Ok(());
    };
    if exchange.app.has_office(organization.id, office).await? {
        Ok(())
    } else {
        Err(Malformed::ItemNotFound(office.iri()).into())
    }
}
