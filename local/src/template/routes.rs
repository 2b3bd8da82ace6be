//! Which route a path takes (Amazon API Gateway, "API resources": fixed before parameter before greedy parameter).

use super::Parameters;

/// One route: a resource path of the API and the function that answers all its methods.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// The resource path, such as `/api/offices/{id}`.
    pub resource: String,
    /// The function's binary.
    pub function: String,
    segments: Vec<Segment>,
}

/// Where a request goes.
#[derive(Debug, PartialEq, Eq)]
pub struct Target<'a> {
    /// The route taken.
    pub route: &'a Route,
    /// The path's parameters, still percent-encoded.
    pub parameters: Parameters,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Segment {
    Fixed(String),
    Parameter(String),
    Greedy(String),
}

impl Segment {
    fn parse(text: &str) -> Self {
        match text.strip_prefix('{').and_then(|t| t.strip_suffix('}')) {
            Some(name) => match name.strip_suffix('+') {
                Some(greedy) => Self::Greedy(greedy.to_owned()),
                None => Self::Parameter(name.to_owned()),
            },
            None => Self::Fixed(text.to_owned()),
        }
    }

    const fn rank(&self) -> u8 {
        match self {
            Self::Fixed(_) => 0,
            Self::Parameter(_) => 1,
            Self::Greedy(_) => 2,
        }
    }
}

impl Route {
    pub(super) fn new(resource: String, function: String) -> Self {
        let segments = split(&resource).map(Segment::parse).collect();
        Self {
            resource,
            function,
            segments,
        }
    }

    fn matches(&self, path: &[&str]) -> Option<Parameters> {
        let mut parameters = Parameters::new();
        let mut rest = path;
        for segment in &self.segments {
            let (first, others) = rest.split_first()?;
            match segment {
                Segment::Fixed(text) => (text == first).then_some(())?,
                Segment::Parameter(name) => {
                    if first.is_empty() {
                        return None;
                    }
                    parameters.insert(name.clone(), (*first).to_owned());
                }
                Segment::Greedy(name) => {
                    parameters.insert(name.clone(), rest.join("/"));
                    return Some(parameters);
                }
            }
            rest = others;
        }
        rest.is_empty().then_some(parameters)
    }

    fn ranks(&self) -> Vec<u8> {
        self.segments.iter().map(Segment::rank).collect()
    }
}

pub(super) fn find<'a>(routes: &'a [Route], path: &str) -> Option<Target<'a>> {
    let segments: Vec<&str> = split(path).collect();
    routes
        .iter()
        .filter_map(|route| {
            let parameters = route.matches(&segments)?;
            Some(Target { route, parameters })
        })
        .min_by_key(|target| target.route.ranks())
}

/// The segments of a path. One trailing slash counts for nothing: the function sees it in the raw path and answers.
fn split(path: &str) -> impl Iterator<Item = &str> {
    let path = path.strip_prefix('/').unwrap_or(path);
    let path = path.strip_suffix('/').unwrap_or(path);
    // The root has no segment at all, where `split` would give an empty one.
    path.split('/').skip(usize::from(path.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::super::Template;

    #[test]
    fn paths_lead_where_api_gateway_would_lead_them() {
        let template = Template::read().unwrap();
        for (path, function, resource) in [
            ("/api/offices", "offices", "/api/offices"),
            ("/api/offices/", "offices", "/api/offices"),
            ("/api/offices.json", "offices", "/api/offices.json"),
            ("/api/offices.jsonld", "offices", "/api/offices.jsonld"),
            ("/api/offices.xml", "documentation", "/api/{proxy+}"),
            ("/api/offices/1", "offices", "/api/offices/{id}"),
            ("/api/offices/1.json", "offices", "/api/offices/{id}"),
            ("/api/offices/1/", "offices", "/api/offices/{id}"),
            ("/api/offices/1/2", "documentation", "/api/{proxy+}"),
            ("/api/offices//", "documentation", "/api/{proxy+}"),
            ("/api//offices", "documentation", "/api/{proxy+}"),
            ("/api/Offices", "documentation", "/api/{proxy+}"),
            ("/api/features/1", "organizations", "/api/features/{id}"),
            ("/api/features", "documentation", "/api/{proxy+}"),
            ("/api", "documentation", "/api"),
            ("/api/", "documentation", "/api"),
            ("/api/docs.jsonld", "documentation", "/api/{proxy+}"),
            ("/", "documentation", "/"),
            ("/favicon.ico", "documentation", "/{proxy+}"),
            ("//api/offices", "documentation", "/{proxy+}"),
        ] {
            let target = template.route(path).unwrap();
            assert_eq!(target.route.function, function, "{path}");
            assert_eq!(target.route.resource, resource, "{path}");
        }
    }

    #[test]
    fn parameters_are_named_and_a_greedy_one_takes_the_rest() {
        let template = Template::read().unwrap();
        let item = template.route("/api/appointments/x%20y").unwrap();
        assert_eq!(item.parameters["id"], "x%20y");
        let rest = template.route("/api/a/b/c").unwrap();
        assert_eq!(rest.parameters["proxy"], "a/b/c");
    }
}
