//! `template.yaml` against the code.

use std::collections::{BTreeMap, BTreeSet};

use leah_aws::Config;
use leah_domain::{
    Appointment, Feature, HealthcareWorker, Office, Organization, Resource, Transfer, TransferFile,
};
use leah_local::template::Template;
use serde_json::{Value, json};

use super::{defined, document, functions, root, sample};
use crate::support::{TestApp, booking, demo};

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
        let path = route
            .resource
            .replace("{id}", unknown)
            .replace("{item}", unknown);
        let path = path.replace("{part}", "tickets");
        let answer = app.get(&path).send().await;
        let no_route = answer.text.contains("No route found");
        // What is left over has no route, by its nature; the root shows nothing.
        let left_over =
            route.function == "documentation" && (path.contains("{proxy+}") || path == "/");
        assert_eq!(no_route, left_over, "{path}: {}", answer.text);
        let page = route.function == "guests";
        let media = answer.header("content-type").unwrap();
        assert_eq!(media.starts_with("text/html"), page, "{path}: {media}");
        let expected = if path.contains(unknown) || left_over || page {
            404
        } else {
            200
        };
        assert_eq!(answer.status, expected, "{path}: {}", answer.text);
    }
}

/// Of `documentation` everything that is left over is asked, so it may answer where others do; the others hear no requests.
const NOT_ASKED: [&str; 4] = ["documentation", "outbox", "reminders", "uploads"];

#[tokio::test]
async fn every_path_that_a_function_answers_is_routed_to_it() {
    let app = TestApp::start().await;
    sample::load(&app).await;
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
        Transfer::PATH,
        TransferFile::PATH,
    ];
    let transfer = sample::transfer();
    let tickets = format!("{transfer}/tickets");
    let (file, ticket) = (sample::file(), sample::ticket());
    let items = [
        demo::APPOINTMENT,
        demo::FEATURE,
        demo::WORKER,
        demo::OFFICE,
        demo::ORGANIZATION,
        &transfer,
        &file,
        &tickets,
        &ticket,
    ];
    let mut answered = BTreeSet::new();
    for path in collections.into_iter().chain(items) {
        let paths = ["", ".json", ".jsonld"].map(|suffix| format!("{path}{suffix}"));
        for path in paths {
            for function in functions()
                .iter()
                .filter(|name| !NOT_ASKED.contains(&name.as_str()))
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
    // Five lists and eight items, each by three names.
    assert_eq!(answered.len(), 3 * (5 + 8), "{answered:?}");
}

/// A list takes what is added to it by each of its names, as it is read by each.
#[tokio::test]
async fn what_is_added_to_a_list_is_taken_by_each_of_its_names() {
    let app = TestApp::start().await;
    for (path, body, status) in [
        (Appointment::PATH, booking(), 201),
        (
            Transfer::PATH,
            json!({"healthcareWorker": demo::WORKER}),
            200,
        ),
    ] {
        for suffix in ["", ".json", ".jsonld"] {
            let path = format!("{path}{suffix}");
            let answer = app.post(&path).json(&body).send().await;
            assert_eq!(answer.status, status, "{path}: {}", answer.text);
        }
    }
    app.drain().await;
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
    assert_eq!(triggers("uploads"), ["S3".to_owned()].into());
    // Its callers are schedules that are made one by one.
    assert_eq!(triggers("reminders"), BTreeSet::new());
}
