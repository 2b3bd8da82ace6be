//! Engines of a test's own, and the real clients of their services.

use std::{net::Ipv4Addr, path::Path};

use aws_credential_types::Credentials;
use aws_smithy_http_client::Builder;
use aws_smithy_runtime_api::client::behavior_version::BehaviorVersion;
use aws_smithy_types::retry::RetryConfig;
use aws_smithy_types::timeout::TimeoutConfig;
use aws_types::region::Region;
use aws_types::sdk_config::{SdkConfig, SharedCredentialsProvider};
use jiff::Timestamp;
use leah_local::clock::VirtualClock;
use leah_local::engines::{ACCESS_KEY, Engines, Options, REGION, SECRET_KEY, SESSION_TOKEN, Urls};
use leah_local::template::Template;

/// The instant at which the tests' clock stands.
pub(crate) const NOW: &str = "2021-03-24T12:15:00Z";

pub(crate) fn instant(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// Engines in memory, at [`NOW`].
pub(crate) async fn engines() -> Engines {
    engines_on(None).await
}

/// Engines on the data of a folder, at [`NOW`].
pub(crate) async fn engines_on(data: Option<&Path>) -> Engines {
    engines_with(data, &VirtualClock::frozen(instant(NOW))).await
}

/// Engines on the data of a folder, with a clock that the test may move.
pub(crate) async fn engines_with(data: Option<&Path>, clock: &VirtualClock) -> Engines {
    // A process-wide provider of cryptography, which the HTTP client of tests asks for; the functions' clients have their own.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let verified = vec!["leah.care".to_owned()];
    let template = Template::read().unwrap();
    Engines::start(Options {
        data: data.map(Path::to_owned),
        host: Ipv4Addr::LOCALHOST.into(),
        clock: clock.clone(),
        verified,
        bucket: template.bucket().clone(),
        functions: template.functions().to_vec(),
    })
    .await
    .unwrap()
}

/// The credentials of a session, with a secret that may be the wrong one.
pub(crate) fn credentials(secret: &str) -> Credentials {
    let token = Some(SESSION_TOKEN.to_owned());
    Credentials::new(ACCESS_KEY, secret, token, None, "test")
}

/// What the clients of one endpoint share: no retry, so that a test sees each answer.
pub(crate) fn config(endpoint: &str) -> SdkConfig {
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .credentials_provider(SharedCredentialsProvider::new(credentials(SECRET_KEY)))
        .region(Region::from_static(REGION))
        .endpoint_url(endpoint)
        .http_client(Builder::new().build_http())
        .retry_config(RetryConfig::disabled())
        .timeout_config(TimeoutConfig::disabled())
        .build()
}

pub(crate) fn dynamodb(urls: &Urls) -> aws_sdk_dynamodb::Client {
    aws_sdk_dynamodb::Client::new(&config(&urls.dynamodb))
}

pub(crate) fn ses(urls: &Urls) -> aws_sdk_sesv2::Client {
    aws_sdk_sesv2::Client::new(&config(&urls.ses))
}

pub(crate) fn sms(urls: &Urls) -> aws_sdk_pinpointsmsvoicev2::Client {
    aws_sdk_pinpointsmsvoicev2::Client::new(&config(&urls.sms))
}

pub(crate) fn scheduler(urls: &Urls) -> aws_sdk_scheduler::Client {
    aws_sdk_scheduler::Client::new(&config(&urls.scheduler))
}

pub(crate) fn lambda(urls: &Urls) -> aws_sdk_lambda::Client {
    aws_sdk_lambda::Client::new(&config(&urls.lambda))
}

pub(crate) fn s3(urls: &Urls) -> aws_sdk_s3::Client {
    let config = aws_sdk_s3::config::Builder::from(&config(&urls.s3)).force_path_style(true);
    aws_sdk_s3::Client::from_conf(config.build())
}
