//! The bucket behind S3's protocol. What a request asks for that is not served here is refused, not passed over.

use data_encoding::BASE64URL_NOPAD;
use s3s::dto::{
    AbortMultipartUploadInput, AbortMultipartUploadOutput, CompleteMultipartUploadInput,
    CompleteMultipartUploadOutput, CopyObjectInput, CopyObjectOutput, CopyObjectResult, CopySource,
    CreateMultipartUploadInput, CreateMultipartUploadOutput, DeleteObjectInput, DeleteObjectOutput,
    DeleteObjectsInput, DeleteObjectsOutput, DeletedObject, ETag, GetObjectInput, GetObjectOutput,
    HeadBucketInput, HeadBucketOutput, HeadObjectInput, HeadObjectOutput, ListObjectsV2Input,
    ListObjectsV2Output, MetadataDirective, Object as Listed, PutObjectInput, PutObjectOutput,
    StreamingBlob, UploadPartInput, UploadPartOutput,
};
use s3s::{S3, S3Error, S3Request, S3Response, S3Result, s3_error};
use tokio::io::AsyncReadExt;
use tokio_util::io::ReaderStream;

use super::bucket::{Bucket, Cause, New, known};
use super::conditions::{Conditions, last_modified, of_write};
use super::contents::PIECE;
use super::{body, range};
use crate::engines::store::{Attributes, Condition};

/// How many keys a list or a deletion may have (Amazon S3 API reference).
const KEYS: usize = 1000;

#[async_trait::async_trait]
impl S3 for Bucket {
    async fn head_bucket(
        &self,
        request: S3Request<HeadBucketInput>,
    ) -> S3Result<S3Response<HeadBucketOutput>> {
        known(&request.input.bucket)?;
        Ok(S3Response::new(HeadBucketOutput::default()))
    }

    async fn put_object(
        &self,
        mut request: S3Request<PutObjectInput>,
    ) -> S3Result<S3Response<PutObjectOutput>> {
        let body = request.input.body.take();
        let attributes = Attributes::of_headers(&request.headers);
        let trailers = request.trailing_headers.as_ref();
        let input = &request.input;
        known(&input.bucket)?;
        let condition = of_write(input.if_match.as_ref(), input.if_none_match.as_ref())?;
        let written = body::receive(self, body, &request.headers, trailers).await?;
        let object = self.create(New {
            key: request.input.key,
            written,
            attributes,
            cause: Cause::Put,
            condition,
            completes: None,
        })?;
        Ok(S3Response::new(PutObjectOutput {
            e_tag: Some(ETag::Strong(object.etag)),
            ..PutObjectOutput::default()
        }))
    }

    async fn get_object(
        &self,
        request: S3Request<GetObjectInput>,
    ) -> S3Result<S3Response<GetObjectOutput>> {
        let input = request.input;
        known(&input.bucket)?;
        let (object, mut file) = self.read(&input.key).await?;
        let conditions = Conditions {
            matches: input.if_match.as_ref(),
            none_matches: input.if_none_match.as_ref(),
            modified_since: input.if_modified_since.as_ref(),
            unmodified_since: input.if_unmodified_since.as_ref(),
        };
        conditions.of_read(&object)?;
        let part = range::of(input.range, object.size)?;
        range::skip(&mut file, part.start).await?;
        let length = part.end - part.start;
        let stream = ReaderStream::with_capacity(file.take(length), PIECE);
        let output = GetObjectOutput {
            body: Some(StreamingBlob::wrap(stream)),
            content_length: Some(signed(length)),
            content_range: input.range.map(|_| range::header(&part, object.size)),
            accept_ranges: Some("bytes".to_owned()),
            last_modified: Some(last_modified(&object)),
            metadata: object.attributes.metadata(),
            content_type: object.attributes.content_type,
            cache_control: object.attributes.cache_control,
            content_disposition: object.attributes.content_disposition,
            content_encoding: object.attributes.content_encoding,
            content_language: object.attributes.content_language,
            e_tag: Some(ETag::Strong(object.etag)),
            ..GetObjectOutput::default()
        };
        Ok(S3Response::new(output))
    }

