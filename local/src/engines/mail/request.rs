//! The members of a `SendEmail` request that this engine reads.

use data_encoding::BASE64;
use serde::Deserialize;
use serde_json::Value;

use super::{LARGEST, refused};
use crate::engines::answer::AwsError;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct SendEmail {
    pub(super) from_email_address: Option<String>,
    pub(super) destination: Option<Destination>,
    pub(super) content: Content,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Destination {
    #[serde(rename = "ToAddresses")]
    to: Vec<String>,
    #[serde(rename = "CcAddresses")]
    cc: Vec<String>,
    #[serde(rename = "BccAddresses")]
    bcc: Vec<String>,
}

impl Destination {
    pub(super) fn all(&self) -> impl Iterator<Item = &String> {
        self.to.iter().chain(&self.cc).chain(&self.bcc)
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Content {
    pub(super) raw: Option<Raw>,
    pub(super) simple: Option<Simple>,
    pub(super) template: Option<Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Raw {
    data: String,
}

impl Raw {
    pub(super) fn bytes(&self) -> Result<Vec<u8>, AwsError> {
        let bytes = base64(&self.data)?;
        if bytes.len() > LARGEST {
            return Err(refused(format!(
                "Message length is more than {LARGEST} bytes long."
            )));
        }
        Ok(bytes)
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Simple {
    pub(super) subject: Part,
    pub(super) body: Body,
    #[serde(default)]
    pub(super) attachments: Vec<File>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Body {
    pub(super) text: Option<Part>,
    pub(super) html: Option<Part>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Part {
    pub(super) data: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct File {
    #[serde(rename = "FileName")]
    pub(super) name: String,
    pub(super) content_type: Option<String>,
    pub(super) raw_content: String,
}

pub(super) fn base64(text: &str) -> Result<Vec<u8>, AwsError> {
    BASE64.decode(text.as_bytes()).map_err(|error| {
        AwsError::bad_request("SerializationException", format!("not base64: {error}"))
    })
}
