//! Files: what they are by content, and what is kept of them.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{FileName, Transfer};
use crate::{Id, id::Resource, input::Constraint};

/// The largest file, in bytes: 15 MiB, so that both readings of the documentation's "15 Mo" pass.
pub const MAX_SIZE: u64 = 15 * 1024 * 1024;

/// How much of a file is looked at to see what it is, in bytes.
pub const HEAD: usize = 4096;

/// What is said of a content that is nothing known.
const UNKNOWN: &str = "application/octet-stream";

/// What a file is, whatever it is called and declared to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FileKind {
    /// Portable Network Graphics.
    Png,
    /// JPEG.
    Jpeg,
    /// Portable Document Format.
    Pdf,
}

impl FileKind {
    /// All of them, in the order in which they are named to callers.
    pub const ALL: [Self; 3] = [Self::Png, Self::Jpeg, Self::Pdf];

    /// Sees by its first bytes what a file is.
    ///
    /// # Errors
    /// [`Constraint::FileType`] with what it seems to be, if it is none of the kinds that are taken.
    pub fn sniff(head: &[u8]) -> Result<Self, Constraint> {
        let found = infer::get(head).map_or(UNKNOWN, |kind| kind.mime_type());
        let kind = Self::from_media_type(found).ok_or(Constraint::FileType(found))?;
        // The whole of what such a file begins with: less would let more pass for one.
        if kind.begins(head) {
            Ok(kind)
        } else {
            Err(Constraint::FileType(UNKNOWN))
        }
    }

    /// The kind of this media type.
    pub fn from_media_type(text: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.media_type().eq_ignore_ascii_case(text))
    }

    /// Whether a file of this kind may begin so.
    fn begins(self, head: &[u8]) -> bool {
        match self {
            // PNG specification, section 5.2.
            Self::Png => head.starts_with(b"\x89PNG\r\n\x1a\n"),
            // ITU-T T.81, annex B: start of image, and the first byte of the next marker.
            Self::Jpeg => head.starts_with(b"\xff\xd8\xff"),
            // ISO 32000, section 7.5.2. Some programs write a byte order mark or line breaks before it, and readers take it.
            Self::Pdf => {
                let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
                head.trim_ascii_start().starts_with(b"%PDF-")
            }
        }
    }

    /// Its media type (RFC 6838).
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Pdf => "application/pdf",
        }
    }

    /// The endings of names by which it is known, the usual one first.
    pub(super) const fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Png => &["png"],
            Self::Jpeg => &["jpg", "jpeg", "jpe", "jfif"],
            Self::Pdf => &["pdf"],
        }
    }
}

/// Whether a file of this size is taken.
///
/// # Errors
/// [`Constraint::FileEmpty`] or [`Constraint::FileTooLarge`].
pub const fn check_size(size: u64) -> Result<u64, Constraint> {
    match size {
        0 => Err(Constraint::FileEmpty),
        1..=MAX_SIZE => Ok(size),
        _ => Err(Constraint::FileTooLarge {
            size,
            limit: MAX_SIZE,
        }),
    }
}

/// A file that has arrived and was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// What its sender calls it.
    pub name: FileName,
    /// What it is.
    pub kind: FileKind,
    /// In bytes.
    pub size: u64,
}

/// A file of a transfer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransferFile {
    /// Its identifier.
    pub id: Id<TransferFile>,
    /// The transfer that it belongs to.
    pub transfer: Id<Transfer>,
    /// What its sender calls it.
    pub name: FileName,
    /// What it is.
    pub kind: FileKind,
    /// In bytes.
    pub size: u64,
    /// When it was attached.
    pub attached: Timestamp,
    /// When it ends, with its transfer.
    pub expires: Timestamp,
}

impl Resource for TransferFile {
    const NAME: &'static str = "TransferFile";
    const PATH: &'static str = "/api/transfer_files";
}

impl TransferFile {
    /// What was received, as a file of a transfer.
    pub(super) fn new(
        id: Id<Self>,
        transfer: &Transfer,
        received: Received,
        now: Timestamp,
    ) -> Self {
        Self {
            id,
            transfer: transfer.id,
            name: received.name,
            kind: received.kind,
            size: received.size,
            attached: now,
            expires: transfer.expires,
        }
    }
}
