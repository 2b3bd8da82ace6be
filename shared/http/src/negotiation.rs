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

/// What pages for people are written in.
const HTML: &str = "text/html";

/// Media types that are on offer, the first by preference, and the format that each asks for.
pub type Offered = &'static [(Format, &'static str)];

/// What is on offer everywhere.
pub const OFFERED: Offered = &[
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
    pub(crate) fn negotiate(accept: Option<&str>, offered: Offered) -> Result<Self, Problem> {
        let Some(accept) = accept.map(str::trim).filter(|accept| !accept.is_empty()) else {
            return Ok(Self::default());
        };
        let refuse = || Problem::NotAcceptable(accept.to_owned());
        let wanted = Accept::from_str(&essences(accept)).map_err(|_| refuse())?;
        let offered: Vec<_> = offered
            .iter()
            .map(|(format, name)| (*format, MediaType::parse(name).ok()))
            .collect();
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
        named.unwrap_or_else(|| Self::negotiate(accept, OFFERED).unwrap_or_default())
    }
}

/// Whether an `Accept` header asks for a page for people where there is one: it names HTML, as browsers do, and likes nothing
/// better that is on offer. A range such as `*/*` does not name it.
pub(crate) fn prefers_html(accept: Option<&str>) -> bool {
    let ranges = essences(accept.unwrap_or_default());
    let named = ranges
        .split(", ")
        .any(|range| range.split(';').next() == Some(HTML));
    let offered: Vec<MediaType<'_>> = [HTML]
        .into_iter()
        .chain(OFFERED.iter().map(|(_, name)| *name))
        .filter_map(|name| MediaType::parse(name).ok())
        .collect();
    let best = |wanted: Accept| wanted.negotiate(&offered) == offered.first();
    named && Accept::from_str(&ranges).is_ok_and(best)
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
    use super::{Format, OFFERED, prefers_html};

    #[test]
    fn a_page_is_for_those_who_name_it() {
        for (accept, expected) in [
            (
                "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7",
                true,
            ),
            (
                "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
                true,
            ),
            ("text/html", true),
            ("TEXT/HTML; charset=utf-8", true),
            ("*/*, text/html", true),
            ("image/png, text/html;q=0.9", true),
            ("text/html;q=0.1", true),
            ("application/ld+json;q=0.4, text/html;q=0.5", true),
            ("", false),
            ("*/*", false),
            ("text/*", false),
            ("text/html;q=0", false),
            ("text/html;q=0, */*", false),
            ("text/html;q=0.5, application/ld+json", false),
            ("application/json, text/html;q=0.9", false),
            ("application/ld+json", false),
            ("text/html, nonsense", false),
        ] {
            assert_eq!(prefers_html(Some(accept)), expected, "{accept}");
        }
        assert!(!prefers_html(None));
    }

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
            assert_eq!(Format::negotiate(given, OFFERED).ok(), expected, "{accept}");
        }
        assert_eq!(Format::negotiate(None, OFFERED).ok(), Some(Format::JsonLd));
    }
}
