//! Many at once, from a CSV file: read whole and judged whole; then what is new is stored, a batch a transaction.

mod plan;
mod rows;
mod sheet;
mod store;

use std::{
    fs::File,
    io::{self, Read},
    path::Path,
};

use leah_domain::{Id, Organization};
use serde::Serialize;

use crate::{CliError, Leah, Printed, Terminal};
use plan::Plan;
use rows::{OfficeRow, WorkerRow};

/// What an import has come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Imported {
    rows: usize,
    workers_added: usize,
    workers_renamed: usize,
    offices_added: usize,
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
    let rows = sheet::read::<WorkerRow>(open(file)?).map_err(|error| error.of(file))?;
    let table = leah.table();
    let there = table.every_worker(organization).await?;
    let offices = if rows.iter().any(|(_, row)| row.office.is_some()) {
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
    let rows = sheet::read::<OfficeRow>(open(file)?).map_err(|error| error.of(file))?;
    let table = leah.table();
    let workers = table.every_worker(organization).await?;
    let features = table.features(organization).await?;
    let offices = table.every_office(organization).await?;
    let now = leah.app().now();
    let plan = plan::offices(organization, &rows, &workers, &features, &offices, now);
    done(
        leah,
        terminal,
        organization,
        plan.map_err(CliError::Lines)?,
        dry_run,
    )
    .await
}

async fn done(
    leah: &Leah,
    terminal: &mut Terminal,
    organization: Id<Organization>,
    plan: Plan,
    dry_run: bool,
) -> Result<Printed, CliError> {
    let imported = plan.imported();
    if !dry_run {
        store::store(leah, terminal, organization, &plan).await?;
    }
    let printed = Printed::record(&imported)?;
    Ok(if dry_run {
        printed.note("Nothing was done: this is what would be.")
    } else {
        printed
    })
}

fn open(file: &Path) -> Result<Box<dyn Read>, CliError> {
    if file == Path::new("-") {
        return Ok(Box::new(io::stdin()));
    }
    match File::open(file) {
        Ok(opened) => Ok(Box::new(opened)),
        Err(error) => Err(CliError::File(file.display().to_string(), error)),
    }
}
