//! Messages to guests: what they speak of, whether they still hold, and their sending.

use std::sync::Arc;

use futures_util::future::try_join;
use jiff::Timestamp;
use leah_aws::{App, mail::SendError, table::TableError};
use leah_domain::{
    Appointment, Effect, Email, Farewell, Organization, Owed, ReminderKind, Settings, Subject,
    Topic, Transfer,
    appointment::{Tenant, reminded},
    webhook::Channel,
};
use leah_http::metrics::Count;
use leah_messages::{
    AppointmentMail, Brand, Lead, Mail, MessageError, Parcel, Sender, Visit, appointment_mail,
    documents_mail, reminder_sms,
};

/// What an effect speaks of, as the table has it now.
pub(crate) struct Standing {
    organization: Arc<Organization>,
    appointment: Option<Appointment>,
    transfer: Option<Transfer>,
}

impl Standing {
    /// The state of the appointment, if there still is one.
    pub(crate) fn sequence(&self) -> Option<u32> {
        self.appointment
            .as_ref()
            .map(|appointment| appointment.sequence)
    }
}

/// Why a message was not sent.
pub(crate) enum Unsent {
    /// It no longer holds.
    Dropped(&'static str),
    /// It cannot be written.
    Unwritable(MessageError),
    /// The service did not take it, or did not say.
    Send(SendError),
}

impl From<SendError> for Unsent {
    fn from(error: SendError) -> Self {
        Self::Send(error)
    }
}

/// Reads what an effect speaks of. Effects that carry all they need read no appointment.
pub(crate) async fn standing(app: &App, effect: &Effect) -> Result<Option<Standing>, TableError> {
    let alone = match effect {
        Effect::DeleteSchedule { .. }
        | Effect::EraseAnswers { .. }
        | Effect::EraseTransfer { .. }
        | Effect::AppointmentEvent { .. }
        | Effect::TransferEvent { .. } => return Ok(None),
        Effect::CancellationMail { .. } | Effect::WithdrawalMail { .. } => true,
        Effect::ConfirmationMail { .. }
        | Effect::RescheduleMail { .. }
        | Effect::ReminderMail { .. }
        | Effect::ReminderSms { .. }
        | Effect::CreateSchedule { .. }
        | Effect::DocumentsMail { .. } => false,
    };
    let topic = effect.topic();
    let found = async {
        Ok(match topic {
            _ if alone => (None, None),
            Topic::Appointment(Subject {
                organization,
                appointment,
            }) => {
                let found = app.table().appointment(organization, appointment);
                (found.await?, None)
            }
            Topic::Transfer(subject) => (None, app.table().transfer(subject).await?),
        })
    };
    let organization = app.organization(topic.organization());
    let (organization, (appointment, transfer)) = try_join(organization, found).await?;
    Ok(organization.map(|organization| Standing {
        organization,
        appointment,
        transfer,
    }))
}

/// Whether the service that carries a message answers at all now.
pub(crate) async fn answers(app: &App, message: &Effect) -> bool {
    match message {
        Effect::ReminderSms { .. } => app.sms().answers().await,
        _ => app.mailer().answers().await,
    }
}

/// Sends a message, if it still holds. What is owed now that it was taken.
pub(crate) async fn send(
    app: &App,
    owed: &Owed,
    effect: &Effect,
    standing: Option<Standing>,
) -> Result<Vec<Owed>, Unsent> {
    let standing = standing.ok_or(Unsent::Dropped("the organization is gone"))?;
    let organization = &*standing.organization;
    let current = |sequence: u32| {
        let appointment = standing.appointment.as_ref();
        let same = appointment.filter(|appointment| appointment.sequence == sequence);
        same.ok_or(Unsent::Dropped("the appointment has moved"))
    };
    let letter = Letter {
        app,
        owed,
        organization,
    };
    match *effect {
        Effect::ConfirmationMail { sequence, .. } => {
            let appointment = current(sequence)?;
            letter
                .about(AppointmentMail::Confirmation, appointment)
                .await
        }
        Effect::RescheduleMail {
            sequence, earlier, ..
        } => {
            let appointment = current(sequence)?;
            letter
                .about(AppointmentMail::Reschedule { earlier }, appointment)
                .await
        }
        Effect::ReminderMail { sequence, kind, .. } => {
            let appointment = upcoming(current(sequence)?, effect, app.now())?;
            let lead = lead(kind, &organization.settings);
            letter
                .about(AppointmentMail::Reminder(lead), appointment)
                .await?;
            return Ok(letter.reminded(appointment, kind, Channel::Email));
        }
        Effect::ReminderSms { sequence, kind, .. } => {
            let appointment = upcoming(current(sequence)?, effect, app.now())?;
            letter.sms(appointment).await?;
            return Ok(letter.reminded(appointment, kind, Channel::Sms));
        }
        Effect::CancellationMail { ref farewell, .. } => {
            letter
                .farewell(AppointmentMail::Cancellation, farewell)
                .await
        }
        Effect::WithdrawalMail { ref farewell, .. } => {
            letter.farewell(AppointmentMail::Withdrawal, farewell).await
        }
        Effect::DocumentsMail { ref recipient, .. } => {
            let transfer = standing.transfer.as_ref();
            let transfer = transfer.ok_or(Unsent::Dropped("the transfer has ended"))?;
            letter.documents(transfer, recipient).await
        }
        Effect::CreateSchedule { .. }
        | Effect::DeleteSchedule { .. }
        | Effect::EraseAnswers { .. }
        | Effect::EraseTransfer { .. }
        | Effect::AppointmentEvent { .. }
        | Effect::TransferEvent { .. } => Err(Unsent::Dropped("not a message")),
    }?;
    Ok(Vec::new())
}

fn upcoming<'a>(
    appointment: &'a Appointment,
    reminder: &Effect,
    now: Timestamp,
) -> Result<&'a Appointment, Unsent> {
    if appointment.start.instant() > now {
        Ok(appointment)
    } else {
        Count::ReminderTooLate.one(reminder.name(), now);
        Err(Unsent::Dropped("the appointment has begun"))
    }
}

