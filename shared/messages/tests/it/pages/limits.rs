//! What no name, address or colour can make of a page.

use leah_messages::{
    Brand, DocumentsPage, Language, Notice, PageFile,
    colour::{DISCERNIBLE, LEGIBLE, Rgb},
    documents_page, notice_page,
};
use proptest::prelude::*;

use super::{NONCE, colours, documents, file, files, pages, waiting_room::room};
use crate::{
    hostile,
    support::{at, brand},
};

/// What a page may weigh, in bytes.
const BUDGET: usize = 30_000;

#[test]
fn pages_load_nothing_and_run_one_script_at_most() {
    for page in pages() {
        for forbidden in [
            "<link",
            "<img",
            "<iframe",
            "<object",
            "<base",
            "http-equiv",
            "src=",
            "href=",
            "srcset=",
            "style=",
            "onclick",
            "onload",
            "url(",
            "@import",
            "@font-face",
            "http:",
            "https:",
            "data:",
        ] {
            assert!(!page.contains(forbidden), "{forbidden} in {page}");
        }
        assert_eq!(page.matches("<style").count(), 1);
        assert!(page.contains(&format!("<style nonce=\"{NONCE}\">")));
        // Only who waits needs one.
        let scripts = usize::from(page.contains("data-heartbeat"));
        assert_eq!(page.matches("<script").count(), scripts);
        let script = format!("<script nonce=\"{NONCE}\">");
        assert_eq!(page.matches(&script).count(), scripts);
        for said in [
            r#"<meta name="robots" content="noindex">"#,
            r#"<meta name="referrer" content="no-referrer">"#,
            r#"<meta name="viewport" content="width=device-width, initial-scale=1">"#,
        ] {
            assert!(page.contains(said), "{said} is not in {page}");
        }
    }
}

#[test]
fn pages_are_built_for_those_who_hear_them() {
    for page in pages() {
        assert!(page.contains("<html lang=\"fr\">") || page.contains("<html lang=\"en\">"));
        for once in ["<main>", "</main>", "<h1>", "<title>"] {
            assert_eq!(page.matches(once).count(), 1, "{once} in {page}");
        }
    }
    let page = documents(&brand(Language::French), &files());
    assert_eq!(page.matches("<li ").count(), files().len());
    // A button is called by its word and by its file's name.
    for (at, file) in (1..).zip(files()) {
        let button = format!(
            r#"<form method="post" action="{}"><button id="button-{at}" aria-labelledby="button-{at} name-{at}">Télécharger</button>"#,
            file.action
        );
        assert!(page.contains(&button), "{button} is not in {page}");
        let name = format!(r#"<bdi id="name-{at}" translate="no">{}</bdi>"#, file.name);
        assert!(page.contains(&name), "{name} is not in {page}");
    }
}

#[test]
fn the_heaviest_page_is_within_its_budget() {
    for c in ["\"", "&", "🩺", "w"] {
        let name = c.repeat(255);
        let files = [file(&name); 10];
        let brand = Brand {
            name: name.clone(),
            ..brand(Language::French)
        };
        for page in [documents(&brand, &files), room(&brand, true)] {
            assert!(page.len() < BUDGET, "{} bytes", page.len());
        }
    }
}

#[test]
fn names_are_shown_as_they_read_and_no_more() {
    let shown = |name: &str| {
        let page = documents(&brand(Language::English), &[file(name)]);
        let (_, rest) = page.split_once("translate=\"no\">").unwrap();
        rest.split_once("</bdi>").unwrap().0.to_owned()
    };
    assert_eq!(shown("a\u{202e}fdp.exe\r\n\0b.pdf"), "afdp.exe b.pdf");
    assert_eq!(shown("نتيجة\u{200f} 1.pdf"), "نتيجة 1.pdf");
    assert_eq!(
        shown("<script>alert(1)</script>"),
        "&#60;script&#62;alert(1)&#60;/script&#62;"
    );
    assert_eq!(shown("\u{202e}\u{61c}\0 "), "Document without a name");
}

#[test]
fn quotes_do_not_end_an_attribute() {
    let hostile = r#""><script>alert(1)</script>"#;
    let files = [
        PageFile {
            action: hostile,
            ..file("a.pdf")
        },
        file("b.pdf"),
    ];
    let page = DocumentsPage {
        files: &files,
        expires: at("2021-07-05T08:38:44Z"),
        now: at("2021-06-28T09:00:00Z"),
        all: Some(hostile),
    };
    let page = documents_page(&brand(Language::French), &page, hostile);
    assert!(!page.contains("<script"), "{page}");
    assert_eq!(
        page.matches("=\"&#34;&#62;&#60;script&#62;alert(1)&#60;/script&#62;\"")
            .count(),
        3
    );
}

/// What divides a page into elements and attributes.
fn marks(page: &str) -> String {
    page.chars()
        .filter(|c| matches!(c, '<' | '>' | '"'))
        .collect()
}

proptest! {
    #[test]
    fn no_name_changes_what_a_page_is_made_of(organization in hostile::name(), name in hostile::name()) {
        let named = |organization: &str, name: &str| {
            let brand = Brand { name: organization.into(), ..brand(Language::French) };
            let documents = documents(&brand, &[file(name), file("b.pdf")]);
            let notice = notice_page(Some(&brand), Language::French, Notice::Expired, NONCE);
            [documents, notice, room(&brand, false), room(&brand, true)]
        };
        let plain = named("Cabinet", "a.pdf");
        for (page, plain) in named(&organization, &name).iter().zip(&plain) {
            prop_assert_eq!(marks(page), marks(plain));
            prop_assert_eq!(page.lines().count(), plain.lines().count());
            let disturbs = |c| matches!(c, '\0' | '\r' | '\u{202e}' | '\u{2066}');
            prop_assert!(!page.contains(disturbs), "{}", page);
        }
    }

    #[test]
    fn every_brand_can_be_read_by_day_and_by_night(r: u8, g: u8, b: u8) {
        let brand = Brand { colour: Some(Rgb(r, g, b).to_string()), ..brand(Language::French) };
        let pages = [documents(&brand, &files()), room(&brand, false), room(&brand, true)];
        for c in pages.iter().flat_map(|page| colours(page)) {
            prop_assert!(c["label"].contrast(c["fill"]) >= LEGIBLE);
            for behind in ["paper", "card"] {
                prop_assert!(c["ink"].contrast(c[behind]) >= LEGIBLE);
                prop_assert!(c["soft"].contrast(c[behind]) >= LEGIBLE);
                prop_assert!(c["edge"].contrast(c[behind]) >= DISCERNIBLE);
            }
        }
    }
}
