//! The entrypoint as a Hydra class: every list, with what it takes.

use serde_json::{Value, json};

use super::operation;
use crate::resources::{List, RESOURCES, Resource};

/// The class of the document at `/api`.
pub(super) fn class() -> Value {
    let lists: Vec<Value> = RESOURCES
        .iter()
        .filter_map(|resource| Some(link(resource, resource.list.as_ref()?)))
        .collect();
    json!({
        "@id": "#Entrypoint",
        "@type": "hydra:Class",
        "hydra:title": "The API entrypoint",
        "hydra:supportedProperty": lists,
        "hydra:supportedOperation": {
            "@type": "hydra:Operation",
            "hydra:method": "GET",
            "rdfs:label": "The API entrypoint.",
            // API Platform spells it so, with a capital P, and clients have seen nothing else.
            "returns": "#EntryPoint",
        },
    })
}

fn link(resource: &Resource, list: &List) -> Value {
    let title = format!("The collection of {} resources", resource.name);
    json!({
        "@type": "hydra:SupportedProperty",
        "hydra:property": {
            "@id": format!("#Entrypoint/{}", resource.key()),
            "@type": "hydra:Link",
            "domain": "#Entrypoint",
            "rdfs:label": title,
            "rdfs:range": [
                { "@id": "hydra:Collection" },
                { "owl:equivalentClass": {
                    "owl:onProperty": { "@id": "hydra:member" },
                    "owl:allValuesFrom": { "@id": operation::reference(resource) },
                } },
            ],
            "hydra:supportedOperation": operation::of_collection(resource, list),
        },
        "hydra:title": title,
        "hydra:readable": true,
        "hydra:writeable": false,
    })
}
