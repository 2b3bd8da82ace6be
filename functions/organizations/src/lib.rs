//! Organizations and features: items that other resources refer to.

use std::sync::Arc;

use lambda_http::http::Method;
use leah_aws::App;
use leah_domain::{Feature, Organization, Resource};
use leah_http::{Caller, Document, Exchange, Problem, Reply, Route, Service};
use serde::Serialize;

/// Its routes.
pub static ROUTES: [Route; 2] = [
    Route {
        path: Organization::PATH,
        collection: &[],
        item: &[Method::GET],
        parts: &[],
    },
    Route {
        path: Feature::PATH,
        collection: &[],
        item: &[Method::GET],
        parts: &[],
    },
];

/// The function.
pub fn service(app: App) -> Service {
    leah_http::service(app, &ROUTES, handle)
}

async fn handle(exchange: Arc<Exchange>, caller: Caller) -> Result<Reply, Problem> {
    let document = if exchange.route.path == Feature::PATH {
        feature(&exchange, caller.organization()).await?
    } else {
        organization(&exchange, caller.organization()).await?
    };
    Ok(Reply::item(&exchange, &document))
}

/// What an organization shows of itself, and a feature, too.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Representation<'a> {
    /// What it is called.
    name: &'a str,
}

/// A caller sees one organization: its own.
async fn organization(exchange: &Exchange, own: &Organization) -> Result<Document, Problem> {
    if exchange.id::<Organization>()? != own.id {
        return Err(Problem::NotFound);
    }
    // Not what the key's cache remembers: an item is read anew, as every other.
    let found = exchange.app.table().organization(own.id).await?;
    let organization = found.ok_or(Problem::NotFound)?;
    let properties = Representation {
        name: &organization.name,
    };
    Document::new(Organization::NAME, organization.id.iri(), &properties)
}

async fn feature(exchange: &Exchange, own: &Organization) -> Result<Document, Problem> {
    let id = exchange.id()?;
    let found = exchange.app.table().feature(own.id, id).await?;
    let feature = found.ok_or(Problem::NotFound)?;
    let properties = Representation {
        name: &feature.name,
    };
    Document::new(Feature::NAME, feature.id.iri(), &properties)
}
