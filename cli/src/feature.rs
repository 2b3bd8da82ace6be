//! `leah feature`: what offices can do.

use clap::Subcommand;
use leah_domain::{Feature, people};
use serde::Serialize;

use crate::{CliError, Leah, Printed};

/// What can be done with features.
#[derive(Debug, Subcommand)]
pub enum FeatureCommand {
    /// Add a feature. One of the same name stays the same.
    Add {
        /// The organization's slug or identifier.
        organization: String,
        /// What it is called.
        #[arg(long)]
        name: String,
    },
    /// List an organization's features.
    List {
        /// The organization's slug or identifier.
        organization: String,
    },
}

#[derive(Serialize)]
struct Shown {
    iri: String,
    name: String,
}

impl From<Feature> for Shown {
    fn from(feature: Feature) -> Self {
        Self {
            iri: feature.id.iri(),
            name: feature.name,
        }
    }
}

impl FeatureCommand {
    pub(crate) async fn run(self, leah: &Leah) -> Result<Printed, CliError> {
        match self {
            Self::Add { organization, name } => {
                let organization = leah.organization(&organization).await?;
                let feature = people::feature(organization.id, &name).map_err(|constraint| {
                    CliError::Refused(format!("name: {}", constraint.message()))
                })?;
                leah.table().put_feature(organization.id, &feature).await?;
                Printed::record(&Shown::from(feature))
            }
            Self::List { organization } => {
                let organization = leah.organization(&organization).await?;
                let features = leah.table().features(organization.id).await?;
                let mut shown: Vec<_> = features.into_iter().map(Shown::from).collect();
                shown.sort_by(|a, b| a.name.cmp(&b.name));
                Printed::list(&shown, "no features yet: `leah feature add`")
            }
        }
    }
}
