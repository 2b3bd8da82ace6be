//! Endpoints. What they sign with is shown to nobody.

use leah_domain::{
    Id, Organization, Resource, WebhookEndpoint, print,
    webhook::{Event, Network},
};
use leah_http::{
    Document, Exchange, Problem, Reply,
    collection::{self, Collection, PAGE, Paging},
};
use serde::Serialize;

pub(crate) async fn get(
    exchange: &Exchange,
    organization: &Organization,
) -> Result<Reply, Problem> {
    let id = exchange.id()?;
    let table = exchange.app.table();
    let found = table.webhook_endpoint(organization.id, id).await?;
    let endpoint = found.ok_or(Problem::NotFound)?;
    Ok(Reply::item(exchange, &document(&endpoint)?))
}

pub(crate) async fn list(
    exchange: &Exchange,
    organization: &Organization,
) -> Result<Reply, Problem> {
    let page = collection::page(&exchange.query)?;
    let table = exchange.app.table();
    let mut all = table.webhook_endpoints(organization.id).await?;
    all.sort_by_key(|endpoint| (endpoint.created, endpoint.id));
    let total = all.len() as u64;
    let members = all.iter().skip(collection::skip(page)).take(PAGE);
    let collection = Collection {
        kind: WebhookEndpoint::NAME,
        path: WebhookEndpoint::PATH,
        members: members.map(document).collect::<Result<_, _>>()?,
        paging: Paging::Numbered { page, total },
        filters: &[],
    };
    Ok(Reply::collection(exchange, &collection))
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Representation<'a> {
    id: Id<WebhookEndpoint>,
    url: &'a str,
    network: &'static str,
    events: Vec<&'static str>,
    payload: &'static str,
    enabled: bool,
    disabled_at: Option<String>,
    disabled_reason: Option<&'static str>,
    failing_since: Option<String>,
    created_at: String,
}

fn document(endpoint: &WebhookEndpoint) -> Result<Document, Problem> {
    let properties = Representation {
        id: endpoint.id,
        url: endpoint.url.as_url().as_str(),
        network: match endpoint.network {
            Network::Public => "public",
            Network::Vpn(_) => "vpn",
        },
        events: endpoint.events.iter().copied().map(Event::name).collect(),
        payload: endpoint.form.name(),
        enabled: endpoint.disabled.is_none(),
        disabled_at: endpoint.disabled.map(|disabled| print(disabled.at)),
        disabled_reason: endpoint.disabled.map(|disabled| disabled.reason.name()),
        failing_since: endpoint.failing.map(print),
        created_at: print(endpoint.created),
    };
    Document::new(WebhookEndpoint::NAME, endpoint.id.iri(), &properties)
}
