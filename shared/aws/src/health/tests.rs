//! How failures are sorted.

use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_types::{body::SdkBody, error::metadata::ErrorMetadata};

use super::*;

/// An error that a service has answered, as every SDK client makes of a code that it does not model.
#[derive(Debug, thiserror::Error)]
#[error("an answer")]
struct Answered(ErrorMetadata);

impl ProvideErrorMetadata for Answered {
    fn meta(&self) -> &ErrorMetadata {
        &self.0
    }
}

fn sorted(status: u16, code: &str) -> Unanswered {
    let meta = ErrorMetadata::builder().code(code).message("why").build();
    let status = StatusCode::try_from(status).unwrap();
    let raw = HttpResponse::new(status, SdkBody::empty());
    Unanswered::sort(&SdkError::service_error(Answered(meta), raw))
}

#[test]
fn what_services_call_alike_is_sorted_alike() {
    for code in [
        "AccessDenied",
        "AccessDeniedException",
        "AuthorizationErrorException",
    ] {
        let expected = Unanswered::Forbidden(format!("{code}: why"));
        assert_eq!(sorted(400, code), expected);
    }
    for code in ["ExpiredToken", "ExpiredTokenException", "RequestExpired"] {
        assert_eq!(
            sorted(403, code),
            Unanswered::Expired(format!("{code}: why"))
        );
    }
    for code in ["NotFound", "NotFoundException", "ResourceNotFoundException"] {
        assert_eq!(
            sorted(400, code),
            Unanswered::Absent(format!("{code}: why"))
        );
    }
    for code in [
        "ThrottlingException",
        "Throttling",
        "TooManyRequestsException",
    ] {
        let expected = Unanswered::Unavailable(format!("{code}: why"));
        assert_eq!(sorted(400, code), expected);
    }
}

#[test]
fn a_code_that_nobody_knows_is_sorted_by_its_status() {
    let said = || "Odd: why".to_owned();
    assert_eq!(sorted(403, "Odd"), Unanswered::Forbidden(said()));
    assert_eq!(sorted(404, "Odd"), Unanswered::Absent(said()));
    assert_eq!(sorted(400, "Odd"), Unanswered::Refused(said()));
    assert_eq!(sorted(503, "Odd"), Unanswered::Unavailable(said()));
}

#[test]
fn a_call_that_came_to_no_answer_is_no_answer() {
    let error: SdkError<Answered, HttpResponse> = SdkError::timeout_error("too long");
    assert!(matches!(
        Unanswered::sort(&error),
        Unanswered::Unavailable(_)
    ));
}
