//! The operator's command line: organizations, keys, healthcare workers, offices, features, webhooks, and the stack itself.
//!
//! Every rule is `leah_domain`'s and every item `leah_aws`'s: what is here reads words and prints answers.

mod arguments;
mod connect;
mod doctor;
mod ending;
mod error;
mod feature;
mod guest;
pub mod import;
mod interrupt;
mod key;
mod leah;
mod office;
mod org;
mod outstanding;
mod owed;
mod printed;
mod terminal;
mod transfer;
mod upload;
mod webhook;
mod worker;

use std::{collections::BTreeMap, sync::Arc};

use leah_domain::{Clock, Ids};

pub use arguments::{Arguments, Command};
pub use error::{CliError, Wrong};
pub use leah::Leah;
pub use printed::Printed;
pub use terminal::Terminal;

/// What comes from outside: only `main` names the real ones.
#[derive(Clone)]
pub struct Surroundings {
    /// The environment's variables.
    pub environment: BTreeMap<String, String>,
    /// The machine's clock.
    pub clock: Arc<dyn Clock>,
    /// The machine's randomness.
    pub ids: Arc<dyn Ids>,
}

/// Runs one command and prints what it has to say; the exit code.
pub async fn run(arguments: Arguments, terminal: &mut Terminal, from: Surroundings) -> u8 {
    // What is installed already stays: tests run several commands in one process.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let Arguments {
        command, access, ..
    } = arguments;
    let done = command.run(&access, from, terminal).await;
    match done {
        Ok(printed) => terminal.print(&printed),
        Err(error) => terminal.failed(&error),
    }
}
