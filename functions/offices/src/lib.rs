//! Offices: a list with a filter by healthcare worker, and items.

use std::sync::Arc;

use lambda_http::http::Method;
use leah_aws::App;
use leah_domain::{
    Feature, Id, Office, Organization, Resource,
    printed::{Date, Iri},
};
use leah_http::{
    Caller, Document, Exchange, Problem, Reply, Route, Service, Target,
    collection::{self, Collection, PAGE, Paging},
};
use serde::Serialize;

const BY_WORKER: &str = "healthcareWorker.email";

/// The list's filters.
pub const FILTERS: [(&str, &str); 2] = [
    (BY_WORKER, BY_WORKER),
    ("healthcareWorker.email[]", BY_WORKER),
];

/// Its routes.
pub static ROUTES: [Route; 1] = [Route {
    path: Office::PATH,
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
    let found = exchange.app.table().office(organization.id, id).await?;
    let office = found.ok_or(Problem::NotFound)?;
    Ok(Reply::item(exchange, &document(organization, &office)?))
}

async fn list(exchange: &Exchange, organization: &Organization) -> Result<Reply, Problem> {
    let page = collection::page(&exchange.query)?;
    let skip = collection::skip(page);
    let addresses = exchange.query.values(BY_WORKER)?;
    let table = exchange.app.table();
    let (offices, total) = if addresses.is_empty() {
        let slice = table.offices(organization.id, skip, PAGE).await?;
        (slice.members, slice.total)
    } else {
        let workers = table.workers_by_email(organization.id, &addresses).await?;
        let workers: Vec<_> = workers.iter().map(|worker| worker.id).collect();
        let mut all = table.offices_of(organization.id, &workers).await?;
        all.sort_by_key(|office| office.id);
        let total = all.len() as u64;
        (all.into_iter().skip(skip).take(PAGE).collect(), total)
    };
    let members = offices
        .iter()
        .map(|office| document(organization, office))
        .collect::<Result<_, _>>()?;
    let collection = Collection {
        kind: Office::NAME,
        path: Office::PATH,
        members,
        paging: Paging::Numbered { page, total },
        filters: &FILTERS,
    };
    Ok(Reply::collection(exchange, &collection))
}

/// The place, on line, where a healthcare worker sees guests.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Representation<'a> {
    id: Id<Office>,
    /// Its label in addresses.
    slug: &'a str,
    /// Whose office it is.
    organization: Iri<Organization>,
    /// What it can do.
    features: Vec<Iri<Feature>>,
    /// When it was set up.
    created_at: Date,
    /// The meeting that takes place now: nothing in this API starts one.
    current_meeting: Option<String>,
}

fn document(organization: &Organization, office: &Office) -> Result<Document, Problem> {
    let properties = Representation {
        id: office.id,
        slug: &office.slug,
        organization: Iri(organization.id),
        features: office.features.iter().copied().map(Iri).collect(),
        created_at: Date(office.created_at),
        current_meeting: None,
    };
    Document::new(Office::NAME, office.id.iri(), &properties)
}
