//! End User Messaging SMS. Source: user guide, "Sender IDs", "SMS quotas"; API reference, `SendTextMessage`.

use serde_json::Value;

use super::{Refusal, text};

fn invalid(rule: &'static str, message: &str) -> Refusal {
    Refusal::new(rule, "ValidationException", message)
}

pub(super) fn check(operation: &str, input: &Value) -> Result<(), Refusal> {
    if operation != "SendTextMessage" {
        return Ok(());
    }
    let number = text(input, "DestinationPhoneNumber").unwrap_or_default();
    let digits = number.strip_prefix('+').unwrap_or(number);
    if digits.len() > 15 || digits.starts_with('0') || !digits.bytes().all(|c| c.is_ascii_digit()) {
        return Err(invalid(
            "phone-number",
            "Destination phone number is not a valid E.164 number",
        ));
    }
    let sender = text(input, "OriginationIdentity");
    if sender.is_some_and(|sender| !sender_known(sender)) {
        return Err(invalid(
            "sender-id",
            "OriginationIdentity: a sender ID has 1 to 11 letters, digits, hyphens or underscores, one letter at least",
        ));
    }
    Ok(())
}

/// A number, an ARN, the id of a pool, number or sender, or a sender's name.
fn sender_known(sender: &str) -> bool {
    let elsewhere = ["+", "arn:", "phone-", "pool-", "sender-"];
    elsewhere.iter().any(|prefix| sender.starts_with(prefix))
        || (sender.len() <= 11
            && sender.bytes().any(|c| c.is_ascii_alphabetic())
            && sender
                .bytes()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, b'-' | b'_')))
}
