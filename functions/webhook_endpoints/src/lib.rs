//! Webhooks as the integrator sees them: the endpoints, which the operator sets up, and what is delivered to them.

mod deliveries;
mod endpoints;

use std::sync::Arc;

use lambda_http::http::Method;
use leah_aws::App;
use leah_domain::{Resource, WebhookDelivery, WebhookEndpoint};
use leah_http::{Caller, Exchange, Part, Problem, Reply, Route, Service, Target};

pub use deliveries::{FILTERS, Representation as Delivery};
pub use endpoints::Representation as Endpoint;

/// Its routes.
pub static ROUTES: [Route; 2] = [
    Route {
        path: WebhookEndpoint::PATH,
        collection: &[Method::GET],
        item: &[Method::GET],
        parts: &[],
    },
    Route {
        path: WebhookDelivery::PATH,
        collection: &[Method::GET],
        item: &[Method::GET],
        parts: &[Part {
            name: "replay",
            methods: &[Method::POST],
            member: &[],
        }],
    },
];

/// The function.
pub fn service(app: App) -> Service {
    leah_http::service(app, &ROUTES, handle)
}

async fn handle(exchange: Arc<Exchange>, caller: Caller) -> Result<Reply, Problem> {
    let organization = caller.organization();
    let endpoints = exchange.route.path == WebhookEndpoint::PATH;
    match &exchange.target {
        Target::Collection if endpoints => endpoints::list(&exchange, organization).await,
        Target::Collection => deliveries::list(&exchange, organization).await,
        Target::Item(_) if endpoints => endpoints::get(&exchange, organization).await,
        Target::Item(_) => deliveries::get(&exchange, organization).await,
        Target::Part(..) | Target::Member(..) => deliveries::replay(&exchange, &caller).await,
    }
}
