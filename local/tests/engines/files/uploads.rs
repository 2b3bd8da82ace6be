//! Objects that come in parts.

use aws_sdk_s3::Client;
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{CompletedMultipartUpload, CompletedPart};
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use leah_local::engines::BUCKET;

use crate::support::{engines, s3};

const KEY: &str = "files/a/archive-1";

async fn begin(s3: &Client) -> String {
    let begin = s3
        .create_multipart_upload()
        .bucket(BUCKET)
        .key(KEY)
        .content_type("application/zip");
    begin.send().await.unwrap().upload_id.unwrap()
}

async fn part(s3: &Client, upload: &str, number: i32, content: Vec<u8>) -> CompletedPart {
    let part = s3
        .upload_part()
        .bucket(BUCKET)
        .key(KEY)
        .upload_id(upload)
        .part_number(number);
    let etag = part
        .body(ByteStream::from(content))
        .send()
        .await
        .unwrap()
        .e_tag
        .unwrap();
    CompletedPart::builder()
        .part_number(number)
        .e_tag(etag)
        .build()
}

fn all(parts: &[CompletedPart]) -> CompletedMultipartUpload {
    CompletedMultipartUpload::builder()
        .set_parts(Some(parts.to_vec()))
        .build()
}

#[tokio::test]
async fn parts_become_one_object() {
    let engines = engines().await;
    let s3 = s3(engines.urls());
    let upload = begin(&s3).await;
    let last = part(&s3, &upload, 2, b"end".to_vec()).await;
    part(&s3, &upload, 1, b"replaced".to_vec()).await;
    let first = part(&s3, &upload, 1, vec![b'a'; 5 << 20]).await;
    assert!(engines.files().is_empty());
    let complete = || {
        s3.complete_multipart_upload()
            .bucket(BUCKET)
            .key(KEY)
            .upload_id(&upload)
    };
    let completed = complete()
        .multipart_upload(all(&[first.clone(), last.clone()]))
        .send()
        .await
        .unwrap();
    assert!(completed.e_tag().unwrap().ends_with("-2\""));
    let got = s3
        .get_object()
        .bucket(BUCKET)
        .key(KEY)
        .send()
        .await
        .unwrap();
    assert_eq!(got.content_type(), Some("application/zip"));
    assert_eq!(got.e_tag(), completed.e_tag());
    let body = got.body.collect().await.unwrap().into_bytes();
    assert_eq!(body.len(), (5 << 20) + 3);
    assert!(body.ends_with(b"aend"));
    let again = complete()
        .multipart_upload(all(&[first, last]))
        .send()
        .await
        .unwrap_err();
    assert_eq!(again.code(), Some("NoSuchUpload"));
}

#[tokio::test]
async fn an_upload_that_is_given_up_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let engines = crate::support::engines_on(Some(folder.path())).await;
    let s3 = s3(engines.urls());
    let upload = begin(&s3).await;
    let part = part(&s3, &upload, 1, b"x".to_vec()).await;
    let abort = s3
        .abort_multipart_upload()
        .bucket(BUCKET)
        .key(KEY)
        .upload_id(&upload);
    abort.send().await.unwrap();
    let complete = s3
        .complete_multipart_upload()
        .bucket(BUCKET)
        .key(KEY)
        .upload_id(&upload);
    let error = complete
        .multipart_upload(all(&[part]))
        .send()
        .await
        .unwrap_err();
    assert_eq!(error.code(), Some("NoSuchUpload"));
    assert!(engines.files().is_empty());
    let contents = std::fs::read_dir(folder.path().join("objects")).unwrap();
    assert_eq!(contents.count(), 0);
}

#[tokio::test]
async fn a_small_part_comes_last_or_not_at_all() {
    let engines = engines().await;
    let s3 = s3(engines.urls());
    let upload = begin(&s3).await;
    let first = part(&s3, &upload, 1, b"small".to_vec()).await;
    let second = part(&s3, &upload, 2, b"small".to_vec()).await;
    let complete = s3
        .complete_multipart_upload()
        .bucket(BUCKET)
        .key(KEY)
        .upload_id(&upload);
    let error = complete
        .multipart_upload(all(&[first, second]))
        .send()
        .await
        .unwrap_err();
    assert_eq!(error.code(), Some("EntityTooSmall"));
    assert!(engines.files().is_empty());
}
