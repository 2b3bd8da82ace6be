//! The pages behind the links that guests receive: complete documents without anything to load, so that they work under
//! `default-src 'none'` with one nonce for their one style sheet, and for the one script there is: the waiting room's.

mod documents;
mod notice;
mod palette;
mod waiting_room;

use askama::Template;

use palette::Palette;

use crate::{
    Language,
    wording::{Phrase, say},
};

pub use documents::{DocumentsPage, PageFile, documents_page};
pub use notice::{Notice, notice_page};
pub use waiting_room::{WaitingRoomPage, waiting_room_page};

/// What every page has, whatever it shows.
struct Frame<'a> {
    language: &'static str,
    title: &'a str,
    palette: Palette,
    /// What lets the style sheet, and the script if there is one, pass the content security policy.
    nonce: &'a str,
}

/// The title of a page whose heading does not name the organization.
fn title(language: Language, heading: &str, organization: &str) -> String {
    say(
        language,
        Phrase::PageTitle,
        [
            ("heading", heading.into()),
            ("organization", organization.into()),
        ],
    )
}

#[expect(
    clippy::expect_used,
    reason = "templates print texts and numbers only, none of which can fail, into a String, which takes everything"
)]
fn lay_out(page: &impl Template) -> String {
    page.render().expect("a page")
}
