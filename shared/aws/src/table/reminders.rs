//! Reminders: their records, and the one transaction by which one goes.

use jiff::Timestamp;
use leah_domain::{
    Appointment, Effect, Firing, Ids, Owed, Reminder,
    reminder::{NET, Verdict, decide},
};
use uuid::Uuid;

use super::{
    Table, TableError,
    item::{Item, alive, number, read, text_of},
    names::{self, Index},
    outbox,
    query::Range,
    transaction::{Condition, Transaction},
};

/// A reminder's record; until it has gone it stands in the due index, a little later than its time.
pub(crate) fn item(reminder: &Reminder, end: Timestamp) -> Result<Item, TableError> {
    let key = names::reminder(reminder.subject, reminder.kind);
    let item = Item::new("Reminder", &key, reminder)?.expires(end);
    if reminder.fired {
        return Ok(item);
    }
    let at = reminder.at.checked_add(NET).unwrap_or(Timestamp::MAX);
    let id = place(reminder);
    Ok(item.index(Index::Due, names::due_shard(id), names::due(at, id)))
}

/// An identifier for the reminder's place in the due index.
fn place(reminder: &Reminder) -> Uuid {
    reminder.subject.appointment.uuid()
}

impl Table {
    /// Fires a reminder: decides, and if it goes, marks it and owes its mail and its SMS, in one transaction.
    pub async fn fire(&self, firing: &Firing, ids: &dyn Ids) -> Result<Verdict, TableError> {
        let (appointment, reminder) = self.standing(firing).await?;
        let now = self.now();
        let verdict = decide(firing, appointment.as_ref(), reminder.as_ref(), now);
        let (Some(appointment), Some(reminder)) = (appointment, reminder) else {
            return Ok(verdict);
        };
        let fired = match verdict {
            Verdict::Send | Verdict::TooLate => Reminder {
                fired: true,
                ..reminder
            },
            Verdict::Stale | Verdict::AlreadySent => return Ok(verdict),
        };
        let mut transaction = Transaction::default();
        let unfired = Condition::new("#sequence = :sequence AND #fired = :no")
            .name("#sequence", "sequence")
            .name("#fired", "fired")
            .value(":sequence", number(firing.sequence))
            .value(":no", aws_sdk_dynamodb::types::AttributeValue::Bool(false));
        transaction.put_if(item(&fired, appointment.expires())?, unfired);
        if verdict == Verdict::Send {
            for effect in messages(firing) {
                transaction.put(outbox::item(&Owed::new(effect, now, ids))?);
            }
        }
        Ok(match self.commit(transaction).await? {
            Ok(()) => verdict,
            // Another firing was faster, or the appointment has just moved.
            Err(_) => Verdict::AlreadySent,
        })
    }

    /// An appointment and one of its reminders, in one trip.
    async fn standing(
        &self,
        firing: &Firing,
    ) -> Result<(Option<Appointment>, Option<Reminder>), TableError> {
        let subject = firing.subject;
        let partition = names::appointment_partition(subject.organization, subject.appointment);
        let range = Range::between("APPT", "REMINDER#~");
        let query = self.query(None, &partition, range).latest();
        let now = self.now();
        let (mut appointment, mut reminder) = (None, None);
        let wanted = names::reminder(subject, firing.kind).sk;
        for item in query.page(None).await?.items {
            if !alive(&item, now) {
                continue;
            }
            match text_of(&item, "SK") {
                Some("APPT") => appointment = Some(read("Appointment", item)?),
                Some(sk) if sk == wanted => reminder = Some(read("Reminder", item)?),
                _ => {}
            }
        }
        Ok((appointment, reminder))
    }
}

fn messages(firing: &Firing) -> [Effect; 2] {
    let Firing {
        subject,
        kind,
        sequence,
        ..
    } = *firing;
    [
        Effect::ReminderMail {
            subject,
            sequence,
            kind,
        },
        Effect::ReminderSms {
            subject,
            sequence,
            kind,
        },
    ]
}
