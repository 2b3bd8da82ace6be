//! S3 by way of the wire.

use aws_sdk_s3::Client;
use aws_sdk_s3::types::{CompletedMultipartUpload, CompletedPart, Delete, ObjectIdentifier};
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use leah_local::engines::{BUCKET, Engines};
use leah_local::wire::{Fault, FaultKind, Service, Wire};

use crate::support::{engines, s3};

const KEY: &str = "files/a";

async fn wired() -> (Engines, Wire, Client) {
    let engines = engines().await;
    let wire = Wire::start(engines.urls()).await.unwrap();
    let s3 = s3(&wire.urls());
    (engines, wire, s3)
}

fn operations(wire: &Wire) -> Vec<String> {
    wire.calls()
        .into_iter()
        .map(|call| call.operation)
        .collect()
}

async fn put(s3: &Client) {
    let put = s3.put_object().bucket(BUCKET).key(KEY);
    put.body(b"x".to_vec().into()).send().await.unwrap();
}

#[tokio::test]
async fn calls_about_objects_have_their_names() {
    let (_engines, wire, s3) = wired().await;
    put(&s3).await;
    s3.get_object()
        .bucket(BUCKET)
        .key(KEY)
        .send()
        .await
        .unwrap();
    s3.head_object()
        .bucket(BUCKET)
        .key(KEY)
        .send()
        .await
        .unwrap();
    let copy = s3.copy_object().bucket(BUCKET).key("files/b");
    copy.copy_source(format!("{BUCKET}/{KEY}"))
        .send()
        .await
        .unwrap();
    let list = s3.list_objects_v2().bucket(BUCKET).prefix("files/");
    list.send().await.unwrap();
    let object = ObjectIdentifier::builder().key(KEY).build().unwrap();
    let delete = Delete::builder().objects(object).build().unwrap();
    let all = s3.delete_objects().bucket(BUCKET).delete(delete);
    all.send().await.unwrap();
    s3.delete_object()
        .bucket(BUCKET)
        .key("files/b")
        .send()
        .await
        .unwrap();
    let expected = [
        "PutObject",
        "GetObject",
        "HeadObject",
        "CopyObject",
        "ListObjectsV2",
        "DeleteObjects",
        "DeleteObject",
    ];
    assert_eq!(operations(&wire), expected);
}

#[tokio::test]
async fn calls_about_uploads_have_their_names() {
    let (_engines, wire, s3) = wired().await;
    let begin = async || {
        let begin = s3.create_multipart_upload().bucket(BUCKET).key(KEY);
        begin.send().await.unwrap().upload_id.unwrap()
    };
    let upload = begin().await;
    let part = s3
        .upload_part()
        .bucket(BUCKET)
        .key(KEY)
        .upload_id(&upload)
        .part_number(1);
    let part = part.body(b"x".to_vec().into()).send().await.unwrap();
    let part = CompletedPart::builder()
        .part_number(1)
        .set_e_tag(part.e_tag)
        .build();
    let parts = CompletedMultipartUpload::builder().parts(part).build();
    let complete = s3
        .complete_multipart_upload()
        .bucket(BUCKET)
        .key(KEY)
        .upload_id(&upload);
    complete.multipart_upload(parts).send().await.unwrap();
    let abort = s3.abort_multipart_upload().bucket(BUCKET).key(KEY);
    abort.upload_id(begin().await).send().await.unwrap();
    let expected = [
        "CreateMultipartUpload",
        "UploadPart",
        "CompleteMultipartUpload",
        "CreateMultipartUpload",
        "AbortMultipartUpload",
    ];
    assert_eq!(operations(&wire), expected);
}

#[tokio::test]
async fn a_fault_is_one_that_the_client_understands() {
    let (engines, wire, s3) = wired().await;
    wire.fault(Fault {
        service: Service::S3,
        operation: Some("PutObject".to_owned()),
        matching: None,
        kind: FaultKind::Status(503),
        times: Some(1),
    });
    // Without a body: its length is signed, and has to arrive.
    let put = || s3.put_object().bucket(BUCKET).key(KEY).send();
    assert_eq!(put().await.unwrap_err().code(), Some("SlowDown"));
    assert!(engines.files().is_empty());
    put().await.unwrap();
    assert_eq!(engines.files().len(), 1);
}
