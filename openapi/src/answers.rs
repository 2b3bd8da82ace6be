//! Answers to requests that succeed.

use serde_json::{Map, Value, json};

use crate::{
    errors, examples, headers,
    operations::{Answer, Operation},
    schemas::{Schemas, refer},
};

/// The answers of an operation, by status.
pub(crate) fn answers(operation: &Operation, schemas: &mut Schemas) -> Map<String, Value> {
    let mut answers = Map::new();
    let reads = operation.method == "GET";
    let mut more = Vec::new();
    if reads {
        more.push("ETag");
    }
    match operation.answer {
        Answer::Created(_) => more.extend(["Location", "Content-Location"]),
        Answer::Changed(_) => more.push("Content-Location"),
        _ => {}
    }
    if operation.patchable {
        more.push("Accept-Patch");
    }
    let (status, said) = match operation.answer {
        Answer::Created(_) => (201, "It is there."),
        Answer::Gone => (204, "It is gone."),
        _ if reads => (200, "As it is now."),
        _ => (200, "As it is from now on."),
    };
    let mut answer = json!({ "description": said, "headers": headers::of(&more) });
    if operation.answer == Answer::Files {
        answer["headers"]["Content-Location"] = headers::of_a_transfer();
    }
    if let Some((linked, plain)) = schema(operation, schemas) {
        answer["content"] = json!({
            "application/ld+json": content(operation, status, "jsonld", &linked),
            "application/json": content(operation, status, "json", &plain),
        });
    }
    if operation.answer == Answer::Documentation {
        page(&mut answer);
    }
    let links = crate::links::links(operation);
    if !links.is_empty() {
        answer["links"] = links.into();
    }
    answers.insert(status.to_string(), answer);
    if reads {
        let unchanged = if operation.patchable {
            errors::unchanged(&more)
        } else {
            json!({ "$ref": "#/components/responses/NotModified" })
        };
        answers.insert("304".into(), unchanged);
    }
    answers
}

/// The documentation has further forms: OpenAPI's own media type, and the page for browsers with headers of a page.
fn page(answer: &mut Value) {
    let content = &mut answer["content"];
    content["application/vnd.oai.openapi+json"] = content["application/json"].clone();
    content["text/html"] = json!({ "schema": { "type": "string" } });
    let headers = &mut answer["headers"];
    headers["Cache-Control"] = headers::of_a_page();
    for name in ["Content-Security-Policy", "Referrer-Policy"] {
        headers[name] = json!({
            "description": "Of the page alone.",
            "schema": { "type": "string" },
        });
    }
}

fn content(operation: &Operation, status: u16, format: &str, schema: &Value) -> Value {
    let mut content = json!({ "schema": schema });
    let examples = examples::answers(operation.id, status, format);
    if !examples.is_empty() {
        content["examples"] = examples.into();
    }
    content
}

/// The schemas of an answer, as JSON-LD and as plain JSON.
fn schema(operation: &Operation, schemas: &mut Schemas) -> Option<(Value, Value)> {
    let both = |name: &str| (refer(&format!("{name}.jsonld")), refer(name));
    Some(match operation.answer {
        Answer::Item(kind) | Answer::Created(kind) | Answer::Changed(kind) => both(kind),
        Answer::List(kind) => both(&format!("{kind}Collection")),
        Answer::Files => {
            let either = |suffix: &str| {
                let (transfer, tickets) = (
                    format!("Transfer{suffix}"),
                    format!("UploadTicketCollection{suffix}"),
                );
                json!({ "oneOf": [refer(&transfer), refer(&tickets)] })
            };
            (either(".jsonld"), either(""))
        }
        Answer::Gone => return None,
        Answer::Entrypoint => {
            let plain = entrypoint();
            let mut linked = plain.clone();
            let fixed = [
                ("@context", "/api/contexts/Entrypoint"),
                ("@id", "/api"),
                ("@type", "Entrypoint"),
            ];
            for (name, value) in fixed {
                linked["properties"][name] = json!({ "type": "string", "const": value });
                if let Some(required) = linked["required"].as_array_mut() {
                    required.push(name.into());
                }
            }
            let linked = schemas.add("Entrypoint.jsonld", linked);
            (linked, schemas.add("Entrypoint", plain))
        }
        Answer::Context => {
            let context = json!({
                "type": "object",
                "description": "A JSON-LD context.",
                "properties": { "@context": { "type": "object" } },
                "required": ["@context"],
                "additionalProperties": false,
            });
            let context = schemas.add("Context", context);
            (context.clone(), context)
        }
        Answer::Documentation => (hydra_documentation(), openapi_document()),
    })
}

/// The lists by key.
fn entrypoint() -> Value {
    let lists = documentation::lists();
    let path =
        |(key, path): (&String, &Value)| (key.clone(), json!({ "type": "string", "const": path }));
    let properties: Map<String, Value> = lists.iter().map(path).collect();
    let required: Vec<&String> = lists.keys().collect();
    json!({
        "type": "object",
        "description": "The address of every list.",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

fn hydra_documentation() -> Value {
    json!({
        "type": "object",
        "description": "The Hydra documentation.",
        "properties": {
            "@context": { "type": "object" },
            "@id": { "const": "/api/docs.jsonld" },
            "@type": { "const": "hydra:ApiDocumentation" },
            "hydra:supportedClass": { "type": "array", "items": { "type": "object" } },
        },
        "required": ["@context", "@id", "@type", "hydra:supportedClass"],
    })
}

fn openapi_document() -> Value {
    json!({
        "type": "object",
        "description": "This document.",
        "properties": {
            "openapi": { "type": "string", "pattern": "^3\\.1\\." },
            "info": { "type": "object" },
            "paths": { "type": "object" },
        },
        "required": ["openapi", "info", "paths"],
    })
}