/// What the reminder counts in; how much is left is counted when it is written.
fn lead(kind: ReminderKind, settings: &Settings) -> Lead {
    match kind {
        ReminderKind::Days => Lead::Days(settings.reminder_days.unwrap_or(1)),
        ReminderKind::Minutes => Lead::Minutes(settings.reminder_minutes.unwrap_or(30)),
    }
}

/// A message in the making.
struct Letter<'a> {
    app: &'a App,
    owed: &'a Owed,
    organization: &'a Organization,
}

impl Letter<'_> {
    async fn about(&self, kind: AppointmentMail, appointment: &Appointment) -> Result<(), Unsent> {
        let (slug, token) = (&self.organization.slug, appointment.link.reveal());
        self.mail(
            kind,
            &Visit {
                uid: self.uid(),
                sequence: appointment.sequence,
                start: appointment.start.instant(),
                waiting_room: self.app.config().waiting_room(slug, token),
                recipient: appointment.email.wire(),
                now: self.app.now(),
            },
        )
        .await
    }

    async fn farewell(&self, kind: AppointmentMail, farewell: &Farewell) -> Result<(), Unsent> {
        self.mail(
            kind,
            &Visit {
                uid: self.uid(),
                sequence: farewell.sequence,
                start: farewell.start,
                // Those mails show no link: there is nothing left to enter.
                waiting_room: self.app.config().guest_home(&self.organization.slug),
                recipient: farewell.recipient.wire(),
                now: self.app.now(),
            },
        )
        .await
    }

    async fn documents(&self, transfer: &Transfer, recipient: &Email) -> Result<(), Unsent> {
        let (slug, secret) = (&self.organization.slug, transfer.secret.reveal());
        let parcel = Parcel {
            documents: transfer.files.len(),
            expires: transfer.expires,
            link: self.app.config().documents(slug, secret),
            recipient: recipient.wire(),
            now: self.app.now(),
        };
        let mail = documents_mail(
            &Brand::from(self.organization),
            &self.sender(),
            &parcel,
            &self.message_id(),
        );
        self.send(mail, &parcel.recipient).await
    }

    /// What is owed now that a reminder was taken.
    fn reminded(&self, appointment: &Appointment, kind: ReminderKind, by: Channel) -> Vec<Owed> {
        let tenant = Tenant {
            id: self.organization.id,
            settings: &self.organization.settings,
        };
        let (now, ids) = (self.app.now(), self.app.ids());
        reminded(appointment, tenant, kind, by, now, ids)
    }

    async fn mail(&self, kind: AppointmentMail, visit: &Visit) -> Result<(), Unsent> {
        let mail = appointment_mail(
            kind,
            &Brand::from(self.organization),
            &self.sender(),
            visit,
            &self.message_id(),
        );
        self.send(mail, &visit.recipient).await
    }

    async fn send(&self, mail: Result<Mail, MessageError>, to: &str) -> Result<(), Unsent> {
        let mail = mail.map_err(Unsent::Unwritable)?;
        let from = &self.app.config().mail_from;
        Ok(self.app.mailer().send(from, to, mail.raw).await?)
    }

    fn sender(&self) -> Sender {
        let settings = &self.organization.settings;
        Sender {
            address: self.app.config().mail_from.clone(),
            name: settings.sender_name.clone(),
            reply_to: settings.reply_to.clone(),
        }
    }

    /// The same for every attempt: a reader that gets a repeated mail can tell.
    fn message_id(&self) -> String {
        format!("{}@{}", self.owed.id, self.app.config().mail_domain())
    }

    async fn sms(&self, appointment: &Appointment) -> Result<(), Unsent> {
        let settings = &self.organization.settings;
        let country = appointment.phone.country();
        let allowed = settings.sms_countries.is_empty()
            || country.is_some_and(|country| settings.sms_countries.contains(&country));
        if !allowed {
            return Err(Unsent::Dropped(
                "the organization sends no SMS to that country",
            ));
        }
        let (slug, token) = (&self.organization.slug, appointment.link.reveal());
        let link = self.app.config().waiting_room(slug, token);
        let text = reminder_sms(
            &Brand::from(self.organization),
            appointment.start.instant(),
            &link,
        );
        let (sender, number) = (settings.sms_sender.as_deref(), appointment.phone.as_str());
        // Nobody needs to be reminded of what has begun.
        let life = appointment.start.instant().duration_since(self.app.now());
        Ok(self.app.sms().send(sender, number, &text, life).await?)
    }

    /// The calendar's name for the appointment, the same in all its mails.
    fn uid(&self) -> String {
        let appointment = self.owed.effect.topic().id();
        format!("{appointment}@{}", self.app.config().mail_domain())
    }
}
