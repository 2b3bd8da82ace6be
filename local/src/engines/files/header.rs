//! Requests signed in their header `Authorization`. The signature itself, its date included, is s3s' to check.

use http::{HeaderMap, header::AUTHORIZATION};
use s3s::{S3Result, s3_error};

use super::signature::{self, ALGORITHM, Wrong};

/// Checks what s3s does not: the scheme, the region, and the session's token, which has to be signed too.
pub(super) fn check(headers: &HeaderMap) -> S3Result<()> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let authorization = text(AUTHORIZATION.as_str()).unwrap_or_default();
    let Some(fields) = authorization.strip_prefix(ALGORITHM) else {
        return Err(s3_error!(
            InvalidRequest,
            "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256."
        ));
    };
    let field = |name: &str| {
        let mut fields = fields.split(',');
        fields.find_map(|field| field.trim().strip_prefix(name)?.strip_prefix('='))
    };
    match signature::credential(field("Credential").unwrap_or_default()) {
        Ok(_date) => {}
        Err(Wrong::Unknown) => return Err(signature::unknown()),
        Err(Wrong::Malformed(why)) => {
            return Err(s3_error!(
                AuthorizationHeaderMalformed,
                "The authorization header is malformed; {why}"
            ));
        }
    }
    signature::token(text("x-amz-security-token"))?;
    let signed = field("SignedHeaders").unwrap_or_default();
    if signed.split(';').any(|name| name == "x-amz-security-token") {
        Ok(())
    } else {
        Err(unsigned())
    }
}

pub(super) fn unsigned() -> s3s::S3Error {
    s3_error!(
        AccessDenied,
        "There were headers present in the request which were not signed"
    )
}
