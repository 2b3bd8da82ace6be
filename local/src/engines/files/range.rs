//! Parts of a content (RFC 9110, section 14).

use std::io::SeekFrom;
use std::ops::Range;

use s3s::{S3Error, S3Result, dto, s3_error};
use tokio::fs::File;
use tokio::io::AsyncSeekExt;

/// The bytes that are asked for: all of them, unless a range is named.
pub(super) fn of(asked: Option<dto::Range>, size: u64) -> S3Result<Range<u64>> {
    match asked {
        None => Ok(0..size),
        Some(range) => range
            .check(size)
            .map_err(|_| s3_error!(InvalidRange, "The requested range is not satisfiable")),
    }
}

/// The header `Content-Range`.
pub(super) fn header(part: &Range<u64>, size: u64) -> String {
    format!("bytes {}-{}/{size}", part.start, part.end.saturating_sub(1))
}

/// Goes to where a part begins.
pub(super) async fn skip(file: &mut File, start: u64) -> S3Result<()> {
    if start > 0 {
        let moved = file.seek(SeekFrom::Start(start)).await;
        moved.map_err(S3Error::internal_error)?;
    }
    Ok(())
}
