//! Healthcare workers: a list with a filter, and items.

use std::sync::Arc;

use lambda_http::http::Method;
use leah_aws::App;
use leah_domain::{HealthcareWorker, Organization, Resource, printed::Iri};
use leah_http::{
    Caller, Document, Exchange, Problem, Reply, Route, Service, Target,
    collection::{self, Collection, PAGE, Paging},
};
use serde::Serialize;

/// The list's filters.
pub const FILTERS: [(&str, &str); 2] = [("email", "email"), ("email[]", "email")];

/// Its routes.
pub static ROUTES: [Route; 1] = [Route {
    path: HealthcareWorker::PATH,
    collection: &[Method::GET],
    item: &[Method::GET],
    parts: &[],
}];

/// The function.
pub fn service(app: App) -> Service {
    leah_http::service(app, &ROUTES, handle)
}

async fn handle(exchange: Arc<Exchange>, caller: Caller) -> Result<Reply, Problem> {
    match exchange.target {
        Target::Collection => list(&exchange, caller.organization()).await,
        _ => get(&exchange, caller.organization()).await,
    }
}

async fn get(exchange: &Exchange, organization: &Organization) -> Result<Reply, Problem> {
    let id = exchange.id()?;
    let found = exchange.app.table().worker(organization.id, id).await?;
    let worker = found.ok_or(Problem::NotFound)?;
    Ok(Reply::item(exchange, &document(&worker)?))
}

async fn list(exchange: &Exchange, organization: &Organization) -> Result<Reply, Problem> {
    let page = collection::page(&exchange.query)?;
    let skip = collection::skip(page);
    let addresses = exchange.query.values("email")?;
    let table = exchange.app.table();
    let (workers, total) = if addresses.is_empty() {
        let slice = table.workers(organization.id, skip, PAGE).await?;
        (slice.members, slice.total)
    } else {
        let mut all = table.workers_by_email(organization.id, &addresses).await?;
        all.sort_by_key(|worker| worker.id);
        let total = all.len() as u64;
        (all.into_iter().skip(skip).take(PAGE).collect(), total)
    };
    let members = workers.iter().map(document).collect::<Result<_, _>>()?;
    let collection = Collection {
        kind: HealthcareWorker::NAME,
        path: HealthcareWorker::PATH,
        members,
        paging: Paging::Numbered { page, total },
        filters: &FILTERS,
    };
    Ok(Reply::collection(exchange, &collection))
}

/// Someone who sees guests.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Representation<'a> {
    /// Given name.
    firstname: &'a str,
    /// Family name.
    lastname: &'a str,
    /// Work address.
    #[cfg_attr(feature = "schema", schemars(email))]
    email: &'a str,
    /// The organization that they now work in, where one is set.
    current_organization: Option<Iri<Organization>>,
}

fn document(worker: &HealthcareWorker) -> Result<Document, Problem> {
    let properties = Representation {
        firstname: &worker.firstname,
        lastname: &worker.lastname,
        email: &worker.email,
        current_organization: worker.current_organization.map(Iri),
    };
    Document::new(HealthcareWorker::NAME, worker.id.iri(), &properties)
}
