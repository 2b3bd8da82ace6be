//! What the house promises about itself: its budgets, its rooms, its template, its events.

mod budgets;
mod events;
mod files;
mod rooms;
mod table;
mod template;

use std::path::{Path, PathBuf};

/// The folder of the whole workspace.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .to_owned()
}

/// Every function: the folders of `functions/`.
fn functions() -> Vec<String> {
    let folders = std::fs::read_dir(root().join("functions")).unwrap();
    let mut names: Vec<String> = folders
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// `template.yaml`, as it stands.
fn document() -> serde_json::Value {
    let text = std::fs::read_to_string(root().join("template.yaml")).unwrap();
    serde_saphyr::from_str(&text).unwrap()
}
