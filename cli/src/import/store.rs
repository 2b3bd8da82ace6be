//! The writing of an import: batch by batch, each with its count in one transaction, so that it can stop between any two.

use indicatif::{ProgressBar, ProgressStyle};
use leah_aws::table::{AT_ONCE, TableError};
use leah_domain::{Id, Organization};

use super::plan::Plan;
use crate::{CliError, Leah, Terminal, interrupt::Interrupt, leah::TRIES};

/// Writes a plan. One that was broken off is planned anew by the same command, and then has less to do.
pub(super) async fn store(
    leah: &Leah,
    terminal: &Terminal,
    organization: Id<Organization>,
    plan: &Plan,
) -> Result<(), CliError> {
    let progress = Progress::new(terminal, plan.writes())?;
    let table = leah.table();
    for batch in plan.workers.chunks(AT_ONCE) {
        added(batch, async |rest| {
            table.add_workers(organization, rest).await
        })
        .await?;
        progress.more(batch.len())?;
    }
    for worker in &plan.renamed {
        table.put_worker(organization, worker).await?;
        progress.more(1)?;
    }
    for batch in plan.offices.chunks(AT_ONCE) {
        added(batch, async |rest| {
            table.add_offices(organization, rest).await
        })
        .await?;
        progress.more(batch.len())?;
    }
    progress.bar.finish_and_clear();
    Ok(())
}

/// Stores a batch. Whoever is there meanwhile was stored by somebody else who imports the same: they are left out.
async fn added<T: Clone>(
    batch: &[T],
    add: impl AsyncFn(&[T]) -> Result<Vec<usize>, TableError>,
) -> Result<(), CliError> {
    let mut rest = batch.to_vec();
    for _ in 0..TRIES {
        if rest.is_empty() {
            return Ok(());
        }
        match add(&rest).await {
            Ok(there) if there.is_empty() => return Ok(()),
            Ok(there) => {
                let mut place = 0;
                rest.retain(|_| {
                    place += 1;
                    !there.contains(&(place - 1))
                });
            }
            // Another writer counts at the same time.
            Err(TableError::Contended { .. }) => {}
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

    /// Notes what was written, and stops if somebody wants that and there is more to do.
    fn more(&self, written: usize) -> Result<(), CliError> {
        self.bar.inc(u64::try_from(written).unwrap_or(u64::MAX));
        let done = usize::try_from(self.bar.position()).unwrap_or(self.all);
        if self.interrupt.pressed() && done < self.all {
            self.bar.abandon();
            return Err(CliError::Interrupted(format!(
                "{done} of {} are written; the same command again goes on from there",
                self.all
            )));
        }
        Ok(())
    }
}
