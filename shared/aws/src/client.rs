//! One HTTP client, one TLS stack and one set of limits for all services.

use std::time::Duration;

use aws_credential_types::{Credentials, provider::SharedCredentialsProvider};
use aws_smithy_async::rt::sleep::{SharedAsyncSleep, TokioSleep};
use aws_smithy_http_client::{
    Builder,
    tls::{Provider, rustls_provider::CryptoMode},
};
use aws_smithy_types::{retry::RetryConfig, timeout::TimeoutConfig};
use aws_types::{SdkConfig, region::Region};

use crate::trust::Trust;

/// A connection is made within this time, or the attempt has failed.
const CONNECT: Duration = Duration::from_secs(2);
/// One attempt of a call. Well within a function's own limit, with room for another.
const ATTEMPT: Duration = Duration::from_secs(4);
/// A call with all its attempts.
const OPERATION: Duration = Duration::from_secs(10);
/// The longest wait before a call is made the second time; twice as long before the third. The SDK's own second would
/// be the longest part of a request whose first attempt failed in a millisecond.
const BACKOFF: Duration = Duration::from_millis(50);

/// What all clients share. Ring and not aws-lc: a third of the cold start's CPU.
pub(crate) fn shared(credentials: Credentials, region: &str, trust: Trust) -> SdkConfig {
    let http = Builder::new()
        .tls_provider(Provider::Rustls(CryptoMode::Ring))
        .tls_context(trust.context())
        .build_https();
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(CONNECT)
        .operation_attempt_timeout(ATTEMPT)
        .operation_timeout(OPERATION)
        .build();
    SdkConfig::builder()
        .behavior_version(aws_sdk_dynamodb::config::BehaviorVersion::latest())
        .region(Region::new(region.to_owned()))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .http_client(http)
        .sleep_impl(SharedAsyncSleep::new(TokioSleep::new()))
        .timeout_config(timeouts)
        .retry_config(
            RetryConfig::standard()
                .with_max_attempts(3)
                .with_initial_backoff(BACKOFF),
        )
        .build()
}

/// What the outbox does, it asks for once: it keeps what failed and tries again later, and a message whose answer
/// was lost may have been accepted, so whether to repeat it is a decision of its own, which counts.
pub(crate) fn once() -> RetryConfig {
    RetryConfig::disabled()
}
