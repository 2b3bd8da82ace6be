use askama::Template;

use super::{Frame, Palette, lay_out, title};
use crate::{
    Brand, Language, clean,
    wording::{Phrase, say},
};

/// Why a guest does not see what the link promised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice {
    /// What the link led to is no longer kept.
    Expired,
    /// The link leads nowhere, and perhaps never did.
    Unknown,
    /// It would work a moment later (503, or a conflict).
    TryAgain,
    /// It does not work (404, 405, 500).
    Wrong,
}

impl Notice {
    /// The notice as the wording's selectors call it.
    const fn name(self) -> &'static str {
        match self {
            Self::Expired => "expired",
            Self::Unknown => "unknown",
            Self::TryAgain => "try-again",
            Self::Wrong => "wrong",
        }
    }
}

#[derive(Template)]
#[template(path = "notice.html")]
struct Page<'a> {
    frame: Frame<'a>,
    organization: Option<&'a str>,
    heading: &'a str,
    next: String,
}

/// The page of a notice, in the organization's name if it is known. `nonce` is the one that the content security policy allows
/// styles by.
pub fn notice_page(
    brand: Option<&Brand>,
    language: Language,
    notice: Notice,
    nonce: &str,
) -> String {
    let organization = brand.map(|brand| clean::line(&brand.name));
    let named = organization.as_deref();
    let heading = say(
        language,
        Phrase::NoticeHeading,
        [("notice", notice.name().into())],
    );
    let title = named.map(|name| title(language, &heading, name));
    let sender = if named.is_some() { "known" } else { "unknown" };
    lay_out(&Page {
        frame: Frame {
            language: language.tag(),
            title: title.as_deref().unwrap_or(&heading),
            palette: Palette::new(brand.and_then(|brand| brand.colour.as_deref())),
            nonce,
        },
        organization: named,
        heading: &heading,
        next: say(
            language,
            Phrase::NoticeNext,
            [
                ("notice", notice.name().into()),
                ("sender", sender.into()),
                ("organization", named.unwrap_or_default().into()),
            ],
        ),
    })
}
