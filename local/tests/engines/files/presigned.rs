//! Presigned URLs, made by the real client, judged by the house's clock.

use std::time::{Duration, SystemTime};

use aws_sdk_s3::Client;
use aws_sdk_s3::presigning::PresigningConfig;
use aws_sdk_s3::primitives::ByteStream;
use jiff::SignedDuration;
use leah_local::engines::{BUCKET, Engines};
use leah_local::{
    VirtualClock,
    wire::{Service, Wire},
};
use reqwest::Client as Browser;

use super::{code, refused};
use crate::support::{NOW, engines_with, instant, s3};

const KEY: &str = "files/a/b c";

async fn started(at: &str) -> (Engines, VirtualClock, Client) {
    let clock = VirtualClock::frozen(instant(at));
    let engines = engines_with(None, &clock).await;
    let s3 = s3(engines.urls());
    let put = s3
        .put_object()
        .bucket(BUCKET)
        .key(KEY)
        .content_type("image/png");
    put.body(ByteStream::from_static(b"hello"))
        .send()
        .await
        .unwrap();
    (engines, clock, s3)
}

/// For five minutes of the house's time.
fn five_minutes(clock: &VirtualClock) -> PresigningConfig {
    let start = SystemTime::from(clock.now());
    let config = PresigningConfig::builder()
        .start_time(start)
        .expires_in(Duration::from_mins(5));
    config.build().unwrap()
}

async fn url(s3: &Client, clock: &VirtualClock) -> String {
    let get = s3.get_object().bucket(BUCKET).key(KEY);
    let get = get
        .response_content_disposition("attachment; filename*=UTF-8''r%C3%A9sum%C3%A9%20%26.png")
        .response_content_type("application/octet-stream");
    get.presigned(five_minutes(clock))
        .await
        .unwrap()
        .uri()
        .to_owned()
}

async fn get(url: &str) -> reqwest::Response {
    Browser::new().get(url).send().await.unwrap()
}

#[tokio::test]
async fn whoever_has_the_address_gets_the_object_as_an_attachment() {
    let (_engines, clock, s3) = started(NOW).await;
    let url = url(&s3, &clock).await;
    let answer = get(&url).await;
    assert_eq!(answer.status(), 200);
    let headers = answer.headers();
    assert_eq!(
        headers["content-disposition"],
        "attachment; filename*=UTF-8''r%C3%A9sum%C3%A9%20%26.png"
    );
    assert_eq!(headers["content-type"], "application/octet-stream");
    assert_eq!(headers["content-length"], "5");
    assert_eq!(answer.text().await.unwrap(), "hello");
    let part = Browser::new()
        .get(&url)
        .header("range", "bytes=1-2")
        .send()
        .await
        .unwrap();
    assert_eq!(part.status(), 206);
    assert_eq!(part.text().await.unwrap(), "el");
    // It is signed for one method.
    let head = Browser::new().head(&url).send().await.unwrap();
    assert_eq!(head.status(), 403);
}

#[tokio::test]
async fn an_address_lives_five_minutes_of_the_houses_time() {
    // Far from the machine's time on either side.
    for at in ["2001-03-24T12:15:00Z", "2061-03-24T12:15:00Z"] {
        let (_engines, clock, s3) = started(at).await;
        let url = url(&s3, &clock).await;
        assert_eq!(get(&url).await.status(), 200);
        let begin = clock.now();
        clock.set(begin + SignedDuration::from_mins(5));
        assert_eq!(get(&url).await.status(), 200);
        clock.set(begin + SignedDuration::from_secs(301));
        assert_eq!(code(get(&url).await).await, refused(403, "AccessDenied"));
        clock.set(begin - SignedDuration::from_mins(16));
        assert_eq!(code(get(&url).await).await, refused(403, "AccessDenied"));
    }
}

