//! The body of an edit: a JSON merge patch (RFC 7396).

use super::Fields;
use crate::{
    Appointment, Email, Id, Office, PhoneNumber, Reference, StartTime,
    input::{Constraint, Field, Violation, Violations},
};

/// An edit that can be made. What is `None` stays as it is.
#[derive(Debug, Clone, Default)]
pub struct Changes {
    /// The appointment is to be cancelled.
    pub cancel: bool,
    /// A new start.
    pub start: Option<StartTime>,
    /// A new address.
    pub email: Option<Email>,
    /// A new number.
    pub phone: Option<PhoneNumber>,
    /// A new office.
    pub office: Option<Id<Office>>,
    /// A new consultation number, or none any more.
    pub external_id: Field<Reference>,
    /// A new stay number, or none any more.
    pub file_number: Field<Reference>,
}

impl Changes {
    /// The appointment with these changes: what a cancelled one shows, too.
    pub fn applied_to(self, before: &Appointment) -> Appointment {
        let mut after = before.clone();
        if let Some(start) = self.start {
            after.start = start;
        }
        if let Some(email) = self.email {
            after.email = email;
        }
        if let Some(phone) = self.phone {
            after.phone = phone;
        }
        if let Some(office) = self.office {
            after.office = office;
        }
        if self.external_id != Field::Absent {
            after.external_id = self.external_id.value();
        }
        if self.file_number != Field::Absent {
            after.file_number = self.file_number.value();
        }
        after
    }
}

impl Fields {
    /// The edit.
    ///
    /// # Errors
    /// All rules that the fields break, in the order of the properties.
    pub fn changes(self) -> Result<Changes, Vec<Violation>> {
        let mut found = Violations::default();
        let mut changes = Changes::default();
        if let Some(cancel) = found.take("status", status(self.status.as_deref())) {
            changes.cancel = cancel;
        }
        changes.start = self.start;
        if let Some(email) = self.email {
            changes.email = found.take("email", Email::parse(&email));
        }
        if let Some(phone) = self.phone {
            changes.phone = found.take("phoneNumber", PhoneNumber::parse(&phone));
        }
        changes.office = match self.office {
            Field::Absent => None,
            Field::Null => found.take("office", Err(Constraint::NotNull)),
            Field::Value(office) => Some(office),
        };
        changes.external_id = removable(&mut found, "externalId", self.external_id);
        changes.file_number = removable(&mut found, "administrativeFileNumber", self.file_number);
        let violations = found.into_vec();
        if violations.is_empty() {
            Ok(changes)
        } else {
            Err(violations)
        }
    }
}

/// Whether the appointment is to be cancelled.
fn status(given: Option<&str>) -> Result<bool, Constraint> {
    match given {
        None | Some("scheduled") => Ok(false),
        Some("cancelled") => Ok(true),
        Some(_) => Err(Constraint::Choice),
    }
}

/// An empty reference counts as none.
fn removable(
    found: &mut Violations,
    property: &'static str,
    field: Field<String>,
) -> Field<Reference> {
    let given = match field {
        Field::Absent => return Field::Absent,
        Field::Null => return Field::Null,
        Field::Value(text) => found.take(property, Reference::parse(&text)),
    };
    given.flatten().map_or(Field::Null, Field::Value)
}
