//! The documents of a transfer: their page, and the way to each.

use std::sync::Arc;

use lambda_http::http::StatusCode;
use leah_aws::table::{Opened, TableError};
use leah_domain::{
    Id, Organization, Transfer, TransferFile, TransferRef, TransferToken, appointment::Tenant,
    transfer::downloaded,
};
use leah_http::{Page, Visit};
use leah_messages::{Brand, DocumentsPage, Notice, PageFile, documents_page};

use crate::{
    archive::{self, ArchiveError},
    reply::{at_home, failed, notice, page, see},
};

/// How often a download is counted anew when another one came first.
const TRIES: usize = 5;

/// What is wanted of a transfer.
#[derive(Debug)]
pub(crate) enum Wish<'a> {
    /// Its page.
    Page,
    /// One of its files, by its identifier.
    File(&'a str),
    /// All of them.
    All,
}

/// What a visitor may have.
struct Open {
    transfer: Transfer,
    organization: Arc<Organization>,
}

impl Open {
    fn subject(&self) -> TransferRef {
        TransferRef {
            organization: self.organization.id,
            transfer: self.transfer.id,
        }
    }
}

/// Opens a link; `Err` with the page that says why it does not open.
async fn open(visit: &Visit, secret: &str) -> Result<Open, Page> {
    let unknown = || notice(visit, None, Notice::Unknown);
    let secret = TransferToken::parse(secret).ok_or_else(unknown)?;
    let opened = visit.app.table().open_transfer(&secret).await;
    let at_home = |owner: &Organization| at_home(visit, owner);
    match opened.map_err(|error| failed(visit, &error))? {
        Opened::Documents(transfer, organization) if at_home(&organization) => Ok(Open {
            transfer: *transfer,
            organization,
        }),
        Opened::Expired(organization) if at_home(&organization) => {
            Err(notice(visit, Some(&organization), Notice::Expired))
        }
        Opened::Documents(..) | Opened::Expired(_) | Opened::Unknown => Err(unknown()),
    }
}

/// GET: the page. The addresses of its buttons lead to it, too, for who comes back to one.
pub(crate) async fn show(visit: &Visit, secret: &str, wish: &Wish<'_>) -> Page {
    let open = match open(visit, secret).await {
        Ok(open) => open,
        Err(page) => return page,
    };
    if !matches!(wish, Wish::Page) {
        return see(visit, format!("/t/{secret}"));
    }
    let files = &open.transfer.files;
    let action = |file: &TransferFile| format!("/t/{secret}/files/{}", file.id);
    let actions: Vec<String> = files.iter().map(action).collect();
    let shown: Vec<PageFile<'_>> = files
        .iter()
        .zip(&actions)
        .map(|(file, action)| PageFile {
            name: file.name.as_str(),
            kind: file.kind,
            size: file.size,
            action,
        })
        .collect();
    let all = format!("/t/{secret}/all");
    let documents = DocumentsPage {
        files: &shown,
        expires: open.transfer.expires,
        now: visit.app.now(),
        all: (shown.len() > 1).then_some(all.as_str()),
    };
    let brand = Brand::from(&*open.organization);
    let mut page = page(visit, StatusCode::OK, |nonce| {
        documents_page(&brand, &documents, nonce)
    });
    // A form's policy holds for where its answer leads, too.
    page.forms_lead_to = Some(visit.app.files().origin());
    page
}

/// POST: counts the download and leads to it.
pub(crate) async fn download(visit: &Visit, secret: &str, wish: &Wish<'_>) -> Page {
    let open = match open(visit, secret).await {
        Ok(open) => open,
        Err(page) => return page,
    };
    let (subject, now) = (open.subject(), visit.app.now());
    let files = &open.transfer.files;
    let (address, wanted) = match wish {
        Wish::File(id) => {
            let id: Option<Id<TransferFile>> = id.parse().ok();
            let Some(file) = files.iter().find(|file| Some(file.id) == id) else {
                return notice(visit, None, Notice::Unknown);
            };
            let name = file.name.on_disk(file.kind);
            let address = visit.app.files().address(subject, file.id, &name, now);
            (address.await.map_err(ArchiveError::from), vec![file.id])
        }
        Wish::All | Wish::Page => {
            let zone = open.organization.settings.zone.rules();
            let address = archive::address(&visit.app, subject, files, zone).await;
            (address, files.iter().map(|file| file.id).collect())
        }
    };
    let address = match address {
        Ok(address) => address,
        Err(error) => return failed(visit, &error),
    };
    match count(visit, &open, &wanted).await {
        Ok(()) => see(visit, address),
        Err(error) => failed(visit, &error),
    }
}

/// No document leaves without a trace of it: what cannot be counted is not given out.
async fn count(visit: &Visit, open: &Open, files: &[Id<TransferFile>]) -> Result<(), TableError> {
    let (table, ids, subject) = (visit.app.table(), visit.app.ids(), open.subject());
    let tenant = Tenant {
        id: open.organization.id,
        settings: &open.organization.settings,
    };
    let owed = downloaded(subject.transfer, files, tenant, visit.app.now(), ids);
    let mut counted = table
        .count_download(subject, files, owed.as_ref(), ids)
        .await;
    for _ in 1..TRIES {
        if !matches!(counted, Err(TableError::Contended { .. })) {
            break;
        }
        counted = table
            .count_download(subject, files, owed.as_ref(), ids)
            .await;
    }
    if counted.is_ok() {
        let (request, transfer) = (visit.request.as_str(), subject.transfer);
        let number = files.len();
        tracing::info!(request, %transfer, number, "documents of {transfer} downloaded");
    }
    counted
}
