//! Multipart uploads that are under way, and their parts.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, params};

use super::objects::{Attributes, end_upload, read_attributes, write};
use super::{Store, moment};

/// A multipart upload.
#[derive(Debug)]
pub(crate) struct Upload {
    pub(crate) key: String,
    pub(crate) attributes: Attributes,
    pub(crate) created: Timestamp,
}

/// A part of an upload.
#[derive(Debug)]
pub(crate) struct Part {
    /// From 1 to 10,000.
    pub(crate) number: i32,
    /// The file that holds its content.
    pub(crate) content: String,
    pub(crate) size: u64,
    /// In hexadecimal digits; a part's `ETag`.
    pub(crate) md5: String,
}

impl Store {
    /// Begins an upload; answers its identifier.
    pub(crate) fn add_upload(&self, upload: &Upload) -> rusqlite::Result<String> {
        self.lock().query_row(
            "INSERT INTO uploads (id, key, attributes, created) VALUES (lower(hex(randomblob(16))), ?1, ?2, ?3)
             RETURNING id",
            params![
                upload.key,
                write(&upload.attributes)?,
                upload.created.as_millisecond()
            ],
            |row| row.get(0),
        )
    }

    pub(crate) fn upload(&self, id: &str) -> rusqlite::Result<Option<Upload>> {
        self.lock()
            .query_row(
                "SELECT key, attributes, created FROM uploads WHERE id = ?1",
                [id],
                |row| {
                    Ok(Upload {
                        key: row.get(0)?,
                        attributes: read_attributes(row, 1)?,
                        created: moment(row, 2)?,
                    })
                },
            )
            .optional()
    }

    /// Keeps a part in place of the one with its number; answers the files that hold nothing that is needed any more, or
    /// nothing if there is no such upload (any more).
    pub(crate) fn put_part(
        &self,
        upload: &str,
        part: &Part,
    ) -> rusqlite::Result<Option<Vec<String>>> {
        let mut connection = self.lock();
        let change = connection.transaction()?;
        let known = change
            .query_row("SELECT 1 FROM uploads WHERE id = ?1", [upload], |_| Ok(()))
            .optional()?;
        if known.is_none() {
            return Ok(None);
        }
        let replaced = change
            .prepare("DELETE FROM parts WHERE upload = ?1 AND number = ?2 RETURNING content")?
            .query_map(params![upload, part.number], |row| row.get(0))?
            .collect::<rusqlite::Result<Vec<String>>>()?;
        change.execute(
            "INSERT INTO parts (upload, number, content, size, md5) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![upload, part.number, part.content, part.size, part.md5],
        )?;
        change.commit()?;
        Ok(Some(replaced))
    }

    /// The parts of an upload, by number.
    pub(crate) fn parts(&self, upload: &str) -> rusqlite::Result<Vec<Part>> {
        self.lock()
            .prepare(
                "SELECT number, content, size, md5 FROM parts WHERE upload = ?1 ORDER BY number",
            )?
            .query_map([upload], |row| {
                Ok(Part {
                    number: row.get(0)?,
                    content: row.get(1)?,
                    size: row.get(2)?,
                    md5: row.get(3)?,
                })
            })?
            .collect()
    }

    /// Forgets an upload; answers the files of its parts, or nothing if there is no such upload.
    pub(crate) fn remove_upload(&self, id: &str) -> rusqlite::Result<Option<Vec<String>>> {
        let mut connection = self.lock();
        let change = connection.transaction()?;
        let freed = end_upload(&change, id)?;
        change.commit()?;
        Ok(freed)
    }

    /// Forgets the uploads to keys under `prefix` that were begun up to `until`; answers the files of their parts.
    pub(crate) fn expire_uploads(
        &self,
        prefix: &str,
        until: Timestamp,
    ) -> rusqlite::Result<Vec<String>> {
        let mut connection = self.lock();
        let change = connection.transaction()?;
        let expired = change
            .prepare(
                "SELECT id FROM uploads WHERE substr(key, 1, length(?1)) = ?1 AND created <= ?2",
            )?
            .query_map(params![prefix, until.as_millisecond()], |row| row.get(0))?
            .collect::<rusqlite::Result<Vec<String>>>()?;
        let mut freed = Vec::new();
        for id in expired {
            freed.extend(end_upload(&change, &id)?.unwrap_or_default());
        }
        change.commit()?;
        Ok(freed)
    }
}
