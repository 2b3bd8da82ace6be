//! S3, embedded. s3s speaks the protocol and checks what is signed in a header; behind it is a bucket of files and rows.
//! What it lacks stands here before it: presigned URLs and forms that are judged by the virtual clock, the token of the
//! session, and answers to pages on other sites.

mod api;
mod attributes;
mod body;
mod bucket;
mod conditions;
mod contents;
mod cors;
mod digests;
mod event;
mod form;
mod header;
mod multipart;
mod presigned;
mod range;
mod signature;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::Router;
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use http::header::{AUTHORIZATION, CONTENT_TYPE, ORIGIN};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use s3s::service::{S3Service, S3ServiceBuilder};
use s3s::{S3Error, S3Result, s3_error};

use super::EngineError;
use super::store::Store;
use crate::clock::VirtualClock;
use crate::template;

pub(crate) use bucket::Bucket;
pub(crate) use event::ObjectEvent;

/// The one bucket.
pub const BUCKET: &str = "leah-local";

const REQUEST_ID: HeaderName = HeaderName::from_static("x-amz-request-id");

/// The bucket, with its contents in `folder`.
pub(crate) fn bucket(
    folder: &Path,
    store: Arc<Store>,
    clock: VirtualClock,
    rules: template::Bucket,
) -> Result<Bucket, EngineError> {
    Bucket::open(folder, store, clock, rules)
}

/// The S3 API on `bucket`.
pub(crate) fn router(bucket: Bucket) -> Router {
    let mut guarded = S3ServiceBuilder::new(bucket.clone());
    guarded.set_auth(signature::Keys);
    let front = Arc::new(Front {
        guarded: guarded.build(),
        open: S3ServiceBuilder::new(bucket.clone()).build(),
        bucket,
        answers: AtomicU64::new(1),
    });
    Router::new().fallback(async move |request: Request| front.answer(request).await)
}

struct Front {
    /// Checks signatures in headers.
    guarded: S3Service,
    /// Checks none: what comes to it was checked here.
    open: S3Service,
    bucket: Bucket,
    answers: AtomicU64,
}

impl Front {
    async fn answer(&self, request: Request) -> Response {
        let rules = &self.bucket.rules.cors;
        let origin = request.headers().get(ORIGIN).cloned();
        let method = request.method().clone();
        let answered = if method == Method::OPTIONS {
            cors::preflight(rules, request.headers()).map(IntoResponse::into_response)
        } else {
            let answered = self.serve(request).await;
            let headers = cors::allow(rules, origin.as_ref(), method.as_str());
            Ok(with(answered.unwrap_or_else(told), headers))
        };
        let mut answer = answered.unwrap_or_else(told);
        let number = self.answers.fetch_add(1, Ordering::Relaxed);
        if let Ok(id) = HeaderValue::from_str(&format!("{number:016X}")) {
            answer.headers_mut().insert(REQUEST_ID, id);
        }
        answer
    }

    async fn serve(&self, request: Request) -> S3Result<Response> {
        let (mut parts, body) = request.into_parts();
        let signed = parts.headers.contains_key(AUTHORIZATION);
        if parts.method == Method::POST && is_form(&parts.headers) {
            return match parts.uri.path().trim_end_matches('/') {
                path if path.strip_prefix('/') == Some(BUCKET) => {
                    form::post(&self.bucket, Request::from_parts(parts, body)).await
                }
                path if path.matches('/').count() > 1 => Err(s3_error!(
                    MethodNotAllowed,
                    "The specified method is not allowed against this resource."
                )),
                _ => Err(s3_error!(
                    NoSuchBucket,
                    "The specified bucket does not exist"
                )),
            };
        }
        let service = match (presigned::is_presigned(&parts.uri), signed) {
            (true, true) => {
                return Err(s3_error!(
                    InvalidArgument,
                    "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string \
                     parameter or the Authorization header should be specified"
                ));
            }
            (true, false) => {
                presigned::check(&mut parts, self.bucket.clock.now())?;
                &self.open
            }
            (false, true) => {
                header::check(&parts.headers)?;
                &self.guarded
            }
            (false, false) => return Err(s3_error!(AccessDenied, "Access Denied")),
        };
        let request = Request::from_parts(parts, body).map(s3s::Body::http_body_unsync);
        match service.call(request).await {
            Ok(response) => Ok(response.map(axum::body::Body::new)),
            Err(error) => {
                tracing::error!(?error, "the embedded S3 failed");
                Err(s3_error!(InternalError))
            }
        }
    }
}

fn is_form(headers: &HeaderMap) -> bool {
    let kind = headers
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok());
    let essence = kind.and_then(|kind| kind.split(';').next());
    essence.is_some_and(|kind| kind.trim().eq_ignore_ascii_case("multipart/form-data"))
}

fn with(mut response: Response, headers: HeaderMap) -> Response {
    response.headers_mut().extend(headers);
    response
}

/// An error as S3 writes it.
fn told(error: S3Error) -> Response {
    if error.source().is_some() {
        tracing::debug!(%error, "the embedded S3 refuses");
    }
    match error.to_http_response() {
        Ok(response) => response.map(axum::body::Body::new),
        Err(error) => {
            tracing::error!(%error, "the embedded S3 failed");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
