//! The archive of all documents of a transfer: written in parts, never held whole.

use aws_sdk_s3::{
    primitives::ByteStream,
    types::{CompletedMultipartUpload, CompletedPart},
};
use jiff::Timestamp;
use leah_domain::{Id, TransferFile, TransferRef};

use super::{FileError, Files, failed, folder, served};

/// The size of a part in bytes; S3 takes none below five megabytes but the last.
const PART: usize = 8 * 1024 * 1024;

/// The archive of a transfer as it is with so many files. None is ever taken away, so their number tells what is in it.
#[derive(Debug, Clone, Copy)]
pub struct Archive {
    /// The transfer.
    pub subject: TransferRef,
    /// How many files it has.
    pub files: usize,
}

impl Archive {
    fn key(self) -> String {
        format!("{}archive-{}", folder("files", self.subject), self.files)
    }
}

/// An archive that is being written.
pub struct Parts<'a> {
    files: &'a Files,
    key: String,
    upload: String,
    done: Vec<CompletedPart>,
}

impl Files {
    /// Whether an archive was written before.
    pub async fn has_archive(&self, archive: Archive) -> Result<bool, FileError> {
        let head = self
            .client
            .head_object()
            .bucket(&self.bucket)
            .key(archive.key())
            .send()
            .await;
        match head {
            Ok(_) => Ok(true),
            Err(error)
                if error
                    .raw_response()
                    .is_some_and(|raw| raw.status().as_u16() == 404) =>
            {
                Ok(false)
            }
            Err(error) => Err(failed("HeadObject")(error)),
        }
    }

    /// An address at which an archive is downloaded under a name, for five minutes.
    pub async fn archive_address(
        &self,
        archive: Archive,
        name: &str,
        now: Timestamp,
    ) -> Result<String, FileError> {
        self.presign(archive.key(), name, now).await
    }

    /// Reads a file as a stream.
    pub async fn read(
        &self,
        subject: TransferRef,
        file: Id<TransferFile>,
    ) -> Result<ByteStream, FileError> {
        let object = self
            .client
            .get_object()
            .bucket(&self.bucket)
            .key(served(subject, file))
            .send()
            .await;
        Ok(object.map_err(failed("GetObject"))?.body)
    }

    /// Begins to write an archive. Nothing is seen of it before it is complete.
    pub async fn begin_archive(&self, archive: Archive) -> Result<Parts<'_>, FileError> {
        const OPERATION: &str = "CreateMultipartUpload";
        let key = archive.key();
        let created = self
            .client
            .create_multipart_upload()
            .bucket(&self.bucket)
            .key(&key)
            .content_type("application/zip")
            .send()
            .await
            .map_err(failed(OPERATION))?;
        let upload = created.upload_id;
        Ok(Parts {
            files: self,
            key,
            upload: upload.ok_or_else(|| FileError::new(OPERATION, "no upload id"))?,
            done: Vec::new(),
        })
    }
}

impl Parts<'_> {
    /// Whether there is enough for a part.
    pub fn is_enough(buffered: usize) -> bool {
        buffered >= PART
    }

    /// Writes the next part.
    pub async fn write(&mut self, content: Vec<u8>) -> Result<(), FileError> {
        const OPERATION: &str = "UploadPart";
        let number = i32::try_from(self.done.len() + 1)
            .map_err(|_| FileError::new(OPERATION, "too many parts"))?;
        let written = self
            .files
            .client
            .upload_part()
            .bucket(&self.files.bucket)
            .key(&self.key)
            .upload_id(&self.upload)
            .part_number(number)
            .body(ByteStream::from(content))
            .send()
            .await
            .map_err(failed(OPERATION))?;
        self.done.push(
            CompletedPart::builder()
                .part_number(number)
                .set_e_tag(written.e_tag)
                .build(),
        );
        Ok(())
    }

    /// Completes the archive: from now on it is there.
    pub async fn complete(&mut self) -> Result<(), FileError> {
        let parts = CompletedMultipartUpload::builder()
            .set_parts(Some(std::mem::take(&mut self.done)))
            .build();
        self.files
            .client
            .complete_multipart_upload()
            .bucket(&self.files.bucket)
            .key(&self.key)
            .upload_id(&self.upload)
            .multipart_upload(parts)
            .send()
            .await
            .map(|_| ())
            .map_err(failed("CompleteMultipartUpload"))
    }

    /// Gives the archive up. What is left if that fails, the bucket's lifecycle removes.
    pub async fn abort(self) -> Result<(), FileError> {
        self.files
            .client
            .abort_multipart_upload()
            .bucket(&self.files.bucket)
            .key(&self.key)
            .upload_id(&self.upload)
            .send()
            .await
            .map(|_| ())
            .map_err(failed("AbortMultipartUpload"))
    }
}
