//! A message that somebody would have received.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// How a message travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Channel {
    /// Electronic mail.
    Email,
    /// A text message to a phone.
    Sms,
}

/// A message as one recipient got it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Message {
    /// How it travelled.
    pub channel: Channel,
    /// The recipient: a bare mail address or an E.164 number.
    pub to: String,
    /// The sender, as accepted: an address with or without a name, or an SMS identity.
    pub from: String,
    /// The subject; an SMS has none.
    pub subject: Option<String>,
    /// The plain text.
    pub text: String,
    /// The HTML alternative.
    pub html: Option<String>,
    /// Every other part, a calendar alternative included.
    pub attachments: Vec<Attachment>,
    /// When it was accepted, on the virtual clock.
    pub sent_at: Timestamp,
    /// The mail as it was handed over (RFC 5322), if it was handed over raw.
    #[serde(skip)]
    pub raw: Option<Vec<u8>>,
    /// The identifier that the sender got; the recipients of one mail share it.
    #[serde(skip)]
    pub id: String,
}

/// A part of a mail besides its text and HTML.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Attachment {
    /// Its file name; empty if it has none.
    pub name: String,
    /// Its media type without parameters, in lower case.
    pub content_type: String,
    /// The calendar method (RFC 6047), on `text/calendar` alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// Its content: the text if it is one (UTF-8), otherwise base64 (RFC 4648).
    pub content: String,
}

impl Attachment {
    /// An attachment with `bytes` as its content.
    pub(crate) fn new(name: &str, content_type: &str, method: Option<&str>, bytes: &[u8]) -> Self {
        let content_type = content_type.to_ascii_lowercase();
        let textual = content_type.starts_with("text/") || content_type == "application/ics";
        let content = match std::str::from_utf8(bytes) {
            Ok(text) if textual => text.to_owned(),
            _ => data_encoding::BASE64.encode(bytes),
        };
        Self {
            name: name.to_owned(),
            content_type,
            method: method.map(str::to_owned),
            content,
        }
    }
}
