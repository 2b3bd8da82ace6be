//! SES: the account, and the identity that mails come from.

use aws_sdk_sesv2::types::{DkimAttributes, SendQuota};

use super::Unanswered;
use crate::mail::Mailer;

/// How the account may send.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct MailAccount {
    /// Whether it is out of the sandbox, in which only verified addresses get mail.
    pub production: bool,
    /// Whether sending is on.
    pub sending: bool,
    /// SES's judgement: `HEALTHY`, `PROBATION` or `SHUTDOWN`.
    pub standing: String,
    /// How many mails may go in 24 hours; less than zero: any number.
    pub most: f64,
    /// How many went in the last 24 hours.
    pub sent: f64,
}

/// An identity: a domain or an address that mails may come from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MailIdentity {
    /// Whether mails may come from it.
    pub verified: bool,
    /// Whether mails are signed.
    pub signing: bool,
    /// How far the proof of the signing key is: `PENDING`, `SUCCESS`, `FAILED`, `TEMPORARY_FAILURE` or `NOT_STARTED`.
    pub dkim: String,
    /// The names that the DNS of a domain is to have under `_domainkey`, each a CNAME.
    pub tokens: Vec<String>,
    /// Where these lead.
    pub zone: String,
    /// The configuration set of mails that name none.
    pub configuration: Option<String>,
}

/// Where the records of Easy DKIM lead, if SES does not say.
const ZONE: &str = "dkim.amazonses.com";

impl Mailer {
    /// How the account may send.
    ///
    /// # Errors
    /// [`Unanswered`] where SES does not say.
    pub async fn account(&self) -> Result<MailAccount, Unanswered> {
        let asked = self.0.get_account().send().await;
        let found = asked.map_err(|error| Unanswered::sort(&error))?;
        let quota = found.send_quota();
        Ok(MailAccount {
            production: found.production_access_enabled(),
            sending: found.sending_enabled(),
            standing: found.enforcement_status().unwrap_or_default().to_owned(),
            most: quota.map_or(0.0, SendQuota::max24_hour_send),
            sent: quota.map_or(0.0, SendQuota::sent_last24_hours),
        })
    }

    /// An identity, by its domain or address; `None` where SES does not know it.
    ///
    /// # Errors
    /// [`Unanswered`] where SES does not say.
    pub async fn identity(&self, name: &str) -> Result<Option<MailIdentity>, Unanswered> {
        let asked = self
            .0
            .get_email_identity()
            .email_identity(name)
            .send()
            .await;
        let found = match asked.map_err(|error| Unanswered::sort(&error)) {
            Ok(found) => found,
            Err(Unanswered::Absent(_)) => return Ok(None),
            Err(error) => return Err(error),
        };
        let keys = found.dkim_attributes();
        let status = keys.and_then(|keys| keys.status());
        let zone = keys.and_then(|keys| keys.signing_hosted_zone());
        Ok(Some(MailIdentity {
            verified: found.verified_for_sending_status(),
            signing: keys.is_some_and(DkimAttributes::signing_enabled),
            dkim: status
                .map_or("NOT_STARTED", |status| status.as_str())
                .to_owned(),
            tokens: keys.map_or_else(Vec::new, |keys| keys.tokens().to_vec()),
            zone: zone.unwrap_or(ZONE).to_owned(),
            configuration: found.configuration_set_name().map(str::to_owned),
        }))
    }
}