    async fn head_object(
        &self,
        request: S3Request<HeadObjectInput>,
    ) -> S3Result<S3Response<HeadObjectOutput>> {
        let input = request.input;
        known(&input.bucket)?;
        let object = self.find(&input.key)?;
        let conditions = Conditions {
            matches: input.if_match.as_ref(),
            none_matches: input.if_none_match.as_ref(),
            modified_since: input.if_modified_since.as_ref(),
            unmodified_since: input.if_unmodified_since.as_ref(),
        };
        conditions.of_read(&object)?;
        let part = range::of(input.range, object.size)?;
        let output = HeadObjectOutput {
            content_length: Some(signed(part.end - part.start)),
            content_range: input.range.map(|_| range::header(&part, object.size)),
            accept_ranges: Some("bytes".to_owned()),
            last_modified: Some(last_modified(&object)),
            metadata: object.attributes.metadata(),
            content_type: object.attributes.content_type,
            cache_control: object.attributes.cache_control,
            content_disposition: object.attributes.content_disposition,
            content_encoding: object.attributes.content_encoding,
            content_language: object.attributes.content_language,
            e_tag: Some(ETag::Strong(object.etag)),
            ..HeadObjectOutput::default()
        };
        Ok(S3Response::new(output))
    }

    async fn copy_object(
        &self,
        request: S3Request<CopyObjectInput>,
    ) -> S3Result<S3Response<CopyObjectOutput>> {
        let input = request.input;
        known(&input.bucket)?;
        let CopySource::Bucket {
            bucket,
            key,
            version_id: None,
        } = &input.copy_source
        else {
            return Err(unserved("the copy of a version or by an access point"));
        };
        known(bucket)?;
        let (source, file) = self.read(key).await?;
        let conditions = Conditions {
            matches: input.copy_source_if_match.as_ref(),
            none_matches: input.copy_source_if_none_match.as_ref(),
            modified_since: input.copy_source_if_modified_since.as_ref(),
            unmodified_since: input.copy_source_if_unmodified_since.as_ref(),
        };
        conditions.of_source(&source)?;
        let directive = input.metadata_directive.as_ref();
        let attributes = match directive.map(MetadataDirective::as_str) {
            Some(MetadataDirective::REPLACE) => Attributes::of_headers(&request.headers),
            _ if **key == *input.key => {
                return Err(s3_error!(
                    InvalidRequest,
                    "This copy request is illegal because it is trying to copy an object to itself without changing the \
                     object's metadata, storage class, website redirect location or encryption attributes."
                ));
            }
            _ => source.attributes,
        };
        let mut draft = self.contents.draft().map_err(S3Error::internal_error)?;
        draft.append(file).await.map_err(S3Error::internal_error)?;
        let written = draft.finish().await.map_err(S3Error::internal_error)?;
        let object = self.create(New {
            key: input.key,
            written,
            attributes,
            cause: Cause::Copy,
            condition: Condition::None,
            completes: None,
        })?;
        let result = CopyObjectResult {
            last_modified: Some(last_modified(&object)),
            e_tag: Some(ETag::Strong(object.etag)),
            ..CopyObjectResult::default()
        };
        Ok(S3Response::new(CopyObjectOutput {
            copy_object_result: Some(result),
            ..CopyObjectOutput::default()
        }))
    }

    async fn delete_object(
        &self,
        request: S3Request<DeleteObjectInput>,
    ) -> S3Result<S3Response<DeleteObjectOutput>> {
        let input = request.input;
        known(&input.bucket)?;
        if input.if_match.is_some() || input.version_id.is_some() {
            return Err(unserved("the deletion of a version or on a condition"));
        }
        self.remove(&input.key)?;
        Ok(S3Response::new(DeleteObjectOutput::default()))
    }

