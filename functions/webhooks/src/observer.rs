//! Whoever wants to see what goes over the wire: Leah on one machine, for those who build a receiver.

use std::sync::Arc;

use jiff::Timestamp;
use leah_domain::{Id, Organization, WebhookDelivery, WebhookEndpoint};

use crate::courier::{Answered, Undelivered};

/// An attempt, as it went over the wire.
#[derive(Debug, Clone)]
pub struct Attempted {
    /// Whose delivery it was.
    pub organization: Id<Organization>,
    /// Where it went.
    pub endpoint: Id<WebhookEndpoint>,
    /// Which.
    pub delivery: Id<WebhookDelivery>,
    /// When it began.
    pub at: Timestamp,
    /// The address.
    pub url: String,
    /// The headers of the request that Leah sets itself.
    pub headers: Vec<(&'static str, String)>,
    /// The body of the request.
    pub body: String,
    /// What came back.
    pub answer: Result<Answered, Undelivered>,
}

/// Sees attempts.
pub trait Observer: Send + Sync {
    /// An attempt has been made.
    fn attempted(&self, attempt: Attempted);
}

/// Nobody. On AWS what is sent is seen by its receiver alone.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unobserved;

impl Observer for Unobserved {
    fn attempted(&self, _: Attempted) {}
}

impl<O: Observer + ?Sized> Observer for Arc<O> {
    fn attempted(&self, attempt: Attempted) {
        (**self).attempted(attempt);
    }
}
