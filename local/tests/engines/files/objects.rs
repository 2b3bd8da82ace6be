//! Objects, by the real client.

use aws_sdk_s3::Client;
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{Delete, MetadataDirective, ObjectIdentifier};
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use leah_local::engines::{BUCKET, File};

use crate::support::{NOW, engines, instant, s3};

const KEY: &str = "files/6e229d04-1880-4b6b-a520-36f757f4a531/b3f4/archive-3";

async fn put(s3: &Client, key: &str, content: &'static [u8]) -> String {
    let put = s3
        .put_object()
        .bucket(BUCKET)
        .key(key)
        .content_type("image/png");
    let put = put
        .body(ByteStream::from_static(content))
        .send()
        .await
        .unwrap();
    put.e_tag.unwrap()
}

#[tokio::test]
async fn an_object_keeps_its_content_type_and_metadata() {
    let engines = engines().await;
    let s3 = s3(engines.urls());
    let put = s3
        .put_object()
        .bucket(BUCKET)
        .key(KEY)
        .content_type("application/pdf");
    let put = put
        .metadata("pages", "2")
        .body(ByteStream::from_static(b"hello world"));
    let etag = put.send().await.unwrap().e_tag.unwrap();
    assert_eq!(etag, "\"5eb63bbbe01eeed093cb22bb8f5acdc3\"");

    let head = s3
        .head_object()
        .bucket(BUCKET)
        .key(KEY)
        .send()
        .await
        .unwrap();
    assert_eq!(head.content_type(), Some("application/pdf"));
    assert_eq!(head.content_length(), Some(11));
    assert_eq!(head.e_tag(), Some(etag.as_str()));
    assert_eq!(head.metadata().unwrap()["pages"], "2");
    assert_eq!(head.last_modified().unwrap().to_string(), NOW);
    let expected = File {
        key: KEY.to_owned(),
        size: 11,
        r#type: "application/pdf".to_owned(),
        created: instant(NOW),
    };
    assert_eq!(engines.files(), [expected]);
}

#[tokio::test]
async fn a_part_of_the_version_that_was_meant_is_read() {
    let engines = engines().await;
    let s3 = s3(engines.urls());
    let etag = put(&s3, KEY, b"hello world").await;
    let get = || s3.get_object().bucket(BUCKET).key(KEY);
    let part = get()
        .range("bytes=6-")
        .if_match(&etag)
        .send()
        .await
        .unwrap();
    assert_eq!(part.content_range(), Some("bytes 6-10/11"));
    assert_eq!(part.body.collect().await.unwrap().into_bytes(), "world");
    let suffix = get().range("bytes=-3").send().await.unwrap();
    assert_eq!(suffix.body.collect().await.unwrap().into_bytes(), "rld");

    let failure =
        async |request: aws_sdk_s3::operation::get_object::builders::GetObjectFluentBuilder| {
            let error = request.send().await.unwrap_err();
            let status = error.raw_response().unwrap().status().as_u16();
            (status, error.code().unwrap_or_default().to_owned())
        };
    assert_eq!(
        failure(get().range("bytes=11-")).await,
        (416, "InvalidRange".to_owned())
    );
    assert_eq!(failure(get().if_none_match(&etag)).await.0, 304);
    put(&s3, KEY, b"another").await;
    assert_eq!(
        failure(get().if_match(&etag)).await,
        (412, "PreconditionFailed".to_owned())
    );
    let none = failure(s3.get_object().bucket(BUCKET).key("none"));
    assert_eq!(none.await, (404, "NoSuchKey".to_owned()));
    let other = failure(s3.get_object().bucket("another-bucket").key(KEY));
    assert_eq!(other.await, (404, "NoSuchBucket".to_owned()));
}

