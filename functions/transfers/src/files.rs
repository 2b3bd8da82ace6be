//! POST …/files: takes files as a form, or issues tickets for files that are too large for one call.

use leah_domain::{
    Id, Transfer, TransferFile,
    input::{Constraint, Violation, Violations},
    transfer::{FileKind, FileName, HEAD, MAX_FILES, Received, attach, check_size},
};
use leah_http::{Caller, Exchange, Problem, Reply, Upload};
use sha2::{Digest, Sha256};

use crate::{OVERTAKEN, TRIES, Written, read, representation, store, subject, tickets, write};

/// The field's name in violations.
const FIELD: &str = "file";

pub(crate) async fn receive(exchange: &Exchange, caller: &Caller) -> Result<Reply, Problem> {
    if matches!(
        exchange.media_type().as_str(),
        "application/json" | "application/ld+json"
    ) {
        return tickets::issue(exchange, caller).await;
    }
    let uploads = exchange.uploads().await;
    let subject = subject(exchange, caller)?;
    // What the form says and not how: its boundary is another one each time.
    let ticket = exchange.ticket_for(caller, || said(uploads.as_deref().unwrap_or_default()))?;
    let mut before = match read(exchange, subject, ticket.as_ref()).await? {
        Ok(before) => before,
        Err(reply) => return Ok(reply),
    };
    let uploads = uploads?;
    let files = accept(&before, &uploads, exchange)?;
    let ids: Vec<Id<TransferFile>> = files.iter().map(|file| file.id).collect();
    store::put(&exchange.app, subject, &files).await?;

    let received = || {
        let files = files.iter();
        files
            .map(|file| (file.id, file.received.clone()))
            .collect::<Vec<_>>()
    };
    let app = &exchange.app;
    for _ in 0..TRIES {
        let written = match attach(&before, received(), FIELD, app.now()) {
            Ok(change) => {
                let document = representation::transfer(&change.transfer)?;
                let reply = Reply::changed(exchange, &document);
                write(exchange, subject, &before, &change, ticket.as_ref(), reply).await
            }
            Err(violations) => Err(violations.into()),
        };
        let again = match written {
            Ok(Written::Now(reply)) => return Ok(reply),
            Ok(Written::Before(reply)) => Ok(Err(reply)),
            Ok(Written::Not) => read(exchange, subject, ticket.as_ref()).await,
            // Nobody answered: it may be written, so what is stored stays, for the lifecycle to judge.
            Err(problem @ Problem::Unavailable(_)) => return Err(problem),
            Err(problem) => Err(problem),
        };
        before = match again {
            Ok(Ok(now)) => now,
            // The same request came first, or the transfer is full or gone: what was stored is nobody's.
            Ok(Err(reply)) => {
                store::remove(app, subject, &ids).await;
                return Ok(reply);
            }
            Err(problem) => {
                store::remove(app, subject, &ids).await;
                return Err(problem);
            }
        };
    }
    store::remove(app, subject, &ids).await;
    Err(Problem::Conflict(OVERTAKEN))
}

/// A file that may be attached.
pub(crate) struct Accepted {
    pub(crate) id: Id<TransferFile>,
    pub(crate) received: Received,
    pub(crate) upload: Upload,
}

/// Looks at every file: all of them are taken, or all that is wrong is said.
fn accept(
    before: &Transfer,
    uploads: &[Upload],
    exchange: &Exchange,
) -> Result<Vec<Accepted>, Vec<Violation>> {
    let mut found = Violations::default();
    let mut accepted = Vec::new();
    found.take(FIELD, before.room_for(uploads.len()));
    // More than that are not taken anyway.
    for (index, upload) in uploads.iter().take(MAX_FILES).enumerate() {
        let name = FileName::parse(upload.name.as_deref().unwrap_or_default());
        let name = found.take(format!("{FIELD}[{index}].name"), name);
        let looked = found.take(format!("{FIELD}[{index}]"), look(upload));
        if let (Some(name), Some((kind, size))) = (name, looked) {
            accepted.push(Accepted {
                id: Id::new(exchange.app.ids().uuid()),
                received: Received { name, kind, size },
                upload: upload.clone(),
            });
        }
    }
    let violations = found.into_vec();
    if violations.is_empty() {
        Ok(accepted)
    } else {
        Err(violations)
    }
}

fn look(upload: &Upload) -> Result<(FileKind, u64), Constraint> {
    let size = check_size(upload.content.len() as u64)?;
    let head = &upload.content[..upload.content.len().min(HEAD)];
    Ok((FileKind::sniff(head)?, size))
}

/// A digest of the names and contents.
fn said(uploads: &[Upload]) -> [u8; 32] {
    let mut said = Sha256::new();
    for upload in uploads {
        let name = upload.name.as_deref().unwrap_or_default();
        said.update(Sha256::digest(name.as_bytes()));
        said.update(Sha256::digest(&upload.content));
    }
    said.finalize().into()
}
