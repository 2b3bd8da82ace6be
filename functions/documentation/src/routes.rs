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
        parts: &[],
    };
    let contexts = Route {
        path: CONTEXTS,
        collection: NOTHING,
        item: READ,
        parts: &[],
    };
    let lists = RESOURCES
        .iter()
        .filter_map(|resource| resource.list.as_ref());
    let lists = lists.map(|list| Route {
        path: list.path,
        collection: list.methods,
        item: NOTHING,
        parts: &[],
    });
    [ENTRYPOINT, INDEX, DOCUMENTATION]
        .map(document)
        .into_iter()
        .chain([contexts])
        .chain(lists)
        .collect()
});
