//! Who may know whom.

use std::{collections::BTreeSet, process::Command};

use serde_json::Value;

use super::{functions, root};

/// A room: its package, and the packages of this house that its product is built from.
struct Room {
    name: String,
    /// Names of its dependencies that end up in what is built.
    built: BTreeSet<String>,
    /// Names of its dependencies for tests alone.
    tested: BTreeSet<String>,
}

fn rooms() -> Vec<Room> {
    let cargo = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--no-deps",
            "--offline",
            "--format-version",
            "1",
        ])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(
        cargo.status.success(),
        "{}",
        String::from_utf8_lossy(&cargo.stderr)
    );
    let metadata: Value = serde_json::from_slice(&cargo.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    packages
        .iter()
        .map(|package| {
            let names = |for_tests: bool| {
                let dependencies = package["dependencies"].as_array().unwrap().iter();
                dependencies
                    .filter(|dependency| (dependency["kind"] == "dev") == for_tests)
                    .map(|dependency| dependency["name"].as_str().unwrap().to_owned())
                    .collect()
            };
            let name = package["name"].as_str().unwrap().to_owned();
            Room {
                name,
                built: names(false),
                tested: names(true),
            }
        })
        .collect()
}

/// The rooms that a room may be built from.
fn may_know(room: &str) -> Vec<String> {
    let named = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
    match room {
        // What the tests know, they know for tests alone.
        "leah-domain" | "leah-engines" | "leah-fuzz" | "leah-tests" | "floor" => Vec::new(),
        "leah-aws" | "leah-messages" => named(&["leah-domain"]),
        "leah-http" => named(&["leah-domain", "leah-aws"]),
        // Only what speaks to guests knows the words; no function knows another.
        "guests" | "outbox" => named(&["leah-domain", "leah-aws", "leah-http", "leah-messages"]),
        // What an operator does follows the same rules, and is written by the same hands.
        "leah-cli" => named(&["leah-domain", "leah-aws", "leah-messages"]),
        // It measures what is deployed, on the engines of one machine; nothing is built from it.
        "leah-bench" => named(&["leah-domain", "leah-aws", "leah-local"]),
        // What the API says of itself is made from what its functions say; nothing is built from it.
        "leah-openapi" => {
            let shared = named(&["leah-domain", "leah-http"]);
            [shared, functions()].concat()
        }
        "leah-local" => {
            let shared = named(&["leah-domain", "leah-aws", "leah-engines", "leah-http"]);
            [shared, functions()].concat()
        }
        function => {
            assert!(
                functions().iter().any(|name| name == function),
                "{function} has no place"
            );
            named(&["leah-domain", "leah-aws", "leah-http"])
        }
    }
}

#[test]
fn arrows_between_rooms_point_one_way() {
    let rooms = rooms();
    let ours: BTreeSet<&String> = rooms.iter().map(|room| &room.name).collect();
    assert!(ours.len() >= 6 + functions().len(), "{ours:?}");
    for room in &rooms {
        let allowed = may_know(&room.name);
        for known in room.built.iter().filter(|name| ours.contains(name)) {
            assert!(
                allowed.contains(known),
                "{} must not know {known}",
                room.name
            );
        }
    }
}

#[test]
fn nobody_but_tests_and_measures_knows_the_local_house() {
    for room in rooms() {
        let measures = room.name == "leah-bench";
        assert!(
            measures || !room.built.contains("leah-local"),
            "{}",
            room.name
        );
        let may = ["leah-tests", "leah-cli"].contains(&room.name.as_str());
        assert!(may || !room.tested.contains("leah-local"), "{}", room.name);
    }
}

/// What a request may call is in one room; what only an operator asks of AWS is in the operator's.
#[test]
fn only_one_room_names_the_aws_sdk() {
    let operators = [
        "aws-sdk-cloudformation",
        "aws-sdk-cloudwatch",
        "aws-sdk-sqs",
    ];
    for room in rooms() {
        let sdk: Vec<_> = room
            .built
            .iter()
            .filter(|name| name.starts_with("aws-sdk-"))
            .filter(|name| room.name != "leah-cli" || !operators.contains(&name.as_str()))
            .collect();
        assert!(
            room.name == "leah-aws" || sdk.is_empty(),
            "{} names {sdk:?}",
            room.name
        );
        let may_test =
            ["leah-aws", "leah-engines", "leah-local", "leah-tests"].contains(&room.name.as_str());
        let tested = room.tested.iter().any(|name| name.starts_with("aws-sdk-"));
        assert!(may_test || !tested, "{}", room.name);
    }
}

/// What an integrator names is reached through the guard of `webhooks` or not at all.
#[test]
fn only_one_function_calls_strangers() {
    let clients = ["reqwest", "hyper", "hyper-util", "ureq", "isahc", "curl"];
    for room in rooms() {
        let calls = clients.iter().any(|client| room.built.contains(*client));
        // The operator's program and the measures ask a Leah, not whoever an integrator names.
        let may =
            ["webhooks", "leah-local", "leah-cli", "leah-bench"].contains(&room.name.as_str());
        assert!(may || !calls, "{} has an HTTP client", room.name);
    }
}

#[test]
fn rules_and_words_do_nothing_but_think() {
    for room in rooms() {
        if room.name != "leah-domain" && room.name != "leah-messages" {
            continue;
        }
        for name in &room.built {
            let outside = [
                "aws",
                "lambda",
                "serde_dynamo",
                "tokio",
                "futures",
                "hyper",
                "axum",
                "reqwest",
                "http",
            ];
            let does = outside.iter().any(|start| name.starts_with(start));
            assert!(!does, "{} depends on {name}", room.name);
        }
    }
}
