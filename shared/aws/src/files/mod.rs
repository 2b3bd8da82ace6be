//! Documents in S3. What arrives by ticket lands under `incoming/`; `files/` alone is served.

mod archive;
mod links;
mod ticket;

use std::time::Duration;

use aws_credential_types::Credentials;
use aws_sdk_s3::{
    Client,
    config::{
        RequestChecksumCalculation, ResponseChecksumValidation,
        endpoint::{DefaultResolver, Params, ResolveEndpoint},
    },
    error::{DisplayErrorContext, ProvideErrorMetadata, SdkError},
    primitives::ByteStream,
    types::{Delete, MetadataDirective, ObjectIdentifier},
};
use aws_smithy_types::timeout::TimeoutConfig;
use aws_types::SdkConfig;
use futures_util::FutureExt;
use leah_domain::{
    Id, Organization, Transfer, TransferFile, TransferRef,
    transfer::{FileKind, HEAD, UploadTicket},
};

use crate::{Config, refusal};

pub use archive::{Archive, Parts};
pub use ticket::Form;

/// One attempt of a call: fifteen megabytes may travel in it.
const ATTEMPT: Duration = Duration::from_secs(12);
/// A call with all its attempts.
const OPERATION: Duration = Duration::from_secs(25);

/// The bucket of documents.
pub struct Files {
    pub(crate) client: Client,
    pub(crate) bucket: String,
    region: String,
    /// Where the bucket is.
    address: String,
    credentials: Credentials,
}

/// A call to S3 that failed; it may be made again.
#[derive(Debug, thiserror::Error)]
#[error("S3 failed at {operation}: {cause}")]
pub struct FileError {
    operation: &'static str,
    code: String,
    cause: String,
}

impl FileError {
    fn new(operation: &'static str, cause: &(impl ToString + ?Sized)) -> Self {
        Self {
            operation,
            code: "Unknown".into(),
            cause: cause.to_string(),
        }
    }

    /// What failed, in words that name nobody.
    pub fn code(&self) -> String {
        format!("S3 {}: {}", self.operation, self.code)
    }
}

/// The beginning of an object.
#[derive(Debug)]
pub struct Head {
    /// Its first bytes.
    pub bytes: Vec<u8>,
    /// Which object it was: another at the same key has another.
    pub etag: String,
    /// The size of the whole object, in bytes.
    pub size: u64,
}

/// The place of an uploaded object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Incoming {
    /// The transfer that it is for.
    pub subject: TransferRef,
    /// The ticket by which it came.
    pub ticket: Id<UploadTicket>,
}

impl Incoming {
    /// Where it stands in the bucket.
    pub fn key(self) -> String {
        let TransferRef {
            organization,
            transfer,
        } = self.subject;
        format!("incoming/{organization}/{transfer}/{}", self.ticket)
    }

    /// Reads a key; `None` where it is none of ours.
    pub fn parse(key: &str) -> Option<Self> {
        let mut parts = key.strip_prefix("incoming/")?.split('/');
        let organization: Id<Organization> = parts.next()?.parse().ok()?;
        let transfer: Id<Transfer> = parts.next()?.parse().ok()?;
        let ticket = parts.next()?.parse().ok()?;
        let subject = TransferRef {
            organization,
            transfer,
        };
        parts.next().is_none().then_some(Self { subject, ticket })
    }
}

/// Where a bucket is: by the SDK's own rules, which know each partition's domain (`amazonaws.com`, `.com.cn`, `.eu`), unless an
/// engine is at an address of its own.
fn address(bucket: &str, region: &str, endpoint: Option<&str>) -> String {
    if let Some(endpoint) = endpoint {
        return format!("{}/{bucket}", endpoint.trim_end_matches('/'));
    }
    let params = Params::builder().bucket(bucket).region(region).build();
    // The rules are a pure function; the future that the type wants is ready at once.
    let rules = DefaultResolver::new();
    let found = params.ok().and_then(|params| {
        let found = ResolveEndpoint::resolve_endpoint(&rules, &params);
        found.now_or_never()
    });
    match found {
        Some(Ok(found)) => {
            let url = found.url().trim_end_matches('/');
            // A bucket whose name cannot be a host's stands in the path.
            let host = url.strip_prefix("https://").unwrap_or(url);
            let slash = if host.contains('/') { "" } else { "/" };
            format!("{url}{slash}")
        }
        Some(Err(error)) => {
            tracing::error!(region, error = &*error, "the bucket has no address");
            String::new()
        }
        None => String::new(),
    }
}

/// Where a file stands in the bucket.
pub(crate) fn served(subject: TransferRef, file: Id<TransferFile>) -> String {
    format!("{}{file}", folder("files", subject))
}

fn folder(prefix: &str, subject: TransferRef) -> String {
    format!("{prefix}/{}/{}/", subject.organization, subject.transfer)
}

impl Files {
    pub(crate) fn new(
        shared: &SdkConfig,
        config: &Config,
        credentials: Credentials,
        region: &str,
    ) -> Self {
        let timeouts = shared.timeout_config().cloned();
        let timeouts = timeouts
            .unwrap_or_else(TimeoutConfig::disabled)
            .into_builder()
            .operation_attempt_timeout(ATTEMPT)
            .operation_timeout(OPERATION)
            .build();
        let endpoint = config.endpoints.s3.clone();
        let mut builder = aws_sdk_s3::config::Builder::from(shared)
            .timeout_config(timeouts)
            // TLS guards what travels; a checksum over it again costs a pass over every file.
            .request_checksum_calculation(RequestChecksumCalculation::WhenRequired)
            .response_checksum_validation(ResponseChecksumValidation::WhenRequired)
            // An engine at an address of its own knows its bucket by the path.
            .force_path_style(endpoint.is_some());
        builder.set_endpoint_url(endpoint.clone());
        Self {
            client: Client::from_conf(builder.build()),
            bucket: config.bucket.clone(),
            region: region.to_owned(),
            address: address(&config.bucket, region, endpoint.as_deref()),
            credentials,
        }
    }

