//! End User Messaging SMS: the account.

use aws_sdk_pinpointsmsvoicev2::types::{AccountAttributeName, SpendLimit, SpendLimitName};

use super::Unanswered;
use crate::sms::Sms;

/// How the account may send.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SmsAccount {
    /// Whether it is in the sandbox, in which only verified numbers get SMS.
    pub sandbox: bool,
    /// For how many US dollars SMS may go in a month.
    pub limit: Option<i64>,
    /// How high that limit may be set without asking AWS.
    pub highest: Option<i64>,
}

impl Sms {
    /// How the account may send.
    ///
    /// # Errors
    /// [`Unanswered`] where the service does not say.
    pub async fn account(&self) -> Result<SmsAccount, Unanswered> {
        let asked = self.0.describe_account_attributes().send().await;
        let attributes = asked.map_err(|error| Unanswered::sort(&error))?;
        let asked = self.0.describe_spend_limits().send().await;
        let limits = asked.map_err(|error| Unanswered::sort(&error))?;
        let sandbox = attributes.account_attributes().iter().any(|attribute| {
            *attribute.name() == AccountAttributeName::AccountTier && attribute.value() == "SANDBOX"
        });
        let texts = SpendLimitName::TextMessageMonthlySpendLimit;
        let limit = limits
            .spend_limits()
            .iter()
            .find(|limit| *limit.name() == texts);
        Ok(SmsAccount {
            sandbox,
            limit: limit.map(SpendLimit::enforced_limit),
            highest: limit.map(SpendLimit::max_limit),
        })
    }
}
