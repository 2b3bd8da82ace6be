//! Why services refuse messages, and what an operator does about each: by the codes that stand on owed work.

/// What to do about a cause; `None` where it passes by itself.
pub(super) fn remedy(effect: &str, cause: &str) -> Option<&'static str> {
    let (code, reason) = cause.split_once(": ").unwrap_or((cause, ""));
    let passing = code.strip_suffix("Exception").unwrap_or(code);
    if ["NoAnswer", "NotConnected", "TimedOut"].contains(&passing)
        || [
            "InternalFailure",
            "InternalServer",
            "InternalServerError",
            "RequestTimeout",
            "ServiceUnavailable",
            "Throttling",
            "TooManyRequests",
        ]
        .contains(&passing)
    {
        return None;
    }
    Some(match effect {
        "reminder-sms" => sms(code, reason),
        effect if effect.ends_with("-mail") => mail(code),
        _ => OTHERS,
    })
}

const OTHERS: &str = "look for this code in the log of the function outbox; where a permission or a part is missing, deploy the stack again";

fn mail(code: &str) -> &'static str {
    match code {
        "MessageRejected" => {
            "the account is in the sandbox, or the sender is not verified in this region: see the rows mail: sandbox and mail: sender"
        }
        "AccountSuspendedException" | "SendingPausedException" => {
            "sending is paused: read AWS's mail about it; aws sesv2 put-account-sending-attributes --sending-enabled once it is mended"
        }
        "MailFromDomainNotVerifiedException" => {
            "make the DNS records of the MAIL FROM domain: aws sesv2 get-email-identity names them"
        }
        "NotFoundException" => {
            "the configuration set or the sender's identity is gone: deploy the stack again"
        }
        "LimitExceededException" => "ask for a higher quota: Service Quotas, Amazon SES",
        "AccessDeniedException" => {
            "the function outbox may not send from this identity: deploy the stack again, and look for a policy on the identity"
        }
        _ => OTHERS,
    }
}

fn sms(code: &str, reason: &str) -> &'static str {
    match reason {
        "DESTINATION_PHONE_NUMBER_NOT_VERIFIED" => {
            "the account is in the SMS sandbox: ask AWS's support to move it out (End User Messaging SMS console)"
        }
        "NO_ORIGINATION_IDENTITIES_FOUND" => {
            "no number or sender ID of the account reaches that country: request or register one (End User Messaging SMS console), and name it with leah org set SLUG --sms-sender SENDER"
        }
        "RESOURCE_NOT_ACTIVE" => {
            "the sender is still being made, or was disabled: look at its status (End User Messaging SMS console)"
        }
        "REGISTRATION_NOT_COMPLETE" => {
            "the sender's registration is not complete: finish and submit it (End User Messaging SMS console, Registrations)"
        }
        "SENDER_ID_NOT_REGISTERED" | "SENDER_ID_REQUIRES_REGISTRATION" => {
            "that country wants sender IDs registered: register it (End User Messaging SMS console, Registrations)"
        }
        "SENDER_ID_NOT_SUPPORTED" | "INVALID_IDENTITY_FOR_DESTINATION_COUNTRY" => {
            "that country takes no such sender: request a number there, or leave the country out with leah org set SLUG --sms-countries"
        }
        "MESSAGE_TYPE_MISMATCH" | "NUMBER_CAPABILITIES_MISMATCH" => {
            "the sender is not for transactional SMS: request one that is"
        }
        "COUNTRY_NOT_ENABLED"
        | "DESTINATION_COUNTRY_BLOCKED"
        | "DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_CONFIGURATION"
        | "DESTINATION_PHONE_NUMBER_BLOCKED_BY_PROTECT_NUMBER_OVERRIDE"
        | "INTERNATIONAL_SENDING_NOT_SUPPORTED" => {
            "SMS to that country or number are blocked: allow them (End User Messaging SMS console, Protect configurations), or leave the country out with leah org set SLUG --sms-countries"
        }
        "PRICE_OVER_THRESHOLD" => {
            "the price is over the limit that was set for it: raise the limit"
        }
        "MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT" => {
            "this month's limit of spending is reached: see the row sms: spending limit"
        }
        "ACCOUNT_DISABLED" | "INSUFFICIENT_ACCOUNT_REPUTATION" => {
            "AWS has stopped SMS for this account: ask AWS's support"
        }
        "FIELD_VALIDATION_FAILED" | "INVALID_PARAMETER" => {
            "the sender or another setting is ill-formed: look at leah org show SLUG, and set it with leah org set SLUG --sms-sender SENDER"
        }
        _ => match code {
            "ResourceNotFoundException" => {
                "the account has no such sender in this region: request it, or name another with leah org set SLUG --sms-sender SENDER"
            }
            "ServiceQuotaExceededException" => {
                "a quota is reached: Service Quotas, AWS End User Messaging SMS"
            }
            "AccessDeniedException" => {
                "the function outbox may not send SMS: deploy the stack again"
            }
            _ => OTHERS,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_passes_by_itself_needs_nobody() {
        for cause in [
            "ServiceUnavailable",
            "ThrottlingException",
            "TooManyRequestsException",
            "NoAnswer",
        ] {
            assert_eq!(remedy("reminder-sms", cause), None, "{cause}");
        }
    }

    #[test]
    fn what_an_operator_can_mend_says_how() {
        for (effect, cause, said) in [
            ("reminder-mail", "MessageRejected", "sandbox"),
            (
                "confirmation-mail",
                "SendingPausedException",
                "--sending-enabled",
            ),
            (
                "reminder-sms",
                "ConflictException: NO_ORIGINATION_IDENTITIES_FOUND",
                "--sms-sender",
            ),
            (
                "reminder-sms",
                "ConflictException: DESTINATION_PHONE_NUMBER_NOT_VERIFIED",
                "SMS sandbox",
            ),
            (
                "reminder-sms",
                "ServiceQuotaExceededException: MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT",
                "spending limit",
            ),
            (
                "reminder-sms",
                "ResourceNotFoundException: sender-id",
                "no such sender",
            ),
            (
                "create-schedule",
                "Scheduler create: AccessDeniedException",
                "the log",
            ),
            ("reminder-mail", "SomethingNew", "the log"),
        ] {
            let remedy = remedy(effect, cause).unwrap();
            assert!(remedy.contains(said), "{cause}: {remedy}");
        }
    }
}
