//! The decisions: what a booking, an edit and a cancellation change, and what they owe. Pure.

use jiff::Timestamp;

use super::{Appointment, Changes, Draft};
use crate::{
    Effect, Email, Farewell, Id, Ids, Organization, Owed, Planned, Presence, Reminder,
    ReminderKind, Settings, Subject, WaitingRoomToken, reminder,
    webhook::{Channel, Event, Payload},
};

/// Whose appointment it is, and the settings that hold for it now.
#[derive(Debug, Clone, Copy)]
pub struct Tenant<'a> {
    /// The organization.
    pub id: Id<Organization>,
    /// Its settings.
    pub settings: &'a Settings,
}

/// A state to be written, with what it owes.
#[derive(Debug)]
pub struct Booking {
    /// The appointment as it is from now on.
    pub appointment: Appointment,
    /// Its reminders to come, all of them; `None` where they stay as they are.
    pub reminders: Option<Vec<Reminder>>,
    /// What the change owes.
    pub owed: Vec<Owed>,
}

/// What an edit comes to.
#[derive(Debug)]
pub enum Edit {
    /// Everything is as the edit wants it already.
    Unchanged,
    /// The appointment changes.
    Changed(Box<Booking>),
}

/// Why an appointment ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// It does not take place.
    Cancelled,
    /// It has taken place, and is forgotten before its time.
    Erased,
}

impl Ending {
    /// What the audit calls it.
    pub const fn action(self) -> &'static str {
        match self {
            Self::Cancelled => "appointment.cancelled",
            Self::Erased => "appointment.erased",
        }
    }
}

/// An appointment to be erased, with what that owes.
#[derive(Debug)]
pub struct Cancellation {
    /// Why.
    pub ending: Ending,
    /// What the cancellation owes.
    pub owed: Vec<Owed>,
}

/// Books an appointment: a confirmation and the reminders that are still to come.
pub fn book(draft: Draft, tenant: Tenant<'_>, now: Timestamp, ids: &dyn Ids) -> Booking {
    let appointment = Appointment {
        id: Id::new(ids.uuid()),
        office: draft.office,
        start: draft.start,
        email: draft.email,
        phone: draft.phone,
        external_id: draft.external_id,
        file_number: draft.file_number,
        link: WaitingRoomToken::generate(ids),
        sequence: 0,
        version: 0,
        planned: reminder::plan(draft.start, tenant.settings, now),
        changed: now,
        retention_days: tenant.settings.retention_days,
    };
    let subject = subject(tenant, &appointment);
    let mut owes = Owes::new(subject, now, ids);
    owes.push(Effect::ConfirmationMail {
        subject,
        sequence: appointment.sequence,
    });
    owes.schedules(&appointment);
    owes.tell(tenant, Event::AppointmentCreated, || {
        Payload::appointment(&appointment)
    });
    Booking {
        reminders: Some(reminders(subject, &appointment)),
        owed: owes.list,
        appointment,
    }
}

/// Edits an appointment. A changed start, office or address is told to the guest and has both reminders
/// computed anew; anything else is only noted (contract, section 3).
pub fn edit(
    before: &Appointment,
    changes: Changes,
    tenant: Tenant<'_>,
    now: Timestamp,
    ids: &dyn Ids,
) -> Edit {
    let mut after = changes.applied_to(before);
    if after == *before {
        return Edit::Unchanged;
    }
    after.version += 1;
    after.changed = now;
    after.retention_days = tenant.settings.retention_days;
    let subject = subject(tenant, before);
    let mut owes = Owes::new(subject, now, ids);
    let moved = after.start != before.start;
    let readdressed = after.email.folded() != before.email.folded();
    let replaced = after.office != before.office;
    if moved || replaced {
        owes.tell(tenant, Event::AppointmentRescheduled, || {
            Payload::appointment(&after)
        });
    }
    if !(moved || readdressed || replaced) {
        return Edit::Changed(Box::new(Booking {
            appointment: after,
            reminders: None,
            owed: owes.list,
        }));
    }
    after.sequence += 1;
    after.planned = reminder::plan(after.start, tenant.settings, now);
    let sequence = after.sequence;
    if readdressed {
        owes.push(Effect::WithdrawalMail {
            subject,
            farewell: farewell(before, sequence, &before.email),
        });
        owes.push(Effect::ConfirmationMail { subject, sequence });
    } else {
        owes.push(Effect::RescheduleMail {
            subject,
            sequence,
            earlier: moved.then(|| before.start.instant()),
        });
    }
    owes.unschedule(before);
    owes.schedules(&after);
    Edit::Changed(Box::new(Booking {
        reminders: Some(reminders(subject, &after)),
        owed: owes.list,
        appointment: after,
    }))
}

