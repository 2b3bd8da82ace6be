//! Why something cannot be measured.

use std::{io, path::PathBuf};

/// Why something cannot be measured.
#[derive(Debug, thiserror::Error)]
pub enum BenchError {
    /// A file or a program cannot be used.
    #[error("{path}: {source}")]
    File {
        /// Which one.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A command ended badly.
    #[error("{0}")]
    Command(String),
    /// The system refuses a socket.
    #[error("no loopback port can be had: {0}")]
    Listen(io::Error),
    /// Leah does not start.
    #[error("Leah does not start: {0}")]
    Start(#[from] leah_local::StartError),
    /// A function that runs in this process gives no answer.
    #[error("{0}")]
    Invocation(#[from] leah_local::InvocationError),
    /// What is owed cannot be taken or done.
    #[error("{0}")]
    Pump(#[from] leah_local::PumpError),
    /// The table refuses.
    #[error("the table: {0}")]
    Table(#[from] leah_aws::table::TableError),
    /// A program ended or said nothing for too long.
    #[error("{program}: {what}")]
    Sandbox {
        /// The program.
        program: String,
        /// What happened.
        what: String,
    },
    /// An answer is not what it has to be.
    #[error("{case}, {program}: {what}")]
    Answer {
        /// What was asked.
        case: String,
        /// Who was asked.
        program: String,
        /// What is off.
        what: String,
    },
    /// A certificate cannot be made.
    #[error("a certificate cannot be made: {0}")]
    Certificate(#[from] rcgen::Error),
    /// TLS cannot be set up.
    #[error("TLS cannot be set up: {0}")]
    Tls(#[from] rustls::Error),
    /// The chart cannot be drawn.
    #[error("the chart cannot be drawn: {0}")]
    Chart(#[from] askama::Error),
    /// Text that is not what it should be.
    #[error("{0}")]
    Json(#[from] serde_json::Error),
}

impl BenchError {
    /// For `map_err`, where a file cannot be used.
    pub fn at(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { path, source }
    }
}
