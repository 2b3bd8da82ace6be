//! `leah worker`: healthcare workers.

use std::path::PathBuf;

use clap::Subcommand;
use leah_domain::{HealthcareWorker, Id, Organization, WorkerDraft};
use serde::Serialize;

use crate::{CliError, Leah, Printed, Terminal, import};

/// What can be done with healthcare workers.
#[derive(Debug, Subcommand)]
pub enum WorkerCommand {
    /// Add a healthcare worker. An address belongs to one.
    Add {
        /// The organization's slug or identifier.
        organization: String,
        /// Given name.
        #[arg(long)]
        firstname: String,
        /// Family name.
        #[arg(long)]
        lastname: String,
        /// Work address.
        #[arg(long)]
        email: String,
    },
    /// Add many from a CSV file with a header of firstname, lastname, email and perhaps office. Whoever is there already is
    /// renamed, if the names differ. Nothing is done unless the whole file is right; the same command again goes on.
    Import {
        /// The organization's slug or identifier.
        organization: String,
        /// The file, or - for the standard input.
        file: PathBuf,
        /// Only say what would be done.
        #[arg(long)]
        dry_run: bool,
    },
    /// List an organization's healthcare workers.
    List {
        /// The organization's slug or identifier.
        organization: String,
        /// Only who has this address.
        #[arg(long)]
        email: Option<String>,
    },
}

/// A healthcare worker, as one is shown.
#[derive(Serialize)]
struct Shown {
    iri: String,
    firstname: String,
    lastname: String,
    email: String,
}

impl From<HealthcareWorker> for Shown {
    fn from(worker: HealthcareWorker) -> Self {
        Self {
            iri: worker.id.iri(),
            firstname: worker.firstname,
            lastname: worker.lastname,
            email: worker.email,
        }
    }
}

impl WorkerCommand {
    pub(crate) async fn run(
        self,
        leah: &Leah,
        terminal: &mut Terminal,
    ) -> Result<Printed, CliError> {
        match self {
            Self::Import {
                organization,
                file,
                dry_run,
            } => {
                let organization = leah.organization(&organization).await?.id;
                import::workers(leah, terminal, organization, &file, dry_run).await
            }
            Self::Add {
                organization,
                firstname,
                lastname,
                email,
            } => {
                let organization = leah.organization(&organization).await?;
                let draft =
                    WorkerDraft::parse(&firstname, &lastname, &email).map_err(CliError::Invalid)?;
                add(leah, organization.id, draft).await
            }
            Self::List {
                organization,
                email,
            } => {
                let organization = leah.organization(&organization).await?;
                let workers = match email {
                    Some(email) => {
                        let addresses = [email];
                        leah.table()
                            .workers_by_email(organization.id, &addresses)
                            .await?
                    }
                    None => leah.table().every_worker(organization.id).await?,
                };
                let mut shown: Vec<_> = workers.into_iter().map(Shown::from).collect();
                shown.sort_by(|a, b| (&a.lastname, &a.firstname).cmp(&(&b.lastname, &b.firstname)));
                Printed::list(&shown, "no healthcare workers: `leah worker add`")
            }
        }
    }
}

async fn add(
    leah: &Leah,
    organization: Id<Organization>,
    draft: WorkerDraft,
) -> Result<Printed, CliError> {
    let taken = |iri: String| {
        CliError::Refused(format!(
            "this address is a healthcare worker's already: {iri}. `leah worker import` changes names"
        ))
    };
    let addresses = [draft.email.as_str().to_owned()];
    let table = leah.table();
    let there = table.workers_by_email(organization, &addresses).await?;
    if let Some(worker) = there.first() {
        return Err(taken(worker.id.iri()));
    }
    let worker = draft.worker(organization);
    let added = table.add_workers(organization, std::slice::from_ref(&worker));
    if !added.await?.is_empty() {
        return Err(taken(worker.id.iri()));
    }
    Printed::record(&Shown::from(worker))
}

/// The healthcare worker of an address, an identifier or an IRI.
pub(crate) async fn find(
    leah: &Leah,
    organization: Id<Organization>,
    named: &str,
) -> Result<HealthcareWorker, CliError> {
    let absent = || {
        CliError::NotFound(format!(
            "healthcare worker {named:?}: see `leah worker list`"
        ))
    };
    let id = named.rsplit('/').next().unwrap_or(named).parse();
    let table = leah.table();
    if let Ok(id) = id {
        return table.worker(organization, id).await?.ok_or_else(absent);
    }
    let addresses = [named.to_owned()];
    let found = table.workers_by_email(organization, &addresses).await?;
    found.into_iter().next().ok_or_else(absent)
}
