//! The functions, as Lambda has them.

use aws_sdk_lambda::types::{LastUpdateStatus, Runtime, State};

use super::Unanswered;
use crate::invoke::Webhooks;

/// How a function is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FunctionHealth {
    /// `Pending`, `Active`, `Inactive` (idle for weeks; the next call wakes it) or `Failed`.
    pub state: String,
    /// What Lambda says of the state.
    pub reason: Option<String>,
    /// How the last deployment of its code or configuration went: `Successful`, `InProgress` or `Failed`.
    pub updated: String,
    /// What it runs on.
    pub runtime: String,
}

impl Webhooks {
    /// How a function of the stack is, whichever it is: Lambda is asked by the same client that calls for deliveries.
    ///
    /// # Errors
    /// [`Unanswered`] where Lambda does not say.
    pub async fn function(&self, name: &str) -> Result<FunctionHealth, Unanswered> {
        let asked = self
            .client
            .get_function_configuration()
            .function_name(name)
            .send()
            .await;
        let found = asked.map_err(|error| Unanswered::sort(&error))?;
        let text = |value: Option<&str>| value.unwrap_or_default().to_owned();
        Ok(FunctionHealth {
            state: text(found.state().map(State::as_str)),
            reason: found.state_reason().map(str::to_owned),
            updated: text(found.last_update_status().map(LastUpdateStatus::as_str)),
            runtime: text(found.runtime().map(Runtime::as_str)),
        })
    }
}
