//! An appointment as the API prints it: what is null is left out, so there is nothing that may be.

use leah_domain::{
    Appointment, Email, PhoneNumber, Resource,
    appointment::Status,
    printed::{Date, Named},
};
use leah_http::{Document, Problem};
use serde::Serialize;

/// A guest's appointment.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Representation<'a> {
    /// `cancelled` is only ever seen in the answer to its cancellation.
    status: Named<Status>,
    /// When it begins.
    start_time: Date,
    /// Where the guest gets mails.
    email: &'a Email,
    /// Where the guest gets SMS.
    phone_number: &'a PhoneNumber,
}

pub(crate) fn document(appointment: &Appointment, status: Status) -> Result<Document, Problem> {
    let properties = Representation {
        status: Named(status),
        start_time: Date(appointment.start.instant()),
        email: &appointment.email,
        phone_number: &appointment.phone,
    };
    Document::new(Appointment::NAME, appointment.id.iri(), &properties)
}
