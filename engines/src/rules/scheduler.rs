//! EventBridge Scheduler. Source: Scheduler user guide, "Schedule types", "Quotas"; API reference, `Target`.

use serde_json::Value;

use super::{Refusal, text};

/// How many bytes the input of a target has at the most.
const INPUT: usize = 256 * 1024;

fn invalid(rule: &'static str, message: impl Into<String>) -> Refusal {
    Refusal::new(rule, "ValidationException", message)
}

pub(super) fn check(operation: &str, input: &Value) -> Result<(), Refusal> {
    if !matches!(operation, "CreateSchedule" | "UpdateSchedule") {
        return Ok(());
    }
    let expression = text(input, "ScheduleExpression").unwrap_or_default();
    if !known(expression) {
        return Err(invalid(
            "schedule-expression",
            format!("Invalid Schedule Expression {expression}."),
        ));
    }
    let target = &input["Target"];
    let event = text(target, "Input").unwrap_or_default();
    if event.len() > INPUT {
        return Err(invalid(
            "schedule-input-size",
            "1 validation error detected: Value at 'target.input' failed to satisfy constraint: Member must have length less than or equal to 262144",
        ));
    }
    // A Lambda function takes its event as JSON.
    let lambda = text(target, "Arn").is_some_and(|arn| arn.contains(":lambda:"));
    if lambda && !event.is_empty() && serde_json::from_str::<serde::de::IgnoredAny>(event).is_err()
    {
        return Err(invalid(
            "schedule-input-json",
            "Provided Input is not valid JSON.",
        ));
    }
    let window = &input["FlexibleTimeWindow"];
    let minutes = window
        .get("MaximumWindowInMinutes")
        .is_some_and(|minutes| !minutes.is_null());
    match (text(window, "Mode"), minutes) {
        (Some("OFF"), true) => Err(invalid(
            "flexible-window",
            "MaximumWindowInMinutes must not be set when Mode is OFF.",
        )),
        (Some("FLEXIBLE"), false) => Err(invalid(
            "flexible-window",
            "MaximumWindowInMinutes must be set when Mode is FLEXIBLE.",
        )),
        _ => Ok(()),
    }
}

/// `at(yyyy-mm-ddThh:mm:ss)`, `rate(…)` or `cron(…)`.
fn known(expression: &str) -> bool {
    let within = |name: &str| expression.strip_prefix(name)?.strip_suffix(')');
    if let Some(at) = within("at(") {
        let form = "dddd-dd-ddTdd:dd:dd";
        return at.len() == form.len()
            && at.chars().zip(form.chars()).all(|(c, f)| match f {
                'd' => c.is_ascii_digit(),
                other => c == other,
            });
    }
    if let Some(rate) = within("rate(") {
        let mut words = rate.split_whitespace();
        let count = words.next().and_then(|count| count.parse::<u32>().ok());
        return count.is_some_and(|count| count > 0) && words.count() == 1;
    }
    within("cron(").is_some_and(|cron| cron.split_whitespace().count() == 6)
}