#[tokio::test]
async fn only_the_version_that_was_looked_at_is_copied() {
    let engines = engines().await;
    let s3 = s3(engines.urls());
    let etag = put(&s3, "incoming/a", b"first").await;
    let copy = |to: &str| {
        let copy = s3.copy_object().bucket(BUCKET).key(to);
        copy.copy_source(format!("{BUCKET}/incoming/a"))
            .copy_source_if_match(&etag)
    };
    let kept = copy("files/kept").send().await.unwrap();
    assert_eq!(
        kept.copy_object_result().unwrap().e_tag(),
        Some(etag.as_str())
    );
    let replaced = copy("files/replaced")
        .metadata_directive(MetadataDirective::Replace)
        .content_type("image/jpeg")
        .metadata("a", "b");
    replaced.send().await.unwrap();
    let head = async |key: &str| {
        s3.head_object()
            .bucket(BUCKET)
            .key(key)
            .send()
            .await
            .unwrap()
    };
    assert_eq!(head("files/kept").await.content_type(), Some("image/png"));
    assert_eq!(
        head("files/replaced").await.content_type(),
        Some("image/jpeg")
    );

    put(&s3, "incoming/a", b"second").await;
    let error = copy("files/late").send().await.unwrap_err();
    assert_eq!(error.raw_response().unwrap().status().as_u16(), 412);
    assert_eq!(error.code(), Some("PreconditionFailed"));
    assert!(!engines.files().iter().any(|file| file.key == "files/late"));
}

#[tokio::test]
async fn a_body_that_is_not_what_was_meant_is_not_kept() {
    let engines = engines().await;
    let s3 = s3(engines.urls());
    put(&s3, KEY, b"first").await;
    let wrong = s3
        .put_object()
        .bucket(BUCKET)
        .key(KEY)
        .checksum_sha256("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");
    let error = wrong
        .body(ByteStream::from_static(b"second"))
        .send()
        .await
        .unwrap_err();
    assert_eq!(error.code(), Some("BadDigest"));
    let only_new = s3.put_object().bucket(BUCKET).key(KEY).if_none_match("*");
    let error = only_new
        .body(ByteStream::from_static(b"second"))
        .send()
        .await
        .unwrap_err();
    assert_eq!(error.code(), Some("PreconditionFailed"));
    let got = s3
        .get_object()
        .bucket(BUCKET)
        .key(KEY)
        .send()
        .await
        .unwrap();
    assert_eq!(got.body.collect().await.unwrap().into_bytes(), "first");
}

#[tokio::test]
async fn a_prefix_is_listed_page_by_page_and_deleted() {
    let engines = engines().await;
    let s3 = s3(engines.urls());
    for n in 0..5 {
        put(&s3, &format!("files/a/{n}"), b"x").await;
    }
    put(&s3, "files/ab", b"x").await;
    let mut pages = s3
        .list_objects_v2()
        .bucket(BUCKET)
        .prefix("files/a/")
        .max_keys(2)
        .into_paginator()
        .send();
    let mut keys = Vec::new();
    let mut sizes = Vec::new();
    while let Some(page) = pages.next().await {
        let page = page.unwrap();
        sizes.push(page.contents().len());
        keys.extend(
            page.contents()
                .iter()
                .map(|object| object.key().unwrap().to_owned()),
        );
    }
    assert_eq!(sizes, [2, 2, 1]);
    assert_eq!(
        keys,
        [
            "files/a/0",
            "files/a/1",
            "files/a/2",
            "files/a/3",
            "files/a/4"
        ]
    );

    let one = s3.delete_object().bucket(BUCKET).key("files/a/0");
    one.send().await.unwrap();
    let identify = |key: &String| ObjectIdentifier::builder().key(key).build().unwrap();
    let all = Delete::builder().set_objects(Some(keys.iter().map(identify).collect()));
    let deleted = s3
        .delete_objects()
        .bucket(BUCKET)
        .delete(all.build().unwrap());
    assert_eq!(deleted.send().await.unwrap().deleted().len(), 5);
    let left: Vec<String> = engines.files().into_iter().map(|file| file.key).collect();
    assert_eq!(left, ["files/ab"]);
}
