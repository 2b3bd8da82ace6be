//! The pages that guests open from a link.

mod limits;
mod waiting_room;

use std::{collections::HashMap, fmt::Write};

use insta::assert_snapshot;
use leah_domain::transfer::FileKind;
use leah_messages::{
    Brand, DocumentsPage, Language, Notice, PageFile, colour::Rgb, documents_page, notice_page,
};
use mail_parser::decoders::html::html_to_text;

use crate::support::{LANGUAGES, at, brand};

const NONCE: &str = "bm9uY2U0NTY3ODkwMTIzNA";
const ALL: &str = "/d/Zm9vYmFy/all";
const NOTICES: [Notice; 4] = [
    Notice::Expired,
    Notice::Unknown,
    Notice::TryAgain,
    Notice::Wrong,
];

fn file(name: &str) -> PageFile<'_> {
    PageFile {
        name,
        kind: FileKind::Pdf,
        size: 1_234_567,
        action: "/d/Zm9vYmFy/1",
    }
}

fn files() -> [PageFile<'static>; 3] {
    [
        file("Compte rendu.pdf"),
        PageFile {
            name: "échographie-12-semaines.png",
            kind: FileKind::Png,
            size: 15_728_640,
            action: "/d/Zm9vYmFy/2",
        },
        PageFile {
            name: "ordonnance.jpg",
            kind: FileKind::Jpeg,
            size: 345_678,
            action: "/d/Zm9vYmFy/3",
        },
    ]
}

