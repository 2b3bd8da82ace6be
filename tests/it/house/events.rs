//! `events/`: one file for each route and trigger, and each does what its name says.

use std::{collections::BTreeMap, fs};

use leah_local::template::Template;
use serde_json::{Value, json};

use super::{functions, root, sample};
use crate::support::TestApp;

/// What each HTTP event is answered.
const ANSWERS: [(&str, u16); 52] = [
    ("appointments-cancel", 200),
    ("appointments-create", 201),
    ("appointments-delete", 204),
    ("appointments-edit", 200),
    ("appointments-get", 200),
    ("appointments-list", 200),
    ("appointments-list-json", 200),
    ("appointments-list-jsonld", 200),
    ("documentation-asset", 200),
    ("documentation-context", 200),
    ("documentation-docs", 200),
    ("documentation-entrypoint", 200),
    ("documentation-page", 200),
    ("documentation-root", 404),
    ("documentation-unknown", 404),
    ("guests-download", 303),
    ("guests-download-all", 303),
    ("guests-enter", 303),
    ("guests-page", 200),
    ("guests-waiting_room", 200),
    ("healthcare_workers-get", 200),
    ("healthcare_workers-list", 200),
    ("healthcare_workers-list-by-email", 200),
    ("healthcare_workers-list-json", 200),
    ("healthcare_workers-list-jsonld", 200),
    ("offices-get", 200),
    ("offices-list", 200),
    ("offices-list-by-worker", 200),
    ("offices-list-json", 200),
    ("offices-list-jsonld", 200),
    ("organizations-get", 200),
    ("organizations-get-feature", 200),
    ("transfers-create", 200),
    ("transfers-files-multipart", 200),
    ("transfers-files-tickets", 200),
    ("transfers-get", 200),
    ("transfers-get-file", 200),
    ("transfers-list", 200),
    ("transfers-list-json", 200),
    ("transfers-list-jsonld", 200),
    ("transfers-share", 200),
    ("transfers-ticket", 200),
    ("transfers-tickets", 200),
    ("webhook_endpoints-get", 200),
    ("webhook_endpoints-get-delivery", 200),
    ("webhook_endpoints-list", 200),
    ("webhook_endpoints-list-deliveries", 200),
    ("webhook_endpoints-list-deliveries-json", 200),
    ("webhook_endpoints-list-deliveries-jsonld", 200),
    ("webhook_endpoints-list-json", 200),
    ("webhook_endpoints-list-jsonld", 200),
    ("webhook_endpoints-replay", 200),
];

/// What each trigger is answered.
fn triggers() -> BTreeMap<&'static str, Value> {
    let acknowledged = json!({"batchItemFailures": []});
    BTreeMap::from([
        ("outbox-stream", acknowledged.clone()),
        ("outbox-sweep", acknowledged),
        // Of an appointment that has no reminder.
        ("reminders-fire", json!({"verdict": "Stale"})),
        // By a ticket of which nothing was uploaded.
        ("uploads-created", json!({})),
        // While uploads are not scanned.
        ("uploads-scanned", json!({})),
        // To an endpoint whose name has no address.
        ("webhooks-deliver", json!({"status": "pending"})),
    ])
}

/// Every event, by its file's name without the extension.
pub(super) fn events() -> BTreeMap<String, String> {
    let files = fs::read_dir(root().join("events")).unwrap();
    let read = files.map(|entry| {
        let path = entry.unwrap().path();
        assert_eq!(path.extension().unwrap(), "json", "{}", path.display());
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        (name, fs::read_to_string(&path).unwrap())
    });
    read.collect()
}

/// The function that an event is for: what its name begins with.
pub(super) fn function(name: &str) -> String {
    let begins = functions()
        .into_iter()
        .find(|function| name.starts_with(&format!("{function}-")));
    begins.unwrap_or_else(|| panic!("{name} is for no function"))
}

#[tokio::test]
async fn each_event_is_answered_as_its_name_says() {
    let events = events();
    assert_eq!(
        events.len(),
        ANSWERS.len() + triggers().len(),
        "an answer for each and no other"
    );
    for (name, text) in events {
        let app = sample::house().await;
        let event: Value =
            serde_json::from_str(&text.replace("$your_api_key", app.house.key())).unwrap();
        let answer = app.house.invoke(&function(&name), event).await.unwrap();
        answered(&name, &answer);
    }
}

