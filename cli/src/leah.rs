//! The Leah that a command works on.

use leah_aws::{App, table::Table};
use leah_domain::{Id, Organization};

use crate::CliError;

/// How often a change is decided anew when somebody else was faster.
pub(crate) const TRIES: usize = 5;

/// A Leah: a stack on AWS, or one that runs on this machine.
pub struct Leah {
    app: App,
    /// Whether it runs on this machine: then webhooks may go to loopback.
    local: bool,
}

impl Leah {
    pub(crate) const fn new(app: App, local: bool) -> Self {
        Self { app, local }
    }

    /// What its functions work with, too.
    pub const fn app(&self) -> &App {
        &self.app
    }

    /// Its table.
    pub fn table(&self) -> &Table {
        self.app.table()
    }

    /// Whether it runs on this machine.
    pub const fn local(&self) -> bool {
        self.local
    }

    /// The organization of a slug or an identifier.
    ///
    /// # Errors
    /// [`CliError::NotFound`] where there is none.
    pub async fn organization(&self, named: &str) -> Result<Organization, CliError> {
        let absent = || CliError::NotFound(format!("organization {named:?}: see `leah org list`"));
        let id: Id<Organization> = match named.parse() {
            Ok(id) => id,
            Err(_) => self.table().slug(named).await?.ok_or_else(absent)?,
        };
        self.table().organization(id).await?.ok_or_else(absent)
    }
}
