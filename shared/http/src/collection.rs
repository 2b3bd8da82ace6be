//! Collections: members, view and search, as Hydra has them.

use data_encoding::BASE64URL_NOPAD;
use jiff::Timestamp;
use leah_aws::table::Position;
use serde_json::Value;

use crate::{Document, Format, Problem, Query, document::context, hydra, query::iri};

/// How many members a page has.
pub const PAGE: usize = 30;

/// A page of a collection.
#[derive(Debug)]
pub struct Collection {
    /// The short name of its members' kind.
    pub kind: &'static str,
    /// Its path.
    pub path: &'static str,
    /// The page's members.
    pub members: Vec<Document>,
    /// How it is paged.
    pub paging: Paging,
    /// The filters that it has: the variable and the property that it filters by.
    pub filters: &'static [(&'static str, &'static str)],
}

/// How a collection is paged.
#[derive(Debug)]
pub enum Paging {
    /// By number, with an exact total.
    Numbered {
        /// The page, from 1.
        page: u64,
        /// How many members there are in all.
        total: u64,
    },
    /// By position, without a total.
    Partial {
        /// The position that the request named.
        cursor: Option<String>,
        /// The position of the next page, if there is one.
        next: Option<String>,
    },
}

/// The number of the page that a query asks for.
///
/// # Errors
/// [`Problem::Malformed`] for anything but a number from 1 on.
pub fn page(query: &Query) -> Result<u64, Problem> {
    let Some(given) = query.last("page") else {
        return Ok(1);
    };
    let digits = !given.is_empty() && given.bytes().all(|byte| byte.is_ascii_digit());
    if !digits || given.bytes().all(|byte| byte == b'0') {
        return Err(Problem::Malformed("Page should not be less than 1".into()));
    }
    // The offset must be a number, too.
    given
        .parse::<u64>()
        .ok()
        .filter(|page| u32::try_from(*page).is_ok())
        .ok_or_else(|| Problem::Malformed("Page parameter is too large.".into()))
}

/// The position that a query names in a collection that is paged by position.
///
/// # Errors
/// [`Problem::Malformed`] for a page by number, and for a cursor that no page gave.
pub fn position<R>(query: &Query) -> Result<Option<Position<R>>, Problem> {
    if page(query)? > 1 {
        return Err(Problem::Malformed(
            "This collection is not paged by number: follow \"hydra:next\" from the first page."
                .into(),
        ));
    }
    let cursor = query.last("cursor");
    let position = cursor.map(|cursor| {
        parse_cursor(cursor).ok_or_else(|| {
            Problem::Malformed(
                "The cursor is not one that this collection gave: start from the first page."
                    .into(),
            )
        })
    });
    position.transpose()
}

/// A position as a query carries it: opaque to callers, and no authority: it says only where to read on.
fn print_cursor<R>(position: &Position<R>) -> String {
    let text = format!("{} {}", position.at.as_millisecond(), position.id);
    BASE64URL_NOPAD.encode(text.as_bytes())
}

fn parse_cursor<R>(cursor: &str) -> Option<Position<R>> {
    let bytes = BASE64URL_NOPAD.decode(cursor.as_bytes()).ok()?;
    let text = String::from_utf8(bytes).ok()?;
    let (at, id) = text.split_once(' ')?;
    let at = Timestamp::from_millisecond(at.parse().ok()?).ok()?;
    Some(Position {
        at,
        id: id.parse().ok()?,
    })
}

impl Paging {
    /// By position: where the request's page was, and where the next one is.
    pub fn partial<R>(query: &Query, next: Option<&Position<R>>) -> Self {
        Self::Partial {
            cursor: query.last("cursor").map(str::to_owned),
            next: next.map(print_cursor),
        }
    }
}

/// How many members the pages before a page have.
pub fn skip(page: u64) -> usize {
    let before = page.saturating_sub(1).saturating_mul(PAGE as u64);
    usize::try_from(before).unwrap_or(usize::MAX)
}

/// A collection that is never paged.
pub(crate) fn whole(kind: &str, iri: &str, members: &[Document], format: Format) -> Value {
    let shown: Vec<Value> = members.iter().map(|member| member.member(format)).collect();
    if format == Format::Json {
        return Value::Array(shown);
    }
    hydra::value(&hydra::List {
        context: context(kind),
        iri,
        kind: hydra::COLLECTION,
        member: shown,
        total: Some(members.len() as u64),
        view: None,
        search: None,
    })
}

impl Collection {
    /// The collection as a document.
    pub(crate) fn render(&self, format: Format, query: &Query) -> Value {
        let members: Vec<Value> = self
            .members
            .iter()
            .map(|member| member.member(format))
            .collect();
        if format == Format::Json {
            return Value::Array(members);
        }
        hydra::value(&hydra::List {
            context: context(self.kind),
            iri: self.path,
            kind: hydra::COLLECTION,
            member: members,
            total: match self.paging {
                Paging::Numbered { total, .. } => Some(total),
                Paging::Partial { .. } => None,
            },
            view: self.view(query),
            search: (!self.filters.is_empty()).then(|| self.search()),
        })
    }

    fn view(&self, query: &Query) -> Option<hydra::View> {
        let filters = query.filters();
        let link = |name: &str, value: String| {
            let mut parameters = filters.clone();
            parameters.push((name.to_owned(), value));
            iri(self.path, parameters)
        };
        match &self.paging {
            Paging::Numbered { page, total } => {
                let last = total.div_ceil(PAGE as u64).max(1);
                if last == 1 {
                    let only = iri(self.path, filters.clone());
                    return (!filters.is_empty()).then(|| hydra::View::at(only));
                }
                let page_at = |page: u64| link("page", page.to_string());
                Some(hydra::View {
                    first: Some(page_at(1)),
                    last: Some(page_at(last)),
                    previous: (*page > 1).then(|| page_at(page - 1)),
                    next: (*page < last).then(|| page_at(page + 1)),
                    ..hydra::View::at(page_at(*page))
                })
            }
            Paging::Partial { cursor, next } => {
                let here = match cursor {
                    Some(cursor) => link("cursor", cursor.clone()),
                    None => link("page", "1".into()),
                };
                Some(hydra::View {
                    next: next.clone().map(|next| link("cursor", next)),
                    ..hydra::View::at(here)
                })
            }
        }
    }

    fn search(&self) -> hydra::Search {
        let names: Vec<&str> = self.filters.iter().map(|(variable, _)| *variable).collect();
        let mapping = self.filters.iter();
        let template = format!("{}{{?{}}}", self.path, names.join(","));
        hydra::Search::new(
            template,
            mapping.map(|(variable, property)| (*variable, *property)),
        )
    }
}
