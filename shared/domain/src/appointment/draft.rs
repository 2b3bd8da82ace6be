//! The body of a booking.

use super::Fields;
use crate::{
    Email, Id, Office, PhoneNumber, Reference, StartTime,
    input::{Constraint, Field, Violation, Violations},
};

/// A booking that can be made.
#[derive(Debug, Clone)]
pub struct Draft {
    /// When it begins.
    pub start: StartTime,
    /// Where mails go.
    pub email: Email,
    /// Where SMS go.
    pub phone: PhoneNumber,
    /// Where it takes place.
    pub office: Id<Office>,
    /// The consultation's number in the organization's system.
    pub external_id: Option<Reference>,
    /// The stay's number in the organization's system.
    pub file_number: Option<Reference>,
}

impl Fields {
    /// The booking.
    ///
    /// # Errors
    /// All rules that the fields break, in the order of the properties.
    pub fn draft(self) -> Result<Draft, Vec<Violation>> {
        let mut found = Violations::default();
        let status = found.take("status", status(self.status.as_deref()));
        let start = found.take("startTime", self.start.ok_or(Constraint::NotNull));
        let email = found.take("email", Email::parse(&self.email.unwrap_or_default()));
        let phone = self.phone.unwrap_or_default();
        let phone = found.take("phoneNumber", PhoneNumber::parse(&phone));
        let office = found.take("office", self.office.value().ok_or(Constraint::NotNull));
        let external_id = found.take("externalId", reference(self.external_id));
        let file_number = found.take("administrativeFileNumber", reference(self.file_number));
        match (
            status,
            start,
            email,
            phone,
            office,
            external_id,
            file_number,
        ) {
            (
                Some(()),
                Some(start),
                Some(email),
                Some(phone),
                Some(office),
                Some(ext),
                Some(file),
            ) => Ok(Draft {
                start,
                email,
                phone,
                office,
                external_id: ext,
                file_number: file,
            }),
            _ => Err(found.into_vec()),
        }
    }
}

/// A new appointment may say that it is scheduled; it is nothing else.
fn status(given: Option<&str>) -> Result<(), Constraint> {
    match given {
        None | Some("scheduled") => Ok(()),
        Some(_) => Err(Constraint::Choice),
    }
}

fn reference(given: Field<String>) -> Result<Option<Reference>, Constraint> {
    let given = given.value();
    given.map_or(Ok(None), |text| Reference::parse(&text))
}
