//! The command line.

use std::path::PathBuf;

use clap::Parser;

use crate::gateway::Limits;

/// Leah on this machine: the API, its engines, and a page at /_local that shows what it sends.
#[derive(Debug, Parser)]
#[command(name = "leah", version)]
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
    #[arg(long)]
    pub aws_limits: bool,
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
    fn an_ephemeral_start_has_no_data_to_keep_or_reset() {
        assert_eq!(parse(&["--ephemeral"]).unwrap().data(), None);
        assert!(parse(&["--ephemeral", "--reset"]).is_err());
        assert!(parse(&["--ephemeral", "--data", "x"]).is_err());
    }
}
