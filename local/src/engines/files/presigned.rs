//! Requests signed in their query: presigned URLs, judged by the virtual clock.
//!
//! (Amazon S3 API reference, "Authenticating requests: using query parameters".)

use std::borrow::Cow;
use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{
    PayloadChecksumKind, PercentEncodingMode, SignableBody, SignableRequest, SignatureLocation,
    SigningSettings, UriPathNormalizationMode, sign,
};
use aws_sigv4::sign::v4::SigningParams;
use aws_smithy_runtime_api::client::identity::Identity;
use http::header::HOST;
use http::request::Parts;
use http::{HeaderMap, Uri};
use jiff::{SignedDuration, Timestamp};
use s3s::{S3Error, S3Result, s3_error};
use url::form_urlencoded;

use super::header::unsigned;
use super::signature::{self, ALGORITHM, SERVICE, Wrong};
use crate::engines::{REGION, SECRET_KEY, SESSION_TOKEN};

/// A week, the longest that a URL may live.
const LONGEST: u64 = 604_800;
/// How far ahead of this clock the signer's may be.
const SKEW: SignedDuration = SignedDuration::from_mins(15);

/// The parameters of the signature, in the order in which S3 names them.
const NAMES: [&str; 7] = [
    "X-Amz-Algorithm",
    "X-Amz-Credential",
    "X-Amz-Signature",
    "X-Amz-Date",
    "X-Amz-SignedHeaders",
    "X-Amz-Expires",
    "X-Amz-Security-Token",
];

/// Whether a request is signed like this, or pretends to be.
pub(super) fn is_presigned(uri: &Uri) -> bool {
    pairs(uri)
        .any(|(name, _)| ["X-Amz-Signature", "X-Amz-Algorithm", "Signature"].contains(&&*name))
}

/// Checks a request, and takes what it was signed with out of its query.
pub(super) fn check(parts: &mut Parts, now: Timestamp) -> S3Result<()> {
    let rest = rest(&parts.uri);
    let signed = Signed::read(&parts.uri)?;
    signed.check_time(now)?;
    signature::token(signed.token.as_deref())?;
    let expected = signed.signature(parts, &rest)?;
    if !signature::equal(&expected, &signed.signature) {
        return Err(signature::mismatch());
    }
    parts.uri = rest.parse().map_err(S3Error::internal_error)?;
    Ok(())
}

/// What the query says of its signature.
struct Signed<'a> {
    signature: Cow<'a, str>,
    key: String,
    date: Timestamp,
    expires: u64,
    headers: Cow<'a, str>,
    token: Option<Cow<'a, str>>,
}

impl<'a> Signed<'a> {
    fn read(uri: &'a Uri) -> S3Result<Self> {
        let mut values = [const { None }; NAMES.len()];
        for (name, value) in pairs(uri) {
            if let Some(at) = NAMES.iter().position(|known| *known == name)
                && values[at].replace(value).is_some()
            {
                return Err(malformed(format!("{name} is there more than once")));
            }
        }
        let [
            Some(algorithm),
            Some(credential),
            Some(signature),
            Some(date),
            Some(headers),
            Some(expires),
            token,
        ] = values
        else {
            let named = NAMES[..NAMES.len() - 1].join(", ");
            return Err(malformed(format!(
                "Query-string authentication version 4 requires the {named} parameters."
            )));
        };
        if algorithm != ALGORITHM {
            return Err(malformed(format!(
                "X-Amz-Algorithm only supports \"{ALGORITHM}\""
            )));
        }
        let (key, day) = signature::credential(&credential).map_err(|wrong| match wrong {
            Wrong::Unknown => signature::unknown(),
            Wrong::Malformed(why) => malformed(format!(
                "Error parsing the X-Amz-Credential parameter; {why}"
            )),
        })?;
        let Some(at) = signature::instant(&date).filter(|_| date.starts_with(day)) else {
            return Err(malformed(
                "X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\", on the day of the credential",
            ));
        };
        let expires = expires.parse().ok().filter(|seconds| *seconds <= LONGEST);
        let key = key.to_owned();
        Ok(Self {
            signature,
            key,
            date: at,
            expires: expires.ok_or_else(|| {
                malformed("X-Amz-Expires must be a number of seconds, at most 604800")
            })?,
            headers,
            token,
        })
    }

