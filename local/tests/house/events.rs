//! The files of `events/`: every route and trigger of the template has one, and each does what its name says.

use std::{collections::BTreeSet, fs, path::Path};

use leah_local::template::Template;
use serde_json::Value;

use crate::house;

/// Every event: its name, the function that it is for, its JSON.
fn events() -> Vec<(String, String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../events");
    let files = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let mut events: Vec<_> = files
        .map(|path| {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            let function = name.split_once('-').unwrap().0.to_owned();
            (name, function, fs::read_to_string(path).unwrap())
        })
        .collect();
    events.sort();
    events
}

#[tokio::test]
async fn each_event_is_answered() {
    for (name, function, text) in events() {
        let house = house().await;
        let event = text.replace("$your_api_key", house.key());
        let event: Value = serde_json::from_str(&event).unwrap();
        let answer = house.invoke(&function, event.clone()).await.unwrap();
        if event.get("httpMethod").is_some() {
            let expected = match name.as_str() {
                "appointments-create" => 201,
                "appointments-delete" => 204,
                "documentation-root" | "documentation-unknown" => 404,
                _ => 200,
            };
            assert_eq!(answer["statusCode"], expected, "{name}: {answer}");
        }
    }
}

#[test]
fn every_route_and_trigger_has_an_event() {
    let template = Template::read().unwrap();
    let mut routes = BTreeSet::new();
    let mut functions = BTreeSet::new();
    for (name, function, text) in events() {
        let event: Value = serde_json::from_str(&text).unwrap();
        if let Some(path) = event["path"].as_str() {
            let target = template.route(path).unwrap();
            assert_eq!(target.route.function, function, "{name}");
            assert_eq!(event["resource"], target.route.resource.as_str(), "{name}");
            routes.insert(target.route.resource.clone());
        }
        functions.insert(function);
    }
    let wanted = template.routes().iter().map(|route| route.resource.clone());
    assert_eq!(routes, wanted.collect());
    for function in ["outbox", "reminders"] {
        assert!(functions.contains(function), "{function}");
    }
}
