//! What a mail says, before it is laid out.

mod appointment;
mod documents;

use askama::Template;

use crate::{
    Brand, clean,
    colour::{self, Button},
    sentence::Sentence,
    wording::{Phrase, say},
};

/// The way to what the mail is about: a button, and its link once more as text.
struct Way {
    introduction: Option<String>,
    button: String,
    instead: String,
    link: String,
}

/// A mail's words in the order in which they are read.
pub(crate) struct Letter {
    pub(crate) subject: String,
    language: &'static str,
    name: String,
    logo: Option<String>,
    colours: Button,
    opening: Sentence,
    /// What follows the opening, a paragraph each.
    details: Vec<String>,
    way: Option<Way>,
    /// The last paragraph.
    closing: Option<String>,
    footer: String,
}

/// The letter's page.
#[derive(Template)]
#[template(path = "mail.html")]
struct Html<'a> {
    letter: &'a Letter,
}

/// The letter as plain text.
#[derive(Template)]
#[template(path = "mail.txt")]
struct Text<'a> {
    letter: &'a Letter,
}

impl Letter {
    /// A letter in the organization's name with nothing but its opening.
    fn new(brand: &Brand, subject: Phrase, opening: Sentence, footer: Phrase) -> Self {
        let (language, name) = (brand.language, clean::line(&brand.name));
        Self {
            subject: say(language, subject, []),
            language: language.tag(),
            logo: brand.logo_url.as_deref().and_then(clean::logo),
            colours: colour::button(brand.colour.as_deref()),
            opening,
            details: Vec::new(),
            way: None,
            closing: None,
            footer: say(language, footer, [("organization", name.as_str().into())]),
            name,
        }
    }

    pub(crate) fn html(&self) -> Result<String, askama::Error> {
        Html { letter: self }.render()
    }

    pub(crate) fn text(&self) -> Result<String, askama::Error> {
        Text { letter: self }.render()
    }
}
