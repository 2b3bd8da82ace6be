//! Examples: real answers to real requests, which the black-box suite records (`tests/it/api/examples/`).

use std::{fs, path::PathBuf};

use serde_json::{Map, Value, json};

/// Where they are.
pub(crate) fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("examples")
}

/// What was answered to an operation with a status, in a format. Names are `operation.status.format` with what tells several apart
/// before the end: `createAppointment.201.jsonld.json`, `sendFiles.200.jsonld.tickets.json`.
pub(crate) fn answers(operation: &str, status: u16, format: &str) -> Map<String, Value> {
    read(&format!("{operation}.{status}.{format}."))
}

/// What an endpoint was told of an event.
pub(crate) fn told(event: &str) -> Map<String, Value> {
    read(&format!("{event}.told."))
}

/// What an operation was asked with, in a media type's short name.
pub(crate) fn requests(operation: &str, media: &str) -> Map<String, Value> {
    read(&format!("{operation}.request.{media}."))
}

fn read(start: &str) -> Map<String, Value> {
    let entries = fs::read_dir(folder()).into_iter().flatten();
    let mut found: Vec<(String, Value)> = entries
        .filter_map(Result::ok)
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let rest = name.strip_prefix(start)?;
            let rest = rest.strip_suffix("json")?.trim_end_matches('.');
            let text = fs::read_to_string(entry.path()).ok()?;
            let value: Value = serde_json::from_str(&text).ok()?;
            let key = if rest.is_empty() { "recorded" } else { rest };
            Some((key.to_owned(), json!({ "value": value })))
        })
        .collect();
    found.sort_by(|(a, _), (b, _)| a.cmp(b));
    found.into_iter().collect()
}
