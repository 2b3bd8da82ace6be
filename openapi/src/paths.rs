//! The operations, by path and method.

use serde_json::{Map, Value, json};

use crate::{
    answers, bodies, errors,
    operations::{self, Answer, Body, Operation, Query},
    parameters,
    places::{self, Place},
    schemas::{LISTS, Schemas},
};

/// The paths of the document.
pub(crate) fn paths(schemas: &mut Schemas) -> Value {
    let described = operations::all();
    let mut paths = Map::new();
    for place in places::all() {
        let found = described.iter().find(|one| one.is_at(&place));
        // A test says which one is not.
        let Some(operation) = found else { continue };
        let item = paths.entry(place.path.clone()).or_insert_with(|| {
            let parameters = parameters::of_path(&place.path);
            if parameters.is_empty() {
                json!({})
            } else {
                json!({ "parameters": parameters })
            }
        });
        let method = place.method.as_str().to_ascii_lowercase();
        item[method] = describe(operation, &place, schemas);
    }
    Value::Object(paths)
}

fn describe(operation: &Operation, place: &Place, schemas: &mut Schemas) -> Value {
    let mut described = json!({
        "operationId": operation.id,
        "tags": [operation.tag],
        "summary": operation.summary,
        "description": operation.description,
    });
    if place.open {
        described["security"] = json!([]);
    }
    let parameters = parameters(operation);
    if !parameters.is_empty() {
        described["parameters"] = parameters.into();
    }
    if let Some(body) = bodies::body(operation, schemas) {
        described["requestBody"] = body;
    }
    let mut answers = answers::answers(operation, schemas);
    answers.extend(errors::of(&failures(operation, place)));
    described["responses"] = answers.into();
    described
}

fn parameters(operation: &Operation) -> Vec<Value> {
    let mut parameters = Vec::new();
    if let (Query::List, Answer::List(kind)) = (operation.query, operation.answer) {
        let list = LISTS.into_iter().find(|list| list.kind == kind);
        parameters.extend(
            list.into_iter()
                .flat_map(|list| parameters::list(list.pages, list.filters)),
        );
    }
    match operation.method {
        "GET" => parameters.push(parameters::reference("If-None-Match")),
        "POST" | "PATCH" => parameters.push(parameters::reference("Idempotency-Key")),
        _ => {}
    }
    parameters
}

/// What an operation can meet besides what every request can.
fn failures(operation: &Operation, place: &Place) -> Vec<errors::Failure> {
    let mut failures = Vec::new();
    if !place.open {
        failures.push(errors::UNAUTHORIZED);
    }
    if place.path.contains('{') || place.open {
        failures.push(errors::NOT_FOUND);
    }
    match operation.method {
        "GET" => {}
        "DELETE" => failures.push(errors::CONFLICT),
        _ => failures.extend([
            errors::CONFLICT,
            errors::INVALID,
            errors::SLOW,
            errors::TOO_LARGE,
        ]),
    }
    match operation.body {
        // Of files, whatever is not JSON is a form, if one without a file.
        Body::None | Body::Files => {}
        _ => failures.push(errors::MEDIA_TYPE),
    }
    failures
}
