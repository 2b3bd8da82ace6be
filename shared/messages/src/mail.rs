use crate::{
    AppointmentMail, Brand, Mail, MessageError, Parcel, Sender, Visit,
    calendar::{self, Method},
    clean,
    letter::Letter,
    mime::Envelope,
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
    let envelope = Envelope::new(brand, sender, &visit.recipient, visit.now, message_id)?;
    let letter = Letter::appointment(kind, brand, sender, visit, &link);
    let calendar = match kind {
        AppointmentMail::Confirmation | AppointmentMail::Reschedule { .. } => Some(Method::Request),
        AppointmentMail::Cancellation => Some(Method::Cancel),
        AppointmentMail::Withdrawal => Some(Method::Withdraw),
        AppointmentMail::Reminder(_) => None,
    }
    .map(|method| (method, calendar::event(method, brand, sender, visit, &link)));
    seal(letter, &envelope, calendar.as_ref())
}

/// The mail that tells a guest of documents. `message_id` is the `Message-ID`, with or without its angle brackets.
pub fn documents_mail(
    brand: &Brand,
    sender: &Sender,
    parcel: &Parcel,
    message_id: &str,
) -> Result<Mail, MessageError> {
    let link = clean::link(&parcel.link)?;
    let envelope = Envelope::new(brand, sender, &parcel.recipient, parcel.now, message_id)?;
    seal(Letter::documents(brand, parcel, &link), &envelope, None)
}

fn seal(
    letter: Letter,
    envelope: &Envelope<'_>,
    calendar: Option<&(Method, String)>,
) -> Result<Mail, MessageError> {
    let (text, html) = (letter.text()?, letter.html()?);
    let raw = envelope.seal(&letter.subject, &text, &html, calendar);
    Ok(Mail {
        subject: letter.subject,
        text,
        html,
        raw,
    })
}
