//! Bodies are described by hand, beside the code that reads them by hand: what is described is what is read.

#![expect(clippy::unwrap_used, reason = "a test ends at its first surprise")]

use std::collections::BTreeSet;

use leah_domain::{
    appointment::Fields,
    input::{Object, Violation},
    schema::bodies,
    transfer::announced,
};
use schemars::{Schema, SchemaGenerator, generate::SchemaSettings};
use serde_json::{Value, json};

const HOST: &str = "myorganization.leah.care";
const OFFICE: &str = "/api/offices/6e229d04-1880-4b6b-a520-36f757f4a531";

fn described(body: fn(&mut SchemaGenerator) -> Schema) -> Value {
    let settings = SchemaSettings::draft2020_12().for_deserialize();
    body(&mut settings.into()).into()
}

fn object(value: Value) -> Object {
    let Value::Object(object) = value else {
        panic!("{value} is no object");
    };
    object
}

fn names(violations: &[Violation]) -> BTreeSet<String> {
    violations
        .iter()
        .map(|violation| violation.property.to_string())
        .collect()
}

fn valid(schema: &Value, body: &Value) -> bool {
    jsonschema::validator_for(schema).unwrap().is_valid(body)
}

fn attributes(schema: &Value) -> Vec<&String> {
    schema["properties"].as_object().unwrap().keys().collect()
}

fn booking() -> Value {
    json!({
        "startTime": "2021-04-25T13:15:00",
        "email": "john.doe@gmail.com",
        "phoneNumber": "+33612345678",
        "office": OFFICE,
        "externalId": "000001",
        "administrativeFileNumber": "42",
        "status": "scheduled",
        "external_id": "000002",
    })
}

/// Values that no attribute of the two bodies takes, one for each way of being wrong.
fn wrong() -> [Value; 4] {
    [json!(7), json!(["a"]), json!({ "a": 1 }), json!(true)]
}

#[test]
fn a_booking_reads_what_is_described() {
    let schema = described(bodies::booking);
    let body = booking();
    let mut known: Vec<&String> = body.as_object().unwrap().keys().collect();
    known.sort();
    let mut attributes = attributes(&schema);
    attributes.sort();
    assert_eq!(attributes, known);
    assert!(valid(&schema, &body));
    Fields::read(&object(body.clone()), HOST)
        .unwrap()
        .draft()
        .unwrap();

    for attribute in attributes {
        for value in wrong() {
            let mut body = body.clone();
            if attribute == "external_id" {
                body.as_object_mut().unwrap().shift_remove("externalId");
            }
            body[attribute] = value;
            assert!(!valid(&schema, &body), "{body} is described");
            assert!(
                Fields::read(&object(body.clone()), HOST).is_err(),
                "{body} is read"
            );
        }
        let mut body = body.clone();
        body[attribute] = Value::Null;
        let read = Fields::read(&object(body.clone()), HOST)
            .ok()
            .and_then(|fields| fields.draft().ok());
        assert_eq!(valid(&schema, &body), read.is_some(), "{body}");
    }
    let missing = Fields::read(&Object::new(), HOST)
        .unwrap()
        .draft()
        .unwrap_err();
    let required = schema["required"].as_array().unwrap().iter();
    let required: BTreeSet<String> = required
        .map(|name| name.as_str().unwrap().to_owned())
        .collect();
    assert_eq!(names(&missing), required);
}

#[test]
fn an_edit_reads_what_is_described() {
    let schema = described(bodies::edit);
    let body = booking();
    assert!(valid(&schema, &json!({})));
    for attribute in attributes(&schema) {
        for value in wrong().into_iter().chain([Value::Null]) {
            let edit = json!({ attribute: value });
            let read = Fields::read(&object(edit.clone()), HOST)
                .ok()
                .and_then(|fields| fields.changes().ok());
            assert_eq!(valid(&schema, &edit), read.is_some(), "{edit}");
        }
        let edit = json!({ attribute: body[attribute] });
        assert!(valid(&schema, &edit), "{edit}");
        Fields::read(&object(edit), HOST)
            .unwrap()
            .changes()
            .unwrap();
    }
    for (status, taken) in [("scheduled", true), ("cancelled", true), ("lost", false)] {
        let edit = json!({ "status": status });
        assert_eq!(valid(&schema, &edit), taken);
        assert_eq!(
            Fields::read(&object(edit), HOST).unwrap().changes().is_ok(),
            taken
        );
    }
}

#[test]
fn starts_and_references_are_taken_as_described() {
    let schema = described(bodies::edit);
    for (start, taken) in [
        ("2021-04-25T13:15:00", true),
        ("2021-04-25T13:15", true),
        ("2021-04-25 13:15:00", true),
        ("2021-04-25t13:15:00z", true),
        ("2021-04-25T13:15:00.123Z", true),
        ("2021-04-25T13:15:00+02:00", true),
        ("2021-04-25", false),
        ("2021-13-25T13:15:00", false),
        ("2021-04-25T24:15:00", false),
        ("2021-04-25T13:15:60", false),
        ("1969-04-25T13:15:00", false),
        ("9999-04-25T13:15:00", false),
        ("tomorrow", false),
        ("", false),
    ] {
        let edit = json!({ "startTime": start });
        assert_eq!(valid(&schema, &edit), taken, "{start} is described");
        assert_eq!(
            Fields::read(&object(edit), HOST).is_ok(),
            taken,
            "{start} is read"
        );
    }
    for (reference, taken) in [
        ("é".repeat(255), true),
        ("é".repeat(256), false),
        ("a\u{7}".into(), false),
    ] {
        let edit = json!({ "externalId": reference });
        assert_eq!(valid(&schema, &edit), taken, "{reference} is described");
        let read = Fields::read(&object(edit), HOST).unwrap().changes();
        assert_eq!(read.is_ok(), taken, "{reference} is read");
    }
}

#[test]
fn tickets_are_asked_for_as_described() {
    let schema = described(bodies::tickets);
    let file = json!({ "name": "scan.pdf", "type": "application/pdf", "size": 12_345_678 });
    let read = |body: &Value| announced(&object(body.clone())).is_ok_and(|read| read.is_ok());
    let mut rows = vec![
        (json!({}), false),
        (json!({ "files": [] }), false),
        (json!({ "files": null }), false),
        (json!({ "files": [file.clone()] }), true),
        (json!({ "files": vec![file.clone(); 10] }), true),
        (json!({ "files": vec![file.clone(); 11] }), false),
    ];
    for (attribute, value) in [
        ("name", json!("")),
        ("name", json!(" ")),
        ("name", json!("a/b")),
        ("name", json!("a\\b")),
        ("name", json!("a\u{202e}gpj.exe")),
        ("name", json!("x".repeat(256))),
        ("name", json!(7)),
        ("type", json!("image/gif")),
        ("type", json!("")),
        ("size", json!(0)),
        ("size", json!(-1)),
        ("size", json!(15 * 1024 * 1024 + 1)),
        ("size", json!("7")),
        ("size", json!(1.5)),
        ("size", Value::Null),
    ] {
        let mut file = file.clone();
        file[attribute] = value;
        rows.push((json!({ "files": [file] }), false));
    }
    for (body, taken) in rows {
        assert_eq!(valid(&schema, &body), taken, "{body} is described");
        assert_eq!(read(&body), taken, "{body} is read");
    }
}
