//! What is told of new objects.

use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{CompletedMultipartUpload, CompletedPart};
use leah_local::engines::{BUCKET, Engines};
use serde_json::{Value, json};

use super::form::Form;
use crate::support::{NOW, engines, engines_on, instant, s3};

/// The names and keys of the events that are queued.
fn told(engines: &Engines) -> Vec<(String, String)> {
    let text = |event: &Value, at: &str| event.pointer(at).unwrap().as_str().unwrap().to_owned();
    let events = engines.take_object_events();
    let named = events.iter().map(|event| {
        (
            text(event, "/Records/0/eventName"),
            text(event, "/Records/0/s3/object/key"),
        )
    });
    named.collect()
}

async fn put(engines: &Engines, key: &str) {
    let put = s3(engines.urls()).put_object().bucket(BUCKET).key(key);
    put.body(ByteStream::from_static(b"hello"))
        .send()
        .await
        .unwrap();
}

#[tokio::test]
async fn an_event_has_the_form_that_s3_gives_it() {
    let engines = engines().await;
    let ticket = Form::ticket(&engines, instant(NOW), "incoming/a b", "image/png", 5);
    assert_eq!(ticket.send(b"hello").await.status(), 204);
    let events = engines.take_object_events();
    let [event] = &events[..] else {
        panic!("{events:?}");
    };
    let record = &event["Records"][0];
    assert_eq!(record["eventVersion"], "2.1");
    assert_eq!(record["eventSource"], "aws:s3");
    assert_eq!(record["awsRegion"], "eu-west-3");
    assert_eq!(record["eventTime"], "2021-03-24T12:15:00.000Z");
    assert_eq!(record["eventName"], "ObjectCreated:Post");
    assert_eq!(record["s3"]["bucket"]["name"], BUCKET);
    assert_eq!(
        record["s3"]["bucket"]["arn"],
        format!("arn:aws:s3:::{BUCKET}")
    );
    let object = json!({
        "key": "incoming/a+b",
        "size": 5,
        "eTag": "5d41402abc4b2a76b9719d911017c592",
        "sequencer": "000000000000000001",
    });
    assert_eq!(record["s3"]["object"], object);
    assert!(engines.take_object_events().is_empty());
}

#[tokio::test]
async fn every_way_to_make_an_object_is_told_and_only_of_the_keys_that_were_asked_for() {
    let engines = engines().await;
    let s3 = s3(engines.urls());
    put(&engines, "files/a").await;
    put(&engines, "incoming/a").await;
    let copy = s3.copy_object().bucket(BUCKET).key("incoming/b");
    copy.copy_source(format!("{BUCKET}/files/a"))
        .send()
        .await
        .unwrap();
    let begin = s3
        .create_multipart_upload()
        .bucket(BUCKET)
        .key("incoming/c")
        .send()
        .await;
    let upload = begin.unwrap().upload_id.unwrap();
    let part = s3
        .upload_part()
        .bucket(BUCKET)
        .key("incoming/c")
        .upload_id(&upload)
        .part_number(1);
    let part = part
        .body(ByteStream::from_static(b"x"))
        .send()
        .await
        .unwrap();
    let part = CompletedPart::builder()
        .part_number(1)
        .set_e_tag(part.e_tag)
        .build();
    let complete = s3
        .complete_multipart_upload()
        .bucket(BUCKET)
        .key("incoming/c")
        .upload_id(&upload);
    let parts = CompletedMultipartUpload::builder().parts(part).build();
    complete.multipart_upload(parts).send().await.unwrap();
    s3.delete_object()
        .bucket(BUCKET)
        .key("incoming/a")
        .send()
        .await
        .unwrap();
    let expected = [
        ("ObjectCreated:Put", "incoming/a"),
        ("ObjectCreated:Copy", "incoming/b"),
        ("ObjectCreated:CompleteMultipartUpload", "incoming/c"),
    ];
    let expected = expected.map(|(name, key)| (name.to_owned(), key.to_owned()));
    assert_eq!(told(&engines), expected);
}

#[tokio::test]
async fn events_outlive_the_engines() {
    let folder = tempfile::tempdir().unwrap();
    let first = engines_on(Some(folder.path())).await;
    put(&first, "incoming/a").await;
    put(&first, "incoming/a").await;
    first.shutdown().await;
    let second = engines_on(Some(folder.path())).await;
    assert_eq!(told(&second).len(), 2);
    second.shutdown().await;
    let third = engines_on(Some(folder.path())).await;
    assert_eq!(told(&third), []);
    assert_eq!(third.files().len(), 1);
}
