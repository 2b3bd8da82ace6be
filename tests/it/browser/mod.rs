//! The guest's pages in a real browser, which `tests/browser.sh` finds or installs.

mod accessibility;
mod downloads;
mod receiver;
mod sight;
mod tab;
mod visitor;
mod waiting;

use crate::{
    guests::{Document, Guest},
    support::{LARGEST, TestApp, jpeg, pdf, png},
};
use visitor::Visitor;

/// A photograph as large as one may be, a letter, a scan.
fn documents() -> Vec<Document> {
    let document = |name: &str, content| Document {
        name: name.to_owned(),
        content,
    };
    vec![
        document("ordonnance.jpg", jpeg(LARGEST)),
        document("Compte rendu de l'été.pdf", pdf("a report")),
        document("scan.png", png()),
    ]
}

/// A house, a guest who was sent documents, and the guest's browser with the link from the mail in it.
async fn visit() -> (TestApp, Guest, Visitor) {
    let app = TestApp::start().await;
    let guest = Guest::of_demo(&app, &documents()).await;
    let mut visitor = Visitor::arrive().await;
    visitor.open(&guest.link).await;
    (app, guest, visitor)
}
