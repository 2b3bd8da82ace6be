//! A resource as a Hydra class.

use serde_json::{Map, Value, json};

use super::operation;
use crate::{
    context::SCHEMA_EMAIL,
    resources::{Kind, Property, Resource},
};

/// What `resource` holds, and what its items take.
pub(super) fn class(resource: &Resource) -> Value {
    let properties: Vec<Value> = resource
        .properties
        .iter()
        .map(|property| supported(resource, property))
        .collect();
    json!({
        "@id": operation::reference(resource),
        "@type": "hydra:Class",
        "rdfs:label": resource.name,
        "hydra:title": resource.name,
        "hydra:supportedProperty": properties,
        "hydra:supportedOperation": operation::of_item(resource),
    })
}

fn supported(resource: &Resource, property: &Property) -> Value {
    json!({
        "@type": "hydra:SupportedProperty",
        "hydra:property": described(resource, property),
        "hydra:title": property.name,
        "hydra:required": property.required,
        "hydra:readable": property.readable,
        "hydra:writeable": property.writeable,
    })
}

fn described(resource: &Resource, property: &Property) -> Value {
    let own = || format!("#{}/{}", resource.name, property.name);
    let literal = |range: &str| (own(), "rdf:Property", range.to_owned());
    let (id, kind, range) = match property.kind {
        Kind::Text => literal("xmls:string"),
        Kind::Integer => literal("xmls:integer"),
        Kind::Boolean => literal("xmls:boolean"),
        Kind::Date => literal("xmls:dateTime"),
        Kind::Email => (
            SCHEMA_EMAIL.to_owned(),
            "rdf:Property",
            "xmls:string".to_owned(),
        ),
        Kind::One(to) | Kind::Many(to) => (own(), "hydra:Link", format!("#{to}")),
        Kind::Violations => literal("#ConstraintViolation"),
        Kind::Json => literal("rdf:JSON"),
    };
    let mut described = Map::from_iter([
        ("@id".to_owned(), json!(id)),
        ("@type".to_owned(), json!(kind)),
        ("rdfs:label".to_owned(), json!(property.name)),
        ("domain".to_owned(), json!(operation::reference(resource))),
    ]);
    if let Kind::One(_) = property.kind {
        described.insert("owl:maxCardinality".to_owned(), json!(1));
    }
    described.insert("range".to_owned(), json!(range));
    Value::Object(described)
}
