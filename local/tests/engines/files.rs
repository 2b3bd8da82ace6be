use std::time::SystemTime;

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{
    PayloadChecksumKind, PercentEncodingMode, SignableBody, SignableRequest, SigningSettings,
    UriPathNormalizationMode, sign,
};
use aws_sigv4::sign::v4::SigningParams;
use aws_smithy_runtime_api::client::identity::Identity;
use http::Method;
use jiff::SignedDuration;
use leah_local::clock::VirtualClock;
use leah_local::engines::{ACCESS_KEY, BUCKET, REGION, SECRET_KEY};
use reqwest::Response;

use crate::support::engines;

/// Sends a request that is signed with `secret` as the SDKs sign for S3.
pub(crate) async fn signed(
    method: Method,
    url: &str,
    body: &'static [u8],
    secret: &str,
) -> Response {
    let identity: Identity = Credentials::new(ACCESS_KEY, secret, None, None, "test").into();
    let mut settings = SigningSettings::default();
    settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
    settings.percent_encoding_mode = PercentEncodingMode::Single;
    settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
    // This engine reads the machine's clock.
    let now = SystemTime::from(VirtualClock::running(SignedDuration::ZERO).now());
    let parameters = SigningParams::builder()
        .identity(&identity)
        .region(REGION)
        .name("s3")
        .time(now)
        .settings(settings);
    let parameters = parameters.build().unwrap().into();
    let request = SignableRequest::new(
        method.as_str(),
        url,
        std::iter::empty(),
        SignableBody::Bytes(body),
    )
    .unwrap();
    let (instructions, _) = sign(request, &parameters).unwrap().into_parts();
    let mut request = http::Request::builder()
        .method(method)
        .uri(url)
        .body(body)
        .unwrap();
    instructions.apply_to_request_http1x(&mut request);
    reqwest::Client::new()
        .execute(request.try_into().unwrap())
        .await
        .unwrap()
}

#[tokio::test]
async fn a_signed_object_is_kept_read_and_deleted() {
    let engines = engines().await;
    let url = format!("{}/{BUCKET}/a1b2/c3d4", engines.urls().s3);
    assert_eq!(
        signed(Method::PUT, &url, b"hello", SECRET_KEY)
            .await
            .status(),
        200
    );
    let head = signed(Method::HEAD, &url, b"", SECRET_KEY).await;
    assert_eq!(
        (head.status().as_u16(), &head.headers()["content-length"]),
        (200, &"5".parse().unwrap())
    );
    assert_eq!(
        signed(Method::GET, &url, b"", SECRET_KEY)
            .await
            .bytes()
            .await
            .unwrap(),
        "hello"
    );
    assert_eq!(
        signed(Method::DELETE, &url, b"", SECRET_KEY).await.status(),
        204
    );
    assert_eq!(
        signed(Method::GET, &url, b"", SECRET_KEY).await.status(),
        404
    );
}

#[tokio::test]
async fn who_has_not_signed_gets_nothing() {
    let engines = engines().await;
    let url = format!("{}/{BUCKET}/a1b2/c3d4", engines.urls().s3);
    assert_eq!(
        signed(Method::PUT, &url, b"hello", "another secret")
            .await
            .status(),
        403
    );
    assert_eq!(
        reqwest::Client::new()
            .put(&url)
            .body("hello")
            .send()
            .await
            .unwrap()
            .status(),
        403
    );
    assert_eq!(
        signed(Method::GET, &url, b"", SECRET_KEY).await.status(),
        404
    );
}

#[tokio::test]
async fn a_key_never_leaves_its_bucket() {
    let engines = engines().await;
    let url = format!("{}/{BUCKET}/%2E%2E%2Fescaped", engines.urls().s3);
    assert_eq!(
        signed(Method::PUT, &url, b"hello", SECRET_KEY)
            .await
            .status(),
        400
    );
}
