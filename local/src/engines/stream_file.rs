//! The table's stream as the embedded database keeps it in its file, and what it leaves undone there: records are never
//! removed, and each write reads all of them to number its own. `DynamoDB` keeps a record for 24 hours (Amazon `DynamoDB`
//! developer guide, "Change data capture for `DynamoDB` Streams").

use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use rusqlite::Connection;

/// What makes the number of the next record one look-up.
const INDEX: &str = "CREATE INDEX IF NOT EXISTS leah_stream_order \
    ON _stream_records (table_name, CAST(sequence_number AS INTEGER))";

/// A part of what is too old, by the machine's time, in which the engine stamps what it keeps in files. The newest record
/// of all stays: its number is the engine's memory.
const TRIM: &str = "DELETE FROM _stream_records WHERE id IN (\
    SELECT id FROM _stream_records WHERE created_at < unixepoch() - 86400 \
    AND id < (SELECT MAX(id) FROM _stream_records) LIMIT 1000)";

/// The engine and this wait for each other.
const PATIENCE: Duration = Duration::from_secs(5);

/// A way to the stream's records beside the engine's own.
pub(super) struct StreamFile(Mutex<Connection>);

impl StreamFile {
    /// Opens the file that the engine has opened before, and puts its records in order.
    pub(super) fn open(path: &Path) -> rusqlite::Result<Self> {
        let connection = Connection::open(path)?;
        connection.busy_timeout(PATIENCE)?;
        connection.execute(INDEX, [])?;
        Ok(Self(Mutex::new(connection)))
    }

    /// Removes what is older than a day, in parts: the engine writes in between.
    pub(super) fn trim(&self) -> rusqlite::Result<()> {
        let connection = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        while connection.execute(TRIM, [])? > 0 {}
        Ok(())
    }
}
