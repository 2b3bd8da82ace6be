//! `leah transfer`: documents on their way to guests.

use clap::Subcommand;
use jiff::Timestamp;
use leah_domain::{Id, Organization, Transfer, TransferRef};
use serde::Serialize;

use crate::{CliError, Leah, Printed};

/// How many transfers are read at once.
const PAGE: usize = 100;

/// What can be done with transfers.
#[derive(Debug, Subcommand)]
pub enum TransferCommand {
    /// List an organization's transfers: what was created within a week and has not ended.
    List {
        /// The organization's slug or identifier.
        organization: String,
    },
    /// Take a transfer back: from now on it does not exist, and its documents are erased.
    Revoke {
        /// The organization's slug or identifier.
        organization: String,
        /// The transfer's identifier or IRI.
        transfer: String,
    },
}

/// A transfer, as it is listed: to whom it goes is the guest's own affair.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Listed {
    iri: String,
    status: &'static str,
    files: usize,
    created: Timestamp,
    expires: Timestamp,
}

impl From<&Transfer> for Listed {
    fn from(transfer: &Transfer) -> Self {
        Self {
            iri: transfer.id.iri(),
            status: transfer.status().name(),
            files: transfer.files.len(),
            created: transfer.created,
            expires: transfer.expires,
        }
    }
}

impl TransferCommand {
    pub(crate) async fn run(self, leah: &Leah) -> Result<Printed, CliError> {
        match self {
            Self::List { organization } => {
                let organization = leah.organization(&organization).await?;
                list(leah, organization.id).await
            }
            Self::Revoke {
                organization,
                transfer,
            } => {
                let organization = leah.organization(&organization).await?;
                revoke(leah, organization.id, &transfer).await
            }
        }
    }
}

async fn list(leah: &Leah, organization: Id<Organization>) -> Result<Printed, CliError> {
    let (mut listed, mut position) = (Vec::new(), None);
    loop {
        let page = leah
            .table()
            .transfers(organization, position.as_ref(), PAGE)
            .await?;
        listed.extend(page.members.iter().map(Listed::from));
        position = page.next;
        if position.is_none() {
            return Printed::list(&listed, "no transfers");
        }
    }
}

async fn revoke(
    leah: &Leah,
    organization: Id<Organization>,
    named: &str,
) -> Result<Printed, CliError> {
    let absent = || CliError::NotFound(format!("transfer {named:?}: see `leah transfer list`"));
    let id = named.rsplit('/').next().unwrap_or(named);
    let transfer: Id<Transfer> = id.parse().map_err(|_| absent())?;
    let subject = TransferRef {
        organization,
        transfer,
    };
    let ids = leah.app().ids();
    if !leah.table().revoke_transfer(subject, ids).await? {
        return Err(absent());
    }
    let iri = transfer.iri();
    let words = format!(
        "{iri} is revoked: its link has ended, and its documents are erased within a minute."
    );
    let said = serde_json::json!({ "iri": iri, "state": "revoked" });
    Printed::told(words, &said)
}
