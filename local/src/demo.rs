//! The demo organization: the identifiers are those that the API's documentation prints, so that its examples run.

use jiff::Timestamp;
use leah_aws::{
    App,
    table::{TableError, keys::StoredKey},
};
use leah_domain::{
    Appointment, Email, Feature, HealthcareWorker, Id, IndexKey, KeyDigest, Locale, Office,
    Organization, PhoneNumber, Settings, StartTime, WaitingRoomToken, Zone, appointment::Booking,
};
use uuid::uuid;

/// The organization's slug: the first label of its host.
pub const SLUG: &str = "myorganization";
/// The organization.
pub const ORGANIZATION: Id<Organization> = Id::new(uuid!("440b4e01-d3e4-4cbc-afb2-ca62177cd630"));
/// Its healthcare worker, John Doe.
pub const HEALTHCARE_WORKER: Id<HealthcareWorker> =
    Id::new(uuid!("7dd37344-5d8d-4c90-a015-5518ab97adaf"));
/// His office.
pub const OFFICE: Id<Office> = Id::new(uuid!("6e229d04-1880-4b6b-a520-36f757f4a531"));
/// The office's feature.
pub const FEATURE: Id<Feature> = Id::new(uuid!("1054acd0-b3e7-4420-b01d-d18c1e57fe6a"));
/// An appointment of the past.
pub const APPOINTMENT: Id<Appointment> = Id::new(uuid!("70cbe776-1de2-48b2-86aa-e9e9410bc711"));

/// Why the demo organization cannot be set up.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// The table refuses.
    #[error("the demo organization cannot be written")]
    Table(#[from] TableError),
    /// A constant of this file breaks a rule of the domain.
    #[error("the demo data breaks a rule: {0}")]
    Data(&'static str),
}

/// Sets the organization up, unless it is there already, and makes sure that the key opens it.
pub(crate) async fn load(app: &App, key: &KeyDigest) -> Result<(), DemoError> {
    let table = app.table();
    if table.organization(ORGANIZATION).await?.is_none() {
        let organization = organization(app)?;
        table.put_feature(ORGANIZATION, &feature()).await?;
        table.put_worker(ORGANIZATION, &worker()).await?;
        table.put_office(ORGANIZATION, &office()?).await?;
        let booking = Booking {
            appointment: appointment(app)?,
            reminders: None,
            owed: Vec::new(),
        };
        table
            .insert_appointment(&organization, &booking, None)
            .await?;
        // Last: where it stands, all of it stands.
        table.put_organization(&organization).await?;
    }
    let label = "demo".to_owned();
    let stored = StoredKey {
        label,
        expires: None,
        revoked: None,
    };
    Ok(table.put_key(ORGANIZATION, key, &stored).await?)
}

fn organization(app: &App) -> Result<Organization, DemoError> {
    let zone = Zone::named("Europe/Paris").map_err(|_| DemoError::Data("time zone"))?;
    let settings = Settings {
        sms_sender: Some("Leah".to_owned()),
        ..Settings::new("My organization", zone, Locale::Fr)
    };
    Ok(Organization {
        id: ORGANIZATION,
        slug: SLUG.to_owned(),
        name: "My organization".to_owned(),
        settings,
        index_key: IndexKey::generate(app.ids()),
        version: 0,
    })
}

fn feature() -> Feature {
    Feature {
        id: FEATURE,
        name: "Video consultation".to_owned(),
    }
}

fn worker() -> HealthcareWorker {
    HealthcareWorker {
        id: HEALTHCARE_WORKER,
        firstname: "John".to_owned(),
        lastname: "Doe".to_owned(),
        email: "john.doe@gmail.com".to_owned(),
        current_organization: None,
    }
}

fn office() -> Result<Office, DemoError> {
    Ok(Office {
        id: OFFICE,
        slug: "my-office".to_owned(),
        healthcare_worker: HEALTHCARE_WORKER,
        features: vec![FEATURE],
        created_at: instant("2021-01-22T14:20:48Z")?,
    })
}

fn appointment(app: &App) -> Result<Appointment, DemoError> {
    Ok(Appointment {
        id: APPOINTMENT,
        office: OFFICE,
        start: StartTime::parse("2021-03-24T13:15:00").map_err(|_| DemoError::Data("start"))?,
        email: Email::parse("john.doe@gmail.com").map_err(|_| DemoError::Data("e-mail"))?,
        phone: phone()?,
        external_id: None,
        file_number: None,
        link: WaitingRoomToken::generate(app.ids()),
        sequence: 0,
        version: 0,
        planned: Vec::new(),
        changed: app.now(),
        retention_days: 90,
    })
}

/// A valid number, taken as the table would give it: loading all numbering plans takes an unoptimized build half a second.
fn phone() -> Result<PhoneNumber, DemoError> {
    serde_json::from_value("+33612345678".into()).map_err(|_| DemoError::Data("phone"))
}

fn instant(text: &str) -> Result<Timestamp, DemoError> {
    text.parse().map_err(|_| DemoError::Data("instant"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_is_one_that_a_booking_would_take() {
        assert_eq!(phone().ok(), PhoneNumber::parse("+33612345678").ok());
    }
}
