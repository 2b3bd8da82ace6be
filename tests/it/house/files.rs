//! The source itself: who names the real clock, and how long files are.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::root;

/// The longest file, in lines.
const LONGEST: usize = 400;
/// The longest `main.rs` of a function.
const MAIN: usize = 20;

/// Every Rust source of the house with its text, by its path from the root.
fn sources() -> Vec<(String, String)> {
    let mut found = Vec::new();
    for room in [
        "shared",
        "functions",
        "engines",
        "local",
        "cli",
        "openapi",
        "tests",
        "fuzz",
        "benches",
    ] {
        walk(&root().join(room), &mut found);
    }
    assert!(found.len() > 100, "{}", found.len());
    let root = root();
    let named = found.into_iter().map(|path| {
        let name = path
            .strip_prefix(&root)
            .unwrap()
            .to_str()
            .unwrap()
            .to_owned();
        (name, fs::read_to_string(path).unwrap())
    });
    named.collect()
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn only_programs_and_tests_name_the_real_clock() {
    // Put together, so that this file does not name them.
    let real = ["Clock", "Ids"].map(|what| format!("System{what}"));
    for (name, text) in sources() {
        let program = name.ends_with("/main.rs");
        let test = name.contains("/tests/") || name.ends_with("/tests.rs");
        // What asks a Leah or an engine elsewhere lives on the machine's time with it.
        let elsewhere = ["tests/it/remote/", "tests/it/engines/"];
        let test = test || elsewhere.iter().any(|folder| name.starts_with(folder));
        let definition = name == "shared/aws/src/system.rs";
        if !(program || test || definition) {
            let named = real.iter().any(|real| text.contains(real));
            assert!(!named, "{name} names the real clock or randomness");
        }
    }
}

#[test]
fn files_are_short() {
    for (name, text) in sources() {
        let lines = text.lines().count();
        assert!(lines <= LONGEST, "{name} has {lines} lines");
        if name.starts_with("functions/") && name.ends_with("/main.rs") {
            assert!(lines <= MAIN, "{name} has {lines} lines");
        }
    }
}

#[test]
fn no_function_scans_the_table() {
    let scan = format!(".{}()", "scan");
    for (name, text) in sources() {
        if name.starts_with("shared/") || name.starts_with("functions/") {
            assert!(!text.contains(&scan), "{name}");
        }
    }
}

#[test]
fn every_function_has_a_program_and_a_library() {
    for function in super::functions() {
        for file in ["Cargo.toml", "src/main.rs", "src/lib.rs"] {
            let path = root().join("functions").join(&function).join(file);
            assert!(path.is_file(), "{}", path.display());
        }
    }
}