/// Holds what an event was answered against what is expected of it, wherever the function runs.
pub(super) fn answered(name: &str, answer: &Value) {
    if let Some(expected) = triggers().get(name) {
        assert_eq!(answer, expected, "{name}");
    } else {
        let expected = BTreeMap::from(ANSWERS)[name];
        assert_eq!(answer["statusCode"], expected, "{name}: {answer}");
    }
}

#[test]
fn every_route_and_trigger_has_an_event() {
    let template = Template::read().unwrap();
    let mut missing: Vec<&str> = template
        .routes()
        .iter()
        .map(|route| route.resource.as_str())
        .collect();
    for (name, text) in events() {
        let event: Value = serde_json::from_str(&text).unwrap();
        let Some(path) = event["path"].as_str() else {
            continue;
        };
        let target = template.route(path).unwrap();
        assert_eq!(target.route.function, function(&name), "{name}");
        assert_eq!(event["resource"], target.route.resource.as_str(), "{name}");
        missing.retain(|resource| *resource != target.route.resource);
    }
    assert_eq!(missing, Vec::<&str>::new());
    let sweep: Value = serde_json::from_str(&events()["outbox-sweep"]).unwrap();
    assert_eq!(sweep, template.sweep().input);
}

/// S3 tells of objects at least once, late, and of what has expired meanwhile.
#[tokio::test]
async fn an_upload_by_no_known_ticket_changes_nothing() {
    let app = TestApp::start().await;
    let event: Value = serde_json::from_str(&events()["uploads-created"]).unwrap();
    let before = app.house.items().unwrap();
    for _ in 0..2 {
        let answer = app.house.invoke("uploads", event.clone()).await.unwrap();
        assert_eq!(answer, json!({}));
    }
    assert_eq!(app.house.items().unwrap(), before);
}

/// A call may come twice, and long after its delivery has come to an end.
#[tokio::test]
async fn a_call_that_comes_again_changes_nothing() {
    let app = sample::house().await;
    let event: Value = serde_json::from_str(&events()["webhooks-deliver"]).unwrap();
    let first = app.house.invoke("webhooks", event.clone()).await.unwrap();
    assert_eq!(first, json!({"status": "pending"}));
    let before = app.house.items().unwrap();
    for _ in 0..2 {
        let again = app.house.invoke("webhooks", event.clone()).await.unwrap();
        assert_eq!(again, json!({ "status": null }));
    }
    assert_eq!(app.house.items().unwrap(), before);
}

#[test]
fn the_uploads_event_is_one_that_passes_the_filter() {
    let event: Value = serde_json::from_str(&events()["uploads-created"]).unwrap();
    let template = Template::read().unwrap();
    let [trigger] = &template.bucket().triggers[..] else {
        panic!("one trigger")
    };
    assert_eq!(trigger.function, "uploads");
    assert_eq!(
        (&*trigger.events, &*trigger.suffix),
        (&["s3:ObjectCreated:*".to_owned()][..], "")
    );
    for record in event["Records"].as_array().unwrap() {
        assert!(
            record["eventName"]
                .as_str()
                .unwrap()
                .starts_with("ObjectCreated:")
        );
        let key = record["s3"]["object"]["key"].as_str().unwrap();
        assert!(key.starts_with(&trigger.prefix), "{key}");
        let incoming = leah_aws::files::Incoming::parse(key).unwrap();
        assert_eq!(incoming.key(), key);
    }
}

#[test]
fn the_streams_event_is_one_that_passes_the_filter() {
    let event: Value = serde_json::from_str(&events()["outbox-stream"]).unwrap();
    let template = Template::read().unwrap();
    let filter = &template.stream().filters[0];
    for record in event["Records"].as_array().unwrap() {
        let wanted = &filter["dynamodb"]["NewImage"]["type"]["S"];
        assert!(
            filter["eventName"]
                .as_array()
                .unwrap()
                .contains(&record["eventName"])
        );
        let image = &record["dynamodb"]["NewImage"];
        assert!(wanted.as_array().unwrap().contains(&image["type"]["S"]));
        // What the function reads of it is there.
        leah_aws::table::Woken::from_image(serde_json::from_value(image.clone()).unwrap()).unwrap();
    }
}
