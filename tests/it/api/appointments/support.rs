//! Bookings, mails and the table, as these tests look at them.

use serde_json::{Map, Value, json};

use crate::support::{Answer, TestApp, booking};

pub(super) const PATH: &str = "/api/appointments";

/// The documentation's booking with some fields set; `null` leaves one out.
pub(super) fn booking_with(fields: &Value) -> Value {
    let mut body = booking();
    for (name, value) in fields.as_object().unwrap() {
        body[name] = value.clone();
    }
    let object = body.as_object_mut().unwrap();
    *object = object
        .clone()
        .into_iter()
        .filter(|(_, value)| !value.is_null())
        .collect::<Map<_, _>>();
    body
}

/// Books the documentation's appointment with some fields set; its IRI.
pub(super) async fn book(app: &TestApp, fields: &Value) -> String {
    create(app, &booking_with(fields)).await.expect(201).iri()
}

pub(super) async fn create(app: &TestApp, body: &Value) -> Answer {
    app.post(PATH).json(body).send().await
}

pub(super) async fn edit(app: &TestApp, iri: &str, patch: &Value) -> Answer {
    app.patch(iri).merge(patch).send().await
}

/// To whom which mails went, oldest first.
pub(super) async fn mails(app: &TestApp) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or("(SMS)").to_owned();
    let messages = app.messages().await;
    messages
        .iter()
        .map(|mail| (text(&mail["to"]), text(&mail["subject"])))
        .collect()
}

/// The subjects of the mails to an address, oldest first.
pub(super) async fn subjects(app: &TestApp, to: &str) -> Vec<String> {
    let mails = mails(app).await.into_iter();
    mails
        .filter(|(recipient, _)| recipient == to)
        .map(|(_, subject)| subject)
        .collect()
}

/// A mail's text, with plain spaces.
pub(super) fn words(mail: &Value) -> String {
    mail["text"].as_str().unwrap().replace('\u{a0}', " ")
}

/// What the outbox still has to do. Reminders to come are not among it.
pub(super) fn outbox(app: &TestApp) -> Vec<Value> {
    items_of(app, "Outbox")
}

/// The calendar method of a mail.
pub(super) fn method(mail: &Value) -> Option<&str> {
    let parts = mail["attachments"].as_array().unwrap();
    parts.iter().find_map(|part| part["method"].as_str())
}

/// All items of the table, past the wire.
pub(super) fn items(app: &TestApp) -> Vec<Value> {
    let request = serde_json::from_value(json!({"TableName": "leah"})).unwrap();
    let answer = app.house.engines().database().scan(request).unwrap();
    let answer = serde_json::to_value(answer).unwrap();
    assert_eq!(answer.get("LastEvaluatedKey"), None, "more than one page");
    answer["Items"].as_array().unwrap().clone()
}

/// The items of one kind.
pub(super) fn items_of(app: &TestApp, kind: &str) -> Vec<Value> {
    let mut items = items(app);
    items.retain(|item| item["type"]["S"] == kind);
    items
}

/// The item of an appointment.
pub(super) fn item(app: &TestApp, iri: &str) -> Option<Value> {
    let id = iri.rsplit('/').next().unwrap();
    items_of(app, "Appointment")
        .into_iter()
        .find(|item| item["id"]["S"] == id)
}
