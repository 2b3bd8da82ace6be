//! What a refused request is answered with, as Hydra classes.

use serde_json::{Value, json};

/// One violated rule.
pub(super) fn violation() -> Value {
    let class = "ConstraintViolation";
    json!({
        "@id": format!("#{class}"),
        "@type": "hydra:Class",
        "hydra:title": "A constraint violation",
        "hydra:supportedProperty": [
            shown(class, "propertyPath", "xmls:string", "The property path of the violation"),
            shown(class, "message", "xmls:string", "The message associated with the violation"),
        ],
    })
}

/// All violated rules of a request.
pub(super) fn violation_list() -> Value {
    let class = "ConstraintViolationList";
    json!({
        "@id": format!("#{class}"),
        "@type": "hydra:Class",
        "subClassOf": "hydra:Error",
        "hydra:title": "A constraint violation list",
        "hydra:supportedProperty": [
            shown(class, "violations", "#ConstraintViolation", "The violations"),
        ],
    })
}

fn shown(class: &str, name: &str, range: &str, description: &str) -> Value {
    json!({
        "@type": "hydra:SupportedProperty",
        "hydra:property": {
            "@id": format!("#{class}/{name}"),
            "@type": "rdf:Property",
            "rdfs:label": name,
            "domain": format!("#{class}"),
            "range": range,
        },
        "hydra:title": name,
        "hydra:description": description,
        "hydra:readable": true,
        "hydra:writeable": false,
    })
}
