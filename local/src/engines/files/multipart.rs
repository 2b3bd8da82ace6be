//! Objects that come in parts (Amazon S3 user guide, "Uploading and copying objects using multipart upload").

use data_encoding::HEXLOWER;
use s3s::crypto::{Checksum, Md5};
use s3s::dto::{
    AbortMultipartUploadInput, AbortMultipartUploadOutput, CompleteMultipartUploadInput,
    CompleteMultipartUploadOutput, CompletedPart, CreateMultipartUploadInput,
    CreateMultipartUploadOutput, ETag, UploadPartInput, UploadPartOutput,
};
use s3s::{S3Error, S3Request, S3Response, S3Result, s3_error};

use super::bucket::{Bucket, Cause, New, no_upload};
use super::conditions::of_write;
use super::{BUCKET, body};
use crate::engines::store::{Attributes, Part, Upload};

/// What every part but the last has at least.
const LEAST: u64 = 5 << 20;
const NUMBERS: std::ops::RangeInclusive<i32> = 1..=10_000;

impl Bucket {
    pub(super) fn begin_upload(
        &self,
        request: S3Request<CreateMultipartUploadInput>,
    ) -> S3Result<S3Response<CreateMultipartUploadOutput>> {
        let key = request.input.key;
        let upload = Upload {
            key: key.clone(),
            attributes: Attributes::of_headers(&request.headers),
            created: self.clock.now(),
        };
        let id = self.store.add_upload(&upload);
        Ok(S3Response::new(CreateMultipartUploadOutput {
            bucket: Some(BUCKET.to_owned()),
            key: Some(key),
            upload_id: Some(id.map_err(S3Error::internal_error)?),
            ..CreateMultipartUploadOutput::default()
        }))
    }

    pub(super) async fn receive_part(
        &self,
        mut request: S3Request<UploadPartInput>,
    ) -> S3Result<S3Response<UploadPartOutput>> {
        let content = request.input.body.take();
        let input = &request.input;
        self.under_way(&input.upload_id, &input.key)?;
        if !NUMBERS.contains(&input.part_number) {
            return Err(s3_error!(
                InvalidArgument,
                "Part number must be an integer between 1 and 10000, inclusive"
            ));
        }
        let trailers = request.trailing_headers.as_ref();
        let written = body::receive(self, content, &request.headers, trailers).await?;
        let part = Part {
            number: input.part_number,
            content: written.name(),
            size: written.size,
            md5: HEXLOWER.encode(&written.md5),
        };
        let put = self.store.put_part(&input.upload_id, &part);
        let replaced = put.map_err(S3Error::internal_error)?;
        let replaced = replaced.ok_or_else(no_upload)?;
        written.keep();
        self.contents.remove(replaced);
        Ok(S3Response::new(UploadPartOutput {
            e_tag: Some(ETag::Strong(part.md5)),
            ..UploadPartOutput::default()
        }))
    }

    pub(super) async fn complete_upload(
        &self,
        input: CompleteMultipartUploadInput,
    ) -> S3Result<S3Response<CompleteMultipartUploadOutput>> {
        let upload = self.under_way(&input.upload_id, &input.key)?;
        let condition = of_write(input.if_match.as_ref(), input.if_none_match.as_ref())?;
        let named = input.multipart_upload.and_then(|upload| upload.parts);
        let there = self.store.parts(&input.upload_id);
        let parts = chosen(
            &named.unwrap_or_default(),
            there.map_err(S3Error::internal_error)?,
        )?;
        let mut draft = self.contents.draft().map_err(S3Error::internal_error)?;
        for part in &parts {
            // A part may be replaced, and the upload ended, meanwhile: then this completion loses.
            let file = self.contents.read(&part.content).await;
            let file = file.map_err(|_| no_upload())?;
            draft.append(file).await.map_err(S3Error::internal_error)?;
        }
        let written = draft.finish().await.map_err(S3Error::internal_error)?;
        let object = self.create(New {
            key: upload.key,
            written,
            attributes: upload.attributes,
            cause: Cause::Complete,
            condition,
            completes: Some((&input.upload_id, etag(&parts))),
        })?;
        Ok(S3Response::new(CompleteMultipartUploadOutput {
            bucket: Some(input.bucket),
            key: Some(object.key),
            e_tag: Some(ETag::Strong(object.etag)),
            ..CompleteMultipartUploadOutput::default()
        }))
    }

