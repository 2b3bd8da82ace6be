//! DynamoDB, embedded.

use std::collections::HashMap;
use std::io;
use std::path::Path;
use std::sync::Arc;

use dynoxide::actions::create_table::CreateTableRequest;
use dynoxide::actions::delete_item::DeleteItemRequest;
use dynoxide::actions::describe_table::DescribeTableRequest;
use dynoxide::actions::describe_time_to_live::DescribeTimeToLiveRequest;
use dynoxide::actions::list_tables::ListTablesRequest;
use dynoxide::actions::scan::ScanRequest;
use dynoxide::actions::update_time_to_live::{TimeToLiveSpecification, UpdateTimeToLiveRequest};
use dynoxide::types::AttributeValue;
use dynoxide::{Database, DynoxideError};
use jiff::Timestamp;

use super::EngineError;
use super::serve::Life;
use super::stream_file::StreamFile;
use crate::clock::VirtualClock;

/// The attribute that holds an item's expiry, in seconds since the epoch.
const EXPIRY: &str = "ttl";

/// What has expired at `:now`. DynamoDB leaves alone what has expired more than five years ago.
const EXPIRED: &str = "#ttl BETWEEN :old AND :now";
const TOO_OLD: i64 = 5 * 365 * 24 * 60 * 60;

/// The embedded database.
pub(crate) struct Tables {
    database: Database,
    /// The records of its streams, if they are kept in a file.
    stream: Option<StreamFile>,
}

impl std::fmt::Debug for Tables {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Tables").finish_non_exhaustive()
    }
}

impl Tables {
    pub(crate) fn open(data: Option<&Path>, clock: &VirtualClock) -> Result<Self, EngineError> {
        Ok(match data {
            None => Self {
                database: Database::memory_with_clock(Arc::new(clock.clone()))?,
                stream: None,
            },
            Some(folder) => {
                let path = folder.join("dynamodb.sqlite");
                std::fs::create_dir_all(folder).map_err(|source| EngineError::Data {
                    path: folder.into(),
                    source,
                })?;
                let name = path.to_str().ok_or_else(|| EngineError::Data {
                    path: path.clone(),
                    source: io::Error::new(io::ErrorKind::InvalidInput, "the path is not UTF-8"),
                })?;
                Self {
                    database: Database::new(name)?,
                    stream: Some(StreamFile::open(&path)?),
                }
            }
        })
    }

    pub(crate) fn inner(&self) -> &Database {
        &self.database
    }

    pub(crate) async fn serve(&self, life: &Life) -> io::Result<String> {
        let (listener, url) = life.listen().await?;
        let database = self.database.clone();
        life.run(|end| async move {
            let served =
                dynoxide::server::serve_with_shutdown(listener, database, end.cancelled_owned())
                    .await;
            if let Err(error) = served {
                tracing::error!(%error, "the embedded DynamoDB stopped serving");
            }
        });
        Ok(url)
    }

    /// Removes the items that have expired at `now`, and what streams no longer tell.
    ///
    /// The engine has a sweep of its own, but that reads the virtual clock only in memory: on files it takes the machine's
    /// time.
    pub(crate) fn expire(&self, now: Timestamp) -> Result<(), EngineError> {
        if let Some(stream) = &self.stream {
            stream.trim()?;
        }
        let names = HashMap::from([("#ttl".to_owned(), EXPIRY.to_owned())]);
        let values = HashMap::from([
            (":now".to_owned(), seconds(now.as_second())),
            (":old".to_owned(), seconds(now.as_second() - TOO_OLD)),
        ]);
        for table in self
            .database
            .list_tables(ListTablesRequest::default())?
            .table_names
        {
            let Some(keys) = self.keys_if_expiring(&table)? else {
                continue;
            };
            let mut start = None;
            loop {
                let page = self.database.scan(ScanRequest {
                    table_name: table.clone(),
                    filter_expression: Some(EXPIRED.to_owned()),
                    expression_attribute_names: Some(names.clone()),
                    expression_attribute_values: Some(values.clone()),
                    exclusive_start_key: start,
                    ..ScanRequest::default()
                })?;
                for mut item in page.items.unwrap_or_default() {
                    item.retain(|name, _| keys.contains(name));
                    let deleted = self.database.delete_item(DeleteItemRequest {
                        table_name: table.clone(),
                        key: item,
                        condition_expression: Some(EXPIRED.to_owned()),
                        expression_attribute_names: Some(names.clone()),
                        expression_attribute_values: Some(values.clone()),
                        ..DeleteItemRequest::default()
                    });
                    match deleted {
                        // It was written again in this very moment, and lives.
                        Ok(_) | Err(DynoxideError::ConditionalCheckFailedException(..)) => {}
                        Err(error) => return Err(error.into()),
                    }
                }
                start = page.last_evaluated_key;
                if start.is_none() {
                    break;
                }
            }
        }
        Ok(())
    }

    /// The names of a table's keys, if its items expire.
    fn keys_if_expiring(&self, table: &str) -> Result<Option<Vec<String>>, DynoxideError> {
        let expiry = self
            .database
            .describe_time_to_live(DescribeTimeToLiveRequest {
                table_name: table.to_owned(),
            })?;
        if expiry.time_to_live_description.attribute_name.as_deref() != Some(EXPIRY) {
            return Ok(None);
        }
        let described = self.database.describe_table(DescribeTableRequest {
            table_name: table.to_owned(),
        })?;
        let keys = described.table.key_schema.into_iter();
        Ok(Some(keys.map(|key| key.attribute_name).collect()))
    }

    pub(crate) fn create_table(&self, definition: serde_json::Value) -> Result<(), EngineError> {
        let request: CreateTableRequest =
            serde_json::from_value(definition).map_err(EngineError::Table)?;
        let table_name = request.table_name.clone();
        match self.database.create_table(request) {
            Ok(_) | Err(DynoxideError::ResourceInUseException(_)) => {}
            Err(error) => return Err(error.into()),
        }
        // DynamoDB refuses to enable expiry twice.
        let expiry = self
            .database
            .describe_time_to_live(DescribeTimeToLiveRequest {
                table_name: table_name.clone(),
            })?;
        if expiry.time_to_live_description.attribute_name.is_none() {
            self.database.update_time_to_live(UpdateTimeToLiveRequest {
                table_name,
                time_to_live_specification: TimeToLiveSpecification {
                    attribute_name: EXPIRY.to_owned(),
                    enabled: true,
                },
            })?;
        }
        Ok(())
    }
}

fn seconds(seconds: i64) -> AttributeValue {
    AttributeValue::N(seconds.to_string())
}
