use std::fmt::Write;

use jiff::{Timestamp, tz::TimeZone};
use leah_messages::{
    AppointmentMail, Brand, Language, Lead, Mail, Sender, Visit, appointment_mail,
};
use mail_parser::{Message, MessageParser, MimeHeaders, PartType};

pub(crate) const MESSAGE_ID: &str = "0190a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b@leah.care";
pub(crate) const LANGUAGES: [Language; 2] = [Language::French, Language::English];

pub(crate) fn at(instant: &str) -> Timestamp {
    instant.parse().unwrap()
}

pub(crate) fn brand(language: Language) -> Brand {
    let zone = TimeZone::get("Europe/Paris").unwrap();
    Brand {
        name: "Clinique de l'Étoile".into(),
        colour: Some("#00695c".into()),
        logo_url: None,
        language,
        zone,
    }
}

pub(crate) fn sender() -> Sender {
    Sender {
        address: "rendez-vous@leah.care".into(),
        name: "Clinique de l'Étoile".into(),
        reply_to: Some("accueil@example.org".into()),
    }
}

pub(crate) fn visit() -> Visit {
    Visit {
        uid: "70cbe776-0000-4000-8000-000000000001@leah.care".into(),
        sequence: 3,
        start: at("2021-05-18T09:00:00Z"),
        waiting_room: "https://myorganization.leah.care/w/Zm9vYmFyYmF6cXV4MTIzNA".into(),
        recipient: "guest@example.org".into(),
        now: at("2021-05-10T08:15:30Z"),
    }
}

/// Every kind of mail, with the moment at which it is written.
pub(crate) fn kinds() -> Vec<(&'static str, AppointmentMail, Timestamp)> {
    let (early, late) = (visit().now, at("2021-05-20T08:00:00Z"));
    let moved = AppointmentMail::Reschedule {
        earlier: Some(at("2021-05-01T14:30:00Z")),
    };
    vec![
        ("confirmation", AppointmentMail::Confirmation, early),
        (
            "confirmation_today",
            AppointmentMail::Confirmation,
            at("2021-05-18T07:00:00Z"),
        ),
        ("confirmation_past", AppointmentMail::Confirmation, late),
        ("reschedule", moved, early),
        (
            "update",
            AppointmentMail::Reschedule { earlier: None },
            early,
        ),
        ("cancellation", AppointmentMail::Cancellation, early),
        ("withdrawal", AppointmentMail::Withdrawal, early),
        (
            "reminder_days",
            AppointmentMail::Reminder(Lead::Days(1)),
            at("2021-05-17T09:00:00Z"),
        ),
        (
            "reminder_minutes",
            AppointmentMail::Reminder(Lead::Minutes(30)),
            at("2021-05-18T08:30:00Z"),
        ),
    ]
}

pub(crate) fn write(kind: AppointmentMail, language: Language, now: Timestamp) -> Mail {
    appointment_mail(
        kind,
        &brand(language),
        &sender(),
        &Visit { now, ..visit() },
        MESSAGE_ID,
    )
    .unwrap()
}

pub(crate) fn read(mail: &Mail) -> Message<'_> {
    MessageParser::default().parse(&mail.raw).unwrap()
}

/// The calendar among the alternatives.
pub(crate) fn calendar(mail: &Mail) -> Option<String> {
    let message = read(mail);
    let part = message
        .parts
        .iter()
        .find(|part| part.is_content_type("text", "calendar"))?;
    part.text_contents().map(str::to_owned)
}

/// The headers and the tree of parts.
pub(crate) fn structure(mail: &Mail) -> String {
    let message = read(mail);
    let mut tree = String::new();
    for (name, value) in message.headers_raw() {
        writeln!(tree, "{name}: {}", value.trim()).unwrap();
    }
    outline(&message, 0, 0, &mut tree);
    tree
}

fn outline(message: &Message<'_>, id: u32, depth: usize, tree: &mut String) {
    let part = message.part(id).unwrap();
    let kind = part.content_type().unwrap();
    write!(
        tree,
        "{:depth$}- {}/{}",
        "",
        kind.ctype(),
        kind.subtype().unwrap(),
        depth = depth * 2
    )
    .unwrap();
    for attribute in kind
        .attributes()
        .unwrap_or_default()
        .iter()
        .filter(|attribute| attribute.name != "boundary")
    {
        write!(tree, "; {}={}", attribute.name, attribute.value).unwrap();
    }
    if let Some(disposition) = part.content_disposition() {
        write!(
            tree,
            " [{} {}]",
            disposition.ctype(),
            part.attachment_name().unwrap()
        )
        .unwrap();
    }
    writeln!(
        tree,
        " {}",
        part.content_transfer_encoding().unwrap_or_default()
    )
    .unwrap();
    if let PartType::Multipart(children) = &part.body {
        for child in children {
            outline(message, *child, depth + 1, tree);
        }
    }
}
