//! The body of a booking or an edit: its fields, typed but not yet validated.

use crate::{
    Appointment, Id, Office, StartTime,
    id::Resource,
    input::{self, Field, Malformed, Object},
    iri,
};

/// A body's fields. A booking takes them by [`Fields::draft`], an edit by [`Fields::changes`].
#[derive(Debug)]
pub struct Fields {
    pub(super) status: Option<String>,
    pub(super) start: Option<StartTime>,
    pub(super) email: Option<String>,
    pub(super) phone: Option<String>,
    pub(super) office: Field<Id<Office>>,
    pub(super) external_id: Field<String>,
    pub(super) file_number: Field<String>,
}

impl Fields {
    /// Reads the types of a body. `host` is where the request came to, for IRIs given as absolute URLs.
    ///
    /// # Errors
    /// [`Malformed`] for the first attribute, in the order of the properties, whose type or IRI is wrong.
    pub fn read(body: &Object, host: &str) -> Result<Self, Malformed> {
        Ok(Self {
            status: input::text(body, "status")?,
            start: start(body)?,
            email: input::text(body, "email")?,
            phone: input::text(body, "phoneNumber")?,
            office: office(body, host)?,
            external_id: match input::nullable_text(body, "externalId")? {
                // The older spelling.
                Field::Absent => input::nullable_text(body, "external_id")?,
                given => given,
            },
            file_number: input::nullable_text(body, "administrativeFileNumber")?,
        })
    }

    /// The office that they name, to be looked up before anything is validated.
    pub fn office(&self) -> Option<Id<Office>> {
        self.office.clone().value()
    }
}

fn start(body: &Object) -> Result<Option<StartTime>, Malformed> {
    match input::text(body, "startTime") {
        Ok(None) => Ok(None),
        Ok(Some(text)) if !text.is_empty() => StartTime::parse(&text).map(Some),
        Ok(Some(_)) | Err(_) => Err(Malformed::NoDate),
    }
}

fn office(body: &Object, host: &str) -> Result<Field<Id<Office>>, Malformed> {
    input::relation(body, "office")?
        .try_map(|text| iri::parse(&text, host, Appointment::NAME, "office"))
}
