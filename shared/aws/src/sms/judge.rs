//! What the errors of `SendTextMessage` mean (End User Messaging SMS API v2 reference; the reasons are those of the SDK's model).

use aws_sdk_pinpointsmsvoicev2::{
    error::ProvideErrorMetadata,
    operation::send_text_message::SendTextMessageError as Error,
    types::{
        AccessDeniedExceptionReason as Denied, ConflictExceptionReason as Conflict, ResourceType,
        ServiceQuotaExceededExceptionReason as Exceeded, ValidationExceptionReason as Invalid,
        error::ValidationException,
    },
};

use crate::refusal::{Judged, Verdict, unforeseen};

/// The fields of a request that are the message's own; all others are an operator's or an organization's: the sender, limits.
const OWN: [&str; 2] = ["destinationphonenumber", "messagebody"];

pub(super) fn judge(error: &Error) -> Judged {
    let said = |reason: Option<&str>| reason.map(str::to_owned);
    match error {
        Error::ConflictException(conflict) => {
            let verdict = conflict.reason().and_then(in_conflict);
            let reason = conflict.reason().map(Conflict::as_str);
            (verdict.unwrap_or(Verdict::Operator), said(reason))
        }
        Error::ValidationException(invalid) => {
            let verdict = invalid
                .reason()
                .and_then(|reason| ill_formed(reason, invalid));
            let reason = invalid.reason().map(Invalid::as_str);
            (verdict.unwrap_or(Verdict::Operator), said(reason))
        }
        // The account is disabled or of ill repute, or the function's role lacks the permission.
        Error::AccessDeniedException(denied) => {
            let reason = denied.reason().map(Denied::as_str);
            (Verdict::Operator, said(reason))
        }
        // The month's limit of spending, or another that the operator may have raised.
        Error::ServiceQuotaExceededException(exceeded) => {
            let reason = exceeded.reason().map(Exceeded::as_str);
            (Verdict::Operator, said(reason))
        }
        // The sender is none of the account's; what kind of resource it is stands for the reason.
        Error::ResourceNotFoundException(absent) => {
            let kind = absent.resource_type().map(ResourceType::as_str);
            (Verdict::Operator, said(kind))
        }
        Error::ThrottlingException(_) | Error::InternalServerException(_) => (Verdict::Busy, None),
        other => (unforeseen(other.code()), None),
    }
}

/// What a reason of a conflict means; `None` for one that this SDK does not know.
fn in_conflict(reason: &Conflict) -> Option<Verdict> {
    Some(match reason {
        // The guest has asked for no more SMS.
        Conflict::DestinationPhoneNumberOptedOut => Verdict::ForGood,
        // The sandbox, or the operator's own rules about countries and numbers.
        Conflict::DestinationPhoneNumberNotVerified
        | Conflict::DestinationCountryBlockedByProtectConfiguration
        | Conflict::DestinationPhoneNumberBlockedByProtectNumberOverride
        // The sender: there is none, or it is not ready or not for this kind of message.
        | Conflict::NoOriginationIdentitiesFound
        | Conflict::ResourceNotActive
        | Conflict::RegistrationNotComplete
        | Conflict::MessageTypeMismatch
        | Conflict::NumberCapabilitiesMismatch
        | Conflict::PhoneNumberNotInRegistrationRegion
        | Conflict::PhoneNumberNotAssociatedToPool
        | Conflict::NotifyConfigurationNotActive
        // Of other operations, which manage numbers, pools and registrations: here they would mean that the account is being changed.
        | Conflict::CreateRegistrationVersionNotAllowed
        | Conflict::DeletionProtectionEnabled
        | Conflict::DisassociateRegistrationNotAllowed
        | Conflict::DiscardRegistrationVersionNotAllowed
        | Conflict::EditRegistrationFieldValuesNotAllowed
        | Conflict::EventDestinationMismatch
        | Conflict::KeywordMismatch
        | Conflict::LastPhoneNumber
        | Conflict::OptOutListMismatch
        | Conflict::PhoneNumberAssociatedToPool
        | Conflict::PhoneNumberAssociatedToRegistration
        | Conflict::PoolAssociatedToNotifyConfiguration
        | Conflict::ProtectConfigurationAssociatedWithConfigurationSet
        | Conflict::ProtectConfigurationIsAccountDefault
        | Conflict::ProtectConfigurationNotAssociatedWithConfigurationSet
        | Conflict::RcsAgentAlreadyAssociatedToRegistrationType
        | Conflict::RcsAgentAssociatedToPool
        | Conflict::RegistrationAlreadySubmitted
        | Conflict::ResourceAlreadyAssociated
        | Conflict::ResourceAlreadyExists
        | Conflict::ResourceDeletionNotAllowed
        | Conflict::ResourceModificationNotAllowed
        | Conflict::ResourceNotEmpty
        | Conflict::SelfManagedOptOutsMismatch
        | Conflict::SenderIdAssociatedToPool
        | Conflict::SubmitRegistrationVersionNotAllowed
        | Conflict::TwoWayConfigMismatch
        | Conflict::VerificationAlreadyComplete
        | Conflict::VerificationCodeExpired => Verdict::Operator,
        _ => return None,
    })
}

