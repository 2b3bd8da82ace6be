//! Uploaded files in a `multipart/form-data` body (RFC 7578).

use std::convert::Infallible;

use bytes::{Bytes, BytesMut};
use futures_util::stream;
use multer::Multipart;

use crate::Problem;

/// What is said where a body has no file (conventions, section 6).
const NO_FILE: &str = "\"file\" is required";

/// A file as a form carries it.
#[derive(Debug, Clone)]
pub struct Upload {
    /// What its sender calls it, if that was said.
    pub name: Option<String>,
    /// Its bytes.
    pub content: Bytes,
}

/// The files of a body: the fields `file[]` and `file`. Others are ignored.
pub(crate) async fn uploads(
    content_type: Option<&str>,
    body: Bytes,
) -> Result<Vec<Upload>, Problem> {
    let boundary = match multer::parse_boundary(content_type.unwrap_or_default()) {
        Ok(boundary) => boundary,
        Err(multer::Error::NoBoundary) => {
            return Err(Problem::Malformed(
                "The multipart body cannot be read: its Content-Type has no boundary.".into(),
            ));
        }
        Err(_) => return Err(Problem::Malformed(NO_FILE.into())),
    };
    let whole = stream::once(async { Ok::<_, Infallible>(body) });
    let mut form = Multipart::new(whole, boundary);
    let mut uploads = Vec::new();
    while let Some(mut field) = form.next_field().await.map_err(|error| broken(&error))? {
        if !field.name().is_some_and(is_file) {
            continue;
        }
        let name = field.file_name().map(str::to_owned);
        let mut chunks = Vec::new();
        while let Some(chunk) = field.chunk().await.map_err(|error| broken(&error))? {
            chunks.push(chunk);
        }
        uploads.push(Upload {
            name,
            content: joined(chunks),
        });
    }
    if uploads.is_empty() {
        return Err(Problem::Malformed(NO_FILE.into()));
    }
    Ok(uploads)
}

/// `file`, `file[]`, `file[2]`: what clients of forms write for one and for several.
fn is_file(name: &str) -> bool {
    name.strip_prefix("file")
        .is_some_and(|rest| rest.is_empty() || (rest.starts_with('[') && rest.ends_with(']')))
}

/// The body is whole in memory, so that a field nearly always is one piece of it: then nothing is copied.
fn joined(mut chunks: Vec<Bytes>) -> Bytes {
    if chunks.len() == 1 {
        return chunks.remove(0);
    }
    let mut whole = BytesMut::with_capacity(chunks.iter().map(Bytes::len).sum());
    for chunk in chunks {
        whole.extend_from_slice(&chunk);
    }
    whole.freeze()
}

fn broken(error: &multer::Error) -> Problem {
    let why = match error {
        multer::Error::IncompleteFieldData { .. }
        | multer::Error::IncompleteHeaders
        | multer::Error::IncompleteStream => "it ends before its last boundary",
        _ => "the headers of a part are not as RFC 7578 has them",
    };
    Problem::Malformed(format!("The multipart body cannot be read: {why}."))
}

#[cfg(test)]
mod tests;
