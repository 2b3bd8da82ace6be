//! The paths that this function knows. All others are refused before they reach it.

use std::sync::LazyLock;

use lambda_http::http::Method;
use leah_http::{Format, OFFERED, Offered, Route};

use crate::resources::RESOURCES;

/// The entrypoint.
pub const ENTRYPOINT: &str = "/api";
/// The entrypoint by its other name.
pub const INDEX: &str = "/api/index";
/// The documentation.
pub const DOCUMENTATION: &str = "/api/docs";
/// What the page of the reference is made of, each file by its name.
pub(crate) const ASSETS: &str = "/api/docs/assets";
/// The contexts, each by its name.
pub const CONTEXTS: &str = "/api/contexts";

const READ: &[Method] = &[Method::GET];
const NOTHING: &[Method] = &[];

/// The documents' own routes.
pub static DOCUMENTS: [Route; 4] = [
    document(ENTRYPOINT),
    document(INDEX),
    document(DOCUMENTATION),
    named(CONTEXTS),
];

/// What has no list, and an item for each name.
const fn named(path: &'static str) -> Route {
    Route {
        path,
        collection: NOTHING,
        item: READ,
        parts: &[],
    }
}

const fn document(path: &'static str) -> Route {
    Route {
        path,
        collection: READ,
        item: NOTHING,
        parts: &[],
    }
}

/// The documents' routes; and the lists', for a list in a format that nobody speaks (`/api/offices.xml`) comes here.
pub(crate) static ROUTES: LazyLock<Vec<Route>> = LazyLock::new(|| {
    let lists = RESOURCES
        .iter()
        .filter_map(|resource| resource.list.as_ref());
    let lists = lists.map(|list| Route {
        path: list.path,
        collection: list.methods,
        item: NOTHING,
        parts: &[],
    });
    DOCUMENTS
        .into_iter()
        .chain([named(ASSETS)])
        .chain(lists)
        .collect()
});

/// What media types a route has: the documentation is OpenAPI, too, which has one of its own.
pub(crate) fn offered(route: &Route) -> Offered {
    if route.path == DOCUMENTATION {
        DOCUMENTATION_OFFERED
    } else {
        OFFERED
    }
}

const DOCUMENTATION_OFFERED: Offered = &[
    (Format::JsonLd, "application/ld+json"),
    (Format::Json, "application/json"),
    (Format::Json, "application/vnd.oai.openapi+json"),
];
