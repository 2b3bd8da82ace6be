//! What goes wrong with schedules: which are late, which are delivered more or less than once.
//!
//! A fault strikes a schedule when it is made, or, for those that stand already, when the fault is put. What that comes to is kept
//! with the schedule, so that a restart changes nothing.

use rusqlite::{Connection, OptionalExtension, params};

use super::{Store, schedules::PENDING};

/// A fault to be put.
#[derive(Debug)]
pub(crate) struct NewFault<'a> {
    /// It strikes schedules whose names contain this.
    pub(crate) part: &'a str,
    /// How many seconds after their time they fire.
    pub(crate) late: i64,
    /// How often they are delivered.
    pub(crate) deliveries: u32,
    /// How many schedules it strikes; all, if there is no number.
    pub(crate) times: Option<u32>,
}

impl Store {
    /// Puts a fault; it strikes pending schedules at once, the next to fire first, unless another has.
    pub(crate) fn put_schedule_fault(&self, fault: &NewFault<'_>) -> rusqlite::Result<()> {
        let mut connection = self.lock();
        let change = connection.transaction()?;
        change.execute(
            "INSERT INTO schedule_faults (part, late, deliveries, remaining) VALUES (?1, ?2, ?3, ?4)",
            params![fault.part, fault.late, fault.deliveries, fault.times],
        )?;
        let query = format!(
            "SELECT grp, name FROM schedules WHERE {PENDING} AND fault IS NULL ORDER BY at, name, grp"
        );
        for (group, name) in names(&change, &query)? {
            strike(&change, &group, &name)?;
        }
        change.commit()
    }

    /// Sets the precision in seconds, also for those pending.
    pub(crate) fn set_precision(&self, seconds: i64) -> rusqlite::Result<()> {
        let mut connection = self.lock();
        let change = connection.transaction()?;
        let before = precision(&change)?;
        change.execute("UPDATE precision SET seconds = ?1", [seconds])?;
        let query = format!("SELECT grp, name FROM schedules WHERE {PENDING}");
        for (group, name) in names(&change, &query)? {
            let moved = within(&name, seconds) - within(&name, before);
            change
                .prepare_cached(
                    "UPDATE schedules SET late = late + ?3 WHERE grp = ?1 AND name = ?2",
                )?
                .execute(params![group, name, moved])?;
        }
        change.commit()
    }

    /// Ends all faults, also those of schedules that they have struck. The precision stays.
    pub(crate) fn heal_schedules(&self) -> rusqlite::Result<()> {
        let mut connection = self.lock();
        let change = connection.transaction()?;
        change.execute("DELETE FROM schedule_faults", [])?;
        let query = format!("SELECT grp, name FROM schedules WHERE {PENDING}");
        for (group, name) in names(&change, &query)? {
            strike(&change, &group, &name)?;
        }
        change.commit()
    }
}

/// Decides how a schedule fires: by the first fault that fits its name and is not used up.
pub(super) fn strike(change: &Connection, group: &str, name: &str) -> rusqlite::Result<()> {
    let found = change
        .prepare_cached(
            "SELECT n, late, deliveries FROM schedule_faults
             WHERE instr(?1, part) > 0 AND (remaining IS NULL OR remaining > 0) ORDER BY n LIMIT 1",
        )?
        .query_row([name], |row| {
            Ok((
                row.get::<_, i64>(0)?,
                row.get::<_, i64>(1)?,
                row.get::<_, u32>(2)?,
            ))
        })
        .optional()?;
    let (fault, late, deliveries) = match found {
        None => (None, 0, 1),
        Some((fault, late, deliveries)) => (Some(fault), late, deliveries),
    };
    // A number of times that is unlimited stays so: less one, NULL is NULL.
    change
        .prepare_cached("UPDATE schedule_faults SET remaining = remaining - 1 WHERE n = ?1")?
        .execute([fault])?;
    let late = late + within(name, precision(change)?);
    change
        .prepare_cached(
            "UPDATE schedules SET late = ?3, deliveries = ?4, fault = ?5 WHERE grp = ?1 AND name = ?2",
        )?
        .execute(params![group, name, late, deliveries, fault])?;
    Ok(())
}

fn precision(change: &Connection) -> rusqlite::Result<i64> {
    change
        .prepare_cached("SELECT seconds FROM precision")?
        .query_row([], |row| row.get(0))
}

fn names(change: &Connection, query: &str) -> rusqlite::Result<Vec<(String, String)>> {
    change
        .prepare(query)?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect()
}

/// The second, of so many, at which a schedule of this name fires: scattered over them, and always the same one.
fn within(name: &str, seconds: i64) -> i64 {
    // FNV-1a, 64 bits.
    let hash = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    i64::try_from(hash >> 1).map_or(0, |hash| hash % seconds.max(1))
}
