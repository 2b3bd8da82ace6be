//! The body of a booking.

use crate::{
    Appointment, Email, Id, Office, PhoneNumber, Reference, StartTime,
    id::Resource,
    input::{self, Constraint, Field, Malformed, Object, Violation, Violations},
    iri,
};

/// A booking's fields, typed but not yet validated.
#[derive(Debug)]
pub struct Fields {
    status: Option<String>,
    start: Option<StartTime>,
    email: Option<String>,
    phone: Option<String>,
    office: Option<Id<Office>>,
    external_id: Option<String>,
    file_number: Option<String>,
}

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
    /// Reads the types of a body. `host` is where the request came to, for IRIs given as absolute URLs.
    ///
    /// # Errors
    /// [`Malformed`] for the first attribute whose type or IRI is wrong.
    pub fn read(body: &Object, host: &str) -> Result<Self, Malformed> {
        let external_id = match input::nullable_text(body, "externalId")? {
            Field::Absent => input::nullable_text(body, "external_id")?,
            given => given,
        };
        Ok(Self {
            status: input::text(body, "status")?,
            start: read_start(body)?,
            email: input::text(body, "email")?,
            phone: input::text(body, "phoneNumber")?,
            office: read_office(body, host)?.value(),
            external_id: external_id.value(),
            file_number: input::nullable_text(body, "administrativeFileNumber")?.value(),
        })
    }

    /// The office that it names, to be looked up before anything is validated.
    pub const fn office(&self) -> Option<Id<Office>> {
        self.office
    }

    /// The booking.
    ///
    /// # Errors
    /// All rules that the fields break, in the order of the properties.
    pub fn validate(self) -> Result<Draft, Vec<Violation>> {
        let mut found = Violations::default();
        let status = found.take("status", status(self.status.as_deref()));
        let start = found.take("startTime", self.start.ok_or(Constraint::NotNull));
        let email = found.take("email", Email::parse(&self.email.unwrap_or_default()));
        let phone = self.phone.unwrap_or_default();
        let phone = found.take("phoneNumber", PhoneNumber::parse(&phone));
        let office = found.take("office", self.office.ok_or(Constraint::NotNull));
        let external_id = found.take("externalId", reference(self.external_id.as_deref()));
        let file_number = found.take(
            "administrativeFileNumber",
            reference(self.file_number.as_deref()),
        );
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

fn reference(given: Option<&str>) -> Result<Option<Reference>, Constraint> {
    given.map_or(Ok(None), Reference::parse)
}

pub(super) fn read_start(body: &Object) -> Result<Option<StartTime>, Malformed> {
    match input::text(body, "startTime") {
        Ok(None) => Ok(None),
        Ok(Some(text)) if !text.is_empty() => StartTime::parse(&text).map(Some),
        Ok(Some(_)) | Err(_) => Err(Malformed::NoDate),
    }
}

pub(super) fn read_office(body: &Object, host: &str) -> Result<Field<Id<Office>>, Malformed> {
    input::relation(body, "office")?
        .try_map(|text| iri::parse(&text, host, Appointment::NAME, "office"))
}
