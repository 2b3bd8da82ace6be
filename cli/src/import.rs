//! Many at once, from a CSV file: read whole and judged whole; then what is new is stored, a batch a transaction.

mod header;
mod plan;
mod rows;
mod sheet;
mod store;

use std::{fs::File, io, path::Path};

use leah_domain::{Id, Organization};
use serde::Serialize;

use crate::{CliError, Leah, Printed, Terminal};
use plan::Plan;

pub use rows::{Flaw, Known, OfficeRow, Row, WorkerRow};
pub use sheet::{Unread, read};

/// What an import has come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Imported {
    rows: usize,
    workers_added: usize,
    workers_renamed: usize,
    offices_added: usize,
    offices_changed: usize,
    rows_unchanged: usize,
}

/// Imports healthcare workers, with offices where the file names some.
pub(crate) async fn workers(
    leah: &Leah,
    terminal: &mut Terminal,
    organization: Id<Organization>,
    file: &Path,
    dry_run: bool,
) -> Result<Printed, CliError> {
    let rows: Vec<WorkerRow> = rows(file, &())?;
    let table = leah.table();
    let there = table.every_worker(organization).await?;
    let offices = if rows.iter().any(|row| row.office.is_some()) {
        table.every_office(organization).await?
    } else {
        Vec::new()
    };
    let plan = plan::workers(organization, &rows, there, &offices, leah.app().now());
    done(leah, terminal, organization, plan, dry_run).await
}

/// Imports offices.
pub(crate) async fn offices(
    leah: &Leah,
    terminal: &mut Terminal,
    organization: Id<Organization>,
    file: &Path,
    dry_run: bool,
) -> Result<Printed, CliError> {
    let table = leah.table();
    let known = Known::new(
        &table.every_worker(organization).await?,
        &table.features(organization).await?,
    );
    let rows: Vec<OfficeRow> = rows(file, &known)?;
    let there = table.every_office(organization).await?;
    let plan = plan::offices(organization, &rows, &there, leah.app().now());
    done(leah, terminal, organization, plan, dry_run).await
}

async fn done(
    leah: &Leah,
    terminal: &mut Terminal,
    organization: Id<Organization>,
    plan: Plan,
    dry_run: bool,
) -> Result<Printed, CliError> {
    if dry_run {
        let printed = Printed::record(&plan.imported())?;
        return Ok(printed.note("Nothing was done: this is what would be."));
    }
    Printed::record(&store::store(leah, terminal, organization, &plan).await?)
}

/// All lines of a file that can be opened, or of the standard input.
fn rows<R: Row>(file: &Path, known: &R::Known) -> Result<Vec<R>, CliError> {
    let failed = |error| CliError::File(file.display().to_string(), error);
    let read = if file == Path::new("-") {
        sheet::read(io::stdin(), known)
    } else {
        sheet::read(File::open(file).map_err(failed)?, known)
    };
    read.map_err(|unread| match unread {
        Unread::Lines(lines) => CliError::Lines(lines),
        Unread::Io(error) => failed(error),
    })
}
