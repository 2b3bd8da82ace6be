//! The API's own documents: the entrypoint, the JSON-LD contexts, the Hydra documentation, the OpenAPI document, and a page of it for
//! people.
//!
//! They are open to all, for a client reads them to learn how to use a key. Every path that no other function serves
//! comes here too, and is refused in the one error shape.

mod context;
mod entrypoint;
mod hydra;
mod page;
mod resources;
mod routes;

pub use context::names as contexts;
pub use entrypoint::lists;
pub use routes::{CONTEXTS, DOCUMENTATION, DOCUMENTS, ENTRYPOINT, INDEX};

use leah_aws::App;
use leah_http::{Exchange, Format, Problem, Reply, Service, Target};

/// The OpenAPI document, which `leah-openapi` writes from the types and routes of the functions.
pub const OPENAPI: &str = include_str!("../openapi.json");

/// The function as Lambda and a local run have it.
pub fn service(app: App) -> Service {
    leah_http::open(
        app,
        &routes::ROUTES,
        |exchange| async move { answer(exchange) },
    )
}

fn answer(exchange: Exchange) -> Result<Reply, Problem> {
    match exchange.route.path {
        routes::ASSETS => page::asset(&exchange),
        routes::DOCUMENTATION if exchange.wants_html() => Ok(page::page()),
        _ => {
            let offered = routes::offered(exchange.route);
            document(&exchange.settled(offered)?)
        }
    }
}

fn document(exchange: &Exchange) -> Result<Reply, Problem> {
    let base = &exchange.base_url;
    let document = match (exchange.route.path, &exchange.target, exchange.format) {
        (routes::ENTRYPOINT | routes::INDEX, _, Format::JsonLd) => entrypoint::json_ld(),
        (routes::ENTRYPOINT | routes::INDEX, _, Format::Json) => entrypoint::plain(),
        (routes::DOCUMENTATION, _, Format::JsonLd) => hydra::documentation(base),
        (routes::DOCUMENTATION, _, Format::Json) => {
            return Ok(Reply::text(exchange.format.content_type(), OPENAPI));
        }
        // A context is the same document by either media type (JSON-LD 1.1, section 6.1).
        (routes::CONTEXTS, Target::Item(name), _) => {
            context::context(name, base).ok_or(Problem::NotFound)?
        }
        _ => {
            return Err(Problem::NoRoute {
                method: exchange.method.to_string(),
                url: format!("{base}{}", exchange.path),
            });
        }
    };
    Ok(Reply::json(exchange.format, &document))
}

#[cfg(test)]
mod tests;
