//! Uploads by a browser's form, under a policy that somebody has signed: POST Object.
//!
//! (Amazon S3 API reference, "POST Object" and "Authenticating requests in browser-based uploads using POST".)

mod fields;
mod policy;

use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use data_encoding::BASE64;
use http::header::{CONTENT_TYPE, ETAG, HOST, LOCATION};
use http::{HeaderMap, StatusCode};
use jiff::Timestamp;
use multer::Field;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use s3s::xml::Serializer;
use s3s::{S3Error, S3Result, s3_error};

use super::BUCKET;
use super::bucket::{Bucket, Cause, New};
use super::contents::Written;
use super::signature::{self, ALGORITHM, SERVICE, Wrong};
use crate::engines::store::{Attributes, Condition, Object};
use crate::engines::{REGION, SECRET_KEY};
use fields::{Fields, read};
use policy::{Length, Policy};

/// What stands in a path as it is (RFC 3986, section 2.3), and what divides its segments.
const PATH: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'/');

/// Makes an object of a form's file, if the form is all that its policy asks for.
pub(super) async fn post(bucket: &Bucket, request: Request) -> S3Result<Response> {
    let (parts, body) = request.into_parts();
    let (fields, mut file) = read(&parts.headers, body).await?;
    let policy = authorize(&fields, bucket.clock.now())?;
    let answer = Wanted::of(&fields)?;
    let written = receive(bucket, &mut file, policy.length()).await?;
    let key = fields.require("key")?;
    let object = bucket.create(New {
        key: key.replace("${filename}", file.file_name().unwrap_or_default()),
        written,
        attributes: Attributes::of(fields.iter()),
        cause: Cause::Post,
        condition: Condition::None,
        completes: None,
    })?;
    answer.response(&parts.headers, &object)
}

/// Checks who has signed, and that the policy allows what the form asks for.
fn authorize(fields: &Fields, now: Timestamp) -> S3Result<Policy> {
    let Some(document) = fields.get("policy") else {
        return Err(s3_error!(AccessDenied, "Access Denied"));
    };
    let invalid = |why: String| S3Error::with_message(s3s::S3ErrorCode::InvalidArgument, why);
    if fields.require("x-amz-algorithm")? != ALGORITHM {
        return Err(invalid(format!(
            "X-Amz-Algorithm only supports \"{ALGORITHM}\""
        )));
    }
    let (_, day) =
        signature::credential(fields.require("x-amz-credential")?).map_err(
            |wrong| match wrong {
                Wrong::Unknown => signature::unknown(),
                Wrong::Malformed(why) => invalid(format!(
                    "Error parsing the X-Amz-Credential parameter; {why}"
                )),
            },
        )?;
    let date = fields.require("x-amz-date")?;
    let Some(at) = signature::instant(date).filter(|_| date.starts_with(day)) else {
        return Err(invalid(
            "X-Amz-Date must be formated via ISO8601 Long format, on the day of the credential"
                .to_owned(),
        ));
    };
    let given = fields.require("x-amz-signature")?;
    signature::token(fields.get("x-amz-security-token"))?;
    let key = aws_sigv4::sign::v4::generate_signing_key(SECRET_KEY, at.into(), REGION, SERVICE);
    let expected = aws_sigv4::sign::v4::calculate_signature(key, document.as_bytes());
    if !signature::equal(&expected, given) {
        return Err(signature::mismatch());
    }
    let json = BASE64.decode(document.as_bytes());
    let policy = Policy::parse(&json.map_err(|_| policy::invalid("Invalid Base64 encoding."))?)?;
    policy.check(fields, now)?;
    Ok(policy)
}

/// Writes the file down, as far as the policy lets it go.
async fn receive(bucket: &Bucket, file: &mut Field<'static>, length: Length) -> S3Result<Written> {
    let mut draft = bucket.contents.draft().map_err(S3Error::internal_error)?;
    while let Some(piece) = file.chunk().await.map_err(fields::malformed)? {
        if draft.size() + piece.len() as u64 > length.most {
            return Err(s3_error!(
                EntityTooLarge,
                "Your proposed upload exceeds the maximum allowed size"
            ));
        }
        draft.write(&piece).await.map_err(S3Error::internal_error)?;
    }
    if draft.size() < length.least {
        return Err(s3_error!(
            EntityTooSmall,
            "Your proposed upload is smaller than the minimum allowed size"
        ));
    }
    draft.finish().await.map_err(S3Error::internal_error)
}

/// What the form wants to be answered.
struct Wanted(StatusCode);

impl Wanted {
    fn of(fields: &Fields) -> S3Result<Self> {
        if fields.get("success_action_redirect").is_some() || fields.get("redirect").is_some() {
            return Err(s3_error!(
                NotImplemented,
                "This engine answers no form with a redirection."
            ));
        }
        Ok(Self(match fields.get("success_action_status") {
            Some("200") => StatusCode::OK,
            Some("201") => StatusCode::CREATED,
            _ => StatusCode::NO_CONTENT,
        }))
    }

    fn response(&self, headers: &HeaderMap, object: &Object) -> S3Result<Response> {
        let host = headers.get(HOST).and_then(|host| host.to_str().ok());
        let host = host.unwrap_or_default();
        let key = utf8_percent_encode(&object.key, PATH);
        let location = format!("http://{host}/{BUCKET}/{key}");
        let etag = format!("\"{}\"", object.etag);
        let head = [(ETAG, etag.clone()), (LOCATION, location.clone())];
        if self.0 != StatusCode::CREATED {
            return Ok((self.0, head).into_response());
        }
        let mut xml = br#"<?xml version="1.0" encoding="UTF-8"?>"#.to_vec();
        Serializer::new(&mut xml)
            .element("PostResponse", |answer| {
                answer.content("Location", &location)?;
                answer.content("Bucket", BUCKET)?;
                answer.content("Key", &object.key)?;
                answer.content("ETag", &etag)
            })
            .map_err(S3Error::internal_error)?;
        Ok((self.0, head, [(CONTENT_TYPE, "application/xml")], xml).into_response())
    }
}