fn documents(brand: &Brand, files: &[PageFile<'_>]) -> String {
    let page = DocumentsPage {
        files,
        expires: at("2021-07-05T08:38:44Z"),
        now: at("2021-06-28T09:00:00Z"),
        all: Some(ALL),
    };
    documents_page(brand, &page, NONCE)
}

/// Every page there is, in every language.
fn pages() -> Vec<String> {
    let mut pages = Vec::new();
    for language in LANGUAGES {
        let brand = brand(language);
        pages.push(documents(&brand, &files()));
        for notice in NOTICES {
            pages.push(notice_page(Some(&brand), language, notice, NONCE));
            pages.push(notice_page(None, language, notice, NONCE));
        }
        for waiting in [false, true] {
            pages.push(waiting_room::room(&brand, waiting));
        }
    }
    pages
}

/// The words of a page, without its head.
fn words(page: &str) -> String {
    let (_, body) = page.split_once("<body>").unwrap();
    html_to_text(body)
        .split([' ', '\r', '\n'])
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
        .replace('\u{a0}', "␣")
}

/// The colours that a page declares by day, and by night where they differ.
fn colours(page: &str) -> [HashMap<&str, Rgb>; 2] {
    let (day, night) = page
        .split_once("@media (prefers-color-scheme: dark)")
        .unwrap();
    let declared = |css| -> HashMap<&str, Rgb> {
        str::split(css, "--")
            .filter_map(|rest| rest.split_once(':'))
            .filter_map(|(name, value)| Some((name, value.split(';').next()?.trim().parse().ok()?)))
            .collect()
    };
    let day = declared(day);
    let mut dark = day.clone();
    dark.extend(declared(night));
    [day, dark]
}

#[test]
fn the_documents_in_french() {
    assert_snapshot!(documents(&brand(Language::French), &files()), @r#"
    <!doctype html>
    <html lang="fr">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta name="robots" content="noindex">
    <meta name="referrer" content="no-referrer">
    <meta name="format-detection" content="telephone=no, date=no, address=no, email=no">
    <title>Clinique de l&#39;Étoile vous transmet 3 documents</title>
    <style nonce="bm9uY2U0NTY3ODkwMTIzNA">
    :root {
      color-scheme: light dark;
      --fill: #00695c; --label: #ffffff;
      --paper: #f2f4f7; --card: #ffffff; --line: #dde2e8;
      --ink: #1c232b; --soft: #4b5663; --edge: #00695c;
    }
    @media (prefers-color-scheme: dark) {
      :root {
        --paper: #15191e; --card: #222830; --line: #3a434e;
        --ink: #f2f4f7; --soft: #b9c2cd; --edge: #b9c2cd;
      }
    }
    * { box-sizing: border-box; }
    html { font: 112.5%/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
    body { margin: 0; border-top: .5rem solid var(--fill); background: var(--paper); color: var(--ink); overflow-wrap: anywhere; }
    header, main { max-width: 36rem; margin: 0 auto; padding: 1.5rem 1rem 0; }
    main { padding-bottom: 3rem; }
    h1, h2, p, ul { margin: 0 0 1rem; padding: 0; }
    h1 { font-size: 1.5rem; line-height: 1.3; }
    h2 { font-size: 1rem; }
    .organization { margin: 0; font-weight: 600; }
    .soft { color: var(--soft); }
    .card > :last-child { margin-bottom: 0; }
    .card { padding: 1.25rem; background: var(--card); border: 1px solid var(--line); border-radius: .75rem; }
    button { width: 100%; min-height: 3rem; padding: .5rem 1.25rem; border: 2px solid var(--edge); border-radius: .5rem; background: var(--fill); color: var(--label); font: inherit; font-weight: 600; cursor: pointer; }
    @media (max-width: 17rem) {
      header, main { padding-inline: .25rem; hyphens: auto; }
      .card { padding-inline: .25rem; }
      button { padding-inline: 0; }
      h1 { font-size: 1.1rem; }
      bdi { hyphens: manual; }
    }
    @media (min-width: 30rem) { button { width: auto; min-width: 12rem; } }
    button:hover { text-decoration: underline; }
    :focus-visible { outline: 3px solid var(--ink); outline-offset: 3px; }
    li { margin: 0 0 1rem; list-style: none; }
    li h2 { margin: 0; }
    .all { background: transparent; border-color: var(--soft); color: var(--ink); }
    </style>
    </head>
    <body>
    <main>
    <h1>Clinique de l&#39;Étoile vous transmet 3 documents</h1>
    <p>À télécharger jusqu&#39;au <strong>lundi 5 juillet 2021 à 10 h 38</strong> (heure de Paris).</p>
    <ul role="list">
    <li class="card">
    <h2><bdi id="name-1" translate="no">Compte rendu.pdf</bdi></h2>
    <p class="soft">Document PDF (1,2 Mo)</p>
    <form method="post" action="/d/Zm9vYmFy/1"><button id="button-1" aria-labelledby="button-1 name-1">Télécharger</button></form>
    </li>
    <li class="card">
    <h2><bdi id="name-2" translate="no">échographie-12-semaines.png</bdi></h2>
    <p class="soft">Image PNG (15,7 Mo)</p>
    <form method="post" action="/d/Zm9vYmFy/2"><button id="button-2" aria-labelledby="button-2 name-2">Télécharger</button></form>
    </li>
    <li class="card">
    <h2><bdi id="name-3" translate="no">ordonnance.jpg</bdi></h2>
    <p class="soft">Image JPEG (346 ko)</p>
    <form method="post" action="/d/Zm9vYmFy/3"><button id="button-3" aria-labelledby="button-3 name-3">Télécharger</button></form>
    </li>
    </ul>
    <form method="post" action="/d/Zm9vYmFy/all"><button class="all">Tout télécharger (un fichier zip)</button></form>
    </main>
    </body>
    </html>
    "#);
}

#[test]
fn the_documents_in_english() {
    assert_snapshot!(words(&documents(&brand(Language::English), &files())), @"Clinique de l'Étoile is sending you 3␣documents Available until Monday 5 July 2021 at 10:38 (Paris time). Compte rendu.pdf PDF document (1.2␣MB) Download échographie-12-semaines.pngPNG image (15.7␣MB) Download ordonnance.jpgJPEG image (346␣kB) DownloadDownload all (one␣zip␣file)");
}

#[test]
fn one_document_needs_no_archive() {
    let one = |language| words(&documents(&brand(language), &files()[..1]));
    assert_snapshot!(one(Language::French), @"Clinique de l'Étoile vous transmet un document À télécharger jusqu'au lundi 5␣juillet 2021 à 10␣h␣38 (heure de Paris). Compte rendu.pdf Document PDF (1,2␣Mo) Télécharger");
    assert_snapshot!(one(Language::English), @"Clinique de l'Étoile is sending you a document Available until Monday 5 July 2021 at 10:38 (Paris time). Compte rendu.pdf PDF document (1.2␣MB) Download");
}

#[test]
fn without_a_place_for_the_archive_none_is_offered() {
    let page = DocumentsPage {
        files: &files(),
        expires: at("2021-07-05T08:38:44Z"),
        now: at("2021-06-28T09:00:00Z"),
        all: None,
    };
    let page = documents_page(&brand(Language::French), &page, NONCE);
    assert_eq!(page.matches("<form").count(), 3);
}

#[test]
fn the_last_day_is_called_today() {
    let until = |language, now| {
        let page = DocumentsPage {
            files: &files(),
            expires: at("2021-07-05T08:38:44Z"),
            now: at(now),
            all: None,
        };
        let page = words(&documents_page(&brand(language), &page, NONCE));
        let sentence = page.split("Compte").next().unwrap();
        let at = sentence.find("documents").unwrap() + "documents ".len();
        sentence[at..].trim_end().to_owned()
    };
    // In Paris this is the last day already.
    assert_snapshot!(until(Language::French, "2021-07-04T22:00:00Z"), @"À télécharger aujourd'hui, jusqu'à 10␣h␣38 (heure de Paris).");
    assert_snapshot!(until(Language::English, "2021-07-04T22:00:00Z"), @"Available today, until 10:38 (Paris time).");
    assert_snapshot!(until(Language::French, "2021-07-04T21:59:59Z"), @"À télécharger jusqu'au lundi 5␣juillet 2021 à 10␣h␣38 (heure de Paris).");
}

#[test]
fn every_notice_in_every_language() {
    let mut said = String::new();
    for language in LANGUAGES {
        for notice in NOTICES {
            let brand = brand(language);
            for brand in [Some(&brand), None] {
                let page = notice_page(brand, language, notice, NONCE);
                let (_, title) = page.split_once("<title>").unwrap();
                let (title, _) = title.split_once("</title>").unwrap();
                writeln!(said, "{title}\n    {}", words(&page)).unwrap();
            }
        }
    }
    assert_snapshot!(said, @"
    Ce lien a expiré – Clinique de l&#39;Étoile
        Clinique de l'Étoile Ce lien a expiré Demandez un nouvel envoi à Clinique de l'Étoile.
    Ce lien a expiré
        Ce lien a expiré Demandez un nouvel envoi à l'expéditeur.
    Ce lien n&#39;est pas valable – Clinique de l&#39;Étoile
        Clinique de l'Étoile Ce lien n'est pas valable Vérifiez que vous l'avez copié en entier.
    Ce lien n&#39;est pas valable
        Ce lien n'est pas valable Vérifiez que vous l'avez copié en entier.
    Un instant, s&#39;il vous plaît – Clinique de l&#39;Étoile
        Clinique de l'Étoile Un instant, s'il vous plaît Votre demande n'a pas encore abouti. Attendez une minute, puis ouvrez de nouveau le lien que vous avez reçu.
    Un instant, s&#39;il vous plaît
        Un instant, s'il vous plaît Votre demande n'a pas encore abouti. Attendez une minute, puis ouvrez de nouveau le lien que vous avez reçu.
    Cette page n&#39;est pas disponible – Clinique de l&#39;Étoile
        Clinique de l'Étoile Cette page n'est pas disponible Ouvrez de nouveau le lien que vous avez reçu. Si cela ne suffit pas, contactez Clinique de l'Étoile.
    Cette page n&#39;est pas disponible
        Cette page n'est pas disponible Ouvrez de nouveau le lien que vous avez reçu. Si cela ne suffit pas, contactez l'expéditeur.
    This link has expired – Clinique de l&#39;Étoile
        Clinique de l'Étoile This link has expired Ask Clinique de l'Étoile to send it again.
    This link has expired
        This link has expired Ask the sender to send it again.
    This link is not valid – Clinique de l&#39;Étoile
        Clinique de l'Étoile This link is not valid Check that it was copied in full.
    This link is not valid
        This link is not valid Check that it was copied in full.
    One moment, please – Clinique de l&#39;Étoile
        Clinique de l'Étoile One moment, please Your request has not gone through yet. Wait a minute, then open the link in your message again.
    One moment, please
        One moment, please Your request has not gone through yet. Wait a minute, then open the link in your message again.
    This page is not available – Clinique de l&#39;Étoile
        Clinique de l'Étoile This page is not available Open the link in your message again. If that is not enough, contact Clinique de l'Étoile.
    This page is not available
        This page is not available Open the link in your message again. If that is not enough, contact the sender.
    ");
}

#[test]
fn a_notice_without_a_brand_is_in_our_colour() {
    let page = notice_page(None, Language::English, Notice::Unknown, NONCE);
    let [day, _] = colours(&page);
    assert_eq!(day["fill"].to_string(), "#1d5f99");
    let branded = brand(Language::English);
    let page = notice_page(Some(&branded), Language::English, Notice::Unknown, NONCE);
    let [day, _] = colours(&page);
    assert_eq!(Some(day["fill"].to_string()), branded.colour);
}