    async fn delete_objects(
        &self,
        request: S3Request<DeleteObjectsInput>,
    ) -> S3Result<S3Response<DeleteObjectsOutput>> {
        let input = request.input;
        known(&input.bucket)?;
        let objects = input.delete.objects;
        if objects.is_empty() || objects.len() > KEYS {
            return Err(s3_error!(
                MalformedXML,
                "The XML you provided was not well-formed or did not validate against our published schema"
            ));
        }
        let mut deleted = Vec::with_capacity(objects.len());
        for object in objects {
            if object.e_tag.is_some() || object.version_id.is_some() {
                return Err(unserved("the deletion of a version or on a condition"));
            }
            self.remove(&object.key)?;
            deleted.push(DeletedObject {
                key: Some(object.key),
                ..DeletedObject::default()
            });
        }
        let quiet = input.delete.quiet.unwrap_or(false);
        Ok(S3Response::new(DeleteObjectsOutput {
            deleted: (!quiet).then_some(deleted),
            ..DeleteObjectsOutput::default()
        }))
    }

    async fn list_objects_v2(
        &self,
        request: S3Request<ListObjectsV2Input>,
    ) -> S3Result<S3Response<ListObjectsV2Output>> {
        let input = request.input;
        known(&input.bucket)?;
        if input.delimiter.is_some() || input.encoding_type.is_some() {
            return Err(unserved("a list with a delimiter or an encoding"));
        }
        let most = input.max_keys.unwrap_or(1000);
        let most = usize::try_from(most).map_err(|_| {
            s3_error!(
                InvalidArgument,
                "Argument maxKeys must be an integer between 0 and 2147483647"
            )
        })?;
        let most = most.min(KEYS);
        let after = match &input.continuation_token {
            Some(token) => read_token(token)?,
            None => input.start_after.clone().unwrap_or_default(),
        };
        let prefix = input.prefix.clone().unwrap_or_default();
        let mut found = self
            .store
            .objects(&prefix, &after, most + 1)
            .map_err(S3Error::internal_error)?;
        let more = found.len() > most;
        found.truncate(most);
        let last = found.last().filter(|_| more);
        let next = last.map(|object| BASE64URL_NOPAD.encode(object.key.as_bytes()));
        let listed: Vec<Listed> = found
            .into_iter()
            .map(|object| Listed {
                last_modified: Some(last_modified(&object)),
                size: Some(signed(object.size)),
                e_tag: Some(ETag::Strong(object.etag)),
                key: Some(object.key),
                ..Listed::default()
            })
            .collect();
        Ok(S3Response::new(ListObjectsV2Output {
            key_count: i32::try_from(listed.len()).ok(),
            max_keys: i32::try_from(most).ok(),
            is_truncated: Some(next.is_some()),
            next_continuation_token: next,
            contents: Some(listed),
            name: Some(input.bucket),
            prefix: Some(prefix),
            continuation_token: input.continuation_token,
            start_after: input.start_after,
            ..ListObjectsV2Output::default()
        }))
    }

    async fn create_multipart_upload(
        &self,
        request: S3Request<CreateMultipartUploadInput>,
    ) -> S3Result<S3Response<CreateMultipartUploadOutput>> {
        known(&request.input.bucket)?;
        self.begin_upload(request)
    }

    async fn upload_part(
        &self,
        request: S3Request<UploadPartInput>,
    ) -> S3Result<S3Response<UploadPartOutput>> {
        known(&request.input.bucket)?;
        self.receive_part(request).await
    }

    async fn complete_multipart_upload(
        &self,
        request: S3Request<CompleteMultipartUploadInput>,
    ) -> S3Result<S3Response<CompleteMultipartUploadOutput>> {
        known(&request.input.bucket)?;
        self.complete_upload(request.input).await
    }

    async fn abort_multipart_upload(
        &self,
        request: S3Request<AbortMultipartUploadInput>,
    ) -> S3Result<S3Response<AbortMultipartUploadOutput>> {
        known(&request.input.bucket)?;
        self.abort_upload(&request.input)
    }
}

fn read_token(token: &str) -> S3Result<String> {
    let key = BASE64URL_NOPAD.decode(token.as_bytes()).ok();
    key.and_then(|key| String::from_utf8(key).ok())
        .ok_or_else(|| {
            s3_error!(
                InvalidArgument,
                "The continuation token provided is incorrect"
            )
        })
}

/// Sizes here are those of files, which have no more than 63 bits.
fn signed(size: u64) -> i64 {
    i64::try_from(size).unwrap_or(i64::MAX)
}

fn unserved(what: &str) -> S3Error {
    s3_error!(NotImplemented, "This engine does not serve {what}.")
}
