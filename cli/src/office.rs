//! `leah office`: where healthcare workers see guests.

use std::path::PathBuf;

use clap::Subcommand;
use leah_domain::{Feature, Id, Office, OfficeDraft, Organization, print};
use serde::Serialize;

use crate::{CliError, Leah, Printed, Terminal, import, worker};

/// What can be done with offices.
#[derive(Debug, Subcommand)]
pub enum OfficeCommand {
    /// Add an office of a healthcare worker.
    Add {
        /// The organization's slug or identifier.
        organization: String,
        /// Whose: an e-mail address, an identifier or an IRI.
        #[arg(long)]
        worker: String,
        /// Its label: lower-case letters, digits and hyphens.
        #[arg(long)]
        slug: String,
        /// What it can do: names or identifiers of features, once each.
        #[arg(long = "feature", value_name = "FEATURE")]
        features: Vec<String>,
    },
    /// Add many from a CSV file with a header of worker (an e-mail address), slug and perhaps features (names with | between).
    /// Nothing is done unless the whole file is right; the same command again goes on.
    Import {
        /// The organization's slug or identifier.
        organization: String,
        /// The file, or - for the standard input.
        file: PathBuf,
        /// Only say what would be done.
        #[arg(long)]
        dry_run: bool,
    },
    /// List an organization's offices.
    List {
        /// The organization's slug or identifier.
        organization: String,
        /// Only whose: an e-mail address, an identifier or an IRI.
        #[arg(long)]
        worker: Option<String>,
    },
}

/// An office, as one is shown.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Shown {
    iri: String,
    slug: String,
    healthcare_worker: String,
    features: Vec<String>,
    created_at: String,
}

impl From<Office> for Shown {
    fn from(office: Office) -> Self {
        Self {
            iri: office.id.iri(),
            slug: office.slug,
            healthcare_worker: office.healthcare_worker.iri(),
            features: office.features.into_iter().map(Id::iri).collect(),
            created_at: print(office.created_at),
        }
    }
}

impl OfficeCommand {
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
                import::offices(leah, terminal, organization, &file, dry_run).await
            }
            Self::Add {
                organization,
                worker,
                slug,
                features,
            } => {
                let organization = leah.organization(&organization).await?.id;
                let draft = OfficeDraft::parse(&slug).map_err(CliError::Invalid)?;
                let worker = worker::find(leah, organization, &worker).await?;
                let features = found(leah, organization, &features).await?;
                let office = draft.office(organization, worker.id, features, leah.app().now());
                add(leah, organization, office).await
            }
            Self::List {
                organization,
                worker,
            } => {
                let organization = leah.organization(&organization).await?.id;
                let offices = match worker {
                    Some(named) => {
                        let worker = worker::find(leah, organization, &named).await?;
                        leah.table().offices_of(organization, &[worker.id]).await?
                    }
                    None => leah.table().every_office(organization).await?,
                };
                let mut shown: Vec<_> = offices.into_iter().map(Shown::from).collect();
                shown.sort_by(|a, b| a.slug.cmp(&b.slug));
                Printed::list(&shown, "no offices: `leah office add`")
            }
        }
    }
}

async fn add(
    leah: &Leah,
    organization: Id<Organization>,
    office: Office,
) -> Result<Printed, CliError> {
    let added = leah
        .table()
        .add_offices(organization, std::slice::from_ref(&office));
    if added.await?.is_empty() {
        return Printed::record(&Shown::from(office));
    }
    let (slug, iri) = (&office.slug, office.id.iri());
    Err(CliError::Refused(format!(
        "this healthcare worker has an office {slug} already: {iri}"
    )))
}

/// The features of these names, identifiers or IRIs.
async fn found(
    leah: &Leah,
    organization: Id<Organization>,
    wanted: &[String],
) -> Result<Vec<Id<Feature>>, CliError> {
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let all = leah.table().features(organization).await?;
    let find = |named: &String| {
        let id = named.rsplit('/').next().and_then(|id| id.parse().ok());
        let named_so = |feature: &&Feature| {
            Some(feature.id) == id || feature.name.to_lowercase() == named.to_lowercase()
        };
        let feature = all.iter().find(named_so).map(|feature| feature.id);
        feature.ok_or_else(|| {
            CliError::NotFound(format!("feature {named:?}: see `leah feature list`"))
        })
    };
    wanted.iter().map(find).collect()
}
