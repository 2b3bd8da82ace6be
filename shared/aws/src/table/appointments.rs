//! Appointments: each change is one transaction with all that it owes.

use jiff::Timestamp;
use leah_domain::{
    Appointment, Id, Organization, Owed, Reminder, ReminderKind, Subject,
    appointment::{Booking, Cancellation},
};
use serde::Serialize;

use super::{
    Answer, Kept, Table, TableError, Ticket,
    idempotency::{record_key, remember},
    item::{Attributes, Item, alive, number, read},
    links::Link,
    names::{self, Index, Key},
    outbox,
    transaction::{Condition, Refusal, Transaction},
};

/// How a change went.
#[derive(Debug)]
pub enum Outcome {
    /// It is written, with all that it owes.
    Written,
    /// The request was made before.
    Repeated(Kept),
    /// The appointment has changed since it was read, or is gone.
    Moved,
}

/// What was read for a change, or what the same request was answered before.
#[derive(Debug)]
pub enum Found<T> {
    /// It.
    Item(Box<T>),
    /// The request was made before.
    Repeated(Kept),
    /// There is no such thing.
    Nothing,
}

#[derive(Serialize)]
struct Audit {
    action: &'static str,
    appointment: Id<Appointment>,
    at: Timestamp,
}

impl Table {
    /// An appointment of an organization.
    pub async fn appointment(
        &self,
        organization: Id<Organization>,
        id: Id<Appointment>,
    ) -> Result<Option<Appointment>, TableError> {
        let found = self.get(&names::appointment(organization, id)).await?;
        self.living(found)
    }

    /// Reads an appointment for a change, in one trip with what the same request was answered before.
    pub async fn appointment_for(
        &self,
        organization: Id<Organization>,
        id: Id<Appointment>,
        ticket: Option<&Ticket>,
    ) -> Result<Found<Appointment>, TableError> {
        let key = names::appointment(organization, id);
        self.found(&key, ticket, |item| self.living(item)).await
    }

    /// Reads an item for a change, in one trip with what the same request was answered before.
    pub(crate) async fn found<T>(
        &self,
        key: &Key,
        ticket: Option<&Ticket>,
        living: impl Fn(Option<Attributes>) -> Result<Option<T>, TableError>,
    ) -> Result<Found<T>, TableError> {
        let found = match ticket {
            None => self.get(key).await?,
            Some(ticket) => {
                let record_key = record_key(ticket);
                let wanted: [Key; 2] = [key.clone(), record_key.clone()];
                let mut items = self.get_all(&wanted).await?;
                let record = items.remove(&record_key);
                if let Some(record) = record.filter(|record| alive(record, self.now())) {
                    return self.recall(ticket, record).await.map(Found::Repeated);
                }
                items.remove(key)
            }
        };
        Ok(match living(found)? {
            Some(item) => Found::Item(Box::new(item)),
            None => Found::Nothing,
        })
    }

    fn living(&self, found: Option<Attributes>) -> Result<Option<Appointment>, TableError> {
        let now = self.now();
        let living = found.filter(|item| alive(item, now));
        living.map(|item| read("Appointment", item)).transpose()
    }

    /// Writes a new appointment.
    pub async fn insert_appointment(
        &self,
        organization: &Organization,
        booking: &Booking,
        kept: Option<(&Ticket, &Answer)>,
    ) -> Result<Outcome, TableError> {
        let new = Condition::new("attribute_not_exists(PK)");
        self.write(organization, booking, new, kept).await
    }

    /// Writes a changed appointment, if it is still as it was read.
    pub async fn update_appointment(
        &self,
        organization: &Organization,
        before: &Appointment,
        booking: &Booking,
        kept: Option<(&Ticket, &Answer)>,
    ) -> Result<Outcome, TableError> {
        self.write(organization, booking, as_read(before), kept)
            .await
    }

    /// Erases an appointment with everything about it, if it is still as it was read.
    pub async fn erase_appointment(
        &self,
        organization: &Organization,
        before: &Appointment,
        cancellation: &Cancellation,
        kept: Option<(&Ticket, &Answer)>,
    ) -> Result<Outcome, TableError> {
        let now = self.now();
        let subject = subject(organization, before);
        let mut transaction = Transaction::default();
        let key = names::appointment(organization.id, before.id);
        transaction.delete_if(&key, as_read(before));
        for kind in ReminderKind::ALL {
            transaction.delete(&names::reminder(subject, kind));
        }
        transaction.delete(&names::presence(subject));
        transaction.delete(&names::link(&before.link.digest()));
        owe(&mut transaction, &cancellation.owed)?;
        if let Some(owed) = cancellation.owed.first() {
            let audit = Audit {
                action: cancellation.ending.action(),
                appointment: before.id,
                at: now,
            };
            let key = names::audit(organization.id, now, owed.id);
            transaction.put(Item::new("Audit", &key, &audit)?);
        }
        let partition = partition(subject);
        self.settle(transaction, &partition, kept, now).await
    }

