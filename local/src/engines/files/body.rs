//! The body of a request that brings content.

use futures_util::StreamExt;
use http::HeaderMap;
use s3s::dto::StreamingBlob;
use s3s::{S3Error, S3Result, TrailingHeaders, s3_error};

use super::bucket::Bucket;
use super::contents::Written;
use super::digests::Digests;

/// Writes a body down, and compares it with the checksums that were announced.
pub(super) async fn receive(
    bucket: &Bucket,
    body: Option<StreamingBlob>,
    headers: &HeaderMap,
    trailers: Option<&TrailingHeaders>,
) -> S3Result<Written> {
    let mut digests = Digests::announced(headers);
    let mut draft = bucket.contents.draft().map_err(S3Error::internal_error)?;
    if let Some(mut body) = body {
        while let Some(piece) = body.next().await {
            let piece = piece.map_err(cut)?;
            digests.update(&piece);
            draft.write(&piece).await.map_err(S3Error::internal_error)?;
        }
    }
    let written = draft.finish().await.map_err(S3Error::internal_error)?;
    digests.verify(&written.md5, trailers)?;
    Ok(written)
}

/// A body that breaks off, or is not what its signature says.
fn cut(cause: s3s::StdError) -> S3Error {
    match cause.downcast::<S3Error>() {
        Ok(error) => *error,
        Err(cause) => {
            let mut error = s3_error!(
                IncompleteBody,
                "You did not provide the number of bytes specified by the Content-Length HTTP header"
            );
            error.set_source(cause);
            error
        }
    }
}
