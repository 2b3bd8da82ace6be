//! Every reason of the model, by name.

use aws_sdk_pinpointsmsvoicev2::{
    error::ErrorMetadata,
    types::{
        AccessDeniedExceptionReason, ServiceQuotaExceededExceptionReason, ValidationExceptionField,
        error::{
            AccessDeniedException, ConflictException, InternalServerException,
            ResourceNotFoundException, ServiceQuotaExceededException, ThrottlingException,
        },
    },
};

use super::*;

fn conflict(reason: Option<&str>) -> Error {
    let reason = reason.map(Conflict::from);
    let error = ConflictException::builder().set_reason(reason);
    Error::ConflictException(error.build())
}

fn invalid(reason: &str, fields: &[&str]) -> Error {
    let field = |name: &&str| {
        let field = ValidationExceptionField::builder();
        field.name(*name).message("is wrong").build().unwrap()
    };
    let error = ValidationException::builder().reason(Invalid::from(reason));
    let fields = fields.iter().map(field).collect();
    Error::ValidationException(error.set_fields(Some(fields)).build())
}

#[test]
fn of_all_conflicts_only_a_number_that_opted_out_is_given_up_at_once() {
    for name in Conflict::values() {
        assert!(
            in_conflict(&Conflict::from(*name)).is_some(),
            "{name} stands nowhere"
        );
        let expected = match *name {
            "DESTINATION_PHONE_NUMBER_OPTED_OUT" => Verdict::ForGood,
            _ => Verdict::Operator,
        };
        assert_eq!(
            judge(&conflict(Some(name))),
            (expected, Some((*name).to_owned()))
        );
    }
}

#[test]
fn of_all_invalid_requests_only_an_ill_formed_message_is_given_up_at_once() {
    let malformed = [
        "CANNOT_PARSE",
        "FIELD_VALIDATION_FAILED",
        "INVALID_PARAMETER",
        "INVALID_REQUEST",
        "MAXIMUM_SIZE_EXCEEDED",
        "MISSING_PARAMETER",
    ];
    for name in Invalid::values() {
        let own = invalid(name, &["DestinationPhoneNumber"]);
        let Error::ValidationException(refused) = &own else {
            panic!("{own:?}")
        };
        assert!(
            ill_formed(&Invalid::from(*name), refused).is_some(),
            "{name} stands nowhere"
        );
        let expected = if malformed.contains(name) {
            Verdict::ForGood
        } else {
            Verdict::Operator
        };
        assert_eq!(judge(&own), (expected, Some((*name).to_owned())));
        // A sender is an organization's; what no field says nobody knows.
        for fields in [
            &["OriginationIdentity"][..],
            &["DestinationPhoneNumber", "OriginationIdentity"],
            &[],
        ] {
            assert_eq!(
                judge(&invalid(name, fields)).0,
                Verdict::Operator,
                "{name} {fields:?}"
            );
        }
    }
}

#[test]
fn accounts_limits_and_absent_senders_are_an_operators() {
    for name in AccessDeniedExceptionReason::values() {
        let reason = AccessDeniedExceptionReason::from(*name);
        let error = AccessDeniedException::builder().reason(reason).build();
        let judged = judge(&Error::AccessDeniedException(error));
        assert_eq!(judged, (Verdict::Operator, Some((*name).to_owned())));
    }
    for name in ServiceQuotaExceededExceptionReason::values() {
        let reason = ServiceQuotaExceededExceptionReason::from(*name);
        let error = ServiceQuotaExceededException::builder()
            .reason(reason)
            .build();
        let judged = judge(&Error::ServiceQuotaExceededException(error));
        assert_eq!(judged, (Verdict::Operator, Some((*name).to_owned())));
    }
    let absent = ResourceNotFoundException::builder().build();
    let judged = judge(&Error::ResourceNotFoundException(absent));
    assert_eq!(judged, (Verdict::Operator, None));
}

#[test]
fn what_nobody_foresaw_is_an_operators_and_a_busy_service_passes() {
    for error in [
        conflict(None),
        conflict(Some("A_NEW_REASON")),
        invalid("A_NEW_REASON", &["DestinationPhoneNumber"]),
        Error::generic(ErrorMetadata::builder().code("SomethingNew").build()),
        Error::generic(ErrorMetadata::builder().build()),
    ] {
        assert_eq!(judge(&error).0, Verdict::Operator, "{error:?}");
    }
    for error in [
        Error::ThrottlingException(ThrottlingException::builder().build()),
        Error::InternalServerException(InternalServerException::builder().build()),
        Error::generic(ErrorMetadata::builder().code("RequestTimeout").build()),
    ] {
        assert_eq!(judge(&error).0, Verdict::Busy, "{error:?}");
    }
}
