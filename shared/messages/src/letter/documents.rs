use super::{Letter, Way};
use crate::{
    Brand, Parcel, clean,
    moment::Moment,
    sentence::{MARK, Sentence},
    wording::{Phrase, say},
};

impl Letter {
    /// The words about shared documents; `link` is their page, known to be an address of the web.
    pub(crate) fn documents(brand: &Brand, parcel: &Parcel, link: &str) -> Self {
        let language = brand.language;
        let expires = Moment::new(brand, parcel.expires);
        let opening = say(
            language,
            Phrase::Documents,
            [
                ("organization", clean::line(&brand.name).into()),
                ("documents", parcel.documents.into()),
                ("when", MARK.to_string().into()),
                ("zone", expires.zone().into()),
            ],
        );
        Self {
            way: Some(Way {
                introduction: None,
                button: say(
                    language,
                    Phrase::DocumentsButton,
                    [("documents", parcel.documents.into())],
                ),
                instead: say(language, Phrase::ButtonInstead, []),
                link: link.to_owned(),
            }),
            closing: Some(say(language, Phrase::DocumentsUnexpected, [])),
            ..Self::new(
                brand,
                Phrase::DocumentsSubject,
                Sentence::new(&opening, expires.in_full()),
                Phrase::DocumentsFooter,
            )
        }
    }
}
