//! The table, as DynamoDB has it.

use aws_sdk_dynamodb::types::{StreamSpecification, TableDescription};

use super::Unanswered;
use crate::table::Table;

/// How the table is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TableHealth {
    /// `ACTIVE` and others.
    pub status: String,
    /// Whether its stream is on: the bell of what is owed.
    pub stream: bool,
    /// Whether it must be unprotected before it can be deleted.
    pub protected: bool,
}

/// How the table tidies up.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Expiry {
    /// `ENABLED` and others.
    pub status: String,
    /// The attribute that has an item's end.
    pub attribute: Option<String>,
}

impl Table {
    /// How the table is.
    ///
    /// # Errors
    /// [`Unanswered`] where DynamoDB does not say.
    pub async fn health(&self) -> Result<TableHealth, Unanswered> {
        let asked = self.client.describe_table().table_name(&self.name);
        let asked = asked.send().await;
        let found = asked.map_err(|error| Unanswered::sort(&error))?;
        let table = found.table();
        let status = table.and_then(|table| table.table_status());
        let stream = table.and_then(|table| table.stream_specification());
        Ok(TableHealth {
            status: status.map_or("", |status| status.as_str()).to_owned(),
            stream: stream.is_some_and(StreamSpecification::stream_enabled),
            protected: table.and_then(TableDescription::deletion_protection_enabled) == Some(true),
        })
    }

    /// How the table tidies up.
    ///
    /// # Errors
    /// [`Unanswered`] where DynamoDB does not say.
    pub async fn expiry(&self) -> Result<Expiry, Unanswered> {
        let asked = self.client.describe_time_to_live().table_name(&self.name);
        let asked = asked.send().await;
        let found = asked.map_err(|error| Unanswered::sort(&error))?;
        let expiry = found.time_to_live_description();
        let status = expiry.and_then(|expiry| expiry.time_to_live_status());
        let attribute = expiry.and_then(|expiry| expiry.attribute_name());
        Ok(Expiry {
            status: status.map_or("", |status| status.as_str()).to_owned(),
            attribute: attribute.map(str::to_owned),
        })
    }

    /// Whether the table can be had back as it was at any moment of the last days.
    ///
    /// # Errors
    /// [`Unanswered`] where DynamoDB does not say.
    pub async fn restorable(&self) -> Result<bool, Unanswered> {
        let asked = self.client.describe_continuous_backups();
        let asked = asked.table_name(&self.name).send().await;
        let found = asked.map_err(|error| Unanswered::sort(&error))?;
        let backups = found.continuous_backups_description();
        let recovery = backups.and_then(|backups| backups.point_in_time_recovery_description());
        let status = recovery.and_then(|recovery| recovery.point_in_time_recovery_status());
        Ok(status.is_some_and(|status| status.as_str() == "ENABLED"))
    }
}
