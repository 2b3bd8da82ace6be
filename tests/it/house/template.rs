//! `template.yaml` against the code.

use std::collections::{BTreeMap, BTreeSet};

use leah_aws::Config;
use leah_domain::{
    Appointment, Feature, HealthcareWorker, Office, Organization, Resource, Transfer, TransferFile,
    WebhookDelivery, WebhookEndpoint,
};
use leah_local::template::Template;
use serde_json::{Value, json};
use webhooks::{Terms, courier::RootsError};

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
        // Where SAM has Cargo build: elsewhere it knows no such program, for the workspace's own is `local`.
        let package = format!("functions/{binary}");
        assert_eq!(function["Properties"]["CodeUri"], package);
    }
}

/// `sam local` passes to a function only what its template names, and the region and credentials of the shell.
#[tokio::test]
async fn the_template_names_all_that_tells_where_engines_are() {
    let app = TestApp::start().await;
    let mut told = app.house.environment();
    for shell in [
        "AWS_ACCESS_KEY_ID",
        "AWS_REGION",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
    ] {
        assert!(told.remove(shell).is_some(), "{shell}");
    }
    assert!(told.keys().eq(variables().keys()));
}

/// The copy of `webhooks` in a VPC.
const VPC_FUNCTION: &str = "LEAH_WEBHOOKS_VPC_FUNCTION";

/// What a stack may leave empty: it has no such copy, and its services are where AWS has them.
fn is_optional(name: &str) -> bool {
    name == VPC_FUNCTION || name.starts_with("AWS_ENDPOINT_URL_")
}

#[test]
fn the_configuration_is_read_from_exactly_what_the_template_gives() {
    let given = variables();
    let config = Config::from_env(&given).unwrap();
    assert_eq!(config.to_env(), given);
    for name in given.keys() {
        for absent in [None, Some("")] {
            let mut without = given.clone();
            without.remove(name);
            without.extend(absent.map(|empty| (name.clone(), empty.to_owned())));
            let read = Config::from_env(&without);
            if is_optional(name) {
                assert_ne!(read.unwrap(), config, "nobody reads {name}");
            } else {
                assert_eq!(read.unwrap_err().0, name, "nobody reads it");
            }
        }
    }
    for (binary, function) in defined() {
        let own = &function["Properties"]["Environment"]["Variables"];
        let own: Vec<&String> = own
            .as_object()
            .into_iter()
            .flat_map(|own| own.keys())
            .collect();
        let read: &[&str] = match binary.as_str() {
            // Its program reads whom to trust.
            "webhooks" => &["LEAH_WEBHOOK_ROOTS"],
            // Its program reads whether to wait for scans.
            "uploads" => &["LEAH_MALWARE_SCAN"],
            _ => &[],
        };
        assert_eq!(own, read, "{binary} is given what nobody reads");
    }
    let terms = |text: &str| Terms::from_env(&[("LEAH_WEBHOOK_ROOTS".into(), text.into())].into());
    assert!(matches!(terms("-----BEGIN"), Err(RootsError::Base64(_))));
}

