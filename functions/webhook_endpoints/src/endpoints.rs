//! Endpoints. What they sign with is shown to nobody.

use leah_domain::{
    Id, Organization, Resource, WebhookEndpoint,
    printed::{Date, Named},
    webhook::{Event, Form, Network, Reason},
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

/// An address of the organization's that is told of events. The operator sets it up.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Representation<'a> {
    id: Id<WebhookEndpoint>,
    /// Its address.
    #[cfg_attr(feature = "schema", schemars(url))]
    url: &'a str,
    /// Where that is: on the Internet, or behind a VPN.
    network: Named<&'a Network>,
    /// The events that it wants.
    events: Vec<Named<Event>>,
    /// How it gets the payload: as a JSON document in a string, or as the object itself.
    payload: Named<Form>,
    /// Whether anything is sent to it.
    enabled: bool,
    /// Since when nothing is.
    disabled_at: Option<Date>,
    /// Why nothing is: it has answered 410, has failed for five days, or the operator wants it so.
    disabled_reason: Option<Named<Reason>>,
    /// Since when every attempt has failed, if the last one has.
    failing_since: Option<Date>,
    /// When it was set up.
    created_at: Date,
}

fn document(endpoint: &WebhookEndpoint) -> Result<Document, Problem> {
    let properties = Representation {
        id: endpoint.id,
        url: endpoint.url.as_url().as_str(),
        network: Named(&endpoint.network),
        events: endpoint.events.iter().copied().map(Named).collect(),
        payload: Named(endpoint.form),
        enabled: endpoint.disabled.is_none(),
        disabled_at: endpoint.disabled.map(|disabled| Date(disabled.at)),
        disabled_reason: endpoint.disabled.map(|disabled| Named(disabled.reason)),
        failing_since: endpoint.failing.map(Date),
        created_at: Date(endpoint.created),
    };
    Document::new(WebhookEndpoint::NAME, endpoint.id.iri(), &properties)
}
