//! The format of an answer (RFC 9110, section 12.5.1).

use std::str::FromStr;

use headers_accept::Accept;
use mediatype::MediaType;

use crate::Problem;

/// A format that the API speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// JSON-LD with Hydra, unless the caller wants otherwise.
    #[default]
    JsonLd,
    /// Plain JSON.
    Json,
}

/// What is on offer, the first by preference.
const OFFERED: [(Format, &str); 2] = [
    (Format::JsonLd, "application/ld+json"),
    (Format::Json, "application/json"),
];

impl Format {
    /// The media type of a document.
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::JsonLd => "application/ld+json; charset=utf-8",
            Self::Json => "application/json; charset=utf-8",
        }
    }

    /// The format that a path's suffix names.
    pub(crate) fn of_suffix(suffix: &str) -> Result<Self, Problem> {
        match suffix {
            "jsonld" => Ok(Self::JsonLd),
            "json" => Ok(Self::Json),
            other => Err(Problem::UnknownFormat(other.to_owned())),
        }
    }

    /// The format that an `Accept` header asks for; an empty one counts as none.
    pub(crate) fn negotiate(accept: Option<&str>) -> Result<Self, Problem> {
        let Some(accept) = accept.map(str::trim).filter(|accept| !accept.is_empty()) else {
            return Ok(Self::default());
        };
        let refuse = || Problem::NotAcceptable(accept.to_owned());
        let wanted = Accept::from_str(&essences(accept)).map_err(|_| refuse())?;
        let offered = OFFERED.map(|(format, name)| (format, MediaType::parse(name).ok()));
        let types: Vec<MediaType<'_>> = offered
            .iter()
            .filter_map(|(_, media)| media.clone())
            .collect();
        let best = wanted.negotiate(&types).ok_or_else(refuse)?;
        offered
            .iter()
            .find(|(_, media)| media.as_ref() == Some(best))
            .map(|(format, _)| *format)
            .ok_or_else(refuse)
    }

    /// The format of an error, when the request itself could not be read that far.
    pub(crate) fn guess(suffix: Option<&str>, accept: Option<&str>) -> Self {
        let named = suffix.and_then(|suffix| Self::of_suffix(suffix).ok());
        named.unwrap_or_else(|| Self::negotiate(accept).unwrap_or_default())
    }
}

/// The media ranges of an `Accept` header with their weights alone. A range is taken whatever its parameters
/// are: JSON-LD clients ask for a `profile`, some of them without the quotes that it needs.
fn essences(accept: &str) -> String {
    let element = |element: &str| {
        let lower = element.trim().to_ascii_lowercase();
        let (range, parameters) = lower.split_once(';').unwrap_or((&lower, ""));
        let weight = parameters
            .split(';')
            .map(str::trim)
            .find(|parameter| parameter.starts_with("q="));
        match weight {
            Some(weight) => format!("{};{weight}", range.trim()),
            None => range.trim().to_owned(),
        }
    };
    let elements: Vec<String> = accept.split(',').map(element).collect();
    elements.join(", ")
}

#[cfg(test)]
mod tests {
    use super::Format;

    #[test]
    fn the_caller_chooses_between_what_is_on_offer() {
        for (accept, expected) in [
            ("", Some(Format::JsonLd)),
            ("*/*", Some(Format::JsonLd)),
            ("application/*", Some(Format::JsonLd)),
            ("application/json", Some(Format::Json)),
            ("Application/JSON", Some(Format::Json)),
            (
                "application/json;q=0.5, application/ld+json;q=0.4",
                Some(Format::Json),
            ),
            (
                "application/json;q=0.5, application/ld+json",
                Some(Format::JsonLd),
            ),
            (
                "application/ld+json;profile=\"http://www.w3.org/ns/json-ld#compacted\"",
                Some(Format::JsonLd),
            ),
            (
                "application/ld+json;profile=http://www.w3.org/ns/json-ld#context, application/xml;q=0.1",
                Some(Format::JsonLd),
            ),
            ("application/ld+json; charset=utf-8", Some(Format::JsonLd)),
            (
                "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
                Some(Format::JsonLd),
            ),
            ("text/html", None),
            ("application/xml", None),
            ("application/json;q=0", None),
            ("nonsense", None),
        ] {
            let given = (!accept.is_empty()).then_some(accept);
            assert_eq!(Format::negotiate(given).ok(), expected, "{accept}");
        }
        assert_eq!(Format::negotiate(None).ok(), Some(Format::JsonLd));
    }
}
