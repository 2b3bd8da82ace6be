//! Answers that are not the page itself.

use data_encoding::BASE64URL_NOPAD;
use lambda_http::http::StatusCode;
use leah_domain::Organization;
use leah_http::{Page, Visit};
use leah_messages::{Brand, Language, Notice, notice_page};

/// After how many seconds it is worth trying again.
const RETRY: u32 = 5;

/// Whether a link of this organization is asked for where it stands: at another organization's host there is none.
pub(crate) fn at_home(visit: &Visit, owner: &Organization) -> bool {
    let label = visit.label.as_deref();
    label.is_none_or(|label| label.eq_ignore_ascii_case(&owner.slug))
}

/// A page of HTML, under a policy that knows it by a nonce.
pub(crate) fn page(visit: &Visit, status: StatusCode, html: impl FnOnce(&str) -> String) -> Page {
    let mut bytes = [0; 16];
    visit.app.ids().fill(&mut bytes);
    let nonce = BASE64URL_NOPAD.encode(&bytes);
    Page {
        status,
        html: html(&nonce),
        nonce,
        forms_lead_to: None,
        script: false,
        see: None,
        retry_after: None,
        allow: None,
    }
}

/// A page that says why there is nothing else to see.
pub(crate) fn notice(visit: &Visit, owner: Option<&Organization>, notice: Notice) -> Page {
    let brand = owner.map(Brand::from);
    let language = brand
        .as_ref()
        .map_or_else(|| spoken(&visit.languages), |brand| brand.language);
    let status = match notice {
        Notice::Expired => StatusCode::GONE,
        Notice::Unknown => StatusCode::NOT_FOUND,
        Notice::TryAgain => StatusCode::SERVICE_UNAVAILABLE,
        Notice::Wrong => StatusCode::METHOD_NOT_ALLOWED,
    };
    let mut page = page(visit, status, |nonce| {
        notice_page(brand.as_ref(), language, notice, nonce)
    });
    page.retry_after = matches!(notice, Notice::TryAgain).then_some(RETRY);
    page
}

/// Leads the visitor to another address.
pub(crate) fn see(visit: &Visit, address: String) -> Page {
    let mut page = page(visit, StatusCode::SEE_OTHER, |_| String::new());
    page.see = Some(address);
    page
}

/// Something failed that is not the visitor's; the cause is for the log.
pub(crate) fn failed(visit: &Visit, cause: &impl std::error::Error) -> Page {
    let request = visit.request.as_str();
    tracing::error!(request, %cause, "page {request} failed");
    notice(visit, None, Notice::TryAgain)
}

/// The first of our languages that the visitor's browser names; browsers name the preferred one first.
fn spoken(languages: &str) -> Language {
    let named = languages.split(',').find_map(|range| {
        match range.trim().get(..2)?.to_ascii_lowercase().as_str() {
            "fr" => Some(Language::French),
            "en" => Some(Language::English),
            _ => None,
        }
    });
    named.unwrap_or(Language::French)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_language_that_is_ours_is_spoken() {
        for (given, spoken_then) in [
            ("", Language::French),
            ("de", Language::French),
            ("de, en-GB;q=0.8, fr;q=0.5", Language::English),
            ("fr-CH, en;q=0.9", Language::French),
            ("é", Language::French),
        ] {
            assert_eq!(spoken(given), spoken_then, "{given}");
        }
    }
}
