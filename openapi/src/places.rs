//! Every path and method that a function has a route for.

use lambda_http::http::Method;
use leah_http::Route;

/// A path, as OpenAPI writes it, with a method.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The path; what varies stands in braces.
    pub path: String,
    /// The method.
    pub method: Method,
    /// Whether it is open to all.
    pub open: bool,
}

/// All of them, in the order of the document.
pub fn all() -> Vec<Place> {
    let keyed = [
        &healthcare_workers::ROUTES[..],
        &offices::ROUTES,
        &organizations::ROUTES,
        &appointments::ROUTES,
        &transfers::ROUTES,
        &webhook_endpoints::ROUTES,
    ];
    let keyed = keyed.into_iter().flatten();
    let open = documentation::DOCUMENTS.iter();
    keyed
        .flat_map(|route| of(route, false))
        .chain(open.flat_map(|route| of(route, true)))
        .collect()
}

fn of(route: &Route, open: bool) -> Vec<Place> {
    let path = route.path;
    let item = if path == documentation::CONTEXTS {
        "{name}"
    } else {
        "{id}"
    };
    let mut places = vec![
        (path.to_owned(), route.collection),
        (format!("{path}/{item}"), route.item),
    ];
    for part in route.parts {
        places.push((format!("{path}/{item}/{}", part.name), part.methods));
        let member = part.name.trim_end_matches('s');
        places.push((
            format!("{path}/{item}/{}/{{{member}}}", part.name),
            part.member,
        ));
    }
    let place = |(path, methods): (String, &'static [Method])| {
        methods.iter().map(move |method| Place {
            path: path.clone(),
            method: method.clone(),
            open,
        })
    };
    places.into_iter().flat_map(place).collect()
}
