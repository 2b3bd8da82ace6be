//! The definition of a schedule, and the constraints on it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Number, Value};

use super::expression;
use super::violations::{Violations, is_name};
use crate::engines::answer::AwsError;

/// The longest input, in bytes.
const LONGEST_INPUT: usize = 256 * 1024;

/// What a schedule does and when, with the service's defaults filled in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Definition {
    #[serde(default = "default_group")]
    pub(crate) group_name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) client_token: Option<String>,
    #[serde(default)]
    schedule_expression: String,
    #[serde(default = "utc")]
    schedule_expression_timezone: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    flexible_time_window: Option<FlexibleTimeWindow>,
    #[serde(default)]
    pub(super) target: Target,
    #[serde(default = "enabled")]
    pub(crate) state: String,
    #[serde(default = "none")]
    action_after_completion: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    start_date: Option<Number>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    end_date: Option<Number>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    kms_key_arn: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct FlexibleTimeWindow {
    #[serde(default)]
    mode: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    maximum_window_in_minutes: Option<i64>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct Target {
    pub(super) arn: String,
    role_arn: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) input: Option<String>,
    pub(super) retry_policy: RetryPolicy,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) dead_letter_config: Option<DeadLetterConfig>,
    /// The parameters of other kinds of targets.
    #[serde(flatten)]
    others: Map<String, Value>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct RetryPolicy {
    maximum_event_age_in_seconds: u32,
    pub(super) maximum_retry_attempts: u16,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            maximum_event_age_in_seconds: 86_400,
            maximum_retry_attempts: 185,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct DeadLetterConfig {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) arn: Option<String>,
}

fn default_group() -> String {
    "default".to_owned()
}

fn utc() -> String {
    "UTC".to_owned()
}

fn enabled() -> String {
    "ENABLED".to_owned()
}

fn none() -> String {
    "NONE".to_owned()
}

impl Definition {
    /// Reads the body of a request.
    pub(super) fn read(body: &[u8]) -> Result<Self, AwsError> {
        serde_json::from_slice(body).map_err(|error| AwsError::serialization(&error))
    }

    pub(super) fn deletes_itself(&self) -> bool {
        self.action_after_completion == "DELETE"
    }

    pub(super) fn target_arn(&self) -> &str {
        &self.target.arn
    }

    /// The instant at which a schedule of this name and definition fires, if the service would take it.
    pub(super) fn validate(&self, name: &str) -> Result<Timestamp, AwsError> {
        let mut violations = Violations::default();
        let name_rule = "Member must match [0-9a-zA-Z-_.]{1,64}";
        violations.check(is_name(name), "name", name, name_rule);
        violations.check(
            is_name(&self.group_name),
            "groupName",
            &self.group_name,
            name_rule,
        );
        if let Some(token) = &self.client_token {
            let fits = (1..=64).contains(&token.len())
                && token
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
            violations.check(
                fits,
                "clientToken",
                token,
                "Member must match [a-zA-Z0-9-_]{1,64}",
            );
        }
        one_of(
            &mut violations,
            "state",
            &self.state,
            &["ENABLED", "DISABLED"],
        );
        one_of(
            &mut violations,
            "actionAfterCompletion",
            &self.action_after_completion,
            &["NONE", "DELETE"],
        );
        if let Some(text) = &self.description {
            let fits = text.chars().count() <= 512;
            violations.check(
                fits,
                "description",
                text,
                "Member must have length less than or equal to 512",
            );
        }
        match &self.flexible_time_window {
            Some(window) => window.check(&mut violations),
            None => violations.missing("flexibleTimeWindow"),
        }
        self.target.check(&mut violations);
        if self.schedule_expression.is_empty() {
            violations.missing("scheduleExpression");
        }
        violations.finish()?;
        expression::parse(
            &self.schedule_expression,
            &self.schedule_expression_timezone,
        )
        .map_err(|reason| AwsError::bad_request("ValidationException", reason))
    }
}

impl FlexibleTimeWindow {
    fn check(&self, violations: &mut Violations) {
        one_of(
            violations,
            "flexibleTimeWindow.mode",
            &self.mode,
            &["OFF", "FLEXIBLE"],
        );
        let path = "flexibleTimeWindow.maximumWindowInMinutes";
        match (self.mode.as_str(), self.maximum_window_in_minutes) {
            ("FLEXIBLE", None) => violations.missing(path),
            ("OFF", Some(minutes)) => violations.check(
                false,
                path,
                minutes,
                "Member must be null when the mode is OFF",
            ),
            (_, Some(minutes)) => {
                violations.check(
                    (1..=1440).contains(&minutes),
                    path,
                    minutes,
                    "Member must be between 1 and 1440",
                );
            }
            (_, None) => {}
        }
    }
}

impl Target {
    fn check(&self, violations: &mut Violations) {
        let arn = self.arn.len() <= 1600
            && self.arn.starts_with("arn:aws")
            && self.arn.split(':').count() >= 6;
        violations.check(
            arn,
            "target.arn",
            &self.arn,
            "Member must be the ARN of a target",
        );
        let rule = "Member must match arn:aws[a-z-]*:iam::\\d{12}:role/.+";
        violations.check(
            is_role(&self.role_arn),
            "target.roleArn",
            &self.role_arn,
            rule,
        );
        if let Some(input) = &self.input {
            let fits = (1..=LONGEST_INPUT).contains(&input.len());
            violations.check(
                fits,
                "target.input",
                "...",
                "Member must have a length of 1 to 262144 bytes",
            );
            let json =
                !self.arn.contains(":lambda:") || serde_json::from_str::<Value>(input).is_ok();
            violations.check(
                json,
                "target.input",
                input,
                "Member must be well-formed JSON for this target",
            );
        }
        let RetryPolicy {
            maximum_event_age_in_seconds: age,
            maximum_retry_attempts: attempts,
        } = self.retry_policy;
        let path = "target.retryPolicy.maximumEventAgeInSeconds";
        violations.check(
            (60..=86_400).contains(&age),
            path,
            age,
            "Member must be between 60 and 86400",
        );
        let path = "target.retryPolicy.maximumRetryAttempts";
        violations.check(
            attempts <= 185,
            path,
            attempts,
            "Member must be between 0 and 185",
        );
        if let Some(queue) = self
            .dead_letter_config
            .as_ref()
            .and_then(|queue| queue.arn.as_ref())
        {
            let sqs = queue.starts_with("arn:aws") && queue.contains(":sqs:");
            violations.check(
                sqs,
                "target.deadLetterConfig.arn",
                queue,
                "Member must be the ARN of an SQS queue",
            );
        }
        for parameters in self.others.keys() {
            violations.check(
                false,
                &format!("target.{parameters}"),
                "...",
                "Member is not supported by this engine",
            );
        }
    }
}

fn is_role(arn: &str) -> bool {
    let mut parts = arn.splitn(6, ':');
    let (Some("arn"), Some(partition), Some("iam"), Some(""), Some(account), Some(role)) = (
        parts.next(),
        parts.next(),
        parts.next(),
        parts.next(),
        parts.next(),
        parts.next(),
    ) else {
        return false;
    };
    partition.starts_with("aws")
        && account.len() == 12
        && account.bytes().all(|byte| byte.is_ascii_digit())
        && role
            .strip_prefix("role/")
            .is_some_and(|name| !name.is_empty())
}

fn one_of(violations: &mut Violations, path: &str, value: &str, allowed: &[&str]) {
    let rule = format!(
        "Member must satisfy enum value set: [{}]",
        allowed.join(", ")
    );
    violations.check(allowed.contains(&value), path, value, &rule);
}