/// What a reason of an invalid request means; `None` for one that this SDK does not know.
fn ill_formed(reason: &Invalid, refused: &ValidationException) -> Option<Verdict> {
    Some(match reason {
        // Something of the request is ill-formed. Whose it is, the fields say: a number or a text is the message's own, a sender is
        // the organization's. Where none is named nobody knows, and it is tried again.
        Invalid::CannotParse
        | Invalid::FieldValidationFailed
        | Invalid::InvalidParameter
        | Invalid::InvalidRequest
        | Invalid::MaximumSizeExceeded
        | Invalid::MissingParameter => {
            if of_the_message(refused) {
                Verdict::ForGood
            } else {
                Verdict::Operator
            }
        }
        // The country: not enabled, blocked, or not reached from this sender.
        Invalid::CountryCodeMismatch
        | Invalid::CountryNotEnabled
        | Invalid::DestinationCountryBlocked
        | Invalid::InternationalSendingNotSupported
        | Invalid::InvalidIdentityForDestinationCountry
        // The sender: not registered, not allowed there, not the account's.
        | Invalid::SenderIdNotRegistered
        | Invalid::SenderIdNotSupported
        | Invalid::SenderIdRequiresRegistration
        | Invalid::InvalidArn
        | Invalid::ResourceNotAccessible
        | Invalid::ChannelNotEnabled
        | Invalid::InvalidRegistrationAssociation
        // The price is over a limit that was set.
        | Invalid::PriceOverThreshold
        // What this version of Leah asks and the service does not take any more: a new version cures it.
        | Invalid::Other
        | Invalid::ParametersCannotBeUsedTogether
        | Invalid::UnknownOperation
        | Invalid::UnspecifiedParameterNotSupported
        // Of other operations.
        | Invalid::AttachmentTypeNotSupported
        | Invalid::CannotAddOptedOutNumber
        | Invalid::InvalidFilterValues
        | Invalid::InvalidNextToken
        | Invalid::MediaTypeNotSupported
        | Invalid::PhoneNumberCannotBeOptedIn
        | Invalid::PhoneNumberCannotBeReleased
        | Invalid::RegistrationFieldCannotBeDeleted
        | Invalid::RequestedSpendLimitHigherThanServiceLimit
        | Invalid::TwoWayChannelNotPresent
        | Invalid::TwoWayNotEnabled
        | Invalid::TwoWayNotSupportedInCountry
        | Invalid::TwoWayNotSupportedInRegion
        | Invalid::TwoWayTopicNotPresent
        | Invalid::UnknownRegistrationField
        | Invalid::UnknownRegistrationSection
        | Invalid::UnknownRegistrationType
        | Invalid::UnknownRegistrationVersion
        | Invalid::VerificationCodeMismatch
        | Invalid::VoiceCapabilityNotAvailable => Verdict::Operator,
        _ => return None,
    })
}

/// Whether all that is ill-formed is the message's own.
fn of_the_message(refused: &ValidationException) -> bool {
    let mut fields = refused.fields().iter();
    !refused.fields().is_empty()
        && fields.all(|field| {
            let name = field.name().to_ascii_lowercase();
            OWN.contains(&name.as_str())
        })
}

#[cfg(test)]
mod tests;
