//! The account whose mails and SMS the engines take: how AWS lets it send.
//!
//! The engines refuse as the services do, with their codes and texts, and by their rules: that is nearer to AWS than a fault on the wire,
//! which refuses whatever it is told to.

use std::sync::{Arc, Mutex, PoisonError};

/// A refusal that the SMS service has for every message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SmsRefusal {
    /// The exception's name in the service's model.
    pub code: &'static str,
    /// Its member `Reason`.
    pub reason: &'static str,
}

/// How an account may send; by default it is out of the sandboxes, and nothing is in its way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Account {
    /// Whether SES is in its sandbox: each recipient has to be verified, too (Amazon SES developer guide, "Request production access").
    pub mail_sandbox: bool,
    /// Whether SMS are in their sandbox: only verified numbers are taken (End User Messaging SMS user guide, "SMS sandbox").
    pub sms_sandbox: bool,
    /// The numbers that are verified.
    pub verified_numbers: Vec<String>,
    /// What else is in the way of SMS: no sender, no registration, a limit.
    pub sms_refusal: Option<SmsRefusal>,
}

/// The account as the engines share it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shared(Arc<Mutex<Account>>);

impl Shared {
    pub(crate) fn get(&self) -> Account {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    pub(crate) fn set(&self, account: Account) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = account;
    }
}
