//! What Leah calls is what the models hold, and nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde_json::Value;

type Operations = BTreeMap<String, BTreeSet<String>>;

/// A file of `models/`: operations by service.
fn file(name: &str) -> Operations {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("models")
        .join(name);
    let read: BTreeMap<String, Value> =
        serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let operations = read
        .into_iter()
        .filter(|(_, operations)| operations.is_array());
    operations
        .map(|(service, operations)| (service, serde_json::from_value(operations).unwrap()))
        .collect()
}

/// An operation's method in the SDKs: `ListObjectsV2` is `list_objects_v2`.
fn method(operation: &str) -> String {
    let mut method = String::new();
    let characters: Vec<char> = operation.chars().collect();
    for (index, character) in characters.iter().enumerate() {
        let begins = character.is_ascii_uppercase() && index > 0 && {
            let next = characters.get(index + 1);
            !characters[index - 1].is_ascii_uppercase()
                || next.is_some_and(char::is_ascii_lowercase)
        };
        if begins {
            method.push('_');
        }
        method.push(character.to_ascii_lowercase());
    }
    method
}

/// All Rust files below a folder.
fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The methods without arguments that a file calls.
fn called(source: &str) -> impl Iterator<Item = &str> {
    source.split("()").filter_map(|before| {
        let (_, name) = before.rsplit_once('.')?;
        let is_name = |character: char| {
            character.is_ascii_lowercase() || character.is_ascii_digit() || character == '_'
        };
        name.chars().all(is_name).then_some(name)
    })
}

#[test]
fn every_operation_that_is_called_has_its_model() {
    let (known, listed) = (file("operations.json"), file("called.json"));
    assert_eq!(
        known.keys().collect::<Vec<_>>(),
        listed.keys().collect::<Vec<_>>()
    );
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut files = Vec::new();
    for folder in [
        "shared",
        "functions",
        "cli",
        "local",
        "tests",
        "benches",
        "fuzz",
    ] {
        sources(&root.join(folder), &mut files);
    }
    let mut calls: BTreeMap<String, PathBuf> = BTreeMap::new();
    for path in files {
        let source = std::fs::read_to_string(&path).unwrap();
        for name in called(&source) {
            calls.entry(name.to_owned()).or_insert_with(|| path.clone());
        }
    }
    for (service, operations) in &known {
        for operation in operations {
            let call = calls.get(&method(operation));
            match (call, listed[service].contains(operation)) {
                (Some(path), false) => panic!(
                    "{} calls {operation} of {service}: list it in engines/models/called.json and run extract.sh",
                    path.display()
                ),
                (None, true) => panic!(
                    "nothing calls {operation} of {service}: engines/models/called.json lists it"
                ),
                _ => {}
            }
        }
    }
}

#[test]
fn methods_are_named_as_the_sdks_name_them() {
    for (operation, expected) in [
        ("ListObjectsV2", "list_objects_v2"),
        ("GetItem", "get_item"),
        ("DescribeTimeToLive", "describe_time_to_live"),
        ("GetObjectACLs", "get_object_ac_ls"),
        ("Invoke", "invoke"),
    ] {
        assert_eq!(method(operation), expected);
    }
}
