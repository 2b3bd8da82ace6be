//! The routes of a function: a collection, the items under it, and what is under an item.

use http::Method;

use crate::Problem;

/// A resource's place among the paths.
#[derive(Debug, Clone, Copy)]
pub struct Route {
    /// The path of the collection, such as `/api/offices`.
    pub path: &'static str,
    /// What can be done with the collection; nothing: it has no route.
    pub collection: &'static [Method],
    /// What can be done with an item.
    pub item: &'static [Method],
    /// What stands under an item.
    pub parts: &'static [Part],
}

/// Something that stands under an item, such as its files.
#[derive(Debug)]
pub struct Part {
    /// The segment behind the item's.
    pub name: &'static str,
    /// What can be done with it.
    pub methods: &'static [Method],
    /// What can be done with one of its members; nothing: they have no route.
    pub member: &'static [Method],
}

/// What a path names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// The collection.
    Collection,
    /// An item, by what stands in the identifier's place.
    Item(String),
    /// A part of an item, by its name.
    Part(String, &'static str),
    /// A member of a part of an item, by what stands in its identifier's place.
    Member(String, &'static str, String),
}

/// A path that has a route.
#[derive(Debug)]
pub(crate) struct Match {
    pub(crate) route: &'static Route,
    pub(crate) target: Target,
    pub(crate) suffix: Option<String>,
    /// What can be done here.
    pub(crate) methods: &'static [Method],
}

/// The route that a path has.
pub(crate) fn find(routes: &'static [Route], path: &str) -> Option<Match> {
    routes.iter().find_map(|route| {
        let rest = path.strip_prefix(route.path)?;
        let (stem, suffix) = split(rest);
        let (target, methods) = place(route, stem)?;
        (!methods.is_empty()).then(|| Match {
            route,
            target,
            suffix: suffix.map(str::to_owned),
            methods,
        })
    })
}

/// What the rest of a path names, without the suffix, and what can be done there.
fn place(route: &'static Route, rest: &str) -> Option<(Target, &'static [Method])> {
    let Some(rest) = rest.strip_prefix('/') else {
        return rest
            .is_empty()
            .then_some((Target::Collection, route.collection));
    };
    let segments: Vec<&str> = rest.split('/').collect();
    if segments.iter().any(|segment| segment.is_empty()) {
        return None;
    }
    let part = |name: &str| route.parts.iter().find(|part| part.name == name);
    match segments[..] {
        [id] => Some((Target::Item(id.to_owned()), route.item)),
        [id, name] => {
            let part = part(name)?;
            Some((Target::Part(id.to_owned(), part.name), part.methods))
        }
        [id, name, member] => {
            let part = part(name)?;
            let target = Target::Member(id.to_owned(), part.name, member.to_owned());
            Some((target, part.member))
        }
        _ => None,
    }
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

#[cfg(test)]
mod tests;