    /// Stores a file that was looked at.
    pub async fn put(
        &self,
        subject: TransferRef,
        file: Id<TransferFile>,
        kind: FileKind,
        content: ByteStream,
    ) -> Result<(), FileError> {
        self.client
            .put_object()
            .bucket(&self.bucket)
            .key(served(subject, file))
            .content_type(kind.media_type())
            .body(content)
            .send()
            .await
            .map(|_| ())
            .map_err(failed("PutObject"))
    }

    /// Removes a file that was stored and not attached.
    pub async fn remove(
        &self,
        subject: TransferRef,
        file: Id<TransferFile>,
    ) -> Result<(), FileError> {
        self.delete(served(subject, file)).await
    }

    /// Removes what was uploaded.
    pub async fn discard(&self, incoming: Incoming) -> Result<(), FileError> {
        self.delete(incoming.key()).await
    }

    async fn delete(&self, key: String) -> Result<(), FileError> {
        self.client
            .delete_object()
            .bucket(&self.bucket)
            .key(key)
            .send()
            .await
            .map(|_| ())
            .map_err(failed("DeleteObject"))
    }

    /// The beginning of what was uploaded; `None` where it is not there any more.
    pub async fn head(&self, incoming: Incoming) -> Result<Option<Head>, FileError> {
        const OPERATION: &str = "GetObject";
        let range = format!("bytes=0-{}", HEAD - 1);
        let got = self
            .client
            .get_object()
            .bucket(&self.bucket)
            .key(incoming.key())
            .range(range)
            .send()
            .await;
        let object = match got {
            Ok(object) => object,
            Err(error) if error.code() == Some("NoSuchKey") => return Ok(None),
            // An object of no bytes has no range.
            Err(error) if error.code() == Some("InvalidRange") => {
                return Ok(Some(Head {
                    bytes: Vec::new(),
                    etag: String::new(),
                    size: 0,
                }));
            }
            Err(error) => return Err(failed(OPERATION)(error)),
        };
        // "bytes 0-4095/15728640"
        let total = object
            .content_range()
            .and_then(|range| range.rsplit_once('/')?.1.parse().ok());
        let size = total.or_else(|| u64::try_from(object.content_length()?).ok());
        let etag = object.e_tag().unwrap_or_default().to_owned();
        let bytes = object.body.collect().await;
        let bytes = bytes.map_err(|error| FileError::new(OPERATION, &error))?;
        Ok(Some(Head {
            bytes: bytes.to_vec(),
            etag,
            size: size.ok_or_else(|| FileError::new(OPERATION, "no size"))?,
        }))
    }

    /// Copies what was uploaded to where it is served, if it still is the object of this tag. False where it is not.
    pub async fn accept(
        &self,
        incoming: Incoming,
        etag: &str,
        file: Id<TransferFile>,
        kind: FileKind,
    ) -> Result<bool, FileError> {
        let copied = self
            .client
            .copy_object()
            .bucket(&self.bucket)
            .copy_source(format!("{}/{}", self.bucket, incoming.key()))
            .copy_source_if_match(etag)
            .key(served(incoming.subject, file))
            .metadata_directive(MetadataDirective::Replace)
            .content_type(kind.media_type())
            .send()
            .await;
        match copied {
            Ok(_) => Ok(true),
            Err(error) if matches!(error.code(), Some("PreconditionFailed" | "NoSuchKey")) => {
                Ok(false)
            }
            Err(error) => Err(failed("CopyObject")(error)),
        }
    }

    /// Removes every object of a transfer.
    pub async fn erase(&self, subject: TransferRef) -> Result<(), FileError> {
        for prefix in ["files", "incoming"] {
            self.erase_folder(&folder(prefix, subject)).await?;
        }
        Ok(())
    }

    async fn erase_folder(&self, prefix: &str) -> Result<(), FileError> {
        loop {
            // Always the first page: what it lists is gone when the next one is asked for.
            let page = self
                .client
                .list_objects_v2()
                .bucket(&self.bucket)
                .prefix(prefix)
                .send()
                .await
                .map_err(failed("ListObjectsV2"))?;
            let keys = page.contents().iter().filter_map(|object| object.key());
            let objects: Vec<ObjectIdentifier> = keys
                .filter_map(|key| ObjectIdentifier::builder().key(key).build().ok())
                .collect();
            if objects.is_empty() {
                return Ok(());
            }
            let delete = Delete::builder()
                .set_objects(Some(objects))
                .quiet(true)
                .build()
                .map_err(|error| FileError::new("DeleteObjects", &error))?;
            let deleted = self
                .client
                .delete_objects()
                .bucket(&self.bucket)
                .delete(delete)
                .send()
                .await
                .map_err(failed("DeleteObjects"))?;
            if let Some(error) = deleted.errors().first() {
                let code = refusal::word(error.code().unwrap_or("Unknown"));
                return Err(FileError {
                    operation: "DeleteObjects",
                    cause: code.clone(),
                    code,
                });
            }
            if page.is_truncated() != Some(true) {
                return Ok(());
            }
        }
    }
}

fn failed<E>(operation: &'static str) -> impl FnOnce(SdkError<E>) -> FileError
where
    E: ProvideErrorMetadata,
    SdkError<E>: std::error::Error,
{
    move |error| FileError {
        code: refusal::code(&error),
        ..FileError::new(operation, &DisplayErrorContext(&error))
    }
}

#[cfg(test)]
mod tests;
