//! SMS, sent through AWS End User Messaging SMS (API version 2).

use aws_sdk_pinpointsmsvoicev2::{
    Client, operation::send_text_message::SendTextMessageError, types::MessageType,
};
use aws_types::SdkConfig;

use crate::{
    Config, client,
    mail::{SendError, answered, outcome},
};

/// The way out for SMS.
pub struct Sms(pub(crate) Client);

impl Sms {
    pub(crate) fn new(shared: &SdkConfig, config: &Config) -> Self {
        let mut builder =
            aws_sdk_pinpointsmsvoicev2::config::Builder::from(shared).retry_config(client::once());
        builder.set_endpoint_url(config.endpoints.sms.clone());
        Self(Client::from_conf(builder.build()))
    }

    /// Sends a text to a number (E.164), under the sender's name where it has one. Asks once.
    ///
    /// # Errors
    /// [`SendError`] says whether it may be asked again.
    pub async fn send(&self, sender: Option<&str>, to: &str, text: &str) -> Result<(), SendError> {
        self.0
            .send_text_message()
            .destination_phone_number(to)
            .set_origination_identity(sender.map(str::to_owned))
            .message_body(text)
            .message_type(MessageType::Transactional)
            .send()
            .await
            .map(|_| ())
            .map_err(|error| outcome(&error, for_good))
    }

    /// Whether the service answers at all now: asked before a message whose acceptance is not known is repeated.
    pub async fn answers(&self) -> bool {
        let asked = self.0.describe_account_attributes().send().await;
        asked.map_or_else(|error| answered(&error), |_| true)
    }
}

fn for_good(error: &SendTextMessageError) -> bool {
    matches!(
        error,
        SendTextMessageError::ValidationException(_) | SendTextMessageError::ConflictException(_)
    )
}
