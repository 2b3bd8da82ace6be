//! SMS, sent through AWS End User Messaging SMS (API version 2).

use aws_sdk_pinpointsmsvoicev2::{Client, types::MessageType};
use aws_types::SdkConfig;
use jiff::SignedDuration;

use crate::{
    Config, client,
    mail::{SendError, answered},
    refusal::outcome,
};

mod judge;

/// The way out for SMS.
pub struct Sms(pub(crate) Client);

impl Sms {
    pub(crate) fn new(shared: &SdkConfig, config: &Config) -> Self {
        let mut builder =
            aws_sdk_pinpointsmsvoicev2::config::Builder::from(shared).retry_config(client::once());
        builder.set_endpoint_url(config.endpoints.sms.clone());
        Self(Client::from_conf(builder.build()))
    }

    /// Sends a text to a number (E.164), under the sender's name where it has one. Asks once. A phone that is not reached within
    /// `life` gets it no more: without that, a network may keep it for 72 hours.
    ///
    /// # Errors
    /// [`SendError`] says whether it may be asked again.
    pub async fn send(
        &self,
        sender: Option<&str>,
        to: &str,
        text: &str,
        life: SignedDuration,
    ) -> Result<(), SendError> {
        self.0
            .send_text_message()
            .destination_phone_number(to)
            .set_origination_identity(sender.map(str::to_owned))
            .message_body(text)
            .message_type(MessageType::Transactional)
            .time_to_live(seconds(life))
            .send()
            .await
            .map(|_| ())
            .map_err(|error| outcome(&error, judge::judge))
    }

    /// Whether the service answers at all now: asked before a message whose acceptance is not known is repeated.
    pub async fn answers(&self) -> bool {
        let asked = self.0.describe_account_attributes().send().await;
        asked.map_or_else(|error| answered(&error), |_| true)
    }
}

/// A life as the service takes it (its API reference, `SendTextMessage`, `TimeToLive`): 5 to 259,200 seconds.
fn seconds(life: SignedDuration) -> i32 {
    // Within the bounds it always fits.
    i32::try_from(life.as_secs().clamp(5, 259_200)).unwrap_or(259_200)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_life_is_within_the_services_bounds() {
        for (life, expected) in [
            ("-PT1S", 5),
            ("PT4.9S", 5),
            ("PT30M0.9S", 1800),
            ("PT72H", 259_200),
            ("PT720H", 259_200),
        ] {
            assert_eq!(seconds(life.parse().unwrap()), expected, "{life}");
        }
    }
}
