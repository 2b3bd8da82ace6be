//! The pages behind the links that guests receive: complete documents without scripts and without anything to load, so that they
//! work under `default-src 'none'` with one nonce for their one style sheet.

mod documents;
mod notice;
mod palette;

use askama::Template;

use palette::Palette;

pub use documents::{DocumentsPage, PageFile, documents_page};
pub use notice::{Notice, notice_page};

/// What every page has, whatever it shows.
struct Frame<'a> {
    language: &'static str,
    title: &'a str,
    palette: Palette,
    /// What lets the style sheet pass the content security policy.
    nonce: &'a str,
}

#[expect(
    clippy::expect_used,
    reason = "templates print texts and numbers only, none of which can fail, into a String, which takes everything"
)]
fn lay_out(page: &impl Template) -> String {
    page.render().expect("a page")
}
