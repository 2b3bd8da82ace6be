//! Why a house does not start.

use std::io;

use super::DataError;
use crate::{demo::DemoError, engines::EngineError, pumps::PumpError, template::TemplateError};

/// Why a house does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Another program listens there.
    #[error(
        "port {port} is taken: stop what listens there, or choose another --port (0 finds a free one)"
    )]
    PortTaken {
        /// The port.
        port: u16,
    },
    /// The port cannot be had for another reason.
    #[error("cannot listen on port {port}")]
    Listen {
        /// The port.
        port: u16,
        /// What the system says.
        source: io::Error,
    },
    /// The data directory cannot be used.
    #[error(transparent)]
    Data(#[from] DataError),
    /// The template cannot be followed.
    #[error(transparent)]
    Template(#[from] TemplateError),
    /// The template names a function that is not built in.
    #[error("template.yaml names the function {0:?}, which is not mounted here")]
    Function(String),
    /// The engines do not start.
    #[error("the embedded engines do not start")]
    Engines(#[from] EngineError),
    /// The wire between functions and engines does not start.
    #[error("the wire before the engines does not start")]
    Wire(#[source] io::Error),
    /// Webhooks cannot be sent.
    #[error("the TLS stack of webhooks does not start")]
    Tls(#[source] rustls::Error),
    /// The pumps do not start.
    #[error("the table's stream cannot be followed")]
    Pumps(#[from] PumpError),
    /// The demo organization cannot be set up.
    #[error(transparent)]
    Demo(#[from] DemoError),
}
