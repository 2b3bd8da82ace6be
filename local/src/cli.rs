//! The command line.

use std::{net::IpAddr, path::PathBuf};

use clap::Parser;

use crate::gateway::Limits;

/// Leah on this machine: the API, its engines, and a page at /_local that shows what it sends.
#[derive(Debug, Parser)]
#[command(name = "leah", version)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct Arguments {
    /// The port of the API; 0 finds a free one.
    #[arg(long, value_name = "PORT", default_value_t = 3000)]
    pub port: u16,
    /// Where state is kept between starts.
    #[arg(long, value_name = "DIR", default_value = ".leah")]
    data: PathBuf,
    /// Keep nothing: the state lives in memory and ends with the program.
    #[arg(long, conflicts_with_all = ["data", "reset"])]
    ephemeral: bool,
    /// Begin anew: remove what the data directory has kept.
    #[arg(long)]
    pub reset: bool,
    /// Refuse what API Gateway and Lambda would refuse: bodies over 10 MiB, and events over 6 MiB, body as base64 included.
    /// Both are 413 with Leah's text here; on AWS a body over 10 MiB gets API Gateway's own, which nobody can change.
    #[arg(long)]
    pub aws_limits: bool,
    /// For functions that run elsewhere, such as in `sam local`: print the environment by which they find the engines, as
    /// `sam local --env-vars` reads it. What is owed is done here all the same, and /_local shows it.
    #[arg(long)]
    pub engines_only: bool,
    /// Write that environment to a file instead.
    #[arg(long, value_name = "FILE", requires = "engines_only")]
    pub env_file: Option<PathBuf>,
    /// The address that the engines listen at, such as that of a bridge which containers reach. They have no protection.
    #[arg(
        long,
        value_name = "ADDRESS",
        default_value = "127.0.0.1",
        requires = "engines_only"
    )]
    pub engines_host: IpAddr,
    /// Write {"url","key","organization"} as JSON to this file once requests are answered.
    #[arg(long, value_name = "FILE")]
    pub ready_file: Option<PathBuf>,
}

impl Arguments {
    /// What the gateway lets through.
    pub fn limits(&self) -> Limits {
        if self.aws_limits {
            Limits::aws()
        } else {
            Limits::default()
        }
    }

    /// The data directory, if state is kept.
    pub fn data(&self) -> Option<PathBuf> {
        (!self.ephemeral).then(|| self.data.clone())
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn parse(arguments: &[&str]) -> Result<Arguments, clap::Error> {
        Arguments::try_parse_from([&["leah"], arguments].concat())
    }

    #[test]
    fn defaults_keep_state_beside_the_caller() {
        let arguments = parse(&[]).unwrap();
        assert_eq!(arguments.port, 3000);
        assert_eq!(arguments.data().as_deref(), Some(Path::new(".leah")));
        assert!(!arguments.reset);
    }

    #[test]
    fn the_limits_of_aws_are_asked_for() {
        let multipart = |arguments: &[&str]| parse(arguments).unwrap().limits().multipart;
        assert_eq!(multipart(&[]), 160 << 20);
        assert_eq!(multipart(&["--aws-limits"]), 10 << 20);
    }

    #[test]
    fn engines_are_opened_to_others_only_on_purpose() {
        let host = |arguments: &[&str]| parse(arguments).map(|arguments| arguments.engines_host);
        assert!(host(&[]).unwrap().is_loopback());
        assert!(host(&["--engines-host", "172.18.0.1"]).is_err());
        assert!(parse(&["--env-file", "x"]).is_err());
        let opened = host(&["--engines-only", "--engines-host", "172.18.0.1"]).unwrap();
        assert_eq!(opened.to_string(), "172.18.0.1");
    }

    #[test]
    fn an_ephemeral_start_has_no_data_to_keep_or_reset() {
        assert_eq!(parse(&["--ephemeral"]).unwrap().data(), None);
        assert!(parse(&["--ephemeral", "--reset"]).is_err());
        assert!(parse(&["--ephemeral", "--data", "x"]).is_err());
    }
}
