//! `template.yaml` against the code.

use std::collections::{BTreeMap, BTreeSet};

use leah_aws::Config;
use leah_domain::{Appointment, Feature, HealthcareWorker, Office, Organization, Resource};
use leah_local::template::Template;
use serde_json::{Value, json};

use super::{document, functions, root};
use crate::support::{TestApp, demo};

/// The template's functions: the binary of each with its definition.
fn defined() -> BTreeMap<String, Value> {
    let document = document();
    let resources = document["Resources"].as_object().unwrap();
    let of_functions = resources
        .values()
        .filter(|one| one["Type"] == "AWS::Serverless::Function");
    of_functions
        .map(|function| {
            let binary = function["Metadata"]["BuildProperties"]["Binary"]
                .as_str()
                .unwrap();
            (binary.to_owned(), function.clone())
        })
        .collect()
}

/// The variables that the template gives to every function.
fn variables() -> BTreeMap<String, String> {
    let document = document();
    let given = &document["Globals"]["Function"]["Environment"]["Variables"];
    let given = given.as_object().unwrap();
    given
        .keys()
        .map(|name| (name.clone(), format!("value of {name}")))
        .collect()
}

#[test]
fn functions_and_template_name_each_other() {
    let defined = defined();
    assert_eq!(defined.keys().cloned().collect::<Vec<_>>(), functions());
    for (binary, function) in &defined {
        // Schedules invoke `reminders` by the name that is put together like this.
        let name = json!({"Fn::Sub": format!("${{AWS::StackName}}-{binary}")});
        assert_eq!(function["Properties"]["FunctionName"], name);
    }
}

#[test]
fn the_configuration_is_read_from_exactly_what_the_template_gives() {
    let given = variables();
    Config::from_env(&given).unwrap();
    for name in given.keys() {
        let mut without = given.clone();
        without.remove(name);
        let missing = Config::from_env(&without).unwrap_err();
        assert_eq!(missing.0, name, "nobody reads it");
    }
    for (binary, function) in defined() {
        let own = function["Properties"].get("Environment");
        assert_eq!(own, None, "{binary} is given what nobody reads");
    }
}

#[tokio::test]
async fn every_route_reaches_the_function_that_answers_it() {
    let app = TestApp::start().await;
    let unknown = "00000000-0000-4000-8000-000000000000";
    for route in Template::read().unwrap().routes() {
        let path = route.resource.replace("{id}", unknown);
        let answer = app.get(&path).send().await;
        let no_route = answer.text.contains("No route found");
        // What is left over has no route, by its nature; the root shows nothing.
        let left_over = path.contains("{proxy+}") || path == "/";
        assert_eq!(no_route, left_over, "{path}: {}", answer.text);
        let expected = if path.contains(unknown) || left_over {
            404
        } else {
            200
        };
        assert_eq!(answer.status, expected, "{path}: {}", answer.text);
    }
}

#[tokio::test]
async fn every_path_that_a_function_answers_is_routed_to_it() {
    let app = TestApp::start().await;
    let text = std::fs::read_to_string(root().join("events/appointments-list.json")).unwrap();
    let event: Value =
        serde_json::from_str(&text.replace("$your_api_key", app.house.key())).unwrap();
    let template = Template::read().unwrap();
    let collections = [
        Appointment::PATH,
        Feature::PATH,
        HealthcareWorker::PATH,
        Office::PATH,
        Organization::PATH,
    ];
    let items = [
        demo::APPOINTMENT,
        demo::FEATURE,
        demo::WORKER,
        demo::OFFICE,
        demo::ORGANIZATION,
    ];
    let mut answered = BTreeSet::new();
    for (collection, item) in collections.into_iter().zip(items) {
        let paths = ["", ".json", ".jsonld"]
            .into_iter()
            .flat_map(|suffix| [format!("{collection}{suffix}"), format!("{item}{suffix}")]);
        for path in paths {
            // Of `documentation` everything that is left over is asked, so it may answer where others do.
            for function in functions()
                .iter()
                .filter(|name| !["documentation", "outbox", "reminders"].contains(&name.as_str()))
            {
                let mut event = event.clone();
                event["path"] = path.clone().into();
                event["requestContext"]["path"] = format!("/live{path}").into();
                let answer = app.house.invoke(function, event).await.unwrap();
                if answer["statusCode"] == 200 {
                    let target = template.route(&path).unwrap();
                    assert_eq!(&target.route.function, function, "{path}");
                    answered.insert(path.clone());
                }
            }
        }
    }
    // Three lists and five items, each by three names.
    assert_eq!(answered.len(), 3 * (3 + 5), "{answered:?}");
}

#[test]
fn permissions_name_no_scan_and_no_wildcard() {
    for (binary, function) in defined() {
        let policies = function["Properties"]["Policies"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        for statement in policies
            .iter()
            .flat_map(|policy| policy["Statement"].as_array().unwrap())
        {
            for action in statement["Action"].as_array().unwrap() {
                let action = action.as_str().unwrap();
                assert!(
                    !action.contains('*') && !action.contains("Scan"),
                    "{binary}: {action}"
                );
            }
        }
    }
}

#[test]
fn the_stream_wakes_the_outbox_and_the_sweep_runs_each_minute() {
    let template = Template::read().unwrap();
    assert_eq!(template.stream().function, "outbox");
    assert_eq!(template.sweep().function, "outbox");
    assert_eq!(template.sweep().every, jiff::SignedDuration::from_mins(1));
    let triggers = |binary: &str| {
        let events = defined()[binary]["Properties"]["Events"].clone();
        let events = events.as_object().cloned().unwrap_or_default();
        events
            .values()
            .map(|event| event["Type"].as_str().unwrap().to_owned())
            .collect::<BTreeSet<_>>()
    };
    assert_eq!(
        triggers("outbox"),
        ["DynamoDB".to_owned(), "Schedule".to_owned()].into()
    );
    // Its callers are schedules that are made one by one.
    assert_eq!(triggers("reminders"), BTreeSet::new());
}
