//! Events of the bucket that functions are still to be told.

use jiff::Timestamp;
use rusqlite::{Connection, Row, Transaction, params};

use super::{Store, moment};

/// An event to be queued, for one function.
#[derive(Clone, Debug)]
pub(crate) struct NewEvent {
    /// The function's binary.
    pub(crate) function: String,
    /// How often a failed call is made again.
    pub(crate) retries: u32,
    /// Such as `ObjectCreated:Put`.
    pub(crate) name: &'static str,
    pub(crate) key: String,
    pub(crate) size: u64,
    pub(crate) etag: String,
    pub(crate) at: Timestamp,
}

/// An event that is queued.
#[derive(Clone, Debug)]
pub(crate) struct QueuedEvent {
    /// Its number: later ones are greater.
    pub(crate) number: i64,
    pub(crate) function: String,
    pub(crate) retries: u32,
    /// How many calls have failed.
    pub(crate) failed: u32,
    pub(crate) name: String,
    pub(crate) key: String,
    pub(crate) size: u64,
    pub(crate) etag: String,
    /// When it happened.
    pub(crate) at: Timestamp,
}

const COLUMNS: &str = "n, function, retries, failed, name, key, size, etag, at";

impl NewEvent {
    pub(super) fn add(&self, change: &Transaction<'_>) -> rusqlite::Result<()> {
        change.execute(
            "INSERT INTO object_events (due, function, retries, failed, name, key, size, etag, at)
             VALUES (?1, ?2, ?3, 0, ?4, ?5, ?6, ?7, ?1)",
            params![
                self.at.as_millisecond(),
                self.function,
                self.retries,
                self.name,
                self.key,
                self.size,
                self.etag,
            ],
        )?;
        Ok(())
    }
}

impl Store {
    /// The events that are due at `now`, by time.
    pub(crate) fn due_object_events(&self, now: Timestamp) -> rusqlite::Result<Vec<QueuedEvent>> {
        list(&self.lock(), now)
    }

    /// When the next event is due; in the past if it is overdue.
    pub(crate) fn next_object_event(&self) -> rusqlite::Result<Option<Timestamp>> {
        let connection = self.lock();
        let mut first =
            connection.prepare("SELECT min(due) FROM object_events HAVING min(due) IS NOT NULL")?;
        let mut found = first.query_map([], |row| moment(row, 0))?;
        found.next().transpose()
    }

    /// Puts off an event whose call has failed.
    pub(crate) fn put_off_object_event(&self, number: i64, due: Timestamp) -> rusqlite::Result<()> {
        self.lock().execute(
            "UPDATE object_events SET due = ?2, failed = failed + 1 WHERE n = ?1",
            params![number, due.as_millisecond()],
        )?;
        Ok(())
    }

    /// Forgets an event.
    pub(crate) fn remove_object_event(&self, number: i64) -> rusqlite::Result<()> {
        self.lock()
            .execute("DELETE FROM object_events WHERE n = ?1", [number])?;
        Ok(())
    }

    /// Takes all events that are queued, whenever they are due.
    pub(crate) fn take_object_events(&self) -> rusqlite::Result<Vec<QueuedEvent>> {
        let mut connection = self.lock();
        let change = connection.transaction()?;
        let events = list(&change, Timestamp::MAX)?;
        change.execute("DELETE FROM object_events", [])?;
        change.commit()?;
        Ok(events)
    }
}

fn list(connection: &Connection, until: Timestamp) -> rusqlite::Result<Vec<QueuedEvent>> {
    connection
        .prepare(&format!(
            "SELECT {COLUMNS} FROM object_events WHERE due <= ?1 ORDER BY due, n"
        ))?
        .query_map([until.as_millisecond()], read)?
        .collect()
}

fn read(row: &Row<'_>) -> rusqlite::Result<QueuedEvent> {
    Ok(QueuedEvent {
        number: row.get(0)?,
        function: row.get(1)?,
        retries: row.get(2)?,
        failed: row.get(3)?,
        name: row.get(4)?,
        key: row.get(5)?,
        size: row.get(6)?,
        etag: row.get(7)?,
        at: moment(row, 8)?,
    })
}
