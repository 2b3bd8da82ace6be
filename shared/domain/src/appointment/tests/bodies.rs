use std::borrow::Cow;

use serde_json::{Value, json};

use super::*;
use crate::input::{Constraint, Field, Malformed, Violation};

const HOST: &str = "myorganization.leah.care";
const OFFICE: &str = "/api/offices/6e229d04-1880-4b6b-a520-36f757f4a531";

fn fields(body: &Value) -> Result<Fields, String> {
    let read = Fields::read(body.as_object().unwrap(), HOST);
    read.map_err(|malformed: Malformed| malformed.to_string())
}

fn patch(body: &Value) -> Result<Changes, Vec<(&'static str, Constraint)>> {
    let read = Fields::read(body.as_object().unwrap(), HOST).unwrap();
    read.changes().map_err(|found| broken(&found))
}

fn broken(found: &[Violation]) -> Vec<(&'static str, Constraint)> {
    let named = |v: &Violation| match v.property {
        Cow::Borrowed(name) => (name, v.constraint),
        Cow::Owned(ref name) => panic!("{name} is no property of an appointment"),
    };
    found.iter().map(named).collect()
}

fn whole() -> Value {
    json!({
        "phoneNumber": "+33 6 12 34 56 78",
        "email": "john.doe@gmail.com",
        "office": OFFICE,
        "startTime": "2021-04-25T13:15:00+02:00",
        "externalId": "000001",
        "administrativeFileNumber": "S-7",
        "unknown": {"ignored": true},
    })
}

#[test]
fn a_whole_booking_is_read() {
    let draft = fields(&whole()).unwrap().draft().unwrap();
    assert_eq!(draft.start.print(), "2021-04-25T11:15:00+00:00");
    assert_eq!(draft.email.as_str(), "john.doe@gmail.com");
    assert_eq!(draft.phone.as_str(), "+33612345678");
    assert_eq!(draft.office.iri(), OFFICE);
    assert_eq!(draft.external_id.unwrap().as_str(), "000001");
    assert_eq!(draft.file_number.unwrap().as_str(), "S-7");
}

#[test]
fn all_broken_rules_come_back_in_the_order_of_the_properties() {
    let found = fields(&json!({})).unwrap().draft().unwrap_err();
    let missing = [
        ("startTime", Constraint::NotNull),
        ("email", Constraint::NotBlank),
        ("phoneNumber", Constraint::NotBlank),
        ("office", Constraint::NotNull),
    ];
    assert_eq!(broken(&found), missing);
    let long = "x".repeat(256);
    let body = json!({
        "externalId": long, "administrativeFileNumber": "a\u{0}", "status": "cancelled",
        "email": "x", "phoneNumber": "x", "startTime": "2021-04-25T13:15:00",
    });
    let found = fields(&body).unwrap().draft().unwrap_err();
    let wrong = [
        ("status", Constraint::Choice),
        ("email", Constraint::Email),
        ("phoneNumber", Constraint::Regex),
        ("office", Constraint::NotNull),
        ("externalId", Constraint::TooLong(255)),
        ("administrativeFileNumber", Constraint::Regex),
    ];
    assert_eq!(broken(&found), wrong);
}

#[test]
fn wrong_types_are_malformed_before_anything_is_validated() {
    let date = Malformed::NoDate.to_string();
    let rows = [
        (
            "email",
            json!(null),
            "The type of the \"email\" attribute must be \"string\", \"NULL\" given.",
        ),
        (
            "email",
            json!(12),
            "The type of the \"email\" attribute must be \"string\", \"integer\" given.",
        ),
        (
            "email",
            json!(["a"]),
            "The type of the \"email\" attribute must be \"string\", \"array\" given.",
        ),
        (
            "phoneNumber",
            json!(33.5),
            "The type of the \"phoneNumber\" attribute must be \"string\", \"double\" given.",
        ),
        (
            "externalId",
            json!(true),
            "The type of the \"externalId\" attribute must be \"string\", \"boolean\" given.",
        ),
        (
            "status",
            json!(null),
            "The type of the \"status\" attribute must be \"string\", \"NULL\" given.",
        ),
        ("startTime", json!(null), date.as_str()),
        ("startTime", json!(""), date.as_str()),
        ("startTime", json!(1_619_356_500), date.as_str()),
        (
            "office",
            json!(5),
            "Expected IRI or nested document for attribute \"office\", \"integer\" given.",
        ),
        (
            "office",
            json!({"id": 1}),
            "Nested documents for attribute \"office\" are not allowed. Use IRIs instead.",
        ),
        ("office", json!("x"), "Invalid IRI \"x\"."),
    ];
    for (attribute, value, message) in rows {
        let mut body = whole();
        body[attribute] = value;
        assert_eq!(fields(&body).unwrap_err(), message, "{body}");
    }
}

#[test]
fn the_older_spelling_of_the_reference_counts_where_the_newer_is_absent() {
    let rows = [
        (json!({"external_id": "old"}), Some("old")),
        (json!({"externalId": "new"}), Some("new")),
        (
            json!({"externalId": "new", "external_id": "old"}),
            Some("new"),
        ),
        (json!({"externalId": null, "external_id": "old"}), None),
        (json!({"external_id": null}), None),
        (json!({"externalId": ""}), None),
    ];
    for (given, expected) in rows {
        let mut body = whole();
        body.as_object_mut().unwrap().remove("externalId");
        body.as_object_mut()
            .unwrap()
            .extend(given.as_object().unwrap().clone());
        let draft = fields(&body).unwrap().draft().unwrap();
        let read = draft.external_id.as_ref().map(Reference::as_str);
        assert_eq!(read, expected, "{given}");
        let changes = patch(&given).unwrap();
        let edited = changes.external_id.value();
        assert_eq!(edited.as_ref().map(Reference::as_str), expected, "{given}");
    }
}

#[test]
fn an_empty_patch_changes_nothing() {
    for body in [
        json!({}),
        json!({"status": "scheduled"}),
        json!({"@id": "/x", "id": 5}),
    ] {
        let changes = patch(&body).unwrap();
        assert!(!changes.cancel, "{body}");
        assert_eq!(changes.applied_to(&appointment()), appointment(), "{body}");
    }
}

#[test]
fn what_may_not_go_is_not_removed() {
    let rows = [
        (json!({"office": null}), ("office", Constraint::NotNull)),
        (json!({"email": ""}), ("email", Constraint::NotBlank)),
        (
            json!({"phoneNumber": ""}),
            ("phoneNumber", Constraint::NotBlank),
        ),
        (json!({"status": "weird"}), ("status", Constraint::Choice)),
        (json!({"status": ""}), ("status", Constraint::Choice)),
    ];
    for (body, violation) in rows {
        assert_eq!(patch(&body).unwrap_err(), [violation], "{body}");
    }
}

#[test]
fn what_may_go_is_removed_by_null_and_by_empty() {
    for nothing in [json!(null), json!("")] {
        let body = json!({"externalId": nothing, "administrativeFileNumber": nothing});
        let changes = patch(&body).unwrap();
        assert_eq!(changes.external_id, Field::Null);
        assert_eq!(changes.file_number, Field::Null);
    }
}
