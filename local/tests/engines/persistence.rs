//! What has been answered survives the sudden end of the process.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use aws_sdk_dynamodb::types::AttributeValue;
use http::Method;
use jiff::SignedDuration;
use leah_local::engines::{BUCKET, SECRET_KEY};
use rusqlite::Connection;

use crate::database::table;
use crate::files::signed;
use crate::mail::{RAW, raw};
use crate::scheduler::schedule;
use crate::support::{dynamodb, engines, engines_on, instant, scheduler, ses};

const FOLDER: &str = "LEAH_TEST_DATA";
const WRITTEN: &str = "everything is written";

#[tokio::test]
async fn the_state_survives_a_kill() {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "persistence::writes_until_it_is_killed",
            "--ignored",
            "--nocapture",
        ])
        .env(FOLDER, folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let output = BufReader::new(writer.stdout.take().unwrap());
    let written = output
        .lines()
        .map_while(Result::ok)
        .any(|line| line.contains(WRITTEN));
    writer.kill().unwrap();
    writer.wait().unwrap();
    assert!(written, "the writer ended before everything was written");

    let engines = engines_on(Some(folder.path())).await;
    assert_eq!(engines.clock_offset(), SignedDuration::from_hours(24));
    assert_eq!(engines.messages(Some("john.doe@gmail.com")).len(), 1);
    assert_eq!(
        engines.next_schedule(),
        Some(instant("2021-05-18T09:00:00Z"))
    );
    let client = dynamodb(engines.urls());
    let item = client
        .get_item()
        .table_name("leah")
        .key("PK", text("a"))
        .key("SK", text("b"))
        .send()
        .await
        .unwrap();
    assert!(item.item().is_some());
    let url = format!("{}/{BUCKET}/incoming/kept", engines.urls().s3);
    assert_eq!(
        signed(Method::GET, &url, b"", SECRET_KEY).await.status(),
        200
    );
    let events = engines.take_object_events();
    assert_eq!(events.len(), 1);
    assert_eq!(
        events[0]["Records"][0]["s3"]["object"]["key"],
        "incoming/kept"
    );
    // The table stands, and is made no second time.
    engines.create_table(table("leah")).unwrap();
}

/// The other process of the test above: it writes, says so, and waits for its end.
#[tokio::test]
#[ignore = "the test above runs it in a process of its own"]
async fn writes_until_it_is_killed() {
    let Some(folder) = std::env::var_os(FOLDER) else {
        return;
    };
    let engines = engines_on(Some(Path::new(&folder))).await;
    engines.create_table(table("leah")).unwrap();
    let put = dynamodb(engines.urls())
        .put_item()
        .table_name("leah")
        .item("PK", text("a"))
        .item("SK", text("b"));
    put.send().await.unwrap();
    ses(engines.urls())
        .send_email()
        .content(raw(RAW))
        .send()
        .await
        .unwrap();
    let client = scheduler(engines.urls());
    client
        .create_schedule_group()
        .name("leah")
        .send()
        .await
        .unwrap();
    schedule(&client, "a", "2021-05-18T09:00:00")
        .send()
        .await
        .unwrap();
    engines
        .set_clock_offset(SignedDuration::from_hours(24))
        .unwrap();
    let url = format!("{}/{BUCKET}/incoming/kept", engines.urls().s3);
    assert_eq!(
        signed(Method::PUT, &url, b"hello", SECRET_KEY)
            .await
            .status(),
        200
    );
    println!("{WRITTEN}");
    // The parent holds the other end open until it kills this process.
    let _ = std::io::stdin().lines().next();
}

#[tokio::test]
async fn engines_side_by_side_share_nothing() {
    let (one, other) = (engines().await, engines().await);
    ses(one.urls())
        .send_email()
        .content(raw(RAW))
        .send()
        .await
        .unwrap();
    assert_eq!(one.messages(None).len(), 1);
    assert_eq!(other.messages(None), []);
}

// Whoever gets a port after its end may be another test's: so what is asked for exists nowhere else.
#[tokio::test]
async fn nothing_answers_after_the_end() {
    let engines = engines().await;
    engines.create_table(table("mine")).unwrap();
    let (tables, planner) = (dynamodb(engines.urls()), scheduler(engines.urls()));
    planner
        .create_schedule_group()
        .name("mine")
        .send()
        .await
        .unwrap();
    tables
        .describe_table()
        .table_name("mine")
        .send()
        .await
        .unwrap();
    engines.shutdown().await;
    assert!(
        planner
            .get_schedule_group()
            .name("mine")
            .send()
            .await
            .is_err()
    );
    assert!(
        tables
            .describe_table()
            .table_name("mine")
            .send()
            .await
            .is_err()
    );
}

fn text(value: &str) -> AttributeValue {
    AttributeValue::S(value.to_owned())
}

#[tokio::test]
async fn a_stream_in_a_file_forgets_after_a_day_and_finds_its_end_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let engines = engines_on(Some(folder.path())).await;
    engines.create_table(table("leah")).unwrap();
    let client = dynamodb(engines.urls());
    let put = async |key: &str| {
        let put = client.put_item().table_name("leah");
        let text = |value: &str| AttributeValue::S(value.to_owned());
        let put = put.item("PK", text(key)).item("SK", text(key));
        put.send().await.unwrap();
    };
    for key in ["a", "b", "c"] {
        put(key).await;
    }
    let file = Connection::open(folder.path().join("dynamodb.sqlite")).unwrap();
    let kept = || -> Vec<String> {
        let mut all = file
            .prepare("SELECT keys_json ->> '$.PK.S' FROM _stream_records ORDER BY id")
            .unwrap();
        let keys = all.query_map([], |row| row.get(0)).unwrap();
        keys.map(Result::unwrap).collect()
    };
    let age = "UPDATE _stream_records SET created_at = created_at - 86401 WHERE keys_json NOT LIKE '%\"b\"%'";
    assert_eq!(file.execute(age, []).unwrap(), 2);

    engines.expire().unwrap();
    assert_eq!(
        kept(),
        ["b", "c"],
        "the old one is gone, the last one stays"
    );
    put("d").await;
    engines.expire().unwrap();
    assert_eq!(kept(), ["b", "d"]);

    // As the engine asks for the number of its next record.
    let plan: String = file
        .query_row(
            "EXPLAIN QUERY PLAN SELECT COALESCE(MAX(CAST(sequence_number AS INTEGER)), 0) + 1 \
             FROM _stream_records WHERE table_name = 'leah'",
            [],
            |row| row.get(3),
        )
        .unwrap();
    assert!(plan.contains("leah_stream_order"), "{plan}");
}
