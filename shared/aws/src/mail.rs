//! Mails, sent through SES v2 as raw messages.

use aws_sdk_sesv2::{
    Client,
    error::{ProvideErrorMetadata, SdkError},
    operation::send_email::SendEmailError,
    primitives::Blob,
    types::{Destination, EmailContent, RawMessage},
};
use aws_types::SdkConfig;

use crate::{Config, client};

/// The way out for mails.
pub struct Mailer(pub(crate) Client);

/// How a message was not sent. Only what the service itself has refused is known not to have gone.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// The service will never take this message.
    #[error("refused for good: {code}")]
    Refused {
        /// The service's error code.
        code: String,
    },
    /// The service did not take it this time.
    #[error("not taken this time: {code}")]
    NotTaken {
        /// The service's error code, or what failed before the message left.
        code: String,
    },
    /// The message left and no answer came: it may have been taken.
    #[error("no answer: the message may have been taken")]
    Unanswered,
}

impl Mailer {
    pub(crate) fn new(shared: &SdkConfig, config: &Config) -> Self {
        let mut builder = aws_sdk_sesv2::config::Builder::from(shared).retry_config(client::once());
        builder.set_endpoint_url(config.endpoints.ses.clone());
        Self(Client::from_conf(builder.build()))
    }

    /// Sends a message (RFC 5322 bytes) to one recipient. Asks once.
    ///
    /// # Errors
    /// [`SendError`] says whether it may be asked again.
    pub async fn send(&self, from: &str, to: &str, raw: Vec<u8>) -> Result<(), SendError> {
        let message = RawMessage::builder().data(Blob::new(raw)).build();
        let message = message.map_err(|_| SendError::Refused {
            code: "EmptyMessage".into(),
        })?;
        self.0
            .send_email()
            .from_email_address(from)
            .destination(Destination::builder().to_addresses(to).build())
            .content(EmailContent::builder().raw(message).build())
            .send()
            .await
            .map(|_| ())
            .map_err(|error| outcome(&error, for_good))
    }

    /// Whether the service answers at all now: asked before a message whose acceptance is not known is repeated.
    pub async fn answers(&self) -> bool {
        let asked = self.0.get_account().send().await;
        asked.map_or_else(|error| answered(&error), |_| true)
    }
}

/// Whether a failed call was answered by a service that works; a refusal is an answer too.
pub(crate) fn answered<E>(error: &SdkError<E>) -> bool {
    error
        .raw_response()
        .map(|raw| raw.status().as_u16())
        .is_some_and(|status| status < 500 && status != 429)
}

/// Sorts a failed call: refused for good, not taken, or unanswered.
pub(crate) fn outcome<E: ProvideErrorMetadata>(
    error: &SdkError<E>,
    for_good: impl FnOnce(&E) -> bool,
) -> SendError {
    match error {
        SdkError::ServiceError(context) => {
            let code = context.err().code().unwrap_or("Unknown").to_owned();
            // An answer of 5xx or 429 is the service's own word that it did not take the message.
            let status = context.raw().status().as_u16();
            if status < 500 && status != 429 && for_good(context.err()) {
                SendError::Refused { code }
            } else {
                SendError::NotTaken { code }
            }
        }
        SdkError::ConstructionFailure(_) => SendError::Refused {
            code: "ConstructionFailure".into(),
        },
        // The connection was never made: nothing can have been taken.
        SdkError::DispatchFailure(failure) if failure.is_user() || unconnected(failure) => {
            SendError::NotTaken {
                code: "NotConnected".into(),
            }
        }
        _ => SendError::Unanswered,
    }
}

fn unconnected(failure: &aws_smithy_runtime_api::client::result::DispatchFailure) -> bool {
    let mut source: Option<&(dyn std::error::Error + 'static)> = failure
        .as_connector_error()
        .and_then(std::error::Error::source);
    while let Some(error) = source {
        let refused = error
            .downcast_ref::<std::io::Error>()
            .is_some_and(|error| error.kind() == std::io::ErrorKind::ConnectionRefused);
        if refused {
            return true;
        }
        source = error.source();
    }
    false
}

/// The message itself is at fault. What an operator can mend (a paused account, an unverified sender) is not.
fn for_good(error: &SendEmailError) -> bool {
    matches!(
        error,
        SendEmailError::MessageRejected(_) | SendEmailError::BadRequestException(_)
    )
}
