//! The two reminders of an appointment: when they go, and whether a firing still holds.

use jiff::{SignedDuration, Timestamp, ToSpan, tz::TimeZone};
use serde::{Deserialize, Serialize};

use crate::{Appointment, Settings, StartTime, Subject};

/// How much later than its time the sweep looks for a reminder whose schedule was lost:
/// EventBridge Scheduler has a precision of 60 s and may be late.
pub const NET: SignedDuration = SignedDuration::from_mins(3);

/// Which of the two reminders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ReminderKind {
    /// Some calendar days before the start, at the same wall-clock time.
    Days,
    /// Some minutes before the start.
    Minutes,
}

impl ReminderKind {
    /// Both kinds, the earlier one first.
    pub const ALL: [Self; 2] = [Self::Days, Self::Minutes];

    /// Its name in keys and schedules.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Days => "days",
            Self::Minutes => "minutes",
        }
    }
}

/// A reminder that is to go at a time to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Planned {
    /// Which of the two.
    pub kind: ReminderKind,
    /// When it goes.
    pub at: Timestamp,
}

/// A reminder's own record: it says whether the reminder has gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reminder {
    /// Of which appointment.
    pub subject: Subject,
    /// Which of the two.
    pub kind: ReminderKind,
    /// As of which state of the appointment.
    pub sequence: u32,
    /// When it goes.
    pub at: Timestamp,
    /// Whether it has been fired.
    pub fired: bool,
}

/// What a schedule brings when it fires.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Firing {
    /// Of which appointment.
    #[serde(flatten)]
    pub subject: Subject,
    /// Which of the two.
    pub kind: ReminderKind,
    /// As of which state of the appointment.
    pub sequence: u32,
    /// When it was meant to fire.
    pub fire_at: Timestamp,
}

impl Firing {
    /// The schedule's name: no two states of an appointment share one, and none is longer than the 64
    /// characters that EventBridge Scheduler allows.
    pub fn schedule_name(subject: Subject, kind: ReminderKind, sequence: u32) -> String {
        format!("{}-{}-{sequence}", subject.appointment, kind.name())
    }
}

/// The reminders that are still to come at `now`, as the settings have them.
pub fn plan(start: StartTime, settings: &Settings, now: Timestamp) -> Vec<Planned> {
    let days = settings
        .reminder_days
        .and_then(|days| days_before(start, days, settings.zone.rules()));
    let minutes = settings
        .reminder_minutes
        .and_then(|minutes| minutes_before(start, minutes));
    [(ReminderKind::Days, days), (ReminderKind::Minutes, minutes)]
        .into_iter()
        .filter_map(|(kind, at)| at.map(|at| Planned { kind, at }))
        .filter(|planned| planned.at > now)
        .collect()
}

/// `days` calendar days before the start at the same wall-clock time in `zone`. Where that time falls into
/// the hour that a change to summer time leaves out, it is as much later; where the hour comes twice, the first.
fn days_before(start: StartTime, days: u16, zone: &TimeZone) -> Option<Timestamp> {
    let wall = start.instant().to_zoned(zone.clone()).datetime();
    let day = wall.date().checked_sub(i32::from(days).days()).ok()?;
    let then = zone.to_ambiguous_timestamp(day.to_datetime(wall.time()));
    let at = then.compatible().ok()?;
    if at < start.instant() {
        return Some(at);
    }
    // Where the zone leaves out the whole day, as Apia did 2011-12-30, as much later is the start itself:
    // the day before is the one before that.
    then.earlier().ok()
}

fn minutes_before(start: StartTime, minutes: u32) -> Option<Timestamp> {
    let span = SignedDuration::from_mins(i64::from(minutes));
    start.instant().checked_sub(span).ok()
}

/// What becomes of a firing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The guest is reminded.
    Send,
    /// The appointment is gone or has moved: the firing means nothing any more.
    Stale,
    /// This reminder has gone already.
    AlreadySent,
    /// The appointment has begun: a reminder would only confuse.
    TooLate,
}

/// Decides on a firing, given what the table holds now.
pub fn decide(
    firing: &Firing,
    appointment: Option<&Appointment>,
    reminder: Option<&Reminder>,
    now: Timestamp,
) -> Verdict {
    let (Some(appointment), Some(reminder)) = (appointment, reminder) else {
        return Verdict::Stale;
    };
    if appointment.sequence != firing.sequence || reminder.sequence != firing.sequence {
        return Verdict::Stale;
    }
    if reminder.fired {
        return Verdict::AlreadySent;
    }
    if now >= appointment.start.instant() {
        return Verdict::TooLate;
    }
    Verdict::Send
}

#[cfg(test)]
mod tests;
