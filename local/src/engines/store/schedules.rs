//! Schedules and their groups.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, params};

use super::{Store, schedule_faults, unreadable};
use crate::engines::scheduler::{Definition, Schedule};

/// A group of schedules.
#[derive(Debug)]
pub(crate) struct Group {
    pub(crate) name: String,
    pub(crate) created: Timestamp,
}

/// A schedule as it was put.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) name: String,
    pub(crate) at: Timestamp,
    pub(crate) definition: Definition,
    pub(crate) created: Timestamp,
    pub(crate) changed: Timestamp,
}

/// Which schedules to list.
#[derive(Debug, Default)]
pub(crate) struct Query {
    pub(crate) group: Option<String>,
    pub(crate) prefix: String,
    pub(crate) state: Option<String>,
    /// Group and name after which to go on.
    pub(crate) after: (String, String),
    pub(crate) limit: usize,
}

/// A page of schedules, by group and name, and whether there are more.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) entries: Vec<Entry>,
    pub(crate) more: bool,
}

const COLUMNS: &str = "name, at, definition, created, changed";
pub(super) const PENDING: &str = "fired = 0 AND state = 'ENABLED'";
/// When a schedule fires, in seconds since the epoch.
const FIRES: &str = "at + late";

impl Store {
    /// Keeps a new group; false if one of its name exists.
    pub(crate) fn add_group(&self, group: &Group) -> rusqlite::Result<bool> {
        let added = self.lock().execute(
            "INSERT INTO groups VALUES (?1, ?2) ON CONFLICT DO NOTHING",
            params![group.name, group.created.to_string()],
        )?;
        Ok(added == 1)
    }

    pub(crate) fn group(&self, name: &str) -> rusqlite::Result<Option<Group>> {
        let connection = self.lock();
        connection
            .query_row(
                "SELECT name, created FROM groups WHERE name = ?1",
                [name],
                read_group,
            )
            .optional()
    }

    pub(crate) fn groups(&self) -> rusqlite::Result<Vec<Group>> {
        self.lock()
            .prepare("SELECT name, created FROM groups ORDER BY name")?
            .query_map([], read_group)?
            .collect()
    }

    /// Forgets a group with its schedules; false if there is none.
    pub(crate) fn remove_group(&self, name: &str) -> rusqlite::Result<bool> {
        Ok(self
            .lock()
            .execute("DELETE FROM groups WHERE name = ?1", [name])?
            == 1)
    }

    /// Keeps a new schedule; false if its group has one of its name.
    pub(crate) fn add_schedule(&self, entry: &Entry) -> rusqlite::Result<bool> {
        let definition = &entry.definition;
        let mut connection = self.lock();
        let change = connection.transaction()?;
        let added = change.execute(
            "INSERT INTO schedules (grp, name, at, state, fired, token, definition, created, changed)
             VALUES (?1, ?2, ?3, ?4, 0, ?5, ?6, ?7, ?8) ON CONFLICT DO NOTHING",
            params![
                definition.group_name,
                entry.name,
                entry.at.as_second(),
                definition.state,
                definition.client_token,
                write(definition)?,
                entry.created.to_string(),
                entry.changed.to_string(),
            ],
        )? == 1;
        if added {
            schedule_faults::strike(&change, &definition.group_name, &entry.name)?;
        }
        change.commit()?;
        Ok(added)
    }

    /// Replaces a schedule, which will fire again even if it has fired; false if there is none.
    pub(crate) fn replace_schedule(&self, entry: &Entry) -> rusqlite::Result<bool> {
        let definition = &entry.definition;
        let mut connection = self.lock();
        let change = connection.transaction()?;
        let changed = change.execute(
            "UPDATE schedules SET at = ?3, state = ?4, fired = 0, token = ?5, definition = ?6, changed = ?7
             WHERE grp = ?1 AND name = ?2",
            params![
                definition.group_name,
                entry.name,
                entry.at.as_second(),
                definition.state,
                definition.client_token,
                write(definition)?,
                entry.changed.to_string(),
            ],
        )? == 1;
        if changed {
            schedule_faults::strike(&change, &definition.group_name, &entry.name)?;
        }
        change.commit()?;
        Ok(changed)
    }

    pub(crate) fn schedule(&self, group: &str, name: &str) -> rusqlite::Result<Option<Entry>> {
        let query = format!("SELECT {COLUMNS} FROM schedules WHERE grp = ?1 AND name = ?2");
        self.lock()
            .query_row(&query, [group, name], read)
            .optional()
    }

