//! What the engines remember besides DynamoDB's tables: messages, schedules, objects, the clock's offset.
//! One `SQLite` file, or memory; every change is committed before it is answered.

mod messages;
mod object_events;
mod objects;
mod schedule_faults;
mod schedules;
mod uploads;

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};
use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension, Row};

use super::EngineError;

pub(crate) use messages::NewMessage;
pub(crate) use object_events::{NewEvent, QueuedEvent};
pub(crate) use objects::{Attributes, Condition, Created, Object};
pub(crate) use schedule_faults::NewFault;
pub(crate) use schedules::{Entry, Group, Query};
pub(crate) use uploads::{Part, Upload};

/// What brings the file from each format to the next one; an empty file has format 0.
const STEPS: [&str; 3] = [TABLES, SCHEDULE_FAULTS, OBJECTS];

const TABLES: &str = "
    CREATE TABLE clock (only INTEGER PRIMARY KEY CHECK (only = 1), offset TEXT NOT NULL) STRICT;
    CREATE TABLE messages (
        n INTEGER PRIMARY KEY, id TEXT NOT NULL, channel TEXT NOT NULL,
        recipient TEXT NOT NULL COLLATE NOCASE, sender TEXT NOT NULL, subject TEXT, body TEXT NOT NULL, html TEXT,
        attachments TEXT NOT NULL, raw BLOB, sent_at TEXT NOT NULL) STRICT;
    CREATE INDEX messages_by_recipient ON messages (recipient, n);
    CREATE TABLE groups (name TEXT PRIMARY KEY, created TEXT NOT NULL) STRICT, WITHOUT ROWID;
    INSERT INTO groups VALUES ('default', '1970-01-01T00:00:00Z');
    CREATE TABLE schedules (
        grp TEXT NOT NULL REFERENCES groups ON DELETE CASCADE, name TEXT NOT NULL, at INTEGER NOT NULL,
        state TEXT NOT NULL, fired INTEGER NOT NULL, token TEXT, definition TEXT NOT NULL,
        created TEXT NOT NULL, changed TEXT NOT NULL, PRIMARY KEY (grp, name)) STRICT, WITHOUT ROWID;
    CREATE INDEX schedules_pending ON schedules (at, name) WHERE fired = 0 AND state = 'ENABLED';
";

const SCHEDULE_FAULTS: &str = "
    CREATE TABLE precision (only INTEGER PRIMARY KEY CHECK (only = 1), seconds INTEGER NOT NULL) STRICT;
    INSERT INTO precision VALUES (1, 1);
    CREATE TABLE schedule_faults (
        n INTEGER PRIMARY KEY, part TEXT NOT NULL, late INTEGER NOT NULL, deliveries INTEGER NOT NULL,
        remaining INTEGER) STRICT;
    ALTER TABLE schedules ADD COLUMN late INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE schedules ADD COLUMN deliveries INTEGER NOT NULL DEFAULT 1;
    ALTER TABLE schedules ADD COLUMN fault INTEGER;
    DROP INDEX schedules_pending;
    CREATE INDEX schedules_pending ON schedules (at + late, name) WHERE fired = 0 AND state = 'ENABLED';
";

