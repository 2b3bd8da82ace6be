//! Mails, sent through SES v2 as raw messages.

use aws_sdk_sesv2::{
    Client,
    error::{ProvideErrorMetadata, SdkError},
    operation::send_email::SendEmailError,
    primitives::Blob,
    types::{Destination, EmailContent, RawMessage},
};
use aws_types::SdkConfig;

use crate::{
    Config, client,
    refusal::{Judged, Verdict, outcome, unforeseen},
};

/// The way out for mails.
pub struct Mailer(pub(crate) Client);

/// How a message was not sent. Only what the service itself has refused is known not to have gone.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// The service will never take this message.
    #[error("refused for good: {code}")]
    Refused {
        /// The service's error code, and its reason where it has one.
        code: String,
    },
    /// The service takes no such message until an operator has changed something: an account in its sandbox, a sender that is not
    /// verified or registered, a limit, a permission.
    #[error("blocked until an operator mends it: {code}")]
    Blocked {
        /// The service's error code, and its reason where it has one.
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
            .map_err(|error| outcome(&error, judge))
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

/// What SES's errors mean (Amazon SES API v2 reference, `SendEmail`, "Errors"; the model of the SDK).
fn judge(error: &SendEmailError) -> Judged {
    let verdict = match error {
        SendEmailError::BadRequestException(refused) if of_the_message(refused.message()) => {
            Verdict::ForGood
        }
        // The sender or, in the sandbox, the recipient is not verified (Amazon SES developer guide, "Email sending errors"). SES has
        // no other code for a message that it dislikes, so a change of the operator's may cure each.
        SendEmailError::MessageRejected(_)
        // Parameters that are not the message's own: a configuration set, a sender, a tenant.
        | SendEmailError::BadRequestException(_)
        // The account or its configuration set is paused, or its limits are reached.
        | SendEmailError::AccountSuspendedException(_)
        | SendEmailError::SendingPausedException(_)
        | SendEmailError::LimitExceededException(_)
        // The DNS records of the MAIL FROM domain are missing.
        | SendEmailError::MailFromDomainNotVerifiedException(_)
        // A configuration set or an identity does not exist.
        | SendEmailError::NotFoundException(_) => Verdict::Operator,
        SendEmailError::TooManyRequestsException(_) => Verdict::Busy,
        other => unforeseen(other.code()),
    };
    (verdict, None)
}

/// How SES begins its texts about an address or a message that it cannot read. It has no codes for them; each was seen in public
/// reports (openstax/accounts#253, brave/accounts#35, hcengineering/platform#7864, domdomegg/aws-ses-v2-local#44). A text that is not
/// here is tried again: that costs a call an hour, and a mail that was given up costs a guest.
const ILL_FORMED: [&str; 9] = [
    "Illegal address",
    "Invalid email address",
    "Local address contains",
    "Domain contains",
    "Domain starts with",
    "Missing domain",
    "Missing final '@domain'",
    "Missing local name",
    "Message length is more than",
];

/// Whether a text speaks of the message itself. The sender's address is the stack's, and its form was checked at the deployment: what is
/// ill-formed is the guest's.
fn of_the_message(text: Option<&str>) -> bool {
    text.is_some_and(|text| ILL_FORMED.iter().any(|begin| text.starts_with(begin)))
}

#[cfg(test)]
mod tests;
