//! What the API says of itself as OpenAPI 3.1: from the routes, the types, the limits and the words of the functions.
//!
//! What stands only here is what no type knows: names and sentences for people, and which errors an operation can have. The
//! document is written into the function that serves it, and a test holds the two together.

mod answers;
mod bodies;
mod errors;
mod examples;
mod headers;
mod info;
mod links;
mod operations;
mod parameters;
mod paths;
mod places;
mod schemas;
mod webhooks;

use std::path::PathBuf;

use serde_json::{Value, json};

pub use operations::{Operation, all as operations};
pub use places::{Place, all as places};

/// The document.
pub fn document() -> Value {
    let mut schemas = schemas::Schemas::new();
    let paths = paths::paths(&mut schemas);
    let webhooks = webhooks::webhooks(&mut schemas);
    let responses = errors::components(&mut schemas);
    json!({
        "openapi": "3.1.0",
        "info": info::info(),
        "servers": [{ "url": "/", "description": "The organization's own host." }],
        "security": [{ info::SCHEME: [] }],
        "tags": info::tags(),
        "paths": paths,
        "webhooks": webhooks,
        "components": {
            "schemas": schemas.finish(),
            "responses": responses,
            "parameters": parameters::components(),
            "headers": headers::components(),
            "securitySchemes": info::security(),
        },
    })
}

/// The document as it is committed and served.
pub fn text() -> String {
    format!("{:#}\n", document())
}

/// Where the document is committed.
pub fn file() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../functions/documentation/openapi.json")
}
