//! All documents in one zip file: built once, in parts, and stored as they are, since they are compressed already.

use std::{
    collections::HashSet,
    io::{self, Write},
};

use jiff::{Timestamp, tz::TimeZone};
use leah_aws::{
    App,
    files::{Archive, FileError, Parts},
};
use leah_domain::{TransferFile, TransferRef};
use zip::{CompressionMethod, DateTime, ZipWriter, write::SimpleFileOptions};

use crate::buffer::Buffer;

/// What the archive is called on the guest's disk, in any language.
const NAME: &str = "documents.zip";

/// Why there is no archive.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ArchiveError {
    /// S3 fails.
    #[error(transparent)]
    Files(#[from] FileError),
    /// A document breaks off.
    #[error("a document breaks off")]
    Read(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The archive cannot be written.
    #[error("the archive cannot be written")]
    Zip(#[from] zip::result::ZipError),
    /// The archive's buffer fails.
    #[error("the archive's buffer fails")]
    Buffer(#[from] io::Error),
}

/// The address of the archive, which is built if it was not yet.
pub(crate) async fn address(
    app: &App,
    subject: TransferRef,
    files: &[TransferFile],
    zone: &TimeZone,
) -> Result<String, ArchiveError> {
    let archive = Archive {
        subject,
        files: files.len(),
    };
    if !app.files().has_archive(archive).await? {
        let mut parts = app.files().begin_archive(archive).await?;
        let built = async {
            build(app, subject, files, zone, &mut parts).await?;
            // Two visitors may build it at once: each writes the same, and one of them last.
            Ok(parts.complete().await?)
        };
        if let Err(error) = built.await {
            // What is left if this fails, the bucket's lifecycle removes.
            if let Err(left) = parts.abort().await {
                tracing::warn!(error = %left, "parts of an archive stay behind");
            }
            return Err(error);
        }
    }
    let address = app.files().archive_address(archive, NAME, app.now());
    Ok(address.await?)
}

/// An entry's head says how long it is and what its sum is, as programs that unpack stored entries expect (those of Apple
/// among them), so the writer comes back to it. At most one file and a part are held.
async fn build(
    app: &App,
    subject: TransferRef,
    files: &[TransferFile],
    zone: &TimeZone,
    parts: &mut Parts<'_>,
) -> Result<(), ArchiveError> {
    let buffer = Buffer::default();
    let mut zip = ZipWriter::new(buffer.clone());
    let mut names = Names::default();
    for file in files {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Stored)
            .last_modified_time(date(file.attached, zone))
            .unix_permissions(0o644);
        let before = buffer.len();
        zip.start_file(names.give(&file.name.on_disk(file.kind)), options)?;
        // What stands before this entry is final now.
        if Parts::is_enough(before) {
            parts.write(buffer.take(before)).await?;
        }
        buffer.reserve(usize::try_from(file.size).unwrap_or_default());
        let mut content = app.files().read(subject, file.id).await?;
        while let Some(chunk) = content.next().await {
            let chunk = chunk.map_err(|error| ArchiveError::Read(error.into()))?;
            zip.write_all(&chunk)?;
        }
    }
    zip.finish()?;
    parts.write(buffer.take(buffer.len())).await?;
    Ok(())
}

/// Names of entries, each given once: of two files on a disk that differ in case alone, one would be lost.
#[derive(Default)]
struct Names(HashSet<String>);

impl Names {
    fn give(&mut self, name: &str) -> String {
        let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
        let mut given = name.to_owned();
        let mut number = 2;
        while !self.0.insert(given.to_lowercase()) {
            given = format!("{stem} ({number}).{ending}");
            number += 1;
        }
        given
    }
}

/// When a file was attached, on the clock that the organization's guests live by.
fn date(at: Timestamp, zone: &TimeZone) -> DateTime {
    let at = at.to_zoned(zone.clone());
    let small = |number: i8| u8::try_from(number).unwrap_or_default();
    let year = u16::try_from(at.year()).unwrap_or_default();
    let (month, day) = (small(at.month()), small(at.day()));
    let time = (small(at.hour()), small(at.minute()), small(at.second()));
    DateTime::from_date_and_time(year, month, day, time.0, time.1, time.2).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_given_once() {
        let mut names = Names::default();
        let given = ["a.pdf", "A.pdf", "a.pdf", "a (2).pdf", "b"].map(|name| names.give(name));
        assert_eq!(
            given,
            ["a.pdf", "A (2).pdf", "a (3).pdf", "a (2) (2).pdf", "b"]
        );
    }
}
