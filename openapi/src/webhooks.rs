//! What is sent to an endpoint.

use leah_domain::webhook::{
    AppointmentTold, Event, GuestOnline, Payload, ReminderTold, Told, TransferTold,
};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::{Map, Value, json};

use crate::{examples, info, schemas::Schemas};

/// The webhooks, by the names of the events.
pub(crate) fn webhooks(schemas: &mut Schemas) -> Value {
    let all = Event::ALL.into_iter();
    let one = |event: Event| (event.name().to_owned(), webhook(event, schemas));
    Value::Object(all.map(one).collect::<Map<String, Value>>())
}

fn webhook(event: Event, schemas: &mut Schemas) -> Value {
    let (name, as_object) = payload(event, &mut schemas.printed);
    let as_object = schemas.add(name, as_object.into());
    let mut as_string: Value = Payload::json_schema(&mut schemas.printed).into();
    as_string["contentSchema"] = as_object.clone();
    let mut body: Value = Told::<Payload>::json_schema(&mut schemas.printed).into();
    body["properties"]["event"] = json!({ "type": "string", "const": event.name() });
    body["properties"]["payload"] = json!({
        "description": "A JSON document in a string, unless the endpoint is set to get the object itself.",
        "oneOf": [as_string, as_object],
    });
    let content = json!({ "schema": body, "examples": examples::told(event.name()) });
    json!({
        "post": {
            "operationId": operation_id(event),
            "tags": [info::WEBHOOKS],
            "summary": summary(event),
            "description": "Signed as Standard Webhooks 1.0 says. Drop what comes again with a `webhook-id` that you have seen. What is not answered by 2xx within 10 seconds comes again; 410 ends it for good.",
            "security": [],
            "parameters": signature(),
            "requestBody": { "required": true, "content": { "application/json": content } },
            "responses": {
                "2XX": { "description": "It was taken." },
                "410": { "description": "Nothing is to be sent here any more." },
            },
        },
    })
}

/// What there is to say of an event.
fn payload(event: Event, printed: &mut SchemaGenerator) -> (&'static str, Schema) {
    match event {
        Event::GuestOnline => ("GuestOnline", GuestOnline::json_schema(printed)),
        Event::AppointmentCreated | Event::AppointmentRescheduled | Event::AppointmentCancelled => {
            ("AppointmentTold", AppointmentTold::json_schema(printed))
        }
        Event::ReminderSent => ("ReminderTold", ReminderTold::json_schema(printed)),
        Event::TransferShared | Event::TransferDownloaded => {
            ("TransferTold", TransferTold::json_schema(printed))
        }
    }
}

fn operation_id(event: Event) -> String {
    let mut words = event.name().split('.');
    let first = words.next().unwrap_or_default().to_owned();
    let rest = words.map(|word| {
        let (initial, rest) = word.split_at(1);
        initial.to_ascii_uppercase() + rest
    });
    rest.fold(first, |name, word| name + &word)
}

const fn summary(event: Event) -> &'static str {
    match event {
        Event::GuestOnline => "A guest has come into the waiting room",
        Event::AppointmentCreated => "An appointment was made",
        Event::AppointmentRescheduled => "The guest was told another time or place",
        Event::AppointmentCancelled => "An appointment was cancelled",
        Event::ReminderSent => "A reminder was taken by the mail or SMS service",
        Event::TransferShared => "A guest was told where documents are",
        Event::TransferDownloaded => "A guest has fetched documents",
    }
}

/// The headers by which a delivery is verified (Standard Webhooks 1.0).
fn signature() -> Value {
    let header = |name: &str, said: &str, pattern: &str| {
        json!({
            "name": name,
            "in": "header",
            "required": true,
            "description": said,
            "schema": { "type": "string", "pattern": pattern },
        })
    };
    json!([
        header(
            "webhook-id",
            "The delivery's number, the same for every attempt.",
            "^msg_[0-9a-f-]{36}$"
        ),
        header(
            "webhook-timestamp",
            "When this attempt was made, in seconds of Unix time.",
            "^[0-9]+$"
        ),
        header(
            "webhook-signature",
            "HMAC-SHA256 over `{webhook-id}.{webhook-timestamp}.{body}`, as base64 after `v1,`; two of them, with a blank between, while a secret is replaced.",
            "^v1,[A-Za-z0-9+/]+=*( v1,[A-Za-z0-9+/]+=*)*$",
        ),
    ])
}
