//! The words of the command line.

use clap::{Args, CommandFactory, Parser, Subcommand};
use clap_complete::Shell;

use crate::{
    CliError, Printed, Surroundings, Terminal, connect::connect, doctor, feature, guest, key,
    office, org, owed, transfer, upload, webhook, worker,
};

/// The operator's command line of Leah: organizations, keys, people, webhooks, and the health of a stack.
///
/// Exit codes: 0 done; 1 something is not well, and the answer says what; 2 the words are off; 3 there is no such thing;
/// 4 a rule forbids it; 5 no access: credentials, region, stack or permission; 6 a service does not answer, try again;
/// 130 interrupted.
#[derive(Debug, Parser)]
#[command(name = "leah", version, max_term_width = 100)]
pub struct Arguments {
    /// Print JSON, for scripts.
    #[arg(long, global = true)]
    pub json: bool,
    /// Where Leah is.
    #[command(flatten)]
    pub access: Access,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Where Leah is: a stack on AWS, or this machine.
#[derive(Debug, Args)]
pub struct Access {
    /// The name of the stack.
    #[arg(
        long,
        global = true,
        env = "LEAH_STACK",
        hide_env_values = true,
        default_value = "leah",
        help_heading = "Where Leah is"
    )]
    pub stack: String,
    /// The region of the stack; the profile's, if absent.
    #[arg(
        long,
        global = true,
        env = "AWS_REGION",
        hide_env_values = true,
        help_heading = "Where Leah is"
    )]
    pub region: Option<String>,
    /// The profile of the AWS configuration that names the credentials.
    #[arg(
        long,
        global = true,
        env = "AWS_PROFILE",
        hide_env_values = true,
        help_heading = "Where Leah is"
    )]
    pub profile: Option<String>,
    /// The address of a Leah that runs on this machine, such as `http://localhost:3000`, instead of a stack.
    #[arg(
        long,
        global = true,
        env = "LEAH_ENDPOINT",
        hide_env_values = true,
        value_name = "URL",
        help_heading = "Where Leah is"
    )]
    pub endpoint: Option<String>,
}

/// What can be done.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Organizations (the tenants) and their settings.
    #[command(subcommand)]
    Org(org::OrgCommand),
    /// API keys: shown once, stored as digests.
    #[command(subcommand)]
    Key(key::KeyCommand),
    /// Healthcare workers.
    #[command(subcommand)]
    Worker(worker::WorkerCommand),
    /// Offices of healthcare workers.
    #[command(subcommand)]
    Office(office::OfficeCommand),
    /// What offices can do.
    #[command(subcommand)]
    Feature(feature::FeatureCommand),
    /// Webhooks: where an organization's systems are told of events.
    #[command(subcommand)]
    Webhook(webhook::WebhookCommand),
    /// Transfers: documents on their way to guests.
    #[command(subcommand)]
    Transfer(transfer::TransferCommand),
    /// What is held of a guest: handed over, or erased.
    #[command(subcommand)]
    Guest(guest::GuestCommand),
    /// Work that was given up: mails, SMS, schedules and others.
    #[command(subcommand)]
    Owed(owed::OwedCommand),
    /// Look whether all is well: the stack and its parts, senders of mail and SMS, alarms, work that is owed.
    Doctor,
    /// Send documents to a transfer by tickets, with an API key, as an organization's system would.
    Upload(upload::UploadArguments),
    /// Print the completions of a shell: `leah completions bash > /etc/bash_completion.d/leah`.
    Completions {
        /// The shell.
        shell: Shell,
    },
}

impl Command {
    pub(crate) async fn run(
        self,
        access: &Access,
        from: Surroundings,
        terminal: &mut Terminal,
    ) -> Result<Printed, CliError> {
        match self {
            Self::Org(command) => command.run(&connect(access, from).await?, terminal).await,
            Self::Key(command) => command.run(&connect(access, from).await?).await,
            Self::Worker(command) => command.run(&connect(access, from).await?, terminal).await,
            Self::Office(command) => command.run(&connect(access, from).await?, terminal).await,
            Self::Feature(command) => command.run(&connect(access, from).await?).await,
            Self::Webhook(command) => command.run(&connect(access, from).await?).await,
            Self::Transfer(command) => command.run(&connect(access, from).await?).await,
            Self::Guest(command) => command.run(&connect(access, from).await?, terminal).await,
            Self::Owed(command) => command.run(&connect(access, from).await?).await,
            Self::Upload(arguments) => upload::run(arguments, &from, terminal).await,
            // Whether there is anything to connect to is the first of its questions.
            Self::Doctor => doctor::run(access, from).await,
            Self::Completions { shell } => Ok(completions(shell)),
        }
    }
}

/// The completions of a shell.
pub(crate) fn completions(shell: Shell) -> Printed {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "leah", &mut script);
    Printed::text(String::from_utf8_lossy(&script).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_fit_together() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn every_shell_has_completions() {
        for shell in [
            Shell::Bash,
            Shell::Zsh,
            Shell::Fish,
            Shell::PowerShell,
            Shell::Elvish,
        ] {
            assert!(completions(shell).human().contains("leah"), "{shell}");
        }
    }
}