    /// Keeps the answer to a request that changed nothing: repeated later, it still must not.
    pub async fn keep_answer(
        &self,
        organization: &Organization,
        before: &Appointment,
        ticket: &Ticket,
        answer: &Answer,
    ) -> Result<Outcome, TableError> {
        let subject = subject(organization, before);
        let mut transaction = Transaction::default();
        // Still there and as it was read, or its erasure could miss the answer.
        let key = names::appointment(organization.id, before.id);
        transaction.check(&key, as_read(before));
        let (kept, now) = (Some((ticket, answer)), self.now());
        self.settle(transaction, &partition(subject), kept, now)
            .await
    }

    async fn write(
        &self,
        organization: &Organization,
        booking: &Booking,
        condition: Condition,
        kept: Option<(&Ticket, &Answer)>,
    ) -> Result<Outcome, TableError> {
        let appointment = &booking.appointment;
        let subject = subject(organization, appointment);
        let end = appointment.expires();
        let mut transaction = Transaction::default();
        transaction.put_if(item(organization, appointment)?, condition);
        let key = names::link(&appointment.link.digest());
        transaction.put(Item::new("Link", &key, &Link::WaitingRoom { subject })?.expires(end));
        if let Some(reminders) = &booking.reminders {
            set_reminders(&mut transaction, subject, reminders, end)?;
        }
        owe(&mut transaction, &booking.owed)?;
        self.settle(transaction, &partition(subject), kept, self.now())
            .await
    }

    /// Writes a change, and the answer to its request if that may be repeated.
    pub(crate) async fn settle(
        &self,
        mut transaction: Transaction,
        partition: &str,
        kept: Option<(&Ticket, &Answer)>,
        now: Timestamp,
    ) -> Result<Outcome, TableError> {
        let record = kept
            .map(|(ticket, answer)| remember(&mut transaction, ticket, partition, answer, now))
            .transpose()?;
        let mut refusal: Refusal = match self.commit(transaction).await {
            Ok(Ok(())) => return Ok(Outcome::Written),
            Ok(Err(refusal)) => refusal,
            // Another writer is at it: with a ticket it may be this very request, and its caller must know.
            Err(TableError::Contended { .. }) if kept.is_none() => return Ok(Outcome::Moved),
            Err(error) => return Err(error),
        };
        if let (Some(place), Some((ticket, _))) = (record, kept)
            && let Some(record) = refusal.at(place)
        {
            return self.recall(ticket, record).await.map(Outcome::Repeated);
        }
        Ok(Outcome::Moved)
    }
}

fn subject(organization: &Organization, appointment: &Appointment) -> Subject {
    Subject {
        organization: organization.id,
        appointment: appointment.id,
    }
}

fn partition(subject: Subject) -> String {
    names::appointment_partition(subject.organization, subject.appointment)
}

fn as_read(before: &Appointment) -> Condition {
    Condition::new("#version = :version")
        .name("#version", "version")
        .value(":version", number(before.version))
}

fn item(organization: &Organization, appointment: &Appointment) -> Result<Item, TableError> {
    let (o, a) = (organization.id, appointment.id);
    let order = names::ordered(appointment.start.instant(), a);
    let guest = organization.index_key.guest(appointment.email.as_str());
    let item = Item::new("Appointment", &names::appointment(o, a), appointment)?
        .expires(appointment.expires())
        .index(Index::Gsi1, names::appointments_by_start(o), order.clone())
        .index(
            Index::Gsi3,
            names::appointments_by_guest(o, &guest),
            order.clone(),
        );
    Ok(match &appointment.external_id {
        Some(reference) => {
            let partition = names::appointments_by_reference(o, reference.as_str());
            item.index(Index::Gsi2, partition, order)
        }
        None => item,
    })
}

/// The reminders to come stand in the table; the others do not.
fn set_reminders(
    transaction: &mut Transaction,
    subject: Subject,
    reminders: &[Reminder],
    end: Timestamp,
) -> Result<(), TableError> {
    for kind in ReminderKind::ALL {
        match reminders.iter().find(|reminder| reminder.kind == kind) {
            Some(reminder) => {
                transaction.put(super::reminders::item(reminder, end)?);
            }
            None => {
                transaction.delete(&names::reminder(subject, kind));
            }
        }
    }
    Ok(())
}

/// Adds what a change owes.
pub(crate) fn owe(transaction: &mut Transaction, owed: &[Owed]) -> Result<(), TableError> {
    for owed in owed {
        transaction.put(outbox::item(owed)?);
    }
    Ok(())
}
