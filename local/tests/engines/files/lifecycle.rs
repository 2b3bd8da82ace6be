//! What the house forgets by itself, hour by hour of its own time.

use std::sync::Arc;

use aws_sdk_s3::Client;
use aws_sdk_s3::primitives::ByteStream;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use jiff::SignedDuration;
use leah_aws::system::SystemIds;
use leah_local::engines::{BUCKET, Engines};
use leah_local::{House, Options, VirtualClock};
use serde_json::json;
use tempfile::TempDir;

use crate::support::{NOW, instant, s3};

async fn house(data: &TempDir) -> House {
    let clock = VirtualClock::frozen(instant(NOW));
    let options = Options {
        data: Some(data.path().join("data")),
        ..Options::ephemeral(clock, Arc::new(SystemIds))
    };
    House::start(options).await.unwrap()
}

fn keys(engines: &Engines) -> Vec<String> {
    engines.files().into_iter().map(|file| file.key).collect()
}

async fn begin(s3: &Client, key: &str) -> String {
    let begin = s3
        .create_multipart_upload()
        .bucket(BUCKET)
        .key(key)
        .send()
        .await;
    begin.unwrap().upload_id.unwrap()
}

#[tokio::test]
async fn objects_and_uploads_end_at_the_midnight_after_their_days() {
    let folder = TempDir::new().unwrap();
    let house = house(&folder).await;
    let s3 = s3(house.engines().urls());
    for key in ["incoming/a", "files/a", "other/a"] {
        let put = s3.put_object().bucket(BUCKET).key(key);
        put.body(ByteStream::from_static(b"x"))
            .send()
            .await
            .unwrap();
    }
    let upload = begin(&s3, "files/archive").await;
    let part = s3
        .upload_part()
        .bucket(BUCKET)
        .key("files/archive")
        .upload_id(&upload)
        .part_number(1);
    part.body(ByteStream::from_static(b"x"))
        .send()
        .await
        .unwrap();
    // Nobody is to be told of what this test puts.
    assert_eq!(house.take_uploads().len(), 1);

    house
        .advance_to(instant("2021-03-25T23:59:59Z"))
        .await
        .unwrap();
    assert_eq!(keys(house.engines()), ["files/a", "incoming/a", "other/a"]);
    house
        .advance_to(instant("2021-03-26T00:00:00Z"))
        .await
        .unwrap();
    assert_eq!(keys(house.engines()), ["files/a", "other/a"]);
    let abort = s3
        .abort_multipart_upload()
        .bucket(BUCKET)
        .key("files/archive")
        .upload_id(&upload);
    assert_eq!(abort.send().await.unwrap_err().code(), Some("NoSuchUpload"));
    house
        .advance_to(instant("2021-04-02T23:59:59Z"))
        .await
        .unwrap();
    assert_eq!(keys(house.engines()), ["files/a", "other/a"]);
    house.advance(SignedDuration::from_secs(1)).await.unwrap();
    assert_eq!(keys(house.engines()), ["other/a"]);
    let contents = std::fs::read_dir(folder.path().join("data/objects")).unwrap();
    assert_eq!(contents.count(), 1);
}

#[tokio::test]
async fn items_expire_by_the_houses_time_on_files_too() {
    let folder = TempDir::new().unwrap();
    let house = house(&folder).await;
    let expiry = |text: &str| json!({"N": instant(text).as_second().to_string()});
    let items = [
        ("soon", expiry("2021-03-24T13:00:00Z")),
        ("later", expiry("2021-03-25T12:15:00Z")),
        ("long-past", expiry("2016-01-01T00:00:00Z")),
        ("no-number", json!({"S": "2021"})),
    ];
    for (name, ttl) in items {
        let put =
            json!({"TableName": "leah", "Item": {"PK": {"S": name}, "SK": {"S": "x"}, "ttl": ttl}});
        let put = serde_json::from_value(put).unwrap();
        house.engines().database().put_item(put).unwrap();
    }
    let left = || {
        let items = house.items().unwrap();
        let is = |name: &str| items.iter().any(|item| item["PK"]["S"] == name);
        ["soon", "later", "long-past", "no-number"].map(is)
    };
    house
        .advance_to(instant("2021-03-24T13:00:00Z"))
        .await
        .unwrap();
    assert_eq!(left(), [false, true, true, true]);
    house
        .advance_to(instant("2021-03-25T13:00:00Z"))
        .await
        .unwrap();
    assert_eq!(left(), [false, false, true, true]);
}
