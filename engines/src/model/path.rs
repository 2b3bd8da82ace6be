//! The paths of operations.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

/// Where an operation is asked for: `/{Bucket}/{Key+}?uploads`.
#[derive(Debug)]
pub(crate) struct PathPattern {
    segments: Vec<Segment>,
    /// What its query holds, name and value.
    query: Vec<(&'static str, &'static str)>,
}

#[derive(Debug)]
enum Segment {
    Literal(&'static str),
    Label(&'static str),
    /// A label that takes all the rest of the path.
    Rest(&'static str),
}

/// A label's name and what stands in its place.
pub(crate) type Labels = Vec<(&'static str, String)>;

impl PathPattern {
    pub(crate) fn new(uri: &'static str) -> Self {
        let (path, query) = uri.split_once('?').unwrap_or((uri, ""));
        let segment = |part: &'static str| {
            let label = part
                .strip_prefix('{')
                .and_then(|part| part.strip_suffix('}'));
            match label {
                None => Segment::Literal(part),
                Some(label) => label
                    .strip_suffix('+')
                    .map_or(Segment::Label(label), Segment::Rest),
            }
        };
        let pairs = query.split('&').filter(|pair| !pair.is_empty());
        Self {
            segments: path.trim_matches('/').split('/').map(segment).collect(),
            query: pairs
                .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
                .collect(),
        }
    }

    /// The labels of a path, if it is one of these.
    pub(crate) fn labels(&self, path: &str) -> Option<Labels> {
        let mut labels = Labels::new();
        let mut rest = Some(path.strip_prefix('/')?);
        for segment in &self.segments {
            let left = rest.filter(|left| !left.is_empty())?;
            let (part, after) = match left.split_once('/') {
                Some((part, after)) => (part, Some(after)),
                None => (left, None),
            };
            match *segment {
                Segment::Literal(literal) if literal != part => return None,
                Segment::Literal(_) => {}
                Segment::Label(_) if part.is_empty() => return None,
                Segment::Label(name) => labels.push((name, decoded(part))),
                Segment::Rest(name) => {
                    labels.push((name, decoded(left)));
                    return Some(labels);
                }
            }
            rest = after;
        }
        // One slash may stand at the end.
        rest.unwrap_or_default().is_empty().then_some(labels)
    }

    /// Whether a query has what this one's must have.
    pub(crate) fn takes(&self, query: &[(Cow<'_, str>, Cow<'_, str>)]) -> bool {
        self.query.iter().all(|(name, value)| {
            query
                .iter()
                .any(|(given, said)| given == name && (value.is_empty() || said == value))
        })
    }

    /// Whether this one's query has this name.
    pub(crate) fn names(&self, name: &str) -> bool {
        self.query.iter().any(|(known, _)| *known == name)
    }
}

fn decoded(part: &str) -> String {
    percent_decode_str(part).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(uri: &'static str, path: &str) -> Option<Vec<String>> {
        let labels = PathPattern::new(uri).labels(path)?;
        Some(labels.into_iter().map(|(_, value)| value).collect())
    }

    #[test]
    fn a_path_is_read_by_its_pattern() {
        let object = "/{Bucket}/{Key+}";
        for (uri, path, expected) in [
            (object, "/b/a/b%20c", Some(vec!["b", "a/b c"])),
            (object, "/b//a", Some(vec!["b", "/a"])),
            (object, "/b/a/", Some(vec!["b", "a/"])),
            (object, "/b/", None),
            (object, "/b", None),
            (object, "/", None),
            ("/{Bucket}?uploads", "/b", Some(vec!["b"])),
            ("/{Bucket}", "/b/", Some(vec!["b"])),
            ("/{Bucket}", "/b/a", None),
            ("/schedules", "/schedules", Some(vec![])),
            ("/schedules", "/schedules/a", None),
            ("/schedules/{Name}", "/schedules", None),
            ("/schedules/{Name}", "/schedules/a%2Fb", Some(vec!["a/b"])),
            (
                "/f/{Name}/invocations",
                "/f/arn%3Aaws/invocations",
                Some(vec!["arn:aws"]),
            ),
            ("/f/{Name}/invocations", "/f//invocations", None),
        ] {
            let expected = expected.map(|values| values.iter().map(ToString::to_string).collect());
            assert_eq!(labels(uri, path), expected, "{uri} of {path}");
        }
    }
}