    /// Forgets a schedule; false if there is none.
    pub(crate) fn remove_schedule(&self, group: &str, name: &str) -> rusqlite::Result<bool> {
        Ok(self.lock().execute(
            "DELETE FROM schedules WHERE grp = ?1 AND name = ?2",
            [group, name],
        )? == 1)
    }

    pub(crate) fn list_schedules(&self, query: &Query) -> rusqlite::Result<Page> {
        let connection = self.lock();
        let mut found = connection.prepare(&format!(
            "SELECT {COLUMNS} FROM schedules WHERE (grp, name) > (?1, ?2) AND grp = coalesce(?3, grp)
             AND substr(name, 1, length(?4)) = ?4 AND state = coalesce(?5, state) ORDER BY grp, name LIMIT ?6"
        ))?;
        let (group, name) = &query.after;
        let limit = i64::try_from(query.limit + 1).unwrap_or(i64::MAX);
        let rows = found.query_map(
            params![group, name, query.group, query.prefix, query.state, limit],
            read,
        )?;
        let mut entries = rows.collect::<rusqlite::Result<Vec<_>>>()?;
        let more = entries.len() > query.limit;
        entries.truncate(query.limit);
        Ok(Page { entries, more })
    }

    /// The schedules that will fire, by the time that they name, and their own names.
    pub(crate) fn pending_schedules(&self) -> rusqlite::Result<Vec<Schedule>> {
        let query =
            format!("SELECT {COLUMNS} FROM schedules WHERE {PENDING} ORDER BY at, name, grp");
        let connection = self.lock();
        let mut found = connection.prepare(&query)?;
        found
            .query_map([], |row| read(row).map(Schedule::from))?
            .collect()
    }

    pub(crate) fn next_schedule(&self) -> rusqlite::Result<Option<Timestamp>> {
        let query = format!("SELECT min({FIRES}) FROM schedules WHERE {PENDING}");
        let at: Option<i64> = self.lock().query_row(&query, [], |row| row.get(0))?;
        at.map(|second| instant(0, second)).transpose()
    }

    /// Takes what is due at `now`: gone if it is to be deleted after completion, otherwise marked as fired.
    /// Each is there as often as it is to be delivered.
    pub(crate) fn take_due(&self, now: Timestamp) -> rusqlite::Result<Vec<Schedule>> {
        let mut connection = self.lock();
        let change = connection.transaction()?;
        let query = format!(
            "SELECT {COLUMNS}, deliveries FROM schedules WHERE {PENDING} AND {FIRES} <= ?1
             ORDER BY {FIRES}, name, grp"
        );
        let due = change
            .prepare(&query)?
            .query_map([now.as_second()], |row| {
                Ok((Schedule::from(read(row)?), row.get::<_, usize>(5)?))
            })?
            .collect::<rusqlite::Result<Vec<_>>>()?;
        let mut taken = Vec::with_capacity(due.len());
        for (schedule, deliveries) in due {
            let statement = if schedule.delete_after {
                "DELETE FROM schedules WHERE grp = ?1 AND name = ?2"
            } else {
                "UPDATE schedules SET fired = 1 WHERE grp = ?1 AND name = ?2"
            };
            change
                .prepare_cached(statement)?
                .execute([&schedule.group, &schedule.name])?;
            taken.extend(std::iter::repeat_n(schedule, deliveries));
        }
        change.commit()?;
        Ok(taken)
    }
}

fn read_group(row: &Row<'_>) -> rusqlite::Result<Group> {
    Ok(Group {
        name: row.get(0)?,
        created: timestamp(row, 1)?,
    })
}

fn read(row: &Row<'_>) -> rusqlite::Result<Entry> {
    Ok(Entry {
        name: row.get(0)?,
        at: instant(1, row.get(1)?)?,
        definition: serde_json::from_str(row.get_ref(2)?.as_str()?)
            .map_err(|error| unreadable(2, error))?,
        created: timestamp(row, 3)?,
        changed: timestamp(row, 4)?,
    })
}

fn timestamp(row: &Row<'_>, column: usize) -> rusqlite::Result<Timestamp> {
    row.get_ref(column)?
        .as_str()?
        .parse()
        .map_err(|error| unreadable(column, error))
}

fn instant(column: usize, second: i64) -> rusqlite::Result<Timestamp> {
    Timestamp::from_second(second).map_err(|error| unreadable(column, error))
}

fn write(definition: &Definition) -> rusqlite::Result<String> {
    serde_json::to_string(definition)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))
}
