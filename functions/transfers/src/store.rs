//! Files into the bucket, and out of it again where they could not be attached.

use futures_util::future::{join_all, try_join_all};
use leah_aws::App;
use leah_domain::{Id, TransferFile, TransferRef};
use leah_http::Problem;

use crate::files::Accepted;

/// Stores all files side by side; if one fails, none stays.
pub(crate) async fn put(
    app: &App,
    subject: TransferRef,
    files: &[Accepted],
) -> Result<(), Problem> {
    let puts = files.iter().map(|file| {
        let content = file.upload.content.clone().into();
        let kind = file.received.kind;
        app.files().put(subject, file.id, kind, content)
    });
    if let Err(error) = try_join_all(puts).await {
        let ids: Vec<Id<TransferFile>> = files.iter().map(|file| file.id).collect();
        remove(app, subject, &ids).await;
        return Err(Problem::Storage(error.into()));
    }
    Ok(())
}

/// Removes what was stored. What is left if that fails, the bucket's lifecycle removes: it is never served.
pub(crate) async fn remove(app: &App, subject: TransferRef, files: &[Id<TransferFile>]) {
    let removals = files.iter().map(|file| app.files().remove(subject, *file));
    for error in join_all(removals).await.into_iter().filter_map(Result::err) {
        let transfer = subject.transfer;
        tracing::warn!(%transfer, %error, "a file of {transfer} that was not attached stays behind");
    }
}