const OBJECTS: &str = "
    CREATE TABLE objects (
        key TEXT PRIMARY KEY, content TEXT NOT NULL, size INTEGER NOT NULL, etag TEXT NOT NULL,
        attributes TEXT NOT NULL, created INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE uploads (
        id TEXT PRIMARY KEY, key TEXT NOT NULL, attributes TEXT NOT NULL, created INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE parts (
        upload TEXT NOT NULL REFERENCES uploads ON DELETE CASCADE, number INTEGER NOT NULL, content TEXT NOT NULL,
        size INTEGER NOT NULL, md5 TEXT NOT NULL, PRIMARY KEY (upload, number)) STRICT, WITHOUT ROWID;
    CREATE TABLE object_events (
        n INTEGER PRIMARY KEY AUTOINCREMENT, due INTEGER NOT NULL, function TEXT NOT NULL, retries INTEGER NOT NULL,
        failed INTEGER NOT NULL, name TEXT NOT NULL, key TEXT NOT NULL, size INTEGER NOT NULL, etag TEXT NOT NULL,
        at INTEGER NOT NULL) STRICT;
    CREATE INDEX object_events_by_due ON object_events (due, n);
";

/// The format of the file.
const FORMAT: usize = STEPS.len();

/// The store; its connection is shared, one statement at a time.
#[derive(Debug)]
pub(crate) struct Store {
    connection: Mutex<Connection>,
}

impl Store {
    pub(crate) fn open(data: Option<&Path>) -> Result<Self, EngineError> {
        let mut connection = match data {
            None => Connection::open_in_memory()?,
            Some(folder) => {
                std::fs::create_dir_all(folder).map_err(|source| EngineError::Data {
                    path: folder.into(),
                    source,
                })?;
                Connection::open(folder.join("engines.sqlite"))?
            }
        };
        // A commit in the log survives the end of the process, however sudden; only a power cut may take the last ones.
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "NORMAL")?;
        connection.pragma_update(None, "foreign_keys", true)?;
        let found =
            connection.pragma_query_value(None, "user_version", |row| row.get::<_, i64>(0))?;
        let steps = usize::try_from(found).ok().and_then(|at| STEPS.get(at..));
        let steps = steps.ok_or(EngineError::StoreFormat {
            found,
            known: FORMAT,
        })?;
        let change = connection.transaction()?;
        for step in steps {
            change.execute_batch(step)?;
        }
        change.pragma_update(None, "user_version", FORMAT)?;
        change.commit()?;
        Ok(Self {
            connection: Mutex::new(connection),
        })
    }

    pub(crate) fn clock_offset(&self) -> rusqlite::Result<SignedDuration> {
        let offset: Option<String> = self
            .lock()
            .query_row("SELECT offset FROM clock", [], |row| row.get(0))
            .optional()?;
        offset.map_or(Ok(SignedDuration::ZERO), |text| {
            text.parse().map_err(|error| unreadable(0, error))
        })
    }

    pub(crate) fn set_clock_offset(&self, offset: SignedDuration) -> rusqlite::Result<()> {
        self.lock().execute(
            "INSERT OR REPLACE INTO clock VALUES (1, ?1)",
            [offset.to_string()],
        )?;
        Ok(())
    }

    // A panic elsewhere leaves the connection sound: an open transaction is rolled back when it is dropped.
    fn lock(&self) -> MutexGuard<'_, Connection> {
        self.connection
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// A text of column `column` that is not what was once written there.
fn unreadable(
    column: usize,
    error: impl std::error::Error + Send + Sync + 'static,
) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, Type::Text, Box::new(error))
}

/// The instant of column `column`, kept in milliseconds since the epoch.
fn moment(row: &Row<'_>, column: usize) -> rusqlite::Result<Timestamp> {
    Timestamp::from_millisecond(row.get(column)?).map_err(|error| unreadable(column, error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_offset_of_the_clock_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let offset = SignedDuration::new(-90_061, -5);
        let store = Store::open(Some(folder.path())).unwrap();
        assert_eq!(store.clock_offset().unwrap(), SignedDuration::ZERO);
        store
            .set_clock_offset(SignedDuration::from_hours(1))
            .unwrap();
        store.set_clock_offset(offset).unwrap();
        drop(store);
        assert_eq!(
            Store::open(Some(folder.path()))
                .unwrap()
                .clock_offset()
                .unwrap(),
            offset
        );
    }

    #[test]
    fn a_file_of_the_first_format_is_brought_up_to_date() {
        let folder = tempfile::tempdir().unwrap();
        let file = Connection::open(folder.path().join("engines.sqlite")).unwrap();
        file.execute_batch(TABLES).unwrap();
        file.execute_batch(
            "INSERT INTO clock VALUES (1, 'PT1H'); \
             INSERT INTO schedules VALUES ('default', 'a', 7, 'ENABLED', 0, NULL, '{}', '', '');",
        )
        .unwrap();
        file.pragma_update(None, "user_version", 1).unwrap();
        drop(file);
        for _ in 0..2 {
            let store = Store::open(Some(folder.path())).unwrap();
            let offset = store.clock_offset().unwrap();
            assert_eq!(offset, SignedDuration::from_hours(1));
            let next = store.next_schedule().unwrap().unwrap();
            assert_eq!(next.as_second(), 7);
        }
    }

    #[test]
    fn a_file_of_another_format_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let file = Connection::open(folder.path().join("engines.sqlite")).unwrap();
        file.pragma_update(None, "user_version", 99).unwrap();
        let refused = Store::open(Some(folder.path()));
        assert!(matches!(
            refused,
            Err(EngineError::StoreFormat {
                found: 99,
                known: FORMAT
            })
        ));
    }
}
