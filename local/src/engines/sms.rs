//! End User Messaging SMS v2: `SendTextMessage`, over AWS JSON 1.0.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::routing::post;
use axum::{Json, Router};
use http::HeaderMap;
use serde::Deserialize;
use serde_json::{Value, json};

use super::account::{Account, Shared, SmsRefusal};
use super::answer::AwsError;
use super::message::Channel;
use super::store::{NewMessage, Store};
use crate::clock::VirtualClock;

/// The longest body that AWS takes, in characters.
const LONGEST: usize = 1600;

pub(crate) fn router(store: Arc<Store>, clock: VirtualClock, account: Shared) -> Router {
    Router::new()
        .route("/", post(dispatch))
        .with_state((store, clock, account))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct SendTextMessage {
    destination_phone_number: Option<String>,
    origination_identity: Option<String>,
    message_body: Option<String>,
    message_type: Option<String>,
    time_to_live: Option<i64>,
    #[serde(default)]
    dry_run: bool,
}

async fn dispatch(
    State((store, clock, account)): State<(Arc<Store>, VirtualClock, Shared)>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<Value>, AwsError> {
    let target = headers
        .get("x-amz-target")
        .and_then(|target| target.to_str().ok());
    if target != Some("PinpointSMSVoiceV2.SendTextMessage") {
        return Err(AwsError::unknown_operation());
    }
    let request: SendTextMessage =
        serde_json::from_slice(&body).map_err(|error| AwsError::serialization(&error))?;
    let (to, from, text) = validate(&request)?;
    admit(&account.get(), to)?;
    if request.dry_run {
        return Ok(Json(json!({ "MessageId": uuid::Uuid::nil() })));
    }
    let id = store.add_messages(&NewMessage {
        channel: Channel::Sms,
        recipients: vec![to.to_owned()],
        from: from.to_owned(),
        subject: None,
        text: text.to_owned(),
        html: None,
        attachments: Vec::new(),
        raw: None,
        sent_at: clock.now(),
    })?;
    Ok(Json(json!({ "MessageId": id })))
}

/// Refuses what the account may not send.
fn admit(account: &Account, to: &str) -> Result<(), AwsError> {
    let refusal =
        if account.sms_sandbox && !account.verified_numbers.iter().any(|number| number == to) {
            Some(SmsRefusal {
                code: "ConflictException",
                reason: "DESTINATION_PHONE_NUMBER_NOT_VERIFIED",
            })
        } else {
            account.sms_refusal
        };
    let Some(SmsRefusal { code, reason }) = refusal else {
        return Ok(());
    };
    // The service's texts quote the number: whoever logs them logs whom they are about.
    let text = format!("{reason}: the message to {to} was not accepted.");
    let mut error = AwsError::bad_request(code, text);
    error.details = json!({ "Reason": reason });
    Err(error)
}

/// The destination, the sender and the text, if AWS would take them.
fn validate(request: &SendTextMessage) -> Result<(&str, &str, &str), AwsError> {
    let to = request
        .destination_phone_number
        .as_deref()
        .filter(|to| is_e164(to));
    let from = request
        .origination_identity
        .as_deref()
        .filter(|from| is_identity(from));
    let text = request
        .message_body
        .as_deref()
        .filter(|text| (1..=LONGEST).contains(&text.chars().count()));
    if let Some(kind) = request.message_type.as_deref()
        && !["TRANSACTIONAL", "PROMOTIONAL"].contains(&kind)
    {
        return Err(invalid(
            "MessageType",
            "must be TRANSACTIONAL or PROMOTIONAL",
        ));
    }
    if request
        .time_to_live
        .is_some_and(|seconds| !(5..=259_200).contains(&seconds))
    {
        return Err(invalid(
            "TimeToLive",
            "must be between 5 and 259200 seconds",
        ));
    }
    Ok((
        to.ok_or_else(|| invalid("DestinationPhoneNumber", "must be a number in E.164 format"))?,
        from.ok_or_else(|| {
            invalid(
                "OriginationIdentity",
                "must be a sender ID, a phone number, a pool or an ARN",
            )
        })?,
        text.ok_or_else(|| invalid("MessageBody", "must have 1 to 1600 characters"))?,
    ))
}

/// E.164: a plus, no leading zero, at most 15 digits.
fn is_e164(number: &str) -> bool {
    number.strip_prefix('+').is_some_and(|digits| {
        (2..=15).contains(&digits.len())
            && !digits.starts_with('0')
            && digits.bytes().all(|b| b.is_ascii_digit())
    })
}

/// A sender ID (1 to 11 letters, digits and hyphens, a letter among them), a number, a pool or an ARN.
fn is_identity(identity: &str) -> bool {
    let sender_id = (1..=11).contains(&identity.len())
        && identity
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-')
        && identity.bytes().any(|b| b.is_ascii_alphabetic());
    let named = (identity.starts_with("arn:aws")
        || identity.starts_with("pool-")
        || identity.starts_with("phone-"))
        && identity.len() <= 256
        && identity
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"_:/+-".contains(&b));
    sender_id || named || is_e164(identity)
}

fn invalid(field: &str, rule: &str) -> AwsError {
    let mut error = AwsError::bad_request("ValidationException", format!("{field} {rule}"));
    error.details = json!({ "Reason": "FIELD_VALIDATION_FAILED", "Fields": [{ "Name": field, "Message": rule }] });
    error
}

#[cfg(test)]
mod tests {
    use super::{is_e164, is_identity};

    #[test]
    fn numbers_are_e164() {
        assert!(is_e164("+33612345678"));
        for number in [
            "33612345678",
            "+0612345678",
            "+3361234567a",
            "+",
            "+1234567890123456",
            "tel:+33612345678",
        ] {
            assert!(!is_e164(number), "{number}");
        }
    }

    #[test]
    fn senders_have_one_of_the_known_forms() {
        for identity in [
            "Leah",
            "LEAH-CARE",
            "+33644600000",
            "pool-a1b2",
            "arn:aws:sms-voice:eu-west-3:1:sender-id/Leah/FR",
        ] {
            assert!(is_identity(identity), "{identity}");
        }
        for identity in [
            "",
            "12345",
            "Leah Care",
            "TwelveLetter",
            "Léah",
            "0612345678",
        ] {
            assert!(!is_identity(identity), "{identity}");
        }
    }
}
