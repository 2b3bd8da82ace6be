//! What guests read: mails with their calendar part, and SMS. Pure functions of plain values, without I/O and without a clock.
//!
//! The wording is in `wording/*.ftl` (Fluent), the layout in `templates/` (Askama). Guests get the organization's name,
//! the time and the link to the waiting room, and nothing else: no name, no number, no practitioner, no reason.

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
mod place;
mod sms;
mod wording;

pub use error::MessageError;
pub use inputs::{AppointmentMail, Brand, Language, Lead, Mail, Sender, Visit};
pub use mail::appointment_mail;
pub use sms::reminder_sms;
