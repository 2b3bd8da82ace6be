//! What guests read: mails, some with a calendar part, SMS, and the pages behind their links. Pure functions of plain values,
//! without I/O and without a clock.
//!
//! The wording is in `wording/*.ftl` (Fluent), the layout in `templates/` (Askama). Guests get the organization's name,
//! the time and a link, and nothing else: no name, no number, no practitioner, no reason. What a file is called stands on the
//! documents' page only.

mod calendar;
mod clean;
pub mod colour;
mod error;
pub mod gsm;
mod inputs;
mod letter;
mod mail;
mod mime;
mod moment;
mod page;
mod place;
mod sentence;
mod size;
mod sms;
mod wording;

pub use colour::Rgb;
pub use error::MessageError;
pub use inputs::{AppointmentMail, Brand, Language, Lead, Mail, Parcel, Sender, Visit};
pub use mail::{appointment_mail, documents_mail};
pub use page::{
    DocumentsPage, Notice, PageFile, WaitingRoomPage, documents_page, notice_page,
    waiting_room_page,
};
pub use sms::reminder_sms;
