//! Organizations of any size.

use std::sync::Arc;

use futures_util::{StreamExt, TryStreamExt, stream};
use jiff::{SignedDuration, Timestamp};
use leah_aws::{App, table::AT_ONCE};
use leah_domain::{
    Email, HealthcareWorker, Id, IndexKey, Locale, Office, Organization, PhoneNumber, Settings,
    StartTime, Zone,
    appointment::{self, Draft, Tenant},
};
use leah_local::{
    House,
    demo::{OFFICE, ORGANIZATION},
};
use serde::{Serialize, de::DeserializeOwned};

use crate::error::BenchError;

/// Writes that are under way side by side.
const AT_A_TIME: usize = 8;
/// The first appointment; the others follow by the minute.
const FIRST: &str = "2036-01-01T08:00:00Z";

/// How large a Leah is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Size {
    /// Appointments of the demo organization, beside the one that it has.
    pub appointments: usize,
    /// Its healthcare workers, each with an office.
    pub workers: usize,
    /// Further organizations.
    pub organizations: usize,
}

/// The guest of an appointment.
pub(super) fn address(n: usize) -> String {
    format!("guest{n}@example.org")
}

/// The organization's own number for it.
pub(super) fn external_id(n: usize) -> String {
    format!("{n:06}")
}

/// A healthcare worker.
pub(super) fn worker_address(n: usize) -> String {
    format!("worker{n}@example.org")
}

/// Fills the demo organization and founds others. Appointments owe nothing: what they do to lists is measured, and not what
/// is sent. Until all is there nothing waits for the disk, which takes longer than all the rest.
pub(super) async fn load(house: &House, size: Size) -> Result<(), BenchError> {
    let database = house.engines().database();
    database.enable_bulk_loading().map_err(engine)?;
    fill(house.app(), size).await?;
    database.disable_bulk_loading().map_err(engine)
}

fn engine(error: impl std::fmt::Display) -> BenchError {
    BenchError::Command(format!("the embedded database: {error}"))
}

async fn fill(app: &App, size: Size) -> Result<(), BenchError> {
    let demo = app.table().organization(ORGANIZATION).await?;
    let demo = Arc::new(demo.ok_or_else(|| wrong("the demo organization"))?);
    book(app, &demo, size.appointments).await?;
    staff(app, size.workers).await?;
    found(app, size.organizations).await
}

async fn book(app: &App, demo: &Arc<Organization>, size: usize) -> Result<(), BenchError> {
    let first: Timestamp = FIRST.parse().map_err(|_| wrong(FIRST))?;
    let bookings = stream::iter(0..size).map(|n| {
        let (app, demo) = (app.clone(), Arc::clone(demo));
        async move {
            let later = SignedDuration::from_mins(i64::try_from(n).unwrap_or_default());
            let draft = Draft {
                start: StartTime::from(first + later),
                email: stored::<Email>(address(n))?,
                phone: stored::<PhoneNumber>("+33612345678".to_owned())?,
                office: OFFICE,
                external_id: Some(stored(external_id(n))?),
                file_number: None,
            };
            let tenant = Tenant {
                id: demo.id,
                settings: &demo.settings,
            };
            let mut booking = appointment::book(draft, tenant, app.now(), app.ids());
            booking.owed.clear();
            booking.reminders = None;
            let table = app.table();
            table.insert_appointment(&demo, &booking, None).await?;
            Ok::<_, BenchError>(())
        }
    });
    bookings.buffer_unordered(AT_A_TIME).try_collect().await
}

async fn staff(app: &App, size: usize) -> Result<(), BenchError> {
    let workers: Vec<HealthcareWorker> = (0..size)
        .map(|n| HealthcareWorker {
            id: Id::new(app.ids().uuid()),
            firstname: "Ada".to_owned(),
            lastname: format!("Worker {n}"),
            email: worker_address(n),
            current_organization: None,
        })
        .collect();
    for some in workers.chunks(AT_ONCE) {
        app.table().add_workers(ORGANIZATION, some).await?;
        let offices: Vec<Office> = some
            .iter()
            .map(|worker| Office {
                id: Id::new(app.ids().uuid()),
                slug: format!("office-of-{}", worker.id),
                healthcare_worker: worker.id,
                features: Vec::new(),
                created_at: app.now(),
            })
            .collect();
        app.table().add_offices(ORGANIZATION, &offices).await?;
    }
    Ok(())
}

async fn found(app: &App, size: usize) -> Result<(), BenchError> {
    let zone = Zone::named("Europe/Paris").map_err(|_| wrong("the zone"))?;
    for n in 0..size {
        let organization = Organization {
            id: Id::new(app.ids().uuid()),
            slug: format!("organization-{n}"),
            name: format!("Organization {n}"),
            settings: Settings::new("Organization", zone.clone(), Locale::En),
            index_key: IndexKey::generate(app.ids()),
            version: 0,
        };
        app.table().create_organization(&organization).await?;
    }
    Ok(())
}

/// A value as the table would give it: made by this file, and not by a stranger.
fn stored<T: DeserializeOwned>(text: String) -> Result<T, BenchError> {
    Ok(serde_json::from_value(text.into())?)
}

fn wrong(what: &str) -> BenchError {
    BenchError::Command(format!("{what} is not as it should be"))
}
