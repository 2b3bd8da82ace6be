use std::collections::HashSet;

use serde_json::{Value, json};

use super::documentation;
use crate::resources::RESOURCES;

const BASE: &str = "https://myorganization.leah.care";

fn class(id: &str) -> Value {
    let document = documentation(BASE);
    let classes = document["hydra:supportedClass"]
        .as_array()
        .expect("classes");
    classes
        .iter()
        .find(|class| class["@id"] == id)
        .unwrap_or_else(|| panic!("no class {id}"))
        .clone()
}

fn property(class: &Value, name: &str) -> Value {
    let properties = class["hydra:supportedProperty"]
        .as_array()
        .expect("properties");
    properties
        .iter()
        .find(|property| property["hydra:title"] == name)
        .unwrap_or_else(|| panic!("no property {name}"))
        .clone()
}

/// Every object and every string that stands as a value, anywhere in `value`.
fn walk<'a>(value: &'a Value, visit: &mut impl FnMut(&'a Value)) {
    visit(value);
    match value {
        Value::Object(object) => object.values().for_each(|value| walk(value, visit)),
        Value::Array(array) => array.iter().for_each(|value| walk(value, visit)),
        _ => {}
    }
}

#[test]
fn the_whole_document() {
    insta::assert_json_snapshot!(documentation(BASE));
}

#[test]
fn the_head_names_the_document_and_the_entrypoint() {
    let mut document = documentation(BASE);
    document
        .as_object_mut()
        .and_then(|document| document.shift_remove("hydra:supportedClass"))
        .expect("classes");
    assert_eq!(
        document.to_string(),
        r#"{"@context":{"@vocab":"https://myorganization.leah.care/api/docs.jsonld#","hydra":"http://www.w3.org/ns/hydra/core#","rdf":"http://www.w3.org/1999/02/22-rdf-syntax-ns#","rdfs":"http://www.w3.org/2000/01/rdf-schema#","xmls":"http://www.w3.org/2001/XMLSchema#","owl":"http://www.w3.org/2002/07/owl#","schema":"http://schema.org/","domain":{"@id":"rdfs:domain","@type":"@id"},"range":{"@id":"rdfs:range","@type":"@id"},"subClassOf":{"@id":"rdfs:subClassOf","@type":"@id"},"expects":{"@id":"hydra:expects","@type":"@id"},"returns":{"@id":"hydra:returns","@type":"@id"}},"@id":"/api/docs.jsonld","@type":"hydra:ApiDocumentation","hydra:title":"Leah's API","hydra:entrypoint":"/api"}"#
    );
}

#[test]
fn a_literal_and_a_link_of_an_appointment() {
    let class = class("#Appointment");
    assert_eq!(
        property(&class, "startTime").to_string(),
        r##"{"@type":"hydra:SupportedProperty","hydra:property":{"@id":"#Appointment/startTime","@type":"rdf:Property","rdfs:label":"startTime","domain":"#Appointment","range":"xmls:dateTime"},"hydra:title":"startTime","hydra:required":true,"hydra:readable":true,"hydra:writeable":true}"##
    );
    assert_eq!(
        property(&class, "office").to_string(),
        r##"{"@type":"hydra:SupportedProperty","hydra:property":{"@id":"#Appointment/office","@type":"hydra:Link","rdfs:label":"office","domain":"#Appointment","owl:maxCardinality":1,"range":"#Office"},"hydra:title":"office","hydra:required":true,"hydra:readable":false,"hydra:writeable":true}"##
    );
}

#[test]
fn a_link_to_several_has_no_bound() {
    let features = property(&class("#Office"), "features");
    assert_eq!(features["hydra:property"].get("owl:maxCardinality"), None);
    assert_eq!(features["hydra:property"]["range"], "#Feature");
}

#[test]
fn the_operations_of_an_appointment() {
    assert_eq!(
        class("#Appointment")["hydra:supportedOperation"].to_string(),
        r##"[{"@type":["hydra:Operation","schema:FindAction"],"hydra:method":"GET","hydra:title":"Retrieves Appointment resource.","rdfs:label":"Retrieves Appointment resource.","returns":"#Appointment"},{"@type":"hydra:Operation","expects":"#Appointment","hydra:method":"PATCH","hydra:title":"Updates the Appointment resource.","rdfs:label":"Updates the Appointment resource.","returns":"#Appointment"},{"@type":["hydra:Operation","schema:DeleteAction"],"hydra:method":"DELETE","hydra:title":"Deletes the Appointment resource.","rdfs:label":"Deletes the Appointment resource.","returns":"owl:Nothing"}]"##
    );
}

