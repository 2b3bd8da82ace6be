//! The routes of a function: a collection and the items under it.

use http::Method;

use crate::Problem;

/// A resource's place among the paths.
#[derive(Debug)]
pub struct Route {
    /// The path of the collection, such as `/api/offices`.
    pub path: &'static str,
    /// What can be done with the collection; nothing: it has no route.
    pub collection: &'static [Method],
    /// What can be done with an item.
    pub item: &'static [Method],
}

/// What a path names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// The collection.
    Collection,
    /// An item, by what stands in the identifier's place.
    Item(String),
}

/// A path that has a route.
#[derive(Debug)]
pub(crate) struct Match {
    pub(crate) route: &'static Route,
    pub(crate) target: Target,
    pub(crate) suffix: Option<String>,
}

impl Match {
    /// What can be done here.
    pub(crate) fn methods(&self) -> &'static [Method] {
        match self.target {
            Target::Collection => self.route.collection,
            Target::Item(_) => self.route.item,
        }
    }
}

/// The route that a path has.
pub(crate) fn find(routes: &'static [Route], path: &str) -> Option<Match> {
    routes.iter().find_map(|route| {
        let rest = path.strip_prefix(route.path)?;
        let (target, suffix) = match rest.strip_prefix('/') {
            Some(segment) => {
                let (id, suffix) = split(segment);
                let plain = !id.is_empty() && !segment.contains('/');
                plain.then(|| (Target::Item(id.to_owned()), suffix))?
            }
            None => match split(rest) {
                ("", suffix) => (Target::Collection, suffix),
                _ => return None,
            },
        };
        let suffix = suffix.map(str::to_owned);
        let found = Match {
            route,
            target,
            suffix,
        };
        (!found.methods().is_empty()).then_some(found)
    })
}

/// Parts a format's suffix from a path's last segment.
fn split(segment: &str) -> (&str, Option<&str>) {
    match segment.rsplit_once('.') {
        Some((stem, suffix)) if !suffix.is_empty() && !suffix.contains('/') => (stem, Some(suffix)),
        _ => (segment, None),
    }
}

/// Whether a method is among those that a place allows; HEAD comes with GET.
pub(crate) fn allow(
    methods: &[Method],
    method: &Method,
    url: impl FnOnce() -> String,
) -> Result<(), Problem> {
    let asked = if method == Method::HEAD {
        &Method::GET
    } else {
        method
    };
    if methods.contains(asked) {
        return Ok(());
    }
    let names: Vec<&str> = methods.iter().map(Method::as_str).collect();
    Err(Problem::MethodNotAllowed {
        method: method.to_string(),
        url: url(),
        allow: names.join(", "),
    })
}
