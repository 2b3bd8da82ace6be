use askama::Template;
use jiff::Timestamp;
use leah_domain::transfer::FileKind;

use super::{Frame, Palette, lay_out};
use crate::{
    Brand, Language, clean,
    moment::Moment,
    sentence::{MARK, Sentence},
    size,
    wording::{Phrase, say},
};

/// What a guest can fetch from the page of a transfer.
#[derive(Clone, Copy)]
pub struct DocumentsPage<'a> {
    /// The documents, in the order in which they are shown.
    pub files: &'a [PageFile<'a>],
    /// Until when they can be fetched.
    pub expires: Timestamp,
    /// The moment of writing, which tells whether that is today.
    pub now: Timestamp,
    /// Where the form of "download all" is sent; shown if there is more than one file.
    pub all: Option<&'a str>,
}

/// A document on its page.
#[derive(Clone, Copy)]
pub struct PageFile<'a> {
    /// The file's name.
    pub name: &'a str,
    /// What the file is.
    pub kind: FileKind,
    /// The file's size in bytes.
    pub size: u64,
    /// Where the form of its button is sent.
    pub action: &'a str,
}

/// The type as the wording's selectors call it.
const fn word(kind: FileKind) -> &'static str {
    match kind {
        FileKind::Png => "png",
        FileKind::Jpeg => "jpeg",
        FileKind::Pdf => "pdf",
    }
}

/// A document as it is laid out.
struct Entry<'a> {
    name: String,
    about: String,
    action: &'a str,
}

#[derive(Template)]
#[template(path = "documents.html")]
struct Page<'a> {
    frame: Frame<'a>,
    until: Sentence,
    entries: Vec<Entry<'a>>,
    all: Option<&'a str>,
    download: String,
    download_all: String,
}

/// The page of a transfer. `nonce` is the one that the content security policy allows styles by.
pub fn documents_page(brand: &Brand, page: &DocumentsPage<'_>, nonce: &str) -> String {
    let language = brand.language;
    let heading = say(
        language,
        Phrase::PageHeading,
        [
            ("organization", clean::line(&brand.name).into()),
            ("documents", page.files.len().into()),
        ],
    );
    lay_out(&Page {
        frame: Frame {
            language: language.tag(),
            title: &heading,
            palette: Palette::new(brand.colour.as_deref()),
            nonce,
        },
        until: until(brand, page),
        entries: page
            .files
            .iter()
            .map(|file| entry(language, file))
            .collect(),
        all: page.all.filter(|_| page.files.len() > 1),
        download: say(language, Phrase::PageDownload, []),
        download_all: say(language, Phrase::PageDownloadAll, []),
    })
}

fn until(brand: &Brand, page: &DocumentsPage<'_>) -> Sentence {
    let expires = Moment::new(brand, page.expires);
    let seen = expires.seen_from(&Moment::new(brand, page.now));
    let said = say(
        brand.language,
        Phrase::PageUntil,
        [
            ("seen", seen.into()),
            ("when", MARK.to_string().into()),
            ("zone", expires.zone().into()),
        ],
    );
    let time = if seen == "today" {
        expires.time()
    } else {
        expires.in_full()
    };
    Sentence::new(&said, time)
}

fn entry<'a>(language: Language, file: &PageFile<'a>) -> Entry<'a> {
    let name = clean::line(file.name);
    Entry {
        name: if name.is_empty() {
            say(language, Phrase::PageUnnamed, [])
        } else {
            name
        },
        about: say(
            language,
            Phrase::PageFile,
            [
                ("kind", word(file.kind).into()),
                ("size", size::size(language, file.size).into()),
            ],
        ),
        action: file.action,
    }
}