#[test]
fn the_entrypoint_offers_the_list_of_appointments() {
    let class = class("#Entrypoint");
    assert_eq!(
        property(&class, "The collection of Appointment resources").to_string(),
        r##"{"@type":"hydra:SupportedProperty","hydra:property":{"@id":"#Entrypoint/appointment","@type":"hydra:Link","domain":"#Entrypoint","rdfs:label":"The collection of Appointment resources","rdfs:range":[{"@id":"hydra:Collection"},{"owl:equivalentClass":{"owl:onProperty":{"@id":"hydra:member"},"owl:allValuesFrom":{"@id":"#Appointment"}}}],"hydra:supportedOperation":[{"@type":["hydra:Operation","schema:FindAction"],"hydra:method":"GET","hydra:title":"Retrieves the collection of Appointment resources.","rdfs:label":"Retrieves the collection of Appointment resources.","returns":"hydra:Collection"},{"@type":["hydra:Operation","schema:CreateAction"],"expects":"#Appointment","hydra:method":"POST","hydra:title":"Creates a Appointment resource.","rdfs:label":"Creates a Appointment resource.","returns":"#Appointment"}]},"hydra:title":"The collection of Appointment resources","hydra:readable":true,"hydra:writeable":false}"##
    );
    let lists = class["hydra:supportedProperty"].as_array().expect("lists");
    let listed = RESOURCES.iter().filter(|resource| resource.list.is_some());
    assert_eq!(lists.len(), listed.count());
    assert_eq!(
        class["hydra:supportedOperation"],
        json!({"@type": "hydra:Operation", "hydra:method": "GET", "rdfs:label": "The API entrypoint.", "returns": "#EntryPoint"})
    );
}

#[test]
fn the_list_of_violations() {
    assert_eq!(
        class("#ConstraintViolationList").to_string(),
        r##"{"@id":"#ConstraintViolationList","@type":"hydra:Class","subClassOf":"hydra:Error","hydra:title":"A constraint violation list","hydra:supportedProperty":[{"@type":"hydra:SupportedProperty","hydra:property":{"@id":"#ConstraintViolationList/violations","@type":"rdf:Property","rdfs:label":"violations","domain":"#ConstraintViolationList","range":"#ConstraintViolation"},"hydra:title":"violations","hydra:description":"The violations","hydra:readable":true,"hydra:writeable":false}]}"##
    );
}

#[test]
fn every_resource_is_documented_with_every_property() {
    for resource in RESOURCES {
        let class = class(&format!("#{}", resource.name));
        for expected in resource.properties {
            let property = property(&class, expected.name);
            assert_eq!(property["hydra:required"], expected.required);
            assert_eq!(property["hydra:readable"], expected.readable);
            assert_eq!(property["hydra:writeable"], expected.writeable);
        }
    }
}

#[test]
fn references_lead_to_a_class_of_the_document() {
    let document = documentation(BASE);
    let classes: HashSet<&str> = document["hydra:supportedClass"]
        .as_array()
        .expect("classes")
        .iter()
        .filter_map(|class| class["@id"].as_str())
        .collect();
    walk(&document, &mut |value| {
        for key in ["domain", "range", "expects", "returns"] {
            if let Some(name) = value.get(key).and_then(Value::as_str)
                && name.starts_with('#')
                && name != "#EntryPoint"
            {
                assert!(classes.contains(name), "{key} {name}");
            }
        }
    });
}

#[test]
fn prefixes_are_declared() {
    let document = documentation(BASE);
    let context = document["@context"].as_object().expect("a context");
    let declared = |name: &str| match name.split_once(':') {
        Some((prefix, rest)) => rest.starts_with("//") || context.contains_key(prefix),
        None => name.starts_with('@') || name.starts_with('#') || context.contains_key(name),
    };
    walk(&document["hydra:supportedClass"], &mut |value| {
        let Value::Object(object) = value else { return };
        for (key, value) in object {
            assert!(declared(key), "key {key}");
            if matches!(
                key.as_str(),
                "@type" | "@id" | "range" | "returns" | "subClassOf"
            ) {
                walk(value, &mut |value| {
                    if let Value::String(name) = value {
                        assert!(declared(name), "{key}: {name}");
                    }
                });
            }
        }
    });
}

#[test]
fn no_two_descriptions_share_an_identifier() {
    let document = documentation(BASE);
    let mut seen = HashSet::new();
    walk(&document["hydra:supportedClass"], &mut |value| {
        // A word of a shared vocabulary may be used twice; our own may not.
        if let Some(id) = value.get("@id").and_then(Value::as_str)
            && value.get("@type").is_some()
            && id.starts_with('#')
        {
            assert!(seen.insert(id.to_owned()), "{id} twice");
        }
    });
}
