//! Requests of the REST protocols: what stands in path, query, headers and body.

use http::HeaderMap;
use serde_json::{Map, Value};

use super::{json, structure, text, xml};
use crate::Request;
use crate::model::find::{self, Pairs};
use crate::model::load::{Model, Operation, Protocol};
use crate::model::refuse::Misfit;
use crate::model::shape::{Kind, Member, Place, ShapeId, Structure};

pub(super) fn read(
    model: &Model,
    operation: &Operation,
    input: ShapeId,
    request: &Request<'_>,
) -> Result<Value, Misfit> {
    let input = structure(model, input)?;
    let mut members = body(model, input, request.body)?;
    let (labels, query) = (
        operation.path.labels(request.uri.path()),
        find::query(request),
    );
    let labels = labels.unwrap_or_default();
    for member in &input.members {
        let value = match member.place {
            Place::Body => None,
            Place::Path => {
                let label = labels.iter().find(|(name, _)| *name == member.wire);
                label
                    .map(|(_, label)| text::value(model, member, label))
                    .transpose()?
            }
            Place::Query => of_query(model, member, &query)?,
            Place::Header => of_header(model, member, request.headers)?,
            Place::Headers => of_headers(member, request.headers),
        };
        if let Some(value) = value {
            members.insert(member.name.to_owned(), value);
        }
    }
    Ok(Value::Object(members))
}

/// The members that stand in the body.
fn body(model: &Model, input: &Structure, body: &[u8]) -> Result<Map<String, Value>, Misfit> {
    let mut members = Map::new();
    if let Some(payload) = input.payload {
        let member = input.member(payload);
        let member =
            member.filter(|member| matches!(model.shape(member.shape).kind, Kind::Structure(_)));
        if let Some(member) = member.filter(|_| !body.is_empty()) {
            members.insert(member.name.to_owned(), document(model, member.shape, body)?);
        }
    } else if !body.is_empty()
        && input
            .members
            .iter()
            .any(|member| member.place == Place::Body)
    {
        let read = serde_json::from_slice(body);
        members = read.map_err(|_| Misfit::new("Unable to parse the body"))?;
        json::fit_members(model, input, &mut members)?;
    }
    Ok(members)
}

/// A body that is one structure.
fn document(model: &Model, shape: ShapeId, body: &[u8]) -> Result<Value, Misfit> {
    match model.protocol {
        Protocol::RestXml => xml::read(model, shape, body),
        _ => json::read(model, shape, body),
    }
}

fn of_query(model: &Model, member: &Member, query: &Pairs<'_>) -> Result<Option<Value>, Misfit> {
    let mut given = query.iter().filter(|(name, _)| name == member.wire);
    if let Kind::List { element, .. } = model.shape(member.shape).kind {
        let kind = &model.shape(element).kind;
        let elements: Option<Vec<Value>> =
            given.map(|(_, value)| text::simple(kind, value)).collect();
        let elements = elements
            .ok_or_else(|| Misfit::new(format!("Provided {} is not valid", member.wire)))?;
        return Ok((!elements.is_empty()).then_some(Value::Array(elements)));
    }
    given
        .next()
        .map(|(_, value)| text::value(model, member, value))
        .transpose()
}

fn of_header(model: &Model, member: &Member, headers: &HeaderMap) -> Result<Option<Value>, Misfit> {
    let Some(value) = headers.get(member.wire) else {
        return Ok(None);
    };
    let said = String::from_utf8_lossy(value.as_bytes());
    // Lists here are of words alone.
    if let Kind::List { .. } = model.shape(member.shape).kind {
        return Ok(Some(said.split(',').map(str::trim).collect()));
    }
    text::value(model, member, &said).map(Some)
}

/// All headers whose names begin as the member is called, by the rest of their names.
fn of_headers(member: &Member, headers: &HeaderMap) -> Option<Value> {
    let entry = |(name, value): (&http::HeaderName, &http::HeaderValue)| {
        let rest = name
            .as_str()
            .strip_prefix(&member.wire.to_ascii_lowercase())?;
        let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
        Some((rest.to_owned(), Value::from(value)))
    };
    let entries: Map<String, Value> = headers.iter().filter_map(entry).collect();
    (!entries.is_empty()).then_some(Value::Object(entries))
}
