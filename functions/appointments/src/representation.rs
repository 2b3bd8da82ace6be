//! An appointment as the API prints it: what is null is left out, so there is nothing that may be.

use leah_domain::{Appointment, Resource, appointment::Status};
use leah_http::{Document, Problem};
use serde::Serialize;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Representation<'a> {
    status: &'static str,
    start_time: String,
    email: &'a str,
    phone_number: &'a str,
}

pub(crate) fn document(appointment: &Appointment, status: Status) -> Result<Document, Problem> {
    let properties = Representation {
        status: status.name(),
        start_time: appointment.start.print(),
        email: appointment.email.as_str(),
        phone_number: appointment.phone.as_str(),
    };
    Document::new(Appointment::NAME, appointment.id.iri(), &properties)
}
