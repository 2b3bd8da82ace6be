//! The objects of the bucket: which there are, and which file holds the content of each.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, Transaction, params};
use serde::{Deserialize, Serialize};

use super::{NewEvent, Store, moment, unreadable};

/// What is kept with an object besides its content; by the names of the HTTP headers that say it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Attributes {
    pub(crate) content_type: Option<String>,
    pub(crate) cache_control: Option<String>,
    pub(crate) content_disposition: Option<String>,
    pub(crate) content_encoding: Option<String>,
    pub(crate) content_language: Option<String>,
    /// What follows `x-amz-meta-` in a header's name, and its value.
    pub(crate) metadata: BTreeMap<String, String>,
}

/// An object of the bucket.
#[derive(Clone, Debug)]
pub(crate) struct Object {
    pub(crate) key: String,
    /// The file that holds its content.
    pub(crate) content: String,
    pub(crate) size: u64,
    /// Without the quotation marks.
    pub(crate) etag: String,
    pub(crate) attributes: Attributes,
    pub(crate) created: Timestamp,
}

/// What has to hold of the object that a new one replaces.
#[derive(Clone, Debug, Default)]
pub(crate) enum Condition {
    /// Nothing.
    #[default]
    None,
    /// There is no such object.
    Absent,
    /// There is one.
    Present,
    /// There is one with this `ETag`.
    Etag(String),
}

impl Condition {
    fn holds(&self, etag: Option<&str>) -> bool {
        match self {
            Self::None => true,
            Self::Absent => etag.is_none(),
            Self::Present => etag.is_some(),
            Self::Etag(wanted) => etag == Some(wanted),
        }
    }
}

/// What became of a new object.
#[derive(Debug)]
pub(crate) enum Created {
    /// It is there; these files hold nothing that is needed any more.
    Done(Vec<String>),
    /// The condition does not hold.
    Unmet,
    /// The multipart upload that it completes is not there (any more).
    NoUpload,
}

const COLUMNS: &str = "key, content, size, etag, attributes, created";

impl Store {
    /// Keeps a new object in place of the one with its key, with the events that tell of it, and ends the multipart
    /// upload that it completes: all of it or nothing.
    pub(crate) fn create_object(
        &self,
        object: &Object,
        upload: Option<&str>,
        condition: &Condition,
        events: &[NewEvent],
    ) -> rusqlite::Result<Created> {
        let mut connection = self.lock();
        let change = connection.transaction()?;
        let mut freed = Vec::new();
        let replaced: Option<(String, String)> = change
            .query_row(
                "SELECT etag, content FROM objects WHERE key = ?1",
                [&object.key],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .optional()?;
        if !condition.holds(replaced.as_ref().map(|(etag, _)| etag.as_str())) {
            return Ok(Created::Unmet);
        }
        freed.extend(replaced.map(|(_, content)| content));
        if let Some(upload) = upload {
            match end_upload(&change, upload)? {
                Some(parts) => freed.extend(parts),
                None => return Ok(Created::NoUpload),
            }
        }
        change.execute(
            "INSERT OR REPLACE INTO objects (key, content, size, etag, attributes, created)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![
                object.key,
                object.content,
                object.size,
                object.etag,
                write(&object.attributes)?,
                object.created.as_millisecond(),
            ],
        )?;
        for event in events {
            event.add(&change)?;
        }
        change.commit()?;
        Ok(Created::Done(freed))
    }

    pub(crate) fn object(&self, key: &str) -> rusqlite::Result<Option<Object>> {
        let query = format!("SELECT {COLUMNS} FROM objects WHERE key = ?1");
        self.lock().query_row(&query, [key], read).optional()
    }

    /// The objects under `prefix` whose keys come after `after`, in the order of their keys' bytes.
    pub(crate) fn objects(
        &self,
        prefix: &str,
        after: &str,
        limit: usize,
    ) -> rusqlite::Result<Vec<Object>> {
        let query = format!(
            "SELECT {COLUMNS} FROM objects WHERE key > ?2 AND key >= ?1 AND substr(key, 1, length(?1)) = ?1
             ORDER BY key LIMIT ?3"
        );
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        self.lock()
            .prepare(&query)?
            .query_map(params![prefix, after, limit], read)?
            .collect()
    }

    /// Forgets an object; answers the file of its content.
    pub(crate) fn remove_object(&self, key: &str) -> rusqlite::Result<Option<String>> {
        self.lock()
            .query_row(
                "DELETE FROM objects WHERE key = ?1 RETURNING content",
                [key],
                |row| row.get(0),
            )
            .optional()
    }

    /// Forgets the objects under `prefix` that were created up to `until`; answers the files of their contents.
    pub(crate) fn expire_objects(
        &self,
        prefix: &str,
        until: Timestamp,
    ) -> rusqlite::Result<Vec<String>> {
        self.lock()
            .prepare(
                "DELETE FROM objects WHERE substr(key, 1, length(?1)) = ?1 AND created <= ?2 RETURNING content",
            )?
            .query_map(params![prefix, until.as_millisecond()], |row| row.get(0))?
            .collect()
    }

    /// The files of all contents, of objects and of parts.
    pub(crate) fn contents(&self) -> rusqlite::Result<Vec<String>> {
        self.lock()
            .prepare("SELECT content FROM objects UNION ALL SELECT content FROM parts")?
            .query_map([], |row| row.get(0))?
            .collect()
    }
}

/// Forgets an upload with its parts; answers the files of their contents, or nothing if there is no such upload.
pub(super) fn end_upload(
    change: &Transaction<'_>,
    upload: &str,
) -> rusqlite::Result<Option<Vec<String>>> {
    let parts = change
        .prepare("SELECT content FROM parts WHERE upload = ?1")?
        .query_map([upload], |row| row.get(0))?
        .collect::<rusqlite::Result<Vec<String>>>()?;
    let ended = change.execute("DELETE FROM uploads WHERE id = ?1", [upload])?;
    Ok((ended == 1).then_some(parts))
}

pub(super) fn write(attributes: &Attributes) -> rusqlite::Result<String> {
    serde_json::to_string(attributes)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))
}

pub(super) fn read_attributes(row: &Row<'_>, column: usize) -> rusqlite::Result<Attributes> {
    serde_json::from_str(row.get_ref(column)?.as_str()?).map_err(|error| unreadable(column, error))
}

fn read(row: &Row<'_>) -> rusqlite::Result<Object> {
    Ok(Object {
        key: row.get(0)?,
        content: row.get(1)?,
        size: row.get(2)?,
        etag: row.get(3)?,
        attributes: read_attributes(row, 4)?,
        created: moment(row, 5)?,
    })
}