    fn check_time(&self, now: Timestamp) -> S3Result<()> {
        let age = now.duration_since(self.date);
        if age < -SKEW {
            return Err(s3_error!(AccessDenied, "Request is not yet valid"));
        }
        if u64::try_from(age.as_secs()).is_ok_and(|age| age > self.expires) {
            return Err(s3_error!(AccessDenied, "Request has expired"));
        }
        Ok(())
    }

    /// The signature that the request has to have.
    fn signature(&self, parts: &Parts, rest: &str) -> S3Result<String> {
        let names: Vec<&str> = self.headers.split(';').collect();
        let headers = headers(&parts.headers, &names)?;
        let host = text(&parts.headers, HOST.as_str()).unwrap_or_default();
        let uri = format!("http://{host}{rest}");
        let headers = headers.into_iter();
        let request = SignableRequest::new(
            parts.method.as_str(),
            uri.as_str(),
            headers,
            SignableBody::UnsignedPayload,
        );
        let token = Some(SESSION_TOKEN.to_owned());
        let identity: Identity =
            Credentials::new(&self.key, SECRET_KEY, token, None, "local").into();
        let mut settings = SigningSettings::default();
        settings.signature_location = SignatureLocation::QueryParams;
        settings.expires_in = Some(Duration::from_secs(self.expires));
        settings.payload_checksum_kind = PayloadChecksumKind::NoHeader;
        settings.percent_encoding_mode = PercentEncodingMode::Single;
        settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
        settings.excluded_headers = None;
        let parameters = SigningParams::builder()
            .identity(&identity)
            .region(REGION)
            .name(SERVICE)
            .time(SystemTime::from(self.date))
            .settings(settings)
            .build()
            .map_err(S3Error::internal_error)?
            .into();
        let request = request.map_err(|_| signature::mismatch())?;
        let signed = sign(request, &parameters).map_err(|_| signature::mismatch())?;
        Ok(signed.signature().to_owned())
    }
}

/// The headers that are signed. Every one of S3's own has to be.
fn headers<'h>(headers: &'h HeaderMap, names: &[&'h str]) -> S3Result<Vec<(&'h str, &'h str)>> {
    let mut own = headers
        .keys()
        .map(http::HeaderName::as_str)
        .filter(|name| name.starts_with("x-amz-") && *name != "x-amz-content-sha256");
    if own.any(|name| !names.contains(&name)) || !names.contains(&"host") {
        return Err(unsigned());
    }
    // The host is taken from the address that is signed.
    let others = names.iter().filter(|name| **name != "host");
    others
        .map(|name| Ok((*name, text(headers, name).ok_or_else(signature::mismatch)?)))
        .collect()
}

fn text<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name)?.to_str().ok()
}

fn pairs(uri: &Uri) -> form_urlencoded::Parse<'_> {
    form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes())
}

/// Path and query without the parameters of the signature; what is left stands as it was sent.
fn rest(uri: &Uri) -> String {
    let query = uri.query().unwrap_or_default().split('&');
    let kept: Vec<&str> = query
        .filter(|pair| {
            let mut parsed = form_urlencoded::parse(pair.as_bytes());
            parsed
                .next()
                .is_some_and(|(name, _)| !NAMES.contains(&&*name))
        })
        .collect();
    if kept.is_empty() {
        uri.path().to_owned()
    } else {
        format!("{}?{}", uri.path(), kept.join("&"))
    }
}

fn malformed(why: impl Into<Cow<'static, str>>) -> S3Error {
    S3Error::with_message(s3s::S3ErrorCode::AuthorizationQueryParametersError, why)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_of_the_signature_stays_as_it_was_sent() {
        let uri: Uri =
            "/b/k%20e?x-id=GetObject&X-Amz-Date=1&response-content-type=a%2Fb&X-Amz-Signature=2"
                .parse()
                .unwrap();
        assert!(is_presigned(&uri));
        assert_eq!(
            rest(&uri),
            "/b/k%20e?x-id=GetObject&response-content-type=a%2Fb"
        );
        let plain: Uri = "/b/k?X-Amz-Expires=1".parse().unwrap();
        assert!(!is_presigned(&plain));
        assert_eq!(rest(&plain), "/b/k");
    }
}
