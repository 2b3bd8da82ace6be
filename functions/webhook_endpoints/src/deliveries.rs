//! Deliveries: listed, read, replayed.

use leah_aws::table::{Deliveries, Found};
use leah_domain::{
    Id, Organization, Resource, WebhookDelivery, WebhookEndpoint,
    printed::{Date, Iri, Named},
    webhook::{DeliveryStatus, Event, GivenUp, NotReplayable, Payload},
};
use leah_http::{
    Caller, Document, Exchange, Problem, Query, Reply,
    collection::{self, Collection, PAGE, Paging},
    replay as repeat, settle,
};
use serde::Serialize;

const BY_ENDPOINT: &str = "webhookEndpoint";
const BY_STATUS: &str = "status";

/// The list's filters.
pub const FILTERS: [(&str, &str); 4] = [
    (BY_ENDPOINT, BY_ENDPOINT),
    ("webhookEndpoint[]", BY_ENDPOINT),
    (BY_STATUS, BY_STATUS),
    ("status[]", BY_STATUS),
];

pub(crate) async fn get(
    exchange: &Exchange,
    organization: &Organization,
) -> Result<Reply, Problem> {
    let id = exchange.id()?;
    let table = exchange.app.table();
    let found = table.webhook_delivery(organization.id, id).await?;
    let delivery = found.ok_or(Problem::NotFound)?;
    Ok(Reply::item(exchange, &document(&delivery)?))
}

pub(crate) async fn list(
    exchange: &Exchange,
    organization: &Organization,
) -> Result<Reply, Problem> {
    let position = collection::position(&exchange.query)?;
    let table = exchange.app.table();
    let (members, next) = match wanted(&exchange.query)? {
        Some(wanted) => {
            let page = table
                .webhook_deliveries(organization.id, &wanted, position.as_ref(), PAGE)
                .await?;
            (page.members, page.next)
        }
        None => (Vec::new(), None),
    };
    let collection = Collection {
        kind: WebhookDelivery::NAME,
        path: WebhookDelivery::PATH,
        members: members.iter().map(document).collect::<Result<_, _>>()?,
        paging: Paging::partial(&exchange.query, next.as_ref()),
        filters: &FILTERS,
    };
    Ok(Reply::collection(exchange, &collection))
}

/// What a query's filters let through; `None`: nothing, for no delivery can have such an endpoint or status.
fn wanted(query: &Query) -> Result<Option<Deliveries>, Problem> {
    let (endpoints, statuses) = (query.values(BY_ENDPOINT)?, query.values(BY_STATUS)?);
    let wanted = Deliveries {
        endpoints: distinct(endpoints.iter().filter_map(|text| endpoint(text))),
        statuses: distinct(
            statuses
                .iter()
                .filter_map(|text| DeliveryStatus::named(text)),
        ),
    };
    let nothing = (wanted.endpoints.is_empty() && !endpoints.is_empty())
        || (wanted.statuses.is_empty() && !statuses.is_empty());
    Ok((!nothing).then_some(wanted))
}

/// An endpoint by its IRI or its bare identifier.
fn endpoint(text: &str) -> Option<Id<WebhookEndpoint>> {
    let bare = text
        .strip_prefix(WebhookEndpoint::PATH)
        .and_then(|rest| rest.strip_prefix('/'));
    bare.unwrap_or(text).parse().ok()
}

fn distinct<T: PartialEq>(values: impl Iterator<Item = T>) -> Vec<T> {
    let mut distinct = Vec::new();
    for value in values {
        if !distinct.contains(&value) {
            distinct.push(value);
        }
    }
    distinct
}

/// Begins a dead delivery anew.
pub(crate) async fn replay(exchange: &Exchange, caller: &Caller) -> Result<Reply, Problem> {
    let (app, organization) = (&exchange.app, caller.organization().id);
    let id = exchange.id()?;
    let ticket = exchange.ticket(caller)?;
    let table = app.table();
    let before = match table
        .webhook_delivery_for(organization, id, ticket.as_ref())
        .await?
    {
        Found::Item(before) => *before,
        Found::Repeated(kept) => return repeat(kept),
        Found::Nothing => return Err(Problem::NotFound),
    };
    let refused = |why| {
        Problem::Conflict(match why {
            NotReplayable::Delivered => {
                "This delivery has reached its endpoint, and its payload was erased: only a dead delivery can be replayed."
            }
            NotReplayable::Pending => {
                "This delivery is still being tried: only a dead delivery can be replayed."
            }
        })
    };
    let after = before.replayed(app.now()).map_err(refused)?;
    let reply = Reply::changed(exchange, &document(&after)?);
    let answer = reply.keep();
    let kept = ticket.as_ref().map(|ticket| (ticket, &answer));
    let outcome = table.replay_delivery(&after, kept).await?;
    // Who was overtaken by another replay finds it pending.
    settle(outcome, reply)?.ok_or_else(|| refused(NotReplayable::Pending))
}

/// An event on its way to an endpoint.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Representation<'a> {
    id: Id<WebhookDelivery>,
    /// Where it goes.
    webhook_endpoint: Iri<WebhookEndpoint>,
    /// The header `webhook-id` of every attempt.
    webhook_id: String,
    /// What has happened.
    event: Named<Event>,
    /// What is told, a JSON document; gone once it was told.
    payload: Option<&'a Payload>,
    /// How far it has come; what is `dead` was given up and can be replayed.
    status: Named<DeliveryStatus>,
    /// Why it was given up.
    reason: Option<Named<GivenUp>>,
    /// How many attempts have begun.
    attempts: u32,
    /// When the last attempt ended that is known to have ended.
    last_attempt_at: Option<Date>,
    /// The status of its answer, if there was one.
    last_status: Option<u16>,
    /// Why there was none: a word such as `timeout`.
    last_error: Option<&'a str>,
    /// When the next attempt is due, if there is to be one.
    next_attempt_at: Option<Date>,
    /// When the event happened.
    created_at: Date,
    /// When it was delivered or given up.
    ended_at: Option<Date>,
}

fn document(delivery: &WebhookDelivery) -> Result<Document, Problem> {
    let last = delivery.last.as_ref();
    let properties = Representation {
        id: delivery.id,
        webhook_endpoint: Iri(delivery.endpoint),
        webhook_id: delivery.message_id(),
        event: Named(delivery.event),
        payload: delivery.payload.as_ref(),
        status: Named(delivery.status),
        reason: delivery.reason.map(Named),
        attempts: delivery.begun,
        last_attempt_at: last.map(|last| Date(last.at)),
        last_status: last.and_then(|last| last.status),
        last_error: last.and_then(|last| last.error.as_deref()),
        next_attempt_at: delivery.next.map(Date),
        created_at: Date(delivery.created),
        ended_at: delivery.ended.map(Date),
    };
    Document::new(WebhookDelivery::NAME, delivery.id.iri(), &properties)
}
