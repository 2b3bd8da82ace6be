//! What the house promises about itself: its budgets, its rooms, its template, its events.

mod bucket;
mod budgets;
mod emulator;
mod events;
mod files;
mod permissions;
mod rooms;
pub(crate) mod sample;
mod stack;
mod table;
mod template;

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use serde_json::Value;

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

/// The template's functions: the binary of each with its definition. A copy that only some stacks have is left out.
fn defined() -> BTreeMap<String, Value> {
    let document = document();
    let resources = document["Resources"].as_object().unwrap();
    let of_functions = resources
        .values()
        .filter(|one| one["Type"] == "AWS::Serverless::Function" && one.get("Condition").is_none());
    of_functions
        .map(|function| {
            let binary = function["Metadata"]["BuildProperties"]["Binary"]
                .as_str()
                .unwrap();
            (binary.to_owned(), function.clone())
        })
        .collect()
}

/// `template.yaml`, as it stands.
fn document() -> Value {
    let text = std::fs::read_to_string(root().join("template.yaml")).unwrap();
    serde_saphyr::from_str(&text).unwrap()
}
