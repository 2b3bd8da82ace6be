//! Owed work: what a change still has to bring about, written with the change itself.
//!
//! Each effect is one item of its own in the table, done at least once, idempotently, by `outbox`.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    Appointment, Email, Id, Ids, Organization, ReminderKind, TransferRef,
    webhook::{Event, Payload},
};

/// How long an attempt may take before another may begin. It also bounds the wait for the first one:
/// the table's stream rings at once, and if the bell is lost the sweep finds the item after this long.
pub const LEASE: SignedDuration = SignedDuration::from_secs(120);

/// How long an effect is tried before it is given up: longer than any outage that its neighbours may have.
const PERSISTENCE: SignedDuration = SignedDuration::from_hours(72);

/// How far ahead to look for all that is owed already: the longest wait for an attempt, and an hour by which the clocks of
/// who looks and who has written may differ. What lies behind is not owed yet.
pub const HORIZON: SignedDuration = SignedDuration::from_hours(2);

const FIRST_DELAY: SignedDuration = SignedDuration::from_secs(60);
const LAST_DELAY: SignedDuration = SignedDuration::from_hours(1);

/// An appointment, named with its organization: nothing is found without its tenant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// The organization that it belongs to.
    pub organization: Id<Organization>,
    /// The appointment.
    pub appointment: Id<Appointment>,
}

/// What an effect speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topic {
    /// An appointment.
    Appointment(Subject),
    /// A transfer.
    Transfer(TransferRef),
}

impl Topic {
    /// Whose it is.
    pub const fn organization(self) -> Id<Organization> {
        match self {
            Self::Appointment(subject) => subject.organization,
            Self::Transfer(subject) => subject.organization,
        }
    }

    /// Its identifier, for logs.
    pub const fn id(self) -> Uuid {
        match self {
            Self::Appointment(subject) => subject.appointment.uuid(),
            Self::Transfer(subject) => subject.transfer.uuid(),
        }
    }
}

/// What the last mail about an appointment says, carried along since the appointment itself is gone
/// or no longer knows the address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Farewell {
    /// The iCalendar SEQUENCE: higher than any that the address has seen.
    pub sequence: u32,
    /// The start that the address knows.
    pub start: Timestamp,
    /// The address.
    pub recipient: Email,
}

/// One piece of owed work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "effect", rename_all = "kebab-case")]
pub enum Effect {
    /// Tell the guest that the appointment is made.
    ConfirmationMail {
        /// Of which appointment.
        subject: Subject,
        /// As of which state: the mail is dropped when the appointment has moved on.
        sequence: u32,
    },
    /// Tell the guest that the appointment has moved.
    RescheduleMail {
        /// Of which appointment.
        subject: Subject,
        /// As of which state.
        sequence: u32,
        /// The start that no longer holds; none where only the office has changed.
        earlier: Option<Timestamp>,
    },
    /// Tell the guest that the appointment is cancelled.
    CancellationMail {
        /// Of which appointment.
        subject: Subject,
        /// What the mail says.
        farewell: Farewell,
    },
    /// Take the invitation back from an address that was replaced.
    WithdrawalMail {
        /// Of which appointment.
        subject: Subject,
        /// What the mail says.
        farewell: Farewell,
    },
    /// Remind the guest by e-mail.
    ReminderMail {
        /// Of which appointment.
        subject: Subject,
        /// As of which state.
        sequence: u32,
        /// Which of the two.
        kind: ReminderKind,
    },
    /// Remind the guest by SMS.
    ReminderSms {
        /// Of which appointment.
        subject: Subject,
        /// As of which state.
        sequence: u32,
        /// Which of the two.
        kind: ReminderKind,
    },
    /// Have a reminder fired at its time.
    CreateSchedule {
        /// Of which appointment.
        subject: Subject,
        /// As of which state: part of the schedule's name.
        sequence: u32,
        /// Which of the two.
        kind: ReminderKind,
        /// When.
        at: Timestamp,
    },
    /// Take a schedule back.
    DeleteSchedule {
        /// Of which appointment.
        subject: Subject,
        /// As of which state.
        sequence: u32,
        /// Which of the two.
        kind: ReminderKind,
    },
    /// Blank the answers that idempotent requests about a cancelled appointment have kept.
    EraseAnswers {
        /// Of which appointment.
        subject: Subject,
    },
    /// Tell a guest that documents are waiting.
    DocumentsMail {
        /// Of which transfer.
        subject: TransferRef,
        /// Whom.
        recipient: Email,
    },
    /// Remove a transfer that has ended, with its files.
    EraseTransfer {
        /// Which.
        subject: TransferRef,
    },
    /// Tell the organization's systems what became of an appointment.
    AppointmentEvent {
        /// Of which appointment.
        subject: Subject,
        /// What has happened.
        event: Event,
        /// What is told.
        payload: Payload,
    },
    /// Tell the organization's systems what became of a transfer.
    TransferEvent {
        /// Of which transfer.
        subject: TransferRef,
        /// What has happened.
        event: Event,
        /// What is told.
        payload: Payload,
    },
}

