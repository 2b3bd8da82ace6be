use aws_sdk_sesv2::{
    error::ErrorMetadata,
    types::error::{
        AccountSuspendedException, BadRequestException, LimitExceededException,
        MailFromDomainNotVerifiedException, MessageRejected, NotFoundException,
        SendingPausedException, TooManyRequestsException,
    },
};

use super::*;

fn bad(text: &str) -> SendEmailError {
    SendEmailError::BadRequestException(BadRequestException::builder().message(text).build())
}

#[test]
fn only_a_message_that_is_itself_at_fault_is_given_up_at_once() {
    for text in ILL_FORMED {
        assert_eq!(judge(&bad(text)), (Verdict::ForGood, None), "{text}");
    }
    for text in [
        "Configuration set <leah> does not exist",
        "The tenant is paused",
        "",
    ] {
        assert_eq!(judge(&bad(text)), (Verdict::Operator, None), "{text}");
    }
}

#[test]
fn every_other_error_of_the_model_can_be_mended_or_passes() {
    use SendEmailError as E;
    for error in [
        E::AccountSuspendedException(AccountSuspendedException::builder().build()),
        E::LimitExceededException(LimitExceededException::builder().build()),
        E::MailFromDomainNotVerifiedException(
            MailFromDomainNotVerifiedException::builder().build(),
        ),
        E::MessageRejected(MessageRejected::builder().build()),
        E::NotFoundException(NotFoundException::builder().build()),
        E::SendingPausedException(SendingPausedException::builder().build()),
        E::generic(
            ErrorMetadata::builder()
                .code("AccessDeniedException")
                .build(),
        ),
        E::generic(ErrorMetadata::builder().code("SomethingNew").build()),
    ] {
        assert_eq!(judge(&error).0, Verdict::Operator, "{error:?}");
    }
    for error in [
        E::TooManyRequestsException(TooManyRequestsException::builder().build()),
        E::generic(ErrorMetadata::builder().code("ThrottlingException").build()),
    ] {
        assert_eq!(judge(&error).0, Verdict::Busy, "{error:?}");
    }
}
