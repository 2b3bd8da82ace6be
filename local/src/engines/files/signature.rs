//! Who has signed: the parts of Signature Version 4 that header, query and form have in common.

use async_trait::async_trait;
use jiff::{Timestamp, civil::DateTime, tz::TimeZone};
use s3s::auth::{S3Auth, SecretKey};
use s3s::{S3Error, S3Result, s3_error};
use subtle::ConstantTimeEq;

use crate::engines::{ACCESS_KEY, REGION, SECRET_KEY, SESSION_TOKEN, function_of};

/// The one algorithm.
pub(super) const ALGORITHM: &str = "AWS4-HMAC-SHA256";
/// The name of the service in what is signed.
pub(super) const SERVICE: &str = "s3";

/// What is wrong with a credential, `AKID/20210324/eu-west-3/s3/aws4_request`.
pub(super) enum Wrong {
    /// Its form, or a part of it: what S3 says of it.
    Malformed(String),
    /// Nobody has this access key.
    Unknown,
}

/// The access keys that there are: this machine's own, and those of functions' roles.
pub(super) struct Keys;

#[async_trait]
impl S3Auth for Keys {
    async fn get_secret_key(&self, access_key: &str) -> S3Result<SecretKey> {
        if is_known(access_key) {
            Ok(SECRET_KEY.into())
        } else {
            Err(unknown())
        }
    }
}

fn is_known(key: &str) -> bool {
    key == ACCESS_KEY || function_of(key).is_some()
}

/// Checks a credential; answers its key and its date, `20210324`.
pub(super) fn credential(text: &str) -> Result<(&str, &str), Wrong> {
    let parts: Vec<&str> = text.split('/').collect();
    let [key, date, region, service, "aws4_request"] = parts[..] else {
        return Err(Wrong::Malformed(
            "the Credential is mal-formed; expecting \"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request\"."
                .to_owned(),
        ));
    };
    if !is_known(key) {
        return Err(Wrong::Unknown);
    }
    if region != REGION {
        return Err(Wrong::Malformed(format!(
            "the region '{region}' is wrong; expecting '{REGION}'"
        )));
    }
    if service != SERVICE {
        return Err(Wrong::Malformed(format!(
            "incorrect service \"{service}\". This endpoint belongs to \"s3\"."
        )));
    }
    Ok((key, date))
}

/// Checks the token of the session. A temporary key is unknown without its token.
pub(super) fn token(given: Option<&str>) -> S3Result<()> {
    match given {
        None => Err(unknown()),
        Some(token) if equal(token, SESSION_TOKEN) => Ok(()),
        Some(_) => Err(s3_error!(
            InvalidToken,
            "The provided token is malformed or otherwise invalid."
        )),
    }
}

/// An instant as signatures write it, `20210324T121500Z`.
pub(super) fn instant(text: &str) -> Option<Timestamp> {
    let at = DateTime::strptime("%Y%m%dT%H%M%SZ", text).ok()?;
    let at = at.to_zoned(TimeZone::UTC).ok()?;
    Some(at.timestamp())
}

/// Whether two secrets are the same, in a time that does not tell where they differ.
pub(super) fn equal(one: &str, other: &str) -> bool {
    one.as_bytes().ct_eq(other.as_bytes()).into()
}

pub(super) fn unknown() -> S3Error {
    s3_error!(
        InvalidAccessKeyId,
        "The AWS Access Key Id you provided does not exist in our records."
    )
}

pub(super) fn mismatch() -> S3Error {
    s3_error!(
        SignatureDoesNotMatch,
        "The request signature we calculated does not match the signature you provided. Check your key and signing method."
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_name_key_date_region_and_service() {
        let known = format!("{ACCESS_KEY}/20210324/{REGION}/s3/aws4_request");
        assert_eq!(credential(&known).ok(), Some((ACCESS_KEY, "20210324")));
        let role = format!("{ACCESS_KEY}.guests");
        let of_role = known.replace(ACCESS_KEY, &role);
        assert_eq!(credential(&of_role).ok(), Some((role.as_str(), "20210324")));
        let malformed = |text: &str| matches!(credential(text), Err(Wrong::Malformed(_)));
        assert!(malformed(""));
        assert!(malformed(&known.replace("s3", "sqs")));
        assert!(malformed(&known.replace(REGION, "us-east-1")));
        assert!(malformed(&format!("{known}/x")));
        let stranger = known.replace(ACCESS_KEY, "AKIAIOSFODNN7EXAMPLE");
        assert!(matches!(credential(&stranger), Err(Wrong::Unknown)));
    }

    #[test]
    fn instants_are_read_to_the_second() {
        let at = instant("20210324T121500Z").unwrap();
        assert_eq!(at.to_string(), "2021-03-24T12:15:00Z");
        for text in ["", "20210324", "20210324T121500", "20211324T121500Z"] {
            assert_eq!(instant(text), None, "{text}");
        }
    }
}
