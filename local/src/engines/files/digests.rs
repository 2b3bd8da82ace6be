//! Checksums that a request announces for its body (Amazon S3 user guide, "Checking object integrity").

use data_encoding::BASE64;
use http::HeaderMap;
use s3s::checksum::ChecksumHasher;
use s3s::dto;
use s3s::{S3Result, TrailingHeaders, s3_error};

/// The checksums to be compared once the body has come.
pub(super) struct Digests {
    hasher: ChecksumHasher,
    announced: HeaderMap,
}

const NAMES: [&str; 5] = [
    "x-amz-checksum-crc32",
    "x-amz-checksum-crc32c",
    "x-amz-checksum-crc64nvme",
    "x-amz-checksum-sha1",
    "x-amz-checksum-sha256",
];

impl Digests {
    /// As the headers announce them: by value, or by name for the trailer.
    pub(super) fn announced(headers: &HeaderMap) -> Self {
        let trailer = headers.get("x-amz-trailer");
        let trailer = trailer.and_then(|value| value.to_str().ok());
        let wanted = |name: &str| {
            headers.contains_key(name)
                || trailer.is_some_and(|names| names.split(',').any(|one| one.trim() == name))
        };
        let [crc32, crc32c, crc64nvme, sha1, sha256] = NAMES.map(wanted);
        Self {
            hasher: ChecksumHasher {
                crc32: crc32.then(Default::default),
                crc32c: crc32c.then(Default::default),
                crc64nvme: crc64nvme.then(Default::default),
                sha1: sha1.then(Default::default),
                sha256: sha256.then(Default::default),
            },
            announced: headers.clone(),
        }
    }

    pub(super) fn update(&mut self, bytes: &[u8]) {
        self.hasher.update(bytes);
    }

    /// Whether the body was what its sender meant.
    pub(super) fn verify(self, md5: &[u8; 16], trailers: Option<&TrailingHeaders>) -> S3Result<()> {
        let trailers = trailers.and_then(TrailingHeaders::take).unwrap_or_default();
        let said = |name: &str| {
            let value = self.announced.get(name).or_else(|| trailers.get(name));
            value.and_then(|value| value.to_str().ok())
        };
        if said("content-md5").is_some_and(|said| said != BASE64.encode(md5)) {
            return Err(s3_error!(
                BadDigest,
                "The Content-MD5 you specified did not match what we received."
            ));
        }
        let dto::Checksum {
            checksum_crc32,
            checksum_crc32c,
            checksum_crc64nvme,
            checksum_sha1,
            checksum_sha256,
            ..
        } = self.hasher.finalize();
        let found = [
            checksum_crc32,
            checksum_crc32c,
            checksum_crc64nvme,
            checksum_sha1,
            checksum_sha256,
        ];
        for (name, found) in NAMES.into_iter().zip(found) {
            if found.is_some() && found.as_deref() != said(name) {
                return Err(s3_error!(
                    BadDigest,
                    "The {name} you specified did not match the calculated checksum."
                ));
            }
        }
        Ok(())
    }
}
