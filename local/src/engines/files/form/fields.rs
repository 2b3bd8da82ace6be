//! The form itself (RFC 7578): its fields up to the file, which is the last that counts.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::{Body, BodyDataStream, Bytes, HttpBody};
use futures_util::{Stream, StreamExt};
use http::HeaderMap;
use http::header::CONTENT_TYPE;
use multer::{Field, Multipart};
use s3s::{S3Error, S3Result, s3_error};
use tokio::runtime::Handle;

/// How many bytes the fields before the file may have, names and values (Amazon S3 API reference, "POST Object").
const FIELDS: usize = 20_000;
/// How many bytes are taken in before the file has begun: the fields and what stands around them.
const TAKEN: usize = 256 << 10;
/// The largest piece in which a body is handed on.
const PIECE: usize = 16 << 10;
/// How many characters divide the parts of a form (RFC 2046, section 5.1.1).
const BOUNDARY: RangeInclusive<usize> = 1..=70;
/// How long, and for how many bytes, the rest of a form is read that was refused half way.
const LINGER: Duration = Duration::from_secs(10);
const LINGER_BYTES: usize = 64 << 20;

/// The fields before the file, by name in lower case.
pub(super) struct Fields(BTreeMap<String, String>);

impl Fields {
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    pub(super) fn require(&self, name: &str) -> S3Result<&str> {
        self.get(name).ok_or_else(|| {
            s3_error!(
                InvalidArgument,
                "Bucket POST must contain a field named '{name}'.  If it is specified, please check the order of the fields."
            )
        })
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

#[cfg(test)]
impl<const N: usize> From<[(&str, &str); N]> for Fields {
    fn from(pairs: [(&str, &str); N]) -> Self {
        Self(
            pairs
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .into(),
        )
    }
}

/// Reads a form up to its file.
pub(super) async fn read(headers: &HeaderMap, body: Body) -> S3Result<(Fields, Field<'static>)> {
    let kind = headers
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok());
    let boundary = multer::parse_boundary(kind.unwrap_or_default()).map_err(malformed)?;
    if !BOUNDARY.contains(&boundary.len()) {
        return Err(malformed_form());
    }
    let taken = Arc::new(Taken::default());
    let mut form = Multipart::new(Piecewise::new(body, Arc::clone(&taken)), boundary);
    let mut fields = BTreeMap::new();
    let mut size = 0;
    loop {
        let mut field = match form.next_field().await {
            Ok(Some(field)) => field,
            Ok(None) => break,
            Err(_) if taken.exceeded() => return Err(too_long()),
            Err(error) => return Err(malformed(error)),
        };
        let Some(name) = field.name().map(str::to_ascii_lowercase) else {
            return Err(malformed_form());
        };
        if name == "file" {
            taken.file_begins();
            return Ok((Fields(fields), field));
        }
        size += name.len();
        let mut value = Vec::new();
        while let Some(piece) = field.chunk().await.map_err(malformed)? {
            value.extend_from_slice(&piece);
            if size + value.len() > FIELDS {
                return Err(too_long());
            }
        }
        size += value.len();
        let value = String::from_utf8(value).map_err(|_| malformed_form())?;
        if size > FIELDS {
            return Err(too_long());
        }
        if fields.insert(name.clone(), value).is_some() {
            return Err(s3_error!(
                InvalidArgument,
                "POST requires exactly one field named '{name}'."
            ));
        }
    }
    Err(s3_error!(
        InvalidArgument,
        "POST requires exactly one file upload per request."
    ))
}

/// What S3 says of a form that is none.
pub(super) fn malformed(cause: multer::Error) -> S3Error {
    let mut error = malformed_form();
    error.set_source(Box::new(cause));
    error
}

fn malformed_form() -> S3Error {
    s3_error!(
        MalformedPOSTRequest,
        "The body of your POST request is not well-formed multipart/form-data."
    )
}

fn too_long() -> S3Error {
    s3_error!(
        MaxPostPreDataLengthExceededError,
        "Your POST request fields preceding the upload file were too large."
    )
}

/// How much of a body has been taken in before its file has begun.
#[derive(Default)]
struct Taken {
    bytes: AtomicUsize,
    in_file: AtomicBool,
}

impl Taken {
    fn exceeded(&self) -> bool {
        !self.in_file.load(Ordering::Relaxed) && self.bytes.load(Ordering::Relaxed) > TAKEN
    }

    fn file_begins(&self) {
        self.in_file.store(true, Ordering::Relaxed);
    }
}

/// More has come before the file than fields can be.
#[derive(Debug, thiserror::Error)]
#[error("too much comes before the file")]
struct TooMuch;

/// A body, one piece at a time: the reader of forms takes in whatever is ready before it looks at any of it.
struct Piecewise {
    body: BodyDataStream,
    /// What has come of it and was not handed on yet: a fast sender's body comes in pieces larger than all fields.
    held: Bytes,
    taken: Arc<Taken>,
    rests: bool,
}

impl Piecewise {
    fn new(body: Body, taken: Arc<Taken>) -> Self {
        Self {
            body: body.into_data_stream(),
            held: Bytes::new(),
            taken,
            rests: false,
        }
    }
}

/// Reads the rest to nowhere, beside the answer: closing with unread bytes would reset the connection, answer and all.
impl Drop for Piecewise {
    fn drop(&mut self) {
        let mut body = std::mem::replace(&mut self.body, Body::empty().into_data_stream());
        // Where the house itself ends, nobody waits for the answer.
        let Ok(runtime) = Handle::try_current() else {
            return;
        };
        if body.is_end_stream() {
            return;
        }
        let rest = async move {
            let mut left = LINGER_BYTES;
            while left > 0
                && let Some(Ok(piece)) = body.next().await
            {
                left = left.saturating_sub(piece.len());
            }
        };
        runtime.spawn(async { tokio::time::timeout(LINGER, rest).await });
    }
}

impl Stream for Piecewise {
    type Item = Result<Bytes, axum::BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if std::mem::take(&mut self.rests) {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        if self.taken.exceeded() {
            return Poll::Ready(Some(Err(TooMuch.into())));
        }
        if self.held.is_empty() {
            self.held = match ready!(Pin::new(&mut self.body).poll_next(cx)) {
                Some(Ok(piece)) => piece,
                Some(Err(error)) => return Poll::Ready(Some(Err(error.into()))),
                None => return Poll::Ready(None),
            };
        }
        self.rests = true;
        let length = self.held.len().min(PIECE);
        let piece = self.held.split_to(length);
        self.taken.bytes.fetch_add(length, Ordering::Relaxed);
        Poll::Ready(Some(Ok(piece)))
    }
}
