//! The embedded S3.

mod cors;
mod events;
mod form;
mod forms;
mod hostile;
mod lifecycle;
mod objects;
mod presigned;
mod uploads;
mod wire;

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
use leah_local::engines::{ACCESS_KEY, BUCKET, REGION, SECRET_KEY, SESSION_TOKEN};
use reqwest::Response;

use crate::support::{credentials, engines};

/// Sends a request that is signed with `secret` as the SDKs sign for S3.
pub(crate) async fn signed(
    method: Method,
    url: &str,
    body: &'static [u8],
    secret: &str,
) -> Response {
    let request = request(method, url, body, credentials(secret));
    reqwest::Client::new().execute(request).await.unwrap()
}

fn request(
    method: Method,
    url: &str,
    body: &'static [u8],
    credentials: Credentials,
) -> reqwest::Request {
    let identity: Identity = credentials.into();
    let mut settings = SigningSettings::default();
    settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
    settings.percent_encoding_mode = PercentEncodingMode::Single;
    settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
    // What is signed in a header is judged by the machine's clock.
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
    request.try_into().unwrap()
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

/// The code in an error as S3 writes it.
pub(crate) async fn code(answer: Response) -> (u16, String) {
    let status = answer.status().as_u16();
    let text = answer.text().await.unwrap();
    let code = text
        .split("<Code>")
        .nth(1)
        .and_then(|rest| rest.split("</Code>").next());
    (status, code.unwrap_or_default().to_owned())
}

/// A header-signed request without the session's token, with another one, and with one that is not signed.
#[tokio::test]
async fn who_signs_without_the_sessions_token_gets_nothing() {
    let engines = engines().await;
    let url = format!("{}/{BUCKET}/a1b2/c3d4", engines.urls().s3);
    let bare = |token: Option<&str>| {
        Credentials::new(
            ACCESS_KEY,
            SECRET_KEY,
            token.map(str::to_owned),
            None,
            "test",
        )
    };
    let put = async |credentials: Credentials| {
        let request = request(Method::PUT, &url, b"hello", credentials);
        code(reqwest::Client::new().execute(request).await.unwrap()).await
    };
    assert_eq!(put(bare(None)).await, refused(403, "InvalidAccessKeyId"));
    assert_eq!(
        put(bare(Some("another"))).await,
        refused(400, "InvalidToken")
    );
    let mut unsigned = request(Method::PUT, &url, b"hello", bare(None));
    let token = SESSION_TOKEN.parse().unwrap();
    unsigned.headers_mut().insert("x-amz-security-token", token);
    let answer = reqwest::Client::new().execute(unsigned).await.unwrap();
    assert_eq!(code(answer).await, refused(403, "AccessDenied"));
    let stranger = Credentials::new(
        "stranger",
        SECRET_KEY,
        Some(SESSION_TOKEN.to_owned()),
        None,
        "test",
    );
    assert_eq!(put(stranger).await, refused(403, "InvalidAccessKeyId"));
    let version_2 = reqwest::Client::new()
        .get(&url)
        .header("authorization", "AWS leah-local:x");
    assert_eq!(
        code(version_2.send().await.unwrap()).await,
        refused(400, "InvalidRequest")
    );
    assert!(engines.files().is_empty());
}

fn refused(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}

#[tokio::test]
async fn a_key_is_any_text_and_never_leaves_its_bucket() {
    let engines = engines().await;
    let s3 = crate::support::s3(engines.urls());
    for key in [
        "../escaped",
        "a/../../b",
        "dir",
        "dir/f",
        "a b/\u{e9}+&=?#%2F",
        &"k".repeat(900),
    ] {
        s3.put_object()
            .bucket(BUCKET)
            .key(key)
            .body(key.as_bytes().to_vec().into())
            .send()
            .await
            .unwrap();
    }
    for file in engines.files() {
        let got = s3
            .get_object()
            .bucket(BUCKET)
            .key(&file.key)
            .send()
            .await
            .unwrap();
        let body = got.body.collect().await.unwrap().into_bytes();
        assert_eq!(body, file.key.as_bytes());
    }
    assert_eq!(engines.files().len(), 6);
}
