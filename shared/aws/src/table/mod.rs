//! The one table: keys, items and the operations on each entity.

mod access;
mod appointments;
mod dead;
mod endpoints;
mod erasure;
mod error;
mod idempotency;
mod item;
pub mod keys;
mod links;
mod list;
mod names;
mod organizations;
mod outbox;
mod people;
mod presence;
mod query;
mod reminders;
mod staff;
mod transaction;
mod transfers;
mod warm;
mod webhooks;

use std::sync::Arc;

use aws_sdk_dynamodb::Client;
use aws_types::SdkConfig;
use jiff::Timestamp;
use leah_domain::Clock;

use crate::Config;

pub use appointments::{Found, Outcome};
pub use dead::{Dead, DeadPage, Overdue, Waiting};
pub use erasure::Belonging;
pub use error::TableError;
pub use idempotency::{Answer, Kept, Ticket};
pub use links::{Link, Opened, Room};
pub use list::{Order, Page, Position, Query};
pub use organizations::Registered;
pub use outbox::{Claim, Due, DuePage, Place, Woken};
pub use people::Slice;
pub use presence::Entered;
pub use staff::AT_ONCE;
pub use transfers::{Remains, Uploaded};
pub use webhooks::{Begun, Deliveries};

/// The table.
pub struct Table {
    pub(crate) client: Client,
    pub(crate) name: String,
    clock: Arc<dyn Clock>,
}

impl Table {
    pub(crate) fn new(shared: &SdkConfig, config: &Config, clock: Arc<dyn Clock>) -> Self {
        let mut builder = aws_sdk_dynamodb::config::Builder::from(shared);
        builder.set_endpoint_url(config.endpoints.dynamodb.clone());
        Self {
            client: Client::from_conf(builder.build()),
            name: config.table.clone(),
            clock,
        }
    }

    fn now(&self) -> Timestamp {
        self.clock.now()
    }
}
