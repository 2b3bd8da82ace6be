//! The query of a request. The gateway decodes it and loses its order, so it is kept sorted by name.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::Problem;

/// What RFC 3986 calls unreserved stays as it is.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// How many values one filter takes: each costs a query.
pub const VALUES: usize = 20;

/// The parameters of a request, by name; several values of one name in the order that they came in.
#[derive(Debug, Clone, Default)]
pub struct Query(Vec<(String, String)>);

impl Query {
    /// Sorts parameters by name.
    pub(crate) fn new(mut parameters: Vec<(String, String)>) -> Self {
        parameters.sort_by(|(a, _), (b, _)| a.cmp(b));
        Self(parameters)
    }

    /// Refuses what no filter can hold.
    pub(crate) fn check(&self) -> Result<(), Problem> {
        let broken = |text: &str| text.chars().any(|c| c.is_control() || c == '\u{fffd}');
        match self
            .0
            .iter()
            .find(|(name, value)| broken(name) || broken(value))
        {
            None => Ok(()),
            Some(_) => Err(Problem::Malformed(
                "The query string must be UTF-8 without control characters.".into(),
            )),
        }
    }

    /// The value of a parameter: the last one, where there are several.
    pub fn last(&self, name: &str) -> Option<&str> {
        let mut values = self.0.iter().filter(|(given, _)| given == name);
        values.next_back().map(|(_, value)| value.as_str())
    }

    /// All values of a filter: `name=a`, or `name[]=a&name[]=b`.
    ///
    /// # Errors
    /// [`Problem::Malformed`] beyond so many values that each would cost a query.
    pub fn values(&self, name: &str) -> Result<Vec<String>, Problem> {
        let values: Vec<String> = self
            .0
            .iter()
            .filter(|(given, _)| given == name || element(given).is_some_and(|list| list == name))
            .map(|(_, value)| value.clone())
            .collect();
        if values.len() > VALUES {
            return Err(Problem::Malformed(format!(
                "The filter \"{name}\" takes {VALUES} values at most."
            )));
        }
        Ok(values)
    }

    /// A path with these parameters.
    pub(crate) fn iri(self, path: &str) -> String {
        iri(path, self.0)
    }

    /// The parameters that a view names: all but those of paging.
    pub(crate) fn filters(&self) -> Vec<(String, String)> {
        let paging = |name: &str| matches!(name, "page" | "pagination" | "cursor");
        self.0
            .iter()
            .filter(|(name, _)| !paging(name) && element(name) != Some("page"))
            .map(|(name, value)| {
                let name = element(name).map_or_else(|| name.clone(), |list| format!("{list}[]"));
                (name, value.clone())
            })
            .collect()
    }
}

/// The name of the list that `name[]` or `name[0]` is an element of.
fn element(name: &str) -> Option<&str> {
    let (list, index) = name.strip_suffix(']')?.rsplit_once('[')?;
    index
        .bytes()
        .all(|byte| byte.is_ascii_digit())
        .then_some(list)
}

/// A path with parameters, sorted by name and encoded as RFC 3986 has it.
pub(crate) fn iri(path: &str, mut parameters: Vec<(String, String)>) -> String {
    if parameters.is_empty() {
        return path.to_owned();
    }
    parameters.sort_by(|(a, _), (b, _)| a.cmp(b));
    let encode = |text: &str| utf8_percent_encode(text, ENCODED).to_string();
    let pairs: Vec<String> = parameters
        .iter()
        .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
        .collect();
    format!("{path}?{}", pairs.join("&"))
}
