//! GET of the collection: filters, order, pages by position.

use jiff::Timestamp;
use leah_aws::table::{Order, Query as Wanted};
use leah_domain::{Appointment, Resource, StartTime, appointment::Status};
use leah_http::{
    Caller, Exchange, Problem, Query, Reply,
    collection::{self, Collection, PAGE, Paging},
};

use crate::representation::document;

/// The list's filters.
pub const FILTERS: [(&str, &str); 9] = [
    ("externalId", "externalId"),
    ("externalId[]", "externalId"),
    ("email", "email"),
    ("email[]", "email"),
    ("startTime[before]", "startTime"),
    ("startTime[strictly_before]", "startTime"),
    ("startTime[after]", "startTime"),
    ("startTime[strictly_after]", "startTime"),
    ("order[startTime]", "startTime"),
];

pub(crate) async fn list(exchange: &Exchange, caller: &Caller) -> Result<Reply, Problem> {
    let query = &exchange.query;
    let position = collection::position(query)?;
    let wanted = Wanted {
        references: query.values("externalId")?,
        addresses: query.values("email")?,
        after: later(query),
        before: earlier(query),
        expired: false,
        order: match query.last("order[startTime]") {
            Some(order) if order.eq_ignore_ascii_case("desc") => Order::Descending,
            _ => Order::Ascending,
        },
        position,
    };
    let table = exchange.app.table();
    let page = table
        .appointments(caller.organization(), &wanted, PAGE)
        .await?;
    let members = page
        .members
        .iter()
        .map(|appointment| document(appointment, Status::Scheduled))
        .collect::<Result<_, _>>()?;
    let collection = Collection {
        kind: Appointment::NAME,
        path: Appointment::PATH,
        members,
        paging: Paging::partial(query, page.next.as_ref()),
        filters: &FILTERS,
    };
    Ok(Reply::collection(exchange, &collection))
}

/// The later of the two lower bounds; what is no date is ignored, as the conventions have it.
fn later(query: &Query) -> Option<(Timestamp, bool)> {
    let bounds = [
        ("startTime[after]", false),
        ("startTime[strictly_after]", true),
    ];
    bounds
        .into_iter()
        .filter_map(|bound| read(query, bound))
        .max()
}

/// The earlier of the two upper bounds.
fn earlier(query: &Query) -> Option<(Timestamp, bool)> {
    let bounds = [
        ("startTime[before]", false),
        ("startTime[strictly_before]", true),
    ];
    let read = bounds.into_iter().filter_map(|bound| read(query, bound));
    read.min_by_key(|(at, strictly)| (*at, !strictly))
}

fn read(query: &Query, (name, strictly): (&str, bool)) -> Option<(Timestamp, bool)> {
    let text = query.last(name)?;
    let start = StartTime::parse(text)
        // A day is its first instant.
        .or_else(|_| StartTime::parse(&format!("{text}T00:00:00")))
        .ok()?;
    Some((start.instant(), strictly))
}