/// Deliveries to endpoints behind a VPN are made as all others are, but for where from.
#[test]
fn the_copy_in_the_vpc_is_the_same_function_elsewhere() {
    let document = document();
    let resources = &document["Resources"];
    let (original, copy) = (
        &resources["WebhooksFunction"],
        &resources["WebhooksVpcFunction"],
    );
    assert_eq!(copy["Condition"], "HasVpn");
    assert_eq!(original.get("Condition"), None);
    assert_eq!(copy["Metadata"], original["Metadata"]);
    assert_eq!(copy["Type"], original["Type"]);
    let properties = |function: &Value| function["Properties"].as_object().unwrap().clone();
    let (mut ours, mut theirs) = (properties(original), properties(copy));
    for needed in ["Timeout", "EventInvokeConfig", "Policies", "Environment"] {
        assert!(ours.contains_key(needed), "{needed}");
    }
    assert_eq!(
        theirs.shift_remove("VpcConfig"),
        Some(json!({
            "SubnetIds": {"Ref": "WebhookSubnets"},
            "SecurityGroupIds": {"Ref": "WebhookSecurityGroups"},
        }))
    );
    let name = |binary: &str| json!({"Fn::Sub": format!("${{AWS::StackName}}-{binary}")});
    assert_eq!(ours.shift_remove("FunctionName"), Some(name("webhooks")));
    assert_eq!(
        theirs.shift_remove("FunctionName"),
        Some(name("webhooks_vpc"))
    );
    let logs = |group: &str| json!({"LogGroup": {"Ref": group}});
    assert_eq!(
        (
            ours.shift_remove("LoggingConfig"),
            theirs.shift_remove("LoggingConfig"),
        ),
        (Some(logs("WebhooksLogs")), Some(logs("WebhooksVpcLogs")))
    );
    assert_eq!(ours, theirs);
    // It exists exactly where there are subnets to attach it to, and is called by exactly the name that it has.
    assert_eq!(
        document["Conditions"]["HasVpn"],
        json!({"Fn::Not": [{"Fn::Equals": [{"Fn::Join": ["", {"Ref": "WebhookSubnets"}]}, ""]}]})
    );
    let variables = &document["Globals"]["Function"]["Environment"]["Variables"];
    let given = variables[VPC_FUNCTION]["Fn::If"].as_array().unwrap();
    assert_eq!((&given[0], &given[2]), (&json!("HasVpn"), &json!("")));
    let arn = given[1]["Fn::Sub"].as_str().unwrap();
    assert!(
        arn.ends_with(":function:${AWS::StackName}-webhooks_vpc"),
        "{arn}"
    );
    let arn = variables["LEAH_WEBHOOKS_FUNCTION"]["Fn::Sub"]
        .as_str()
        .unwrap();
    assert!(
        arn.ends_with(":function:${AWS::StackName}-webhooks"),
        "{arn}"
    );
}

/// An attempt that Lambda repeated would be one that nobody counts; one that came late would find another's lease.
#[test]
fn an_attempt_is_not_repeated_and_ends_before_its_lease() {
    let template = Template::read().unwrap();
    let functions = template.functions().iter();
    let retries: Vec<u32> = functions
        .filter(|function| function.binary == "webhooks")
        .map(|function| function.retries)
        .collect();
    assert_eq!(retries, [0, 0]);
    let lease = leah_domain::LEASE.unsigned_abs();
    assert!(template.timeout("webhooks") < lease);
    assert!(template.timeout("webhooks") > webhooks::courier::LIMIT);
    let function = &defined()["webhooks"]["Properties"];
    let age = &function["EventInvokeConfig"]["MaximumEventAgeInSeconds"];
    assert_eq!(age.as_u64(), Some(lease.as_secs()));
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
        let deliveries = path.starts_with(WebhookDelivery::PATH);
        let path = path.replace("{part}", if deliveries { "replay" } else { "tickets" });
        let answer = app.get(&path).send().await;
        let no_route = answer.text.contains("No route found");
        // What is left over has no route, by its nature; the root shows nothing.
        let left_over =
            route.function == "documentation" && (path.contains("{proxy+}") || path == "/");
        let no_method = answer.text.contains("Method Not Allowed");
        assert_eq!(no_route && !no_method, left_over, "{path}: {}", answer.text);
        let page = route.function == "guests";
        let media = answer.header("content-type").unwrap();
        assert_eq!(media.starts_with("text/html"), page, "{path}: {media}");
        let expected = if path.ends_with("/replay") {
            // Nobody reads it.
            405
        } else if path.contains(unknown) || left_over || page {
            404
        } else {
            200
        };
        assert_eq!(answer.status, expected, "{path}: {}", answer.text);
    }
}

/// Of `documentation` everything that is left over is asked, so it may answer where others do; the others hear no requests.
const NOT_ASKED: [&str; 5] = [
    "documentation",
    "outbox",
    "reminders",
    "uploads",
    "webhooks",
];

#[tokio::test]
async fn every_path_that_a_function_answers_is_routed_to_it() {
    let app = sample::house().await;
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
        WebhookEndpoint::PATH,
        WebhookDelivery::PATH,
    ];
    let transfer = sample::transfer();
    let tickets = format!("{transfer}/tickets");
    let (file, ticket) = (sample::file(), sample::ticket());
    let (endpoint, delivery) = (sample::endpoint(), sample::delivery());
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
        &endpoint,
        &delivery,
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
    // Seven lists and ten items, each by three names.
    assert_eq!(answered.len(), 3 * (7 + 10), "{answered:?}");
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
    // The callers of these are schedules that are made one by one, and `outbox`.
    assert_eq!(triggers("reminders"), BTreeSet::new());
    assert_eq!(triggers("webhooks"), BTreeSet::new());
}
