//! DynamoDB, embedded.

use std::io;
use std::path::Path;
use std::sync::Arc;

use dynoxide::actions::create_table::CreateTableRequest;
use dynoxide::actions::describe_time_to_live::DescribeTimeToLiveRequest;
use dynoxide::actions::update_time_to_live::{TimeToLiveSpecification, UpdateTimeToLiveRequest};
use dynoxide::{Database, DynoxideError};

use super::EngineError;
use super::serve::{Life, listen};
use crate::clock::VirtualClock;

/// The attribute that holds an item's expiry, in seconds since the epoch.
const EXPIRY: &str = "ttl";

/// The embedded database.
pub(crate) struct Tables(Database);

impl std::fmt::Debug for Tables {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Tables").finish_non_exhaustive()
    }
}

impl Tables {
    pub(crate) fn open(data: Option<&Path>, clock: &VirtualClock) -> Result<Self, EngineError> {
        let database = match data {
            None => Database::memory_with_clock(Arc::new(clock.clone()))?,
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
                Database::new(name)?
            }
        };
        Ok(Self(database))
    }

    pub(crate) fn inner(&self) -> &Database {
        &self.0
    }

    pub(crate) async fn serve(&self, life: &Life) -> io::Result<String> {
        let (listener, url) = listen().await?;
        let database = self.0.clone();
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

    pub(crate) fn create_table(&self, definition: serde_json::Value) -> Result<(), EngineError> {
        let request: CreateTableRequest =
            serde_json::from_value(definition).map_err(EngineError::Table)?;
        let table_name = request.table_name.clone();
        match self.0.create_table(request) {
            Ok(_) | Err(DynoxideError::ResourceInUseException(_)) => {}
            Err(error) => return Err(error.into()),
        }
        // DynamoDB refuses to enable expiry twice.
        let expiry = self.0.describe_time_to_live(DescribeTimeToLiveRequest {
            table_name: table_name.clone(),
        })?;
        if expiry.time_to_live_description.attribute_name.is_none() {
            self.0.update_time_to_live(UpdateTimeToLiveRequest {
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
