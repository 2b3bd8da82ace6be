//! What breaks a constraint of the service's model, told together.

use std::fmt::Display;

use crate::engines::answer::AwsError;

/// The violations found so far.
#[derive(Debug, Default)]
pub(super) struct Violations(Vec<String>);

impl Violations {
    /// Notes a violation of `rule` by `value` at `path` unless it holds.
    pub(super) fn check(&mut self, holds: bool, path: &str, value: impl Display, rule: &str) {
        if !holds {
            self.0.push(format!(
                "Value '{value}' at '{path}' failed to satisfy constraint: {rule}"
            ));
        }
    }

    /// Notes that `path` is missing.
    pub(super) fn missing(&mut self, path: &str) {
        self.0.push(format!(
            "Value null at '{path}' failed to satisfy constraint: Member must not be null"
        ));
    }

    /// The refusal that names them all, if there are any.
    pub(super) fn finish(self) -> Result<(), AwsError> {
        let (count, plural) = match self.0.len() {
            0 => return Ok(()),
            1 => (1, ""),
            count => (count, "s"),
        };
        let message = format!(
            "{count} validation error{plural} detected: {}",
            self.0.join("; ")
        );
        Err(AwsError::bad_request("ValidationException", message))
    }
}

/// A name of a schedule or a group.
pub(super) fn is_name(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
}
