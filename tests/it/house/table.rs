//! The table of `template.yaml` against the items that the code writes.

use std::collections::{BTreeMap, BTreeSet};

use leah_local::template::Template;
use serde_json::{Value, json};

use super::{root, sample};
use crate::{
    outbox::items,
    support::{TestApp, booking, demo},
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

/// A row of the table of keys in `ARCHITECTURE.md`.
struct Row {
    partition: String,
    order: String,
    indexes: String,
    expires: bool,
}

/// The rows, by the types of their items.
fn rows() -> BTreeMap<String, Row> {
    let text = std::fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let (_, table) = text
        .split_once("| Entity | PK / SK | Indexes | TTL |")
        .unwrap();
    let lines = table
        .lines()
        .skip(2)
        .take_while(|line| line.starts_with('|'));
    let mut rows = BTreeMap::new();
    for line in lines {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [entities, key, indexes, expires] = cells[..] else {
            panic!("{line}")
        };
        let mut quoted = key.split('`').skip(1).step_by(2).map(str::to_owned);
        let partition = quoted.next().unwrap();
        // An identifier alone is not quoted.
        let order = quoted.next().unwrap_or_else(|| "id".to_owned());
        for entity in entities.split(", ") {
            let row = Row {
                partition: partition.clone(),
                order: order.clone(),
                indexes: indexes.to_owned(),
                expires: !expires.is_empty(),
            };
            assert!(rows.insert(entity.to_owned(), row).is_none(), "{entity}");
        }
    }
    rows
}

/// Whether a key has the form that is written down: what stands there in capitals, and something for all the rest.
fn fits(form: &str, key: &str) -> bool {
    let fixed = |part: &str| part.chars().all(|c| c.is_ascii_uppercase());
    let (form, key): (Vec<&str>, Vec<&str>) = (form.split('#').collect(), key.split('#').collect());
    form.len() == key.len()
        && form.iter().zip(key).all(|(form, part)| {
            if fixed(form) {
                *form == part
            } else {
                !part.is_empty() && !fixed(part)
            }
        })
}

#[tokio::test]
async fn the_keys_of_items_are_those_that_are_written_down() {
    let app = sample::house().await;
    let book = || {
        app.post("/api/appointments")
            .json(&booking())
            .header("Idempotency-Key", "1")
    };
    book().send().await.expect(201);
    let worker = json!({"healthcareWorker": demo::WORKER});
    let transfer = app.post("/api/transfers").json(&worker).send().await;
    transfer.expect(200);
    let press = serde_json::from_str(&super::events::events()["guests-enter"]).unwrap();
    app.house.invoke("guests", press).await.unwrap();
    let other = app.post("/api/appointments").json(&booking()).send().await;
    let cancelled = app.delete(&other.expect(201).iri()).send().await;
    cancelled.expect(204);
    let items = items(&app).await;
    app.drain().await;

    let rows = rows();
    let (mut seen, mut indexed) = (BTreeSet::new(), BTreeSet::new());
    for item in &items {
        let text = |name: &str| item[name]["S"].as_str();
        let kind = text("type").unwrap();
        let row = rows
            .get(kind)
            .unwrap_or_else(|| panic!("{kind} has no row"));
        assert!(fits(&row.partition, text("PK").unwrap()), "{item}");
        assert!(fits(&row.order, text("SK").unwrap()), "{item}");
        assert!(row.expires || item.get("ttl").is_none(), "{item}");
        for index in ["GSI1", "GSI2", "GSI3", "DUE"] {
            let Some(partition) = text(&format!("{index}PK")) else {
                continue;
            };
            let (_, told) = row
                .indexes
                .split_once(index)
                .unwrap_or_else(|| panic!("{index}: {item}"));
            // Where the form of its partition is told, it stands behind the index's name.
            if let Some(form) = told.strip_prefix(" `") {
                let form = form.split('`').next().unwrap();
                assert!(fits(form, partition), "{index}: {item}");
            }
            indexed.insert((kind, index));
        }
        seen.insert(kind);
    }
    let told: BTreeSet<&str> = rows.keys().map(String::as_str).collect();
    assert_eq!(seen, told);
    for (kind, row) in &rows {
        for index in ["GSI1", "GSI2", "GSI3", "DUE"] {
            let stands = indexed.contains(&(kind.as_str(), index));
            assert_eq!(stands, row.indexes.contains(index), "{kind} in {index}");
        }
    }
}
