//! What is wrong with the fields of an appointment: types (400, the first of them), rules (422, all of them).

use serde_json::{Value, json};

use super::{assert_refused, assert_violates};
use crate::support::{TestApp, booking, demo};

const BLANK: &str = "This value should not be blank.";
const NULL: &str = "This value should not be null.";
const NO_EMAIL: &str = "This value is not a valid email address.";
const NO_CHOICE: &str = "The value you selected is not a valid choice.";
const NOT_VALID: &str = "This value is not valid.";
const TOO_LONG: &str = "This value is too long. It should have 255 characters or less.";

const NO_DATE: &str = "The data is either not an string, an empty string, or null; you should pass a string that can be \
                       parsed with the passed format or a valid DateTime string.";

/// A booking with other fields; a field of JSON `null` is that, not absent.
fn with(fields: &Value) -> Value {
    let mut body = booking();
    for (name, value) in fields.as_object().unwrap() {
        body[name] = value.clone();
    }
    body
}

fn without(fields: &[&str]) -> Value {
    let mut body = booking();
    for field in fields {
        body.as_object_mut().unwrap().shift_remove(*field);
    }
    body
}

/// Nothing that was refused has left anything behind.
async fn assert_nothing_happened(app: &TestApp) {
    let list = app.get("/api/appointments").send().await.expect(200).json();
    assert_eq!(list["hydra:member"].as_array().map(Vec::len), Some(1));
    assert_eq!(list["hydra:member"][0]["@id"], demo::APPOINTMENT);
    assert_eq!(app.owed().await, Vec::<Value>::new());
}

#[tokio::test]
async fn a_booking_lacks_what_is_mandatory() {
    let app = TestApp::start().await;
    for (absent, rules) in [
        (&["email"][..], &[("email", BLANK)][..]),
        (&["phoneNumber"], &[("phoneNumber", BLANK)]),
        (&["office"], &[("office", NULL)]),
        (&["startTime"], &[("startTime", NULL)]),
        (&["office", "email"], &[("email", BLANK), ("office", NULL)]),
        (
            &["office", "email", "phoneNumber", "startTime", "externalId"],
            &[
                ("startTime", NULL),
                ("email", BLANK),
                ("phoneNumber", BLANK),
                ("office", NULL),
            ],
        ),
    ] {
        let body = without(absent);
        let request = || app.post("/api/appointments").json(&body);
        assert_violates(request, rules, &format!("without {absent:?}")).await;
    }
    assert_nothing_happened(&app).await;
}

#[tokio::test]
async fn values_break_rules() {
    let app = TestApp::start().await;
    let long = "x".repeat(256);
    for (fields, rules) in [
        (json!({"email": ""}), &[("email", BLANK)][..]),
        (json!({"email": "not-an-email"}), &[("email", NO_EMAIL)]),
        (json!({"phoneNumber": ""}), &[("phoneNumber", BLANK)]),
        (json!({"phoneNumber": "12"}), &[("phoneNumber", NOT_VALID)]),
        (
            json!({"phoneNumber": "no", "email": "not-an-email"}),
            &[("email", NO_EMAIL), ("phoneNumber", NOT_VALID)],
        ),
        (json!({"status": "weird"}), &[("status", NO_CHOICE)]),
        (json!({"status": ""}), &[("status", NO_CHOICE)]),
        (json!({"office": null}), &[("office", NULL)]),
        (json!({"externalId": long}), &[("externalId", TOO_LONG)]),
        (
            json!({"externalId": "a\u{0}b"}),
            &[("externalId", NOT_VALID)],
        ),
        (
            json!({"administrativeFileNumber": long, "externalId": "\n"}),
            &[
                ("externalId", NOT_VALID),
                ("administrativeFileNumber", TOO_LONG),
            ],
        ),
        (
            json!({
                "administrativeFileNumber": "\t", "externalId": long, "office": null, "phoneNumber": "+331",
                "email": "@", "status": "done",
            }),
            &[
                ("status", NO_CHOICE),
                ("email", NO_EMAIL),
                ("phoneNumber", NOT_VALID),
                ("office", NULL),
                ("externalId", TOO_LONG),
                ("administrativeFileNumber", NOT_VALID),
            ],
        ),
    ] {
        let body = with(&fields);
        let request = || app.post("/api/appointments").json(&body);
        assert_violates(request, rules, &format!("POST {fields}")).await;
        let request = || app.patch(demo::APPOINTMENT).merge(&fields);
        assert_violates(request, rules, &format!("PATCH {fields}")).await;
    }
    assert_nothing_happened(&app).await;
}

