//! The table of `template.yaml` against the items that the code writes.

use std::collections::BTreeSet;

use leah_local::template::Template;
use serde_json::Value;

use crate::{
    outbox::items,
    support::{TestApp, booking},
};

/// The attributes by which the template's table and indexes are keyed: partition, order.
fn keys(schema: &Value) -> (String, String) {
    let [partition, order] = schema.as_array().unwrap().as_slice() else {
        panic!("{schema}")
    };
    assert_eq!(
        (&partition["KeyType"], &order["KeyType"]),
        (&"HASH".into(), &"RANGE".into())
    );
    let name = |key: &Value| key["AttributeName"].as_str().unwrap().to_owned();
    (name(partition), name(order))
}

#[tokio::test]
async fn items_stand_in_the_indexes_that_the_table_has() {
    let app = TestApp::start().await;
    app.post("/api/appointments")
        .json(&booking())
        .send()
        .await
        .expect(201);
    let items = items(&app).await;
    app.drain().await;

    let table = Template::read().unwrap().table("leah");
    assert_eq!(keys(&table["KeySchema"]), ("PK".into(), "SK".into()));
    let indexes = table["GlobalSecondaryIndexes"].as_array().unwrap();
    let mut defined = BTreeSet::from(["PK".to_owned(), "SK".to_owned()]);
    for index in indexes {
        let name = index["IndexName"].as_str().unwrap();
        let (partition, order) = keys(&index["KeySchema"]);
        assert_eq!(
            (partition.as_str(), order.as_str()),
            (&*format!("{name}PK"), &*format!("{name}SK"))
        );
        defined.extend([partition, order]);
    }
    let attributes = table["AttributeDefinitions"].as_array().unwrap().iter();
    let typed: BTreeSet<String> = attributes
        .map(|one| one["AttributeName"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(typed, defined);

    // What items carry of the kind is all defined, and all of it is carried.
    let carried: BTreeSet<String> = items
        .iter()
        .flat_map(|item| item.as_object().unwrap().keys())
        .filter(|name| name.ends_with("PK") || name.ends_with("SK"))
        .cloned()
        .collect();
    assert_eq!(carried, defined);
}

#[tokio::test]
async fn every_item_says_its_kind_and_version() {
    let app = TestApp::start().await;
    app.post("/api/appointments")
        .json(&booking())
        .send()
        .await
        .expect(201);
    let items = items(&app).await;
    app.drain().await;
    let mut kinds = BTreeSet::new();
    for item in &items {
        assert_eq!(item["v"]["N"], "1", "{item}");
        kinds.insert(item["type"]["S"].as_str().unwrap());
    }
    for kind in [
        "Appointment",
        "ApiKey",
        "Counter",
        "Feature",
        "HealthcareWorker",
        "Link",
        "Office",
        "Organization",
        "Outbox",
        "Reminder",
    ] {
        assert!(kinds.contains(kind), "{kind} in {kinds:?}");
    }
}

#[tokio::test]
async fn the_bell_rings_for_new_owed_work_alone() {
    let template = Template::read().unwrap();
    let [filter] = template.stream().filters.as_slice() else {
        panic!("one filter")
    };
    assert_eq!(filter["eventName"], serde_json::json!(["INSERT"]));
    let wanted = &filter["dynamodb"]["NewImage"]["type"]["S"];
    let app = TestApp::start().await;
    app.post("/api/appointments")
        .json(&booking())
        .send()
        .await
        .expect(201);
    let items = items(&app).await;
    app.drain().await;
    let ringing = items
        .iter()
        .filter(|item| wanted.as_array().unwrap().contains(&item["type"]["S"]));
    let keys: Vec<&str> = ringing
        .map(|item| item["PK"]["S"].as_str().unwrap())
        .collect();
    // A confirmation and two schedules.
    assert_eq!(keys.len(), 3);
    assert!(
        keys.iter().all(|key| key.starts_with("OUTBOX#")),
        "{keys:?}"
    );
    assert_eq!(
        template.table("leah")["StreamSpecification"]["StreamViewType"],
        "NEW_IMAGE"
    );
}
