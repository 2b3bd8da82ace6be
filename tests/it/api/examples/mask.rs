//! What is random in an answer, and where its Leah is, as it stands in the examples.

use serde_json::Value;

use crate::{house::sample, support::demo};

/// What random identifiers become, by the kind of what they name.
const FIXED: [(&str, &str); 3] = [
    ("/api/appointments/", "e6d21e48-ec5e-4013-8c3e-78f71e14a403"),
    ("/api/transfers/", "61312a9a-8f89-4fee-9a10-e1683c2f6737"),
    (
        "/api/transfer_files/",
        "9b1f6c0e-2d57-4a83-b6f4-70c1d82e5a39",
    ),
];
const TICKET: &str = "c7a4e2d9-1f38-4b60-8e15-3a96b0d4f721";
/// What a random `hash` becomes.
const HASH: &str =
    "NzM4MzM2MjQ4ODJmOGUzOGE3NzdkNDg0ODUwYWZmY2FiOWQ0NjE3OTQyYjJhM2NiNmFiOWYwZGE4OTg2ODJhOQ==";
/// Where storage is.
const STORAGE: &str = "https://documents.s3.eu-west-3.amazonaws.com/";

/// A body with its random parts replaced.
pub(super) fn masked(mut body: Value) -> Value {
    walk(&mut body, "");
    body
}

fn walk(value: &mut Value, key: &str) {
    match value {
        Value::Array(several) => several.iter_mut().for_each(|value| walk(value, key)),
        Value::Object(object) => {
            let ticket = object.contains_key("transferFile");
            let fixed = if ticket { TICKET } else { FIXED[1].1 };
            for (key, value) in object.iter_mut() {
                match (key.as_str(), value.as_str()) {
                    // Of what a request creates, only transfers and tickets print it by itself.
                    ("id", Some(id)) if is_random(id) => *value = fixed.into(),
                    _ => walk(value, key),
                }
            }
        }
        Value::String(text) => *text = text_of(text, key),
        _ => {}
    }
}

fn text_of(text: &str, key: &str) -> String {
    match key {
        "hash" if !is_samples(text) => return HASH.into(),
        "key" => return "…".into(),
        "url" if !text.contains("example.org") => return STORAGE.into(),
        _ if key.eq_ignore_ascii_case("policy")
            || key.to_ascii_lowercase().starts_with("x-amz-") =>
        {
            return "…".into();
        }
        _ => {}
    }
    let mut text = text.to_owned();
    for (path, fixed) in FIXED {
        text = replaced(&text, path, fixed);
    }
    replaced(&text, "/tickets/", TICKET)
}

/// A text with each random identifier behind a path replaced.
fn replaced(text: &str, path: &str, fixed: &str) -> String {
    let mut pieces = text.split(path);
    let mut whole = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        whole.push_str(path);
        match piece.get(..36) {
            Some(id) if is_random(id) => {
                whole.push_str(fixed);
                whole.push_str(&piece[36..]);
            }
            _ => whole.push_str(piece),
        }
    }
    whole
}

/// Whether an identifier is none that a test has chosen.
fn is_random(id: &str) -> bool {
    let chosen = [
        demo::APPOINTMENT.to_owned(),
        demo::OFFICE.to_owned(),
        demo::WORKER.to_owned(),
        demo::ORGANIZATION.to_owned(),
        demo::FEATURE.to_owned(),
        sample::transfer(),
        sample::file(),
        sample::ticket(),
        sample::endpoint(),
        sample::delivery(),
        sample::appointment(),
        sample::dead(),
        // What nobody has.
        "e6d21e48-ec5e-4013-8c3e-78f71e14a499".into(),
        "6e229d04-1880-4b6b-a520-36f757f4a532".into(),
    ];
    !chosen.iter().any(|iri| iri.ends_with(id))
}

/// Whether a hash is the sample transfer's.
fn is_samples(hash: &str) -> bool {
    hash == sample::hash()
}