#[tokio::test]
async fn nothing_of_an_address_can_be_changed() {
    let (_engines, clock, s3) = started(NOW).await;
    let url = url(&s3, &clock).await;
    let mismatch = refused(403, "SignatureDoesNotMatch");
    let (_, signature) = url.split_once("X-Amz-Signature=").unwrap();
    let signature = &signature[..64];
    for tampered in [
        url.replace(signature, &"0".repeat(64)),
        url.replace("b%20c", "b"),
        url.replace("attachment", "inline"),
        url.replace("X-Amz-Expires=300", "X-Amz-Expires=400"),
        url.replace("T121500Z", "T121600Z"),
        url.replace(signature, &signature.to_uppercase()),
        format!("{url}&response-cache-control=x"),
        url.replace("127.0.0.1", "localhost"),
    ] {
        assert_ne!(tampered, url);
        assert_eq!(code(get(&tampered).await).await, mismatch, "{tampered}");
    }
    for (from, to, status, name) in [
        (
            "X-Amz-Expires=300",
            "X-Amz-Expires=604801",
            400,
            "AuthorizationQueryParametersError",
        ),
        (
            "X-Amz-Expires=300",
            "X-Amz-Expires=soon",
            400,
            "AuthorizationQueryParametersError",
        ),
        (
            "X-Amz-Expires=300",
            "x=y",
            400,
            "AuthorizationQueryParametersError",
        ),
        (
            "X-Amz-Expires=300",
            "X-Amz-Expires=300&X-Amz-Expires=300",
            400,
            "AuthorizationQueryParametersError",
        ),
        (
            "eu-west-3",
            "us-east-1",
            400,
            "AuthorizationQueryParametersError",
        ),
        (
            "AWS4-HMAC-SHA256",
            "AWS4-HMAC-SHA1",
            400,
            "AuthorizationQueryParametersError",
        ),
        (
            "=leah-local%2F2",
            "=stranger%2F2",
            403,
            "InvalidAccessKeyId",
        ),
    ] {
        let tampered = url.replace(from, to);
        assert_ne!(tampered, url, "{from}");
        assert_eq!(
            code(get(&tampered).await).await,
            refused(status, name),
            "{to}"
        );
    }
    // Headers of S3's own have to be signed.
    let extra = Browser::new().get(&url).header("x-amz-meta-a", "b").send();
    assert_eq!(
        code(extra.await.unwrap()).await,
        refused(403, "AccessDenied")
    );
    let both = Browser::new()
        .get(&url)
        .header("authorization", "AWS4-HMAC-SHA256 x")
        .send();
    assert_eq!(
        code(both.await.unwrap()).await,
        refused(400, "InvalidArgument")
    );
    assert_eq!(get(&url).await.status(), 200);
}

#[tokio::test]
async fn an_address_without_its_sessions_token_opens_nothing() {
    let (_engines, clock, s3) = started(NOW).await;
    let url = url(&s3, &clock).await;
    let mut pairs = url.split('&');
    let token = pairs
        .find(|pair| pair.starts_with("X-Amz-Security-Token="))
        .unwrap();
    let without = url.replace(token, "x=y");
    assert_eq!(
        code(get(&without).await).await,
        refused(403, "InvalidAccessKeyId")
    );
    let other = url.replace(token, "X-Amz-Security-Token=another");
    assert_eq!(code(get(&other).await).await, refused(400, "InvalidToken"));
}

#[tokio::test]
async fn an_address_is_good_on_the_wire_and_counted_there() {
    let (engines, clock, _s3) = started(NOW).await;
    let wire = Wire::start(engines.urls()).await.unwrap();
    let wired = s3(&wire.urls());
    let url = url(&wired, &clock).await;
    assert!(url.starts_with(&wire.urls().s3));
    assert_eq!(get(&url).await.status(), 200);
    let calls = wire.calls();
    assert_eq!(
        (calls[0].service, calls[0].operation.as_str()),
        (Service::S3, "GetObject")
    );
}

#[tokio::test]
async fn an_object_can_be_put_by_an_address() {
    let (engines, clock, s3) = started(NOW).await;
    let put = s3
        .put_object()
        .bucket(BUCKET)
        .key("incoming/x")
        .content_type("image/png");
    let put = put.presigned(five_minutes(&clock)).await.unwrap();
    let mut request = Browser::new().put(put.uri()).body("hello");
    for (name, value) in put.headers() {
        request = request.header(name, value);
    }
    assert_eq!(request.send().await.unwrap().status(), 200);
    assert!(
        engines
            .files()
            .iter()
            .any(|file| file.key == "incoming/x" && file.r#type == "image/png")
    );
}
