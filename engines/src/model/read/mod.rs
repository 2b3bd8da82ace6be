//! A request's input.

mod cbor;
mod json;
mod query;
mod rest;
mod text;
mod xml;

use serde_json::{Map, Value};

use super::load::{Model, Operation, Protocol};
use super::refuse::Misfit;
use super::shape::{Kind, ShapeId, Structure};
use crate::{Breach, Request};

/// The request's input as the model sees it: an object by the members' names, from body, path, query and headers.
///
/// Blobs are base64 text, as JSON's protocols have them. A payload that is one blob (a file, the event of an invocation) is left
/// out: it is the request's body. `PostObject` has no input that a model knows.
pub fn read(operation: &Operation, request: &Request<'_>) -> Result<Value, Breach> {
    let Some(input) = operation.input else {
        return Ok(Value::Object(Map::new()));
    };
    let model = Model::of(operation.service);
    let read = match model.protocol {
        Protocol::Json => json::read(model, input, request.body),
        Protocol::Cbor => cbor::read(model, input, request.body),
        Protocol::Query => query::read(model, input, request.body),
        Protocol::RestJson | Protocol::RestXml => rest::read(model, operation, input, request),
    };
    read.map_err(|misfit| misfit.breach(operation))
}

/// The structure of this shape; an input is always one.
fn structure(model: &Model, id: ShapeId) -> Result<&Structure, Misfit> {
    match &model.shape(id).kind {
        Kind::Structure(structure) => Ok(structure),
        _ => Err(Misfit::new("the input is no structure")),
    }
}