#[tokio::test]
async fn a_new_appointment_cannot_be_a_cancelled_one() {
    let app = TestApp::start().await;
    let body = with(&json!({"status": "cancelled"}));
    let request = || app.post("/api/appointments").json(&body);
    assert_violates(request, &[("status", NO_CHOICE)], "cancelled").await;
}

#[tokio::test]
async fn values_are_of_the_wrong_type() {
    let app = TestApp::start().await;
    let typed = |name: &str, given: &str| {
        format!("The type of the \"{name}\" attribute must be \"string\", \"{given}\" given.")
    };
    let mut rows = Vec::new();
    for (value, given) in [
        (json!(null), "NULL"),
        (json!(12), "integer"),
        (json!(1.5), "double"),
        (json!(true), "boolean"),
        (json!(["a"]), "array"),
        (json!({"a": "b"}), "array"),
    ] {
        for name in ["email", "phoneNumber", "status"] {
            rows.push((json!({name: value}), typed(name, given)));
        }
        if !value.is_null() {
            for name in ["externalId", "administrativeFileNumber"] {
                rows.push((json!({name: value}), typed(name, given)));
            }
        }
        rows.push((json!({"startTime": value}), NO_DATE.to_owned()));
    }
    rows.push((json!({"startTime": ""}), NO_DATE.to_owned()));
    for (fields, words) in rows {
        let body = with(&fields);
        let request = || app.post("/api/appointments").json(&body);
        assert_refused(request, 400, &words, &format!("POST {fields}")).await;
        let request = || app.patch(demo::APPOINTMENT).merge(&fields);
        assert_refused(request, 400, &words, &format!("PATCH {fields}")).await;
    }
    assert_nothing_happened(&app).await;
}

#[tokio::test]
async fn an_office_is_not_what_the_field_names() {
    let app = TestApp::start().await;
    let elsewhere = format!("https://elsewhere.example{}", demo::OFFICE);
    for (office, words) in [
        (
            json!("/api/offices/6e229d04-1880-4b6b-a520-36f757f4a532"),
            r#"Item not found for "/api/offices/6e229d04-1880-4b6b-a520-36f757f4a532"."#,
        ),
        (
            json!("/api/offices/6E229D04-1880-4B6B-A520-36F757F4A532"),
            r#"Item not found for "/api/offices/6e229d04-1880-4b6b-a520-36f757f4a532"."#,
        ),
        (
            json!("/api/offices/zzz"),
            r#"Invalid IRI "/api/offices/zzz"."#,
        ),
        (
            json!("6e229d04-1880-4b6b-a520-36f757f4a531"),
            r#"Invalid IRI "6e229d04-1880-4b6b-a520-36f757f4a531"."#,
        ),
        (json!("/api/nope/1"), r#"Invalid IRI "/api/nope/1"."#),
        (json!("/api/offices"), r#"Invalid IRI "/api/offices"."#),
        (json!(""), r#"Invalid IRI ""."#),
        (
            json!(elsewhere),
            r#"Invalid IRI "https://elsewhere.example/api/offices/6e229d04-1880-4b6b-a520-36f757f4a531"."#,
        ),
        (
            json!(demo::WORKER),
            r#"Failed to denormalize attribute "office" value for class "Appointment": Expected argument of type "Office", "HealthcareWorker" given at property path "office"."#,
        ),
        (
            json!(5),
            r#"Expected IRI or nested document for attribute "office", "integer" given."#,
        ),
        (
            json!({"@id": demo::OFFICE}),
            r#"Nested documents for attribute "office" are not allowed. Use IRIs instead."#,
        ),
    ] {
        let fields = json!({"office": office});
        let body = with(&fields);
        let request = || app.post("/api/appointments").json(&body);
        assert_refused(request, 400, words, &format!("POST {fields}")).await;
        let request = || app.patch(demo::APPOINTMENT).merge(&fields);
        assert_refused(request, 400, words, &format!("PATCH {fields}")).await;
    }
    assert_nothing_happened(&app).await;
}
