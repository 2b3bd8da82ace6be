//! One upload: looked at, copied to where it is served, attached; or refused.

use leah_aws::{
    App,
    files::{FileError, Incoming},
    table::{Outcome, TableError, Uploaded},
};
use leah_domain::{
    Id, TransferFile,
    transfer::{Change, Scan, Settled, Tried, settle as decide},
};

use crate::scan::Scanned;

/// How often it is decided anew when something has changed meanwhile: the object, or the transfer by other uploads.
const TRIES: usize = 12;

/// Why an upload is not settled; the platform tries again.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SettleError {
    /// The table fails.
    #[error(transparent)]
    Table(#[from] TableError),
    /// S3 fails.
    #[error(transparent)]
    Files(#[from] FileError),
    /// It changed each time that it was looked at.
    #[error("the upload or its transfer kept changing")]
    Overtaken,
}

/// Settles what was uploaded by a ticket; where it was scanned, by what the scan of this very object has come to.
pub(crate) async fn settle(
    app: &App,
    incoming: Incoming,
    scanned: Option<&Scanned>,
) -> Result<(), SettleError> {
    let mut copy = Copy {
        app,
        incoming,
        scanned,
        // A new one for each invocation: no copy is ever written over another's.
        file: Id::new(app.ids().uuid()),
        of: None,
    };
    for _ in 0..TRIES {
        if attempt(&mut copy).await? {
            return Ok(());
        }
    }
    copy.withdraw().await?;
    Err(SettleError::Overtaken)
}

/// One attempt; false where what it was decided on holds no longer.
async fn attempt(copy: &mut Copy<'_>) -> Result<bool, SettleError> {
    let (app, incoming) = (copy.app, copy.incoming);
    let subject = incoming.subject;
    let found = app.table().uploaded(subject, incoming.ticket).await?;
    let Uploaded {
        transfer: Some(transfer),
        ticket: Some(ticket),
    } = found
    else {
        // The transfer has ended, or the ticket is none.
        return copy.dismiss().await;
    };
    let Some(head) = app.files().head(incoming).await? else {
        // Settled by another invocation, which has removed it.
        return copy.dismiss().await;
    };
    if copy.scanned.is_some_and(|scanned| !scanned.is_of(&head)) {
        // Another object stands there by now. It has a scan of its own, whose result comes or has come.
        let (transfer, id) = (subject.transfer, ticket.id);
        tracing::info!(%transfer, ticket = %id, "the scan is of what stood there before");
        copy.withdraw().await?;
        return Ok(true);
    }
    let tried = Tried {
        head: &head.bytes,
        size: head.size,
        scan: copy.scanned.map_or(Scan::Unasked, |scanned| scanned.scan),
    };
    let (change, attached) = match decide(&transfer, &ticket, tried, copy.file, app.now()) {
        Settled::Attached(change) => (change, true),
        Settled::Refused(change) => (change, false),
        Settled::Before => return copy.dismiss().await,
    };
    if attached && !copy.make(&head.etag, &change).await? {
        return Ok(false);
    }
    let table = app.table();
    let written = table
        .update_transfer(subject.organization, &transfer, &change, None)
        .await?;
    if !matches!(written, Outcome::Written) {
        return Ok(false);
    }
    if !attached {
        copy.withdraw().await?;
    }
    app.files().discard(incoming).await?;
    let (transfer, id) = (subject.transfer, ticket.id);
    tracing::info!(%transfer, ticket = %id, attached, "upload {id} for {transfer} settled");
    Ok(true)
}

/// The copy of what was uploaded, where files are served.
struct Copy<'a> {
    app: &'a App,
    incoming: Incoming,
    scanned: Option<&'a Scanned>,
    file: Id<TransferFile>,
    /// The tag of the object that it is a copy of.
    of: Option<String>,
}

impl Copy<'_> {
    /// Copies the object that was looked at, and no other; false where it is another by now.
    async fn make(&mut self, etag: &str, change: &Change) -> Result<bool, SettleError> {
        let Some(kind) = change.files.first().map(|file| file.kind) else {
            return Ok(false);
        };
        if self.of.as_deref() == Some(etag) {
            return Ok(true);
        }
        let files = self.app.files();
        let copied = files.accept(self.incoming, etag, self.file, kind).await?;
        if copied {
            self.of = Some(etag.to_owned());
        }
        Ok(copied)
    }

    /// Takes a copy back that is attached nowhere.
    async fn withdraw(&mut self) -> Result<(), SettleError> {
        if self.of.take().is_some() {
            let files = self.app.files();
            files.remove(self.incoming.subject, self.file).await?;
        }
        Ok(())
    }

    /// There is nothing to attach: whatever is left of the upload goes.
    async fn dismiss(&mut self) -> Result<bool, SettleError> {
        self.withdraw().await?;
        self.app.files().discard(self.incoming).await?;
        Ok(true)
    }
}