impl Effect {
    /// What it speaks of.
    pub const fn topic(&self) -> Topic {
        match self {
            Self::ConfirmationMail { subject, .. }
            | Self::RescheduleMail { subject, .. }
            | Self::CancellationMail { subject, .. }
            | Self::WithdrawalMail { subject, .. }
            | Self::ReminderMail { subject, .. }
            | Self::ReminderSms { subject, .. }
            | Self::CreateSchedule { subject, .. }
            | Self::DeleteSchedule { subject, .. }
            | Self::EraseAnswers { subject }
            | Self::AppointmentEvent { subject, .. } => Topic::Appointment(*subject),
            Self::DocumentsMail { subject, .. }
            | Self::EraseTransfer { subject }
            | Self::TransferEvent { subject, .. } => Topic::Transfer(*subject),
        }
    }

    /// Its name in logs and metrics.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::ConfirmationMail { .. } => "confirmation-mail",
            Self::RescheduleMail { .. } => "reschedule-mail",
            Self::CancellationMail { .. } => "cancellation-mail",
            Self::WithdrawalMail { .. } => "withdrawal-mail",
            Self::ReminderMail { .. } => "reminder-mail",
            Self::ReminderSms { .. } => "reminder-sms",
            Self::CreateSchedule { .. } => "create-schedule",
            Self::DeleteSchedule { .. } => "delete-schedule",
            Self::EraseAnswers { .. } => "erase-answers",
            Self::DocumentsMail { .. } => "documents-mail",
            Self::EraseTransfer { .. } => "erase-transfer",
            Self::AppointmentEvent { .. } => "appointment-event",
            Self::TransferEvent { .. } => "transfer-event",
        }
    }

    /// The address that it carries, where it does not find one by what it speaks of.
    pub const fn recipient(&self) -> Option<&Email> {
        match self {
            Self::CancellationMail { farewell, .. } | Self::WithdrawalMail { farewell, .. } => {
                Some(&farewell.recipient)
            }
            Self::DocumentsMail { recipient, .. } => Some(recipient),
            Self::ConfirmationMail { .. }
            | Self::RescheduleMail { .. }
            | Self::ReminderMail { .. }
            | Self::ReminderSms { .. }
            | Self::CreateSchedule { .. }
            | Self::DeleteSchedule { .. }
            | Self::EraseAnswers { .. }
            | Self::EraseTransfer { .. }
            | Self::AppointmentEvent { .. }
            | Self::TransferEvent { .. } => None,
        }
    }

    /// Whether it sends something that cannot be taken back, and that its service may accept twice.
    pub const fn is_message(&self) -> bool {
        match self {
            Self::ConfirmationMail { .. }
            | Self::RescheduleMail { .. }
            | Self::CancellationMail { .. }
            | Self::WithdrawalMail { .. }
            | Self::ReminderMail { .. }
            | Self::ReminderSms { .. }
            | Self::DocumentsMail { .. } => true,
            Self::CreateSchedule { .. }
            | Self::DeleteSchedule { .. }
            | Self::EraseAnswers { .. }
            | Self::EraseTransfer { .. }
            | Self::AppointmentEvent { .. }
            | Self::TransferEvent { .. } => false,
        }
    }
}

/// An effect on its way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owed {
    /// Its identifier; it sorts by the time of the change.
    pub id: Uuid,
    /// What is to be done.
    #[serde(flatten)]
    pub effect: Effect,
    /// Since when it is owed: when the change was made, or when it ends what it is about.
    pub created: Timestamp,
    /// How many attempts have begun.
    pub begun: u32,
    /// How many of them came to a known end without success.
    pub failed: u32,
    /// When an operator put it back, if it was given up before: it is tried as long as a new one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replayed: Option<Timestamp>,
    /// Why the last attempt with a known end did not succeed: codes alone, nothing about anybody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<String>,
}

impl Owed {
    /// A new item; `now` may lie ahead, for what is not owed yet.
    pub fn new(effect: Effect, now: Timestamp, ids: &dyn Ids) -> Self {
        Self {
            id: ids.uuid_at(now),
            effect,
            created: now,
            begun: 0,
            failed: 0,
            replayed: None,
            cause: None,
        }
    }

    /// How many attempts began before this one and never told how they ended: the sandbox died,
    /// or the service took the message and its answer was lost.
    pub const fn unanswered_before(&self) -> u32 {
        self.begun.saturating_sub(self.failed).saturating_sub(1)
    }

    /// Whether another attempt may be made, now that one has begun. A message whose acceptance was never
    /// answered is repeated once (contract, section 3); whatever can be repeated safely, always.
    pub const fn may_try(&self) -> bool {
        !self.effect.is_message() || self.unanswered_before() <= 1
    }

    /// When the next attempt is due after one that has failed at `now`, or `None`: it is given up.
    pub fn next_attempt(&self, now: Timestamp) -> Option<Timestamp> {
        let since = self.replayed.unwrap_or(self.created);
        if now.duration_since(since) >= PERSISTENCE {
            return None;
        }
        let doublings = self.begun.saturating_sub(1).min(10);
        let delay = FIRST_DELAY
            .checked_mul(1 << doublings)
            .map_or(LAST_DELAY, |delay| delay.min(LAST_DELAY));
        now.checked_add(delay).ok()
    }
}

#[cfg(test)]
mod tests;
