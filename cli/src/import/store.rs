//! The writing of an import: batch by batch, each with its count in one transaction, so that it can stop between any two.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use leah_aws::table::{AT_ONCE, TableError};
use leah_domain::{Id, Organization};

use super::{Imported, plan::Plan};
use crate::{CliError, Leah, Terminal, interrupt::Interrupt, leah::TRIES};

/// How long it waits, the first time, for another writer to finish; twice as long the next time.
const WAIT: Duration = Duration::from_millis(50);

/// Writes a plan; what was really written. One that was broken off is planned anew by the same command, and then has less to
/// do.
pub(super) async fn store(
    leah: &Leah,
    terminal: &Terminal,
    organization: Id<Organization>,
    plan: &Plan,
) -> Result<Imported, CliError> {
    let progress = Progress::new(terminal, plan.writes())?;
    let table = leah.table();
    let mut imported = plan.imported();
    let add = async |rest: &[_]| table.add_workers(organization, rest).await;
    imported.workers_added = progress.written(&plan.workers, add).await?;
    let replace = async |rest: &[_]| table.replace_workers(organization, rest).await;
    imported.workers_renamed = progress.written(&plan.renamed, replace).await?;
    let add = async |rest: &[_]| table.add_offices(organization, rest).await;
    imported.offices_added = progress.written(&plan.offices, add).await?;
    let replace = async |rest: &[_]| table.replace_offices(organization, rest).await;
    imported.offices_changed = progress.written(&plan.changed, replace).await?;
    progress.bar.finish_and_clear();
    Ok(imported)
}

/// Writes a batch; how many of it. Whoever is refused was stored by somebody else meanwhile, who imports the same: they are
/// left out.
async fn batch<T: Clone>(
    batch: &[T],
    write: &impl AsyncFn(&[T]) -> Result<Vec<usize>, TableError>,
) -> Result<usize, CliError> {
    let mut rest = batch.to_vec();
    let mut wait = WAIT;
    for _ in 0..TRIES {
        if rest.is_empty() {
            return Ok(0);
        }
        match write(&rest).await {
            Ok(refused) if refused.is_empty() => return Ok(rest.len()),
            Ok(refused) => {
                let mut places = 0..;
                rest.retain(|_| places.next().is_some_and(|place| !refused.contains(&place)));
            }
            // Another writer counts at the same time: a while later it is done, and no notice of that is given.
            Err(TableError::Contended { .. }) => {
                tokio::time::sleep(wait).await;
                wait *= 2;
            }
            Err(error) => return Err(error.into()),
        }
    }
    Err(CliError::Contended)
}

/// How far a command has come, shown where somebody looks on.
struct Progress {
    bar: ProgressBar,
    all: usize,
    interrupt: Interrupt,
}

impl Progress {
    fn new(terminal: &Terminal, all: usize) -> Result<Self, CliError> {
        let bar = if terminal.interactive() {
            let style =
                ProgressStyle::with_template("{bar:40} {human_pos} of {human_len}, {eta} left");
            let bar = ProgressBar::new(u64::try_from(all).unwrap_or(u64::MAX));
            // A template that cannot be read leaves the usual one.
            style.map_or_else(|_| bar.clone(), |style| bar.clone().with_style(style))
        } else {
            ProgressBar::hidden()
        };
        Ok(Self {
            bar,
            all,
            interrupt: Interrupt::listen()?,
        })
    }

    /// Writes batch by batch; how many were written.
    async fn written<T: Clone>(
        &self,
        all: &[T],
        write: impl AsyncFn(&[T]) -> Result<Vec<usize>, TableError>,
    ) -> Result<usize, CliError> {
        let mut count = 0;
        for part in all.chunks(AT_ONCE) {
            count += tokio::select! {
                written = batch(part, &write) => written?,
                // A batch is a transaction: dropped in the middle, it is all there or not at all.
                () = self.interrupt.pressed_again() => return Err(self.stopped()),
            };
            self.more(part.len())?;
        }
        Ok(count)
    }

    /// Notes what was written, and stops if somebody wants that and there is more to do.
    fn more(&self, written: usize) -> Result<(), CliError> {
        self.bar.inc(u64::try_from(written).unwrap_or(u64::MAX));
        if self.interrupt.pressed() && self.done() < self.all {
            return Err(self.stopped());
        }
        Ok(())
    }

    fn done(&self) -> usize {
        usize::try_from(self.bar.position()).unwrap_or(self.all)
    }

    fn stopped(&self) -> CliError {
        self.bar.abandon();
        CliError::Interrupted(format!(
            "{} of {} are written; the same command again goes on from there",
            self.done(),
            self.all
        ))
    }
}
