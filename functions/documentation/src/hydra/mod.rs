//! `/api/docs.jsonld`: the Hydra documentation, which tells clients what each resource holds and takes.

mod class;
mod entrypoint;
mod errors;
mod operation;

use serde_json::{Value, json};

use crate::{context::HYDRA, resources::RESOURCES};

/// The documentation of the API on the host at `base` (scheme and authority).
pub(crate) fn documentation(base: &str) -> Value {
    let classes: Vec<Value> = RESOURCES
        .iter()
        .map(class::class)
        .chain([
            entrypoint::class(),
            errors::violation(),
            errors::violation_list(),
        ])
        .collect();
    json!({
        "@context": vocabulary(base),
        "@id": "/api/docs.jsonld",
        "@type": "hydra:ApiDocumentation",
        "hydra:title": "Leah's API",
        "hydra:entrypoint": "/api",
        "hydra:supportedClass": classes,
    })
}

/// The prefixes and links that the documentation is written with.
fn vocabulary(base: &str) -> Value {
    json!({
        "@vocab": format!("{base}/api/docs.jsonld#"),
        "hydra": HYDRA,
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "xmls": "http://www.w3.org/2001/XMLSchema#",
        "owl": "http://www.w3.org/2002/07/owl#",
        "schema": "http://schema.org/",
        "domain": { "@id": "rdfs:domain", "@type": "@id" },
        "range": { "@id": "rdfs:range", "@type": "@id" },
        "subClassOf": { "@id": "rdfs:subClassOf", "@type": "@id" },
        "expects": { "@id": "hydra:expects", "@type": "@id" },
        "returns": { "@id": "hydra:returns", "@type": "@id" },
    })
}

#[cfg(test)]
mod tests;
