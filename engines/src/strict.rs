//! The judge of requests: the models first, then the rules.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::{Breach, Request, model, rules};

/// Holds requests against what AWS refuses, and keeps what broke a rule.
#[derive(Debug, Default)]
pub struct Strict {
    tables: rules::Tables,
    breaches: Mutex<Vec<Breach>>,
}

impl Strict {
    /// The tables whose keys the rules are told.
    pub fn tables(&self) -> &rules::Tables {
        &self.tables
    }

    /// Judges a request. What no model knows is left to the engine, which answers as the service does.
    ///
    /// # Errors
    /// [`Breach`] where AWS would refuse it; it is kept, too.
    pub fn judge(&self, request: &Request<'_>) -> Result<(), Breach> {
        let judged = self.hold(request);
        if let Err(breach) = &judged {
            self.lock().push(breach.clone());
        }
        judged
    }

    fn hold(&self, request: &Request<'_>) -> Result<(), Breach> {
        let Some(operation) = model::operation(request) else {
            return Ok(());
        };
        let input = model::read(operation, request)?;
        model::check(operation, &input)?;
        rules::check(&self.tables, operation.name, &input, request)
    }

    /// Takes what broke a rule since this was last asked, oldest first.
    pub fn take(&self) -> Vec<Breach> {
        std::mem::take(&mut self.lock())
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Breach>> {
        self.breaches.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
