//! Appointments that stand in the table without the work that a booking owes.

use jiff::Timestamp;
use leah_domain::{
    Email, PhoneNumber, Reference, StartTime,
    appointment::{Booking, Draft, Tenant as Owner, book},
};

use crate::support::{Seeded, Tenant, TestApp};

/// Puts an appointment of a tenant's guest into the table; its IRI.
pub(super) async fn seed(
    app: &TestApp,
    tenant: &Tenant,
    ids: &Seeded,
    start: Timestamp,
    email: &str,
    reference: &str,
) -> String {
    let draft = Draft {
        start: StartTime::from(start),
        email: Email::parse(email).unwrap(),
        phone: PhoneNumber::parse("+33612345678").unwrap(),
        office: tenant.office.id,
        external_id: Reference::parse(reference).unwrap(),
        file_number: None,
    };
    let organization = &tenant.organization;
    let owner = Owner {
        id: organization.id,
        settings: &organization.settings,
    };
    let booking = Booking {
        reminders: None,
        owed: Vec::new(),
        ..book(draft, owner, app.now(), ids)
    };
    let table = app.house.app().table();
    table
        .insert_appointment(organization, &booking, None)
        .await
        .unwrap();
    booking.appointment.id.iri()
}
