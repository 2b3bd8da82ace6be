//! What the events speak of: a transfer by the identifiers of the API's documentation, a waiting room, webhooks.

mod webhooks;

use std::sync::Arc;

use jiff::SignedDuration;
use leah_domain::{
    Email, Id, Transfer, TransferRef, TransferToken,
    appointment::Tenant,
    transfer::{Announced, Change, FileKind, FileName, Received, attach, create, issue, share},
};
use leah_local::{
    clock::VirtualClock,
    demo::{HEALTHCARE_WORKER, ORGANIZATION},
};

use crate::support::{Nameless, TestApp, png};
pub(crate) use webhooks::{appointment, dead, delivery, endpoint};

const TRANSFER: &str = "acdca04c-97af-4d20-bcaa-708ce5d36b9f";
const FILE: &str = "5af6e1bb-3182-47cc-bbc4-528ae5d442af";
const TICKET: &str = "3f0c8a52-6d1e-4b7a-9c24-8e5d7b1f6a90";
const SECRET: &str = "Y_gIfXTO0sOPE9VdFaX5Ozkag-TpjLJglAApKdsIF5c";

pub(crate) fn transfer() -> String {
    format!("/api/transfers/{TRANSFER}")
}

pub(crate) fn file() -> String {
    format!("/api/transfer_files/{FILE}")
}

pub(crate) fn ticket() -> String {
    format!("{}/tickets/{TICKET}", transfer())
}

/// The secret of the transfer as the API prints it.
pub(crate) fn hash() -> String {
    TransferToken::parse(SECRET).unwrap().hash()
}

/// A Leah that holds all of it, and from which no host can be reached by its name.
pub(crate) async fn house() -> TestApp {
    let app = TestApp::with(|options| options.webhooks.names = Arc::new(Nameless)).await;
    load(&app).await;
    app
}

/// The same at the present time, for functions that run elsewhere and have the machine's clock.
pub(crate) async fn present() -> TestApp {
    let app =
        TestApp::with(|options| options.clock = VirtualClock::running(SignedDuration::ZERO)).await;
    load(&app).await;
    app
}

/// The same on a wire, which is clear.
pub(crate) async fn wired() -> TestApp {
    let app = TestApp::with(|options| {
        options.wire = true;
        options.webhooks.names = Arc::new(Nameless);
    })
    .await;
    load(&app).await;
    app.house.wire().unwrap().clear();
    app
}

async fn load(app: &TestApp) {
    transfer_with_all(app).await;
    webhooks::load(app).await;
}

/// Puts the transfer into the table: with a file, a pending ticket, and shared with a guest.
async fn transfer_with_all(app: &TestApp) {
    let (ids, now) = (app.house.app().ids(), app.now());
    let mut created = create(HEALTHCARE_WORKER, ORGANIZATION, now, ids);
    created.transfer.id = TRANSFER.parse().unwrap();
    created.transfer.secret = TransferToken::parse(SECRET).unwrap();
    // Nothing is left to be done when the test ends.
    created.owed.clear();
    let table = app.house.app().table();
    table
        .insert_transfer(ORGANIZATION, &created, None)
        .await
        .unwrap();

    let received = Received {
        name: FileName::parse("prescription_echo.png").unwrap(),
        kind: FileKind::Png,
        size: png().len() as u64,
    };
    let subject = TransferRef {
        organization: ORGANIZATION,
        transfer: created.transfer.id,
    };
    let file: Id<_> = FILE.parse().unwrap();
    let files = app.house.app().files();
    files
        .put(subject, file, received.kind, png().into())
        .await
        .unwrap();
    let (name, kind, size) = (received.name.clone(), received.kind, received.size);
    let empty = created.transfer;
    let attached = attach(&empty, vec![(file, received)], "file", now).unwrap();
    let filled = write(app, &empty, attached).await;

    let announced = vec![Announced { name, kind, size }];
    let mut issued = issue(&filled, announced, now, ids).unwrap();
    issued.tickets[0].id = TICKET.parse().unwrap();
    let ticketed = write(app, &filled, issued).await;

    let guest = Email::parse("benjamin@leah.care").unwrap();
    let table = app.house.app().table();
    let organization = table.organization(ORGANIZATION).await.unwrap().unwrap();
    let tenant = Tenant {
        id: ORGANIZATION,
        settings: &organization.settings,
    };
    let entry = organization.index_key.guest(guest.as_str());
    let mut shared = share(&ticketed, guest, entry, tenant, now, ids).unwrap();
    shared.owed.clear();
    write(app, &ticketed, shared).await;
}

async fn write(app: &TestApp, before: &Transfer, change: Change) -> Transfer {
    let table = app.house.app().table();
    let written = table
        .update_transfer(ORGANIZATION, before, &change, None)
        .await;
    assert!(matches!(
        written.unwrap(),
        leah_aws::table::Outcome::Written
    ));
    change.transfer
}
