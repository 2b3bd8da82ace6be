use askama::Template;

use crate::{
    AppointmentMail, Brand, Mail, MessageError, Sender, Visit,
    calendar::{self, Method},
    clean,
    letter::{Html, Letter, Text},
    mime,
};

/// The mail of a kind about an appointment. `message_id` is the `Message-ID`, with or without its angle brackets.
pub fn appointment_mail(
    kind: AppointmentMail,
    brand: &Brand,
    sender: &Sender,
    visit: &Visit,
    message_id: &str,
) -> Result<Mail, MessageError> {
    let link = clean::link(&visit.waiting_room)?;
    let envelope = mime::Envelope::new(brand, sender, visit, message_id)?;
    let letter = Letter::new(kind, brand, sender, visit, &link);
    let (text, html) = (
        Text { letter: &letter }.render()?,
        Html { letter: &letter }.render()?,
    );
    let calendar = match kind {
        AppointmentMail::Confirmation | AppointmentMail::Reschedule { .. } => Some(Method::Request),
        AppointmentMail::Cancellation => Some(Method::Cancel),
        AppointmentMail::Withdrawal => Some(Method::Withdraw),
        AppointmentMail::Reminder(_) => None,
    }
    .map(|method| (method, calendar::event(method, brand, sender, visit, &link)));
    let raw = envelope.seal(&letter.subject, &text, &html, calendar.as_ref());
    Ok(Mail {
        subject: letter.subject,
        text,
        html,
        raw,
    })
}
