//! How a command fails, and the exit code of each way.

use std::{borrow::Cow, fmt::Write};

use leah_aws::{ConfigError, table::TableError};
use leah_domain::input::Violation;
use serde::Serialize;

/// A command that was not done. Each says what to do.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    /// Words that fit together for the parser, and mean nothing.
    #[error("{0}")]
    Usage(String),
    /// What was named does not exist.
    #[error("there is no {0}")]
    NotFound(String),
    /// A rule forbids it.
    #[error("{0}")]
    Refused(String),
    /// Values that break rules.
    #[error("{}", listed(.0))]
    Invalid(Vec<Violation>),
    /// A file with lines that break rules.
    #[error("{}", lines(.0))]
    Lines(Vec<Wrong>),
    /// No way in: credentials, region, stack, permission.
    #[error("{0}")]
    Access(String),
    /// A service that does not answer now.
    #[error("{0}")]
    Unavailable(String),
    /// The table.
    #[error("{}", of_table(.0))]
    Table(#[from] TableError),
    /// Another writer was faster, again and again.
    #[error("somebody else is changing the same thing: look at it, and try again")]
    Contended,
    /// A file, or the terminal.
    #[error("{0}: {1}")]
    File(String, #[source] std::io::Error),
    /// The terminal.
    #[error("this terminal cannot be used: {0}")]
    Terminal(#[from] std::io::Error),
    /// The environment of a Leah lacks something.
    #[error("this Leah does not say all about itself: {0}")]
    Config(#[from] ConfigError),
    /// Ctrl-C.
    #[error("interrupted: {0}")]
    Interrupted(String),
}

impl CliError {
    /// The program's exit code, as its help lists them.
    pub const fn code(&self) -> u8 {
        match self {
            Self::File(..) | Self::Terminal(_) => 1,
            Self::Usage(_) => 2,
            Self::NotFound(_) => 3,
            Self::Refused(_) | Self::Invalid(_) | Self::Lines(_) => 4,
            Self::Access(_) | Self::Config(_) => 5,
            Self::Unavailable(_) | Self::Contended => 6,
            Self::Table(error) => match error {
                TableError::NoTable { .. } | TableError::Forbidden { .. } => 5,
                TableError::Unavailable { .. } | TableError::Contended { .. } => 6,
                TableError::Refused { .. } | TableError::Item { .. } => 1,
            },
            Self::Interrupted(_) => 130,
        }
    }

    /// The kind of failure, for scripts.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::File(..) | Self::Terminal(_) => "file",
            Self::Usage(_) => "usage",
            Self::NotFound(_) => "not-found",
            Self::Refused(_) | Self::Invalid(_) | Self::Lines(_) => "refused",
            Self::Access(_) | Self::Config(_) => "access",
            Self::Unavailable(_) => "unavailable",
            Self::Contended => "contended",
            Self::Table(error) => match error {
                TableError::NoTable { .. } | TableError::Forbidden { .. } => "access",
                TableError::Unavailable { .. } | TableError::Contended { .. } => "unavailable",
                TableError::Refused { .. } | TableError::Item { .. } => "table",
            },
            Self::Interrupted(_) => "interrupted",
        }
    }
}

/// A rule that a line of a file breaks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Wrong {
    /// The line, counted from 1.
    pub line: u64,
    /// The column's name.
    pub property: Cow<'static, str>,
    /// What is wrong.
    pub message: String,
    /// By what a program knows the rule: the API's code for it, or a word for what only a file can break.
    pub code: &'static str,
}

impl Wrong {
    pub(crate) fn new(
        line: u64,
        property: impl Into<Cow<'static, str>>,
        message: impl Into<String>,
        code: &'static str,
    ) -> Self {
        Self {
            line,
            property: property.into(),
            message: message.into(),
            code,
        }
    }
}

fn lines(wrong: &[Wrong]) -> String {
    let mut text = String::from("nothing was done, for the file has errors:");
    for Wrong {
        line,
        property,
        message,
        ..
    } in wrong
    {
        // A String takes whatever is written to it.
        let _ = write!(text, "\nline {line}, {property}: {message}");
    }
    text
}

/// Violations as lines, each of a property.
pub(crate) fn listed(violations: &[Violation]) -> String {
    let lines = violations
        .iter()
        .map(|violation| format!("{}: {}", violation.property, violation.constraint.message()));
    lines.collect::<Vec<_>>().join("\n")
}

/// What an operator can do about the table: whoever runs this may see causes, unlike those who call the API.
pub(crate) fn of_table(error: &TableError) -> String {
    match error {
        TableError::NoTable { .. } => {
            "the stack's table does not exist: is this the right region and account (--region, --profile)?".into()
        }
        TableError::Forbidden { operation, cause } => {
            format!("these credentials do not allow {operation} on the stack's table: {cause}")
        }
        TableError::Unavailable { cause, .. } => {
            format!("the table does not answer: try again in a moment ({cause})")
        }
        TableError::Contended { .. } => "somebody else is changing the same thing: try again".into(),
        TableError::Refused { .. } | TableError::Item { .. } => error.to_string(),
    }
}
