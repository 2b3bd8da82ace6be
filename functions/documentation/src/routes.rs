//! The paths that this function knows. All others are refused before they reach it.

use std::sync::LazyLock;

use lambda_http::http::Method;
use leah_http::Route;

use crate::resources::RESOURCES;

/// The entrypoint.
pub(crate) const ENTRYPOINT: &str = "/api";
/// The entrypoint by its other name.
pub(crate) const INDEX: &str = "/api/index";
/// The documentation.
pub(crate) const DOCUMENTATION: &str = "/api/docs";
/// The contexts, each by its name.
pub(crate) const CONTEXTS: &str = "/api/contexts";

const READ: &[Method] = &[Method::GET];
const NOTHING: &[Method] = &[];

/// The documents' routes; and the lists', for a list in a format that nobody speaks (`/api/offices.xml`) comes here.
pub(crate) static ROUTES: LazyLock<Vec<Route>> = LazyLock::new(|| {
    let document = |path| Route {
        path,
        collection: READ,
        item: NOTHING,
    };
    let contexts = Route {
        path: CONTEXTS,
        collection: NOTHING,
        item: READ,
    };
    let lists = RESOURCES.iter().map(|resource| Route {
        path: resource.route.path,
        collection: resource.route.collection,
        item: NOTHING,
    });
    [ENTRYPOINT, INDEX, DOCUMENTATION]
        .map(document)
        .into_iter()
        .chain([contexts])
        .chain(lists)
        .collect()
});
