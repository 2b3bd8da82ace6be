//! Calls for deliveries of webhooks: asynchronous invocations of the function that makes them, so that nobody waits behind a
//! receiver that hangs.

use aws_sdk_lambda::{Client, error::DisplayErrorContext, primitives::Blob, types::InvocationType};
use aws_types::SdkConfig;
use leah_domain::webhook::Call;

use crate::{Config, client};

/// The function that delivers webhooks, and its copy in the VPC.
pub struct Webhooks {
    pub(crate) client: Client,
    public: String,
    vpc: Option<String>,
}

/// A call that failed. The delivery is due again in a while.
#[derive(Debug, thiserror::Error)]
#[error("the function that delivers webhooks was not called: {0}")]
pub struct CallError(String);

impl Webhooks {
    pub(crate) fn new(shared: &SdkConfig, config: &Config) -> Self {
        let mut builder =
            aws_sdk_lambda::config::Builder::from(shared).retry_config(client::once());
        builder.set_endpoint_url(config.endpoints.lambda.clone());
        Self {
            client: Client::from_conf(builder.build()),
            public: config.webhooks.clone(),
            vpc: config.webhooks_vpc.clone(),
        }
    }

    /// Calls for an attempt. Without a copy in the VPC the public function tries what is behind a VPN, too: it may not reach
    /// anything else, so its attempts fail and are seen.
    pub async fn call(&self, call: &Call, vpn: bool) -> Result<(), CallError> {
        let vpc = self.vpc.as_ref().filter(|_| vpn);
        let payload = serde_json::to_vec(call).map_err(|error| CallError(error.to_string()))?;
        self.client
            .invoke()
            .function_name(vpc.unwrap_or(&self.public))
            .invocation_type(InvocationType::Event)
            .payload(Blob::new(payload))
            .send()
            .await
            .map_err(|error| CallError(DisplayErrorContext(&error).to_string()))?;
        Ok(())
    }
}