/// Cancels an appointment: it is told to the guest, and everything about it goes.
pub fn cancel(
    before: &Appointment,
    tenant: Tenant<'_>,
    now: Timestamp,
    ids: &dyn Ids,
) -> Cancellation {
    let subject = subject(tenant, before);
    let mut owes = Owes::new(subject, now, ids);
    owes.push(Effect::CancellationMail {
        subject,
        farewell: farewell(before, before.sequence + 1, &before.email),
    });
    owes.unschedule(before);
    owes.push(Effect::EraseAnswers { subject });
    owes.tell(tenant, Event::AppointmentCancelled, || {
        Payload::appointment(before)
    });
    Cancellation {
        ending: Ending::Cancelled,
        owed: owes.list,
    }
}

/// Erases an appointment that has begun: nobody is told, for nothing changes for them, and everything about it goes.
pub fn erase(
    before: &Appointment,
    tenant: Tenant<'_>,
    now: Timestamp,
    ids: &dyn Ids,
) -> Cancellation {
    let subject = subject(tenant, before);
    let mut owes = Owes::new(subject, now, ids);
    owes.unschedule(before);
    owes.push(Effect::EraseAnswers { subject });
    Cancellation {
        ending: Ending::Erased,
        owed: owes.list,
    }
}

/// Ends an appointment, however it stands: what is still to come is cancelled, what has begun is erased.
pub fn end(
    before: &Appointment,
    tenant: Tenant<'_>,
    now: Timestamp,
    ids: &dyn Ids,
) -> Cancellation {
    if before.is_upcoming(now) {
        cancel(before, tenant, now, ids)
    } else {
        erase(before, tenant, now, ids)
    }
}

/// A guest who comes into the waiting room.
#[derive(Debug)]
pub struct Arrival {
    /// For how long the guest is there.
    pub presence: Presence,
    /// What the arrival owes.
    pub owed: Vec<Owed>,
}

/// Lets a guest in who was not there: the organization's systems are told.
pub fn arrive(
    appointment: &Appointment,
    tenant: Tenant<'_>,
    now: Timestamp,
    ids: &dyn Ids,
) -> Arrival {
    let mut owes = Owes::new(subject(tenant, appointment), now, ids);
    let payload = || Payload::guest_online(appointment);
    owes.tell(tenant, Event::GuestOnline, payload);
    Arrival {
        presence: Presence::beginning(now),
        owed: owes.list,
    }
}

/// What is owed once a message with a reminder was taken.
pub fn reminded(
    appointment: &Appointment,
    tenant: Tenant<'_>,
    kind: ReminderKind,
    channel: Channel,
    now: Timestamp,
    ids: &dyn Ids,
) -> Vec<Owed> {
    let mut owes = Owes::new(subject(tenant, appointment), now, ids);
    let payload = || Payload::reminder(appointment, kind, channel);
    owes.tell(tenant, Event::ReminderSent, payload);
    owes.list
}

/// Collects what a change owes.
struct Owes<'a> {
    subject: Subject,
    now: Timestamp,
    ids: &'a dyn Ids,
    list: Vec<Owed>,
}

impl<'a> Owes<'a> {
    fn new(subject: Subject, now: Timestamp, ids: &'a dyn Ids) -> Self {
        Self {
            subject,
            now,
            ids,
            list: Vec::new(),
        }
    }

    fn push(&mut self, effect: Effect) {
        self.list.push(Owed::new(effect, self.now, self.ids));
    }

    /// Owes an event, if an endpoint wants it.
    fn tell(&mut self, tenant: Tenant<'_>, event: Event, payload: impl FnOnce() -> Payload) {
        if tenant.settings.events.contains(&event) {
            self.push(Effect::AppointmentEvent {
                subject: self.subject,
                event,
                payload: payload(),
            });
        }
    }

    fn schedules(&mut self, appointment: &Appointment) {
        for &Planned { kind, at } in &appointment.planned {
            self.push(Effect::CreateSchedule {
                subject: self.subject,
                sequence: appointment.sequence,
                kind,
                at,
            });
        }
    }

    /// What has fired has deleted itself, and what fires late is found stale.
    fn unschedule(&mut self, before: &Appointment) {
        let now = self.now;
        for planned in before.planned.iter().filter(|planned| planned.at > now) {
            self.push(Effect::DeleteSchedule {
                subject: self.subject,
                sequence: before.sequence,
                kind: planned.kind,
            });
        }
    }
}

fn subject(tenant: Tenant<'_>, appointment: &Appointment) -> Subject {
    Subject {
        organization: tenant.id,
        appointment: appointment.id,
    }
}

fn reminders(subject: Subject, appointment: &Appointment) -> Vec<Reminder> {
    let record = |planned: &Planned| Reminder {
        subject,
        kind: planned.kind,
        sequence: appointment.sequence,
        at: planned.at,
        fired: false,
    };
    appointment.planned.iter().map(record).collect()
}

fn farewell(before: &Appointment, sequence: u32, recipient: &Email) -> Farewell {
    Farewell {
        sequence,
        start: before.start.instant(),
        recipient: recipient.clone(),
    }
}
