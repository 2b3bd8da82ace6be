//! The document is what is served, complete, and holds together.

use serde_json::Value;
use std::collections::BTreeSet;

#[test]
fn what_is_served_is_what_the_types_say() {
    let served = std::fs::read_to_string(leah_openapi::file()).unwrap();
    assert!(
        served == leah_openapi::text(),
        "functions/documentation/openapi.json is not what the types and routes say any more: cargo run -p leah-openapi -- --write"
    );
    assert_eq!(served, documentation::OPENAPI);
}

#[test]
fn every_route_is_described_and_nothing_else() {
    let (places, operations) = (leah_openapi::places(), leah_openapi::operations());
    assert!(places.len() > 25, "{}", places.len());
    for place in &places {
        let found = operations.iter().filter(|one| one.is_at(place)).count();
        assert_eq!(found, 1, "descriptions of {} {}", place.method, place.path);
    }
    for operation in &operations {
        let found = places.iter().filter(|place| operation.is_at(place)).count();
        assert_eq!(found, 1, "routes of {}", operation.id);
    }
    let names: BTreeSet<_> = operations.iter().map(|one| one.id).collect();
    assert_eq!(names.len(), operations.len(), "a name is there twice");
}

/// Every reference of the document, and where it stands.
fn references<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
    match value {
        Value::Object(object) => {
            if let Some(Value::String(to)) = object.get("$ref") {
                found.push(to);
            }
            object.values().for_each(|value| references(value, found));
        }
        Value::Array(several) => several.iter().for_each(|value| references(value, found)),
        _ => {}
    }
}

#[test]
fn references_lead_to_components_and_each_component_is_used() {
    let document = leah_openapi::document();
    let mut found = Vec::new();
    references(&document, &mut found);
    for to in &found {
        let place = to.strip_prefix('#').unwrap();
        assert!(document.pointer(place).is_some(), "{to} leads nowhere");
    }
    for (section, components) in document["components"].as_object().unwrap() {
        if section == "securitySchemes" {
            continue;
        }
        for name in components.as_object().unwrap().keys() {
            let to = format!("#/components/{section}/{name}");
            assert!(found.contains(&to.as_str()), "{to} is used nowhere");
        }
    }
}

#[test]
fn links_lead_to_operations() {
    let document = leah_openapi::document();
    let names: BTreeSet<_> = leah_openapi::operations()
        .iter()
        .map(|one| one.id)
        .collect();
    let mut count = 0;
    for path in document["paths"].as_object().unwrap().values() {
        for operation in path.as_object().unwrap().values() {
            let Some(answers) = operation["responses"].as_object() else {
                continue;
            };
            let links = answers
                .values()
                .filter_map(|answer| answer["links"].as_object());
            for link in links.flat_map(|links| links.values()) {
                assert!(
                    names.contains(link["operationId"].as_str().unwrap()),
                    "{link}"
                );
                count += 1;
            }
        }
    }
    assert!(count > 8, "{count}");
}

#[test]
fn everything_says_what_it_is() {
    let document = leah_openapi::document();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            for parameter in operation["parameters"].as_array().into_iter().flatten() {
                let said = parameter.get("$ref").is_some()
                    || !parameter["description"].as_str().unwrap().is_empty();
                assert!(said, "{method} {path}: {parameter}");
            }
        }
    }
}