    pub(super) fn abort_upload(
        &self,
        input: &AbortMultipartUploadInput,
    ) -> S3Result<S3Response<AbortMultipartUploadOutput>> {
        self.under_way(&input.upload_id, &input.key)?;
        let freed = self.store.remove_upload(&input.upload_id);
        let freed = freed.map_err(S3Error::internal_error)?;
        self.contents.remove(freed.ok_or_else(no_upload)?);
        Ok(S3Response::new(AbortMultipartUploadOutput::default()))
    }

    fn under_way(&self, id: &str, key: &str) -> S3Result<Upload> {
        let upload = self.store.upload(id).map_err(S3Error::internal_error)?;
        upload
            .filter(|upload| upload.key == key)
            .ok_or_else(no_upload)
    }
}

/// The parts that a completion names, of those that are there.
fn chosen(named: &[CompletedPart], there: Vec<Part>) -> S3Result<Vec<Part>> {
    let invalid = || {
        s3_error!(
            InvalidPart,
            "One or more of the specified parts could not be found. The part may not have been uploaded, or the specified \
             entity tag may not match the part's entity tag."
        )
    };
    if named.is_empty() {
        return Err(s3_error!(
            MalformedXML,
            "You must specify at least one part"
        ));
    }
    let mut there = there.into_iter();
    let mut parts: Vec<Part> = Vec::with_capacity(named.len());
    for one in named {
        let number = one.part_number.unwrap_or_default();
        if parts.last().is_some_and(|last| last.number >= number) {
            return Err(s3_error!(
                InvalidPartOrder,
                "The list of parts was not in ascending order. The parts list must be specified in order by part number."
            ));
        }
        if parts.last().is_some_and(|last| last.size < LEAST) {
            return Err(s3_error!(
                EntityTooSmall,
                "Your proposed upload is smaller than the minimum allowed size"
            ));
        }
        // Both are in the order of numbers, so what was passed over is not asked for again.
        let part = there.find(|part| part.number == number);
        let etag = one.e_tag.as_ref().map(ETag::value);
        parts.push(
            part.filter(|part| etag == Some(&part.md5))
                .ok_or_else(invalid)?,
        );
    }
    Ok(parts)
}

/// The digest of the parts' digests, and their number.
fn etag(parts: &[Part]) -> String {
    let mut md5 = Md5::new();
    for part in parts {
        md5.update(&HEXLOWER.decode(part.md5.as_bytes()).unwrap_or_default());
    }
    format!("{}-{}", HEXLOWER.encode(&md5.finalize()), parts.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(number: i32, size: u64) -> Part {
        Part {
            number,
            content: String::new(),
            size,
            md5: format!("{number:032x}"),
        }
    }

    /// The numbers chosen of the parts 1, 2 (which is small) and 3, or the code of the error.
    fn choose(named: &[(i32, i32)]) -> Result<Vec<i32>, String> {
        let named: Vec<CompletedPart> = named
            .iter()
            .map(|&(number, etag)| CompletedPart {
                part_number: Some(number),
                e_tag: Some(ETag::Strong(format!("{etag:032x}"))),
                ..CompletedPart::default()
            })
            .collect();
        chosen(&named, vec![part(1, LEAST), part(2, 1), part(3, LEAST)])
            .map(|parts| parts.iter().map(|part| part.number).collect())
            .map_err(|error| error.code().as_str().to_owned())
    }

    #[test]
    fn the_parts_that_are_named_are_taken_in_their_order() {
        assert_eq!(choose(&[(1, 1), (3, 3)]), Ok(vec![1, 3]));
        assert_eq!(choose(&[(1, 1), (2, 2)]), Ok(vec![1, 2]));
        let code = |code: &str| Err(code.to_owned());
        assert_eq!(choose(&[]), code("MalformedXML"));
        assert_eq!(choose(&[(3, 3), (1, 1)]), code("InvalidPartOrder"));
        assert_eq!(choose(&[(1, 1), (1, 1)]), code("InvalidPartOrder"));
        assert_eq!(choose(&[(1, 2)]), code("InvalidPart"));
        assert_eq!(choose(&[(4, 4)]), code("InvalidPart"));
        assert_eq!(choose(&[(2, 2), (3, 3)]), code("EntityTooSmall"));
    }
}
