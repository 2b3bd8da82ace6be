//! `leah guest`: what is held of a guest, handed over or erased (GDPR, articles 15 and 17).

mod documents;
mod erase;
mod export;
mod found;

use std::path::PathBuf;

use clap::Subcommand;
use leah_domain::Email;

use crate::{CliError, Leah, Printed, Terminal};

/// What can be done for guests.
#[derive(Debug, Subcommand)]
pub enum GuestCommand {
    /// Print all that is held of a guest: appointments, transfers, mails that were not sent.
    Export {
        /// The organization's slug or identifier.
        organization: String,
        /// The guest's address, whatever its case; - reads it from the standard input, so that it stands in no list of
        /// processes.
        email: String,
        /// Where the documents of the transfers are written to, each as a file of its own that only you can read.
        #[arg(long, value_name = "DIR")]
        files: Option<PathBuf>,
    },
    /// Erase all that is held of a guest. What was interrupted goes on when it is run again.
    Erase {
        /// The organization's slug or identifier.
        organization: String,
        /// The guest's address, whatever its case; - reads it from the standard input.
        email: String,
        /// Cancel appointments that are still to come: the guest is told by mail. Without it there must be none.
        #[arg(long)]
        cancel_upcoming: bool,
        /// Do not ask.
        #[arg(long)]
        yes: bool,
    },
}

impl GuestCommand {
    pub(crate) async fn run(
        self,
        leah: &Leah,
        terminal: &mut Terminal,
    ) -> Result<Printed, CliError> {
        match self {
            Self::Export {
                organization,
                email,
                files,
            } => {
                let guest = address(&email, terminal)?;
                let organization = leah.organization(&organization).await?;
                export::export(leah, &organization, &guest, files.as_deref()).await
            }
            Self::Erase {
                organization,
                email,
                cancel_upcoming,
                yes,
            } => {
                let guest = address(&email, terminal)?;
                let organization = leah.organization(&organization).await?;
                let how = erase::How {
                    cancel_upcoming,
                    yes,
                };
                erase::erase(leah, &organization, &guest, how, terminal).await
            }
        }
    }
}

/// The guest's address, as it is given or as it comes. It is not repeated in what is said: that may be kept.
fn address(given: &str, terminal: &mut Terminal) -> Result<Email, CliError> {
    let address = match given {
        "-" => terminal.line()?,
        given => given.to_owned(),
    };
    Email::parse(&address).map_err(|_| CliError::Usage("EMAIL is no e-mail address".into()))
}
