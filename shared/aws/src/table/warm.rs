//! The first call.

use std::time::Duration;

use aws_sdk_dynamodb::{config::Builder, types::AttributeValue};
use aws_smithy_types::{retry::RetryConfig, timeout::TimeoutConfig};

use super::Table;

/// What the call may take: a request that waits for its sandbox is not to wait for this.
const LIMIT: Duration = Duration::from_millis(800);
/// The key of an item that there never is: no organization's, so that nothing is read.
const NOBODY: &str = "WARM";

impl Table {
    /// Reads an item that does not exist, once.
    pub(crate) async fn warm(&self) {
        let once = Builder::default()
            .timeout_config(TimeoutConfig::builder().operation_timeout(LIMIT).build())
            .retry_config(RetryConfig::disabled());
        let nobody = AttributeValue::S(NOBODY.to_owned());
        let read = self.client.get_item().table_name(&self.name);
        let read = read.key("PK", nobody.clone()).key("SK", nobody);
        if let Err(error) = read.customize().config_override(once).send().await {
            let code = error.raw_response().map(|answer| answer.status().as_u16());
            tracing::warn!(?code, "the table does not answer while the function starts");
        }
    }
}
