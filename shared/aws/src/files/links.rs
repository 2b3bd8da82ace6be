//! Presigned addresses by which a guest's browser fetches a document.

use std::time::{Duration, SystemTime};

use aws_sdk_s3::presigning::PresigningConfig;
use jiff::Timestamp;
use leah_domain::{Id, TransferFile, TransferRef};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::{FileError, Files, served};

/// How long such an address lives (contract, section 4).
const LIFETIME: Duration = Duration::from_mins(5);

/// What `filename*` writes as it is (RFC 8187, section 3.2.1, attr-char).
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'!')
    .remove(b'#')
    .remove(b'$')
    .remove(b'&')
    .remove(b'+')
    .remove(b'-')
    .remove(b'.')
    .remove(b'^')
    .remove(b'_')
    .remove(b'`')
    .remove(b'|')
    .remove(b'~');

const OPERATION: &str = "presigning GetObject";

impl Files {
    /// An address at which a file is downloaded under a name, for five minutes. No call is made.
    pub async fn address(
        &self,
        subject: TransferRef,
        file: Id<TransferFile>,
        name: &str,
        now: Timestamp,
    ) -> Result<String, FileError> {
        self.presign(served(subject, file), name, now).await
    }

    pub(super) async fn presign(
        &self,
        key: String,
        name: &str,
        now: Timestamp,
    ) -> Result<String, FileError> {
        let presigning = PresigningConfig::builder()
            .start_time(SystemTime::from(now))
            .expires_in(LIFETIME)
            .build()
            .map_err(|error| FileError::new(OPERATION, &error))?;
        let request = self
            .client
            .get_object()
            .bucket(&self.bucket)
            .key(key)
            .response_content_disposition(disposition(name))
            .response_cache_control("no-store")
            .presigned(presigning)
            .await
            .map_err(super::failed(OPERATION))?;
        Ok(request.uri().to_owned())
    }

    /// The origin at which such addresses are: a page's policy has to name it.
    pub fn origin(&self) -> String {
        let beyond = self.address.find("://").map_or(0, |at| at + 3);
        let end = self.address[beyond..].find('/');
        let end = end.map_or(self.address.len(), |at| beyond + at);
        self.address[..end].to_owned()
    }
}

/// The header that has a browser save what it gets under a name (RFC 6266): in ASCII for old ones, and as it is.
fn disposition(name: &str) -> String {
    let plain = |character: char| match character {
        '"' | '\\' | '%' => '_',
        character if character.is_ascii() && !character.is_ascii_control() => character,
        _ => '_',
    };
    let ascii: String = name.chars().map(plain).collect();
    let encoded = utf8_percent_encode(name, PLAIN);
    format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''{encoded}")
}

#[cfg(test)]
mod tests {
    use super::disposition;

    #[test]
    fn names_are_said_twice() {
        assert_eq!(
            disposition("Résumé \"50 %\".pdf"),
            "attachment; filename=\"R_sum_ _50 __.pdf\"; filename*=UTF-8''R%C3%A9sum%C3%A9%20%2250%20%25%22.pdf"
        );
    }
}
