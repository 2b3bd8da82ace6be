//! `leah guest export`: all that is held of a guest, as one document to be handed over.

use std::path::Path;

use jiff::Timestamp;
use leah_domain::{Appointment, Email, Organization, Owed, Reference, Transfer, print};
use serde::Serialize;

use super::{
    documents::Documents,
    found::{Found, about},
};
use crate::{CliError, Leah, Printed};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Export<'a> {
    organization: &'a str,
    guest: &'a str,
    exported: Timestamp,
    appointments: Vec<AppointmentHeld<'a>>,
    transfers: Vec<TransferHeld<'a>>,
    mails: Vec<MailHeld<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AppointmentHeld<'a> {
    iri: String,
    status: &'static str,
    start_time: String,
    email: &'a str,
    phone_number: &'a str,
    office: String,
    external_id: Option<&'a str>,
    administrative_file_number: Option<&'a str>,
    reminders: Vec<ReminderHeld>,
    last_changed: Timestamp,
    erased: Timestamp,
}

#[derive(Serialize)]
struct ReminderHeld {
    kind: &'static str,
    at: Timestamp,
}

impl<'a> From<&'a Appointment> for AppointmentHeld<'a> {
    fn from(appointment: &'a Appointment) -> Self {
        let planned = appointment.planned.iter();
        Self {
            iri: appointment.id.iri(),
            // One that is cancelled is not held.
            status: "scheduled",
            start_time: print(appointment.start.instant()),
            email: appointment.email.as_str(),
            phone_number: appointment.phone.as_str(),
            office: appointment.office.iri(),
            external_id: appointment.external_id.as_ref().map(Reference::as_str),
            administrative_file_number: appointment.file_number.as_ref().map(Reference::as_str),
            reminders: planned
                .map(|planned| ReminderHeld {
                    kind: planned.kind.name(),
                    at: planned.at,
                })
                .collect(),
            last_changed: appointment.changed,
            erased: appointment.expires(),
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct TransferHeld<'a> {
    iri: String,
    status: &'static str,
    created: Timestamp,
    expires: Timestamp,
    healthcare_worker: String,
    email: Option<&'a str>,
    files: Vec<FileHeld<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct FileHeld<'a> {
    iri: String,
    name: &'a str,
    #[serde(rename = "type")]
    kind: &'static str,
    size: u64,
    attached: Timestamp,
    downloads: u64,
    /// Where it was written to; absent where nobody asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    saved: Option<String>,
}

#[derive(Serialize)]
struct MailHeld<'a> {
    kind: &'static str,
    about: String,
    to: Option<&'a str>,
    created: Timestamp,
    state: &'static str,
}

impl<'a> MailHeld<'a> {
    fn new(owed: &'a Owed, state: &'static str) -> Self {
        Self {
            kind: owed.effect.name(),
            about: about(owed),
            to: owed.effect.recipient().map(Email::as_str),
            created: owed.created,
            state,
        }
    }
}

pub(super) async fn export(
    leah: &Leah,
    organization: &Organization,
    guest: &Email,
    folder: Option<&Path>,
) -> Result<Printed, CliError> {
    let found = Found::of(leah, organization, guest).await?;
    let documents = folder.map(Documents::into_folder).transpose()?;
    let mut transfers = Vec::new();
    for transfer in &found.transfers {
        transfers.push(held(leah, organization, transfer, documents.as_ref()).await?);
    }
    let owed = found.owed.iter().map(|owed| MailHeld::new(owed, "owed"));
    let dead = found
        .dead
        .iter()
        .map(|owed| MailHeld::new(owed, "given-up"));
    Printed::document(&Export {
        organization: &organization.name,
        guest: guest.as_str(),
        exported: leah.app().now(),
        appointments: found
            .appointments
            .iter()
            .map(AppointmentHeld::from)
            .collect(),
        transfers,
        mails: owed.chain(dead).collect(),
    })
}

async fn held<'a>(
    leah: &Leah,
    organization: &Organization,
    transfer: &'a Transfer,
    documents: Option<&Documents>,
) -> Result<TransferHeld<'a>, CliError> {
    let counts = leah.table().downloads(organization.id, &transfer.files);
    let counts = counts.await?;
    // Of one that has ended the documents may be gone.
    let documents = documents.filter(|_| transfer.alive_at(leah.app().now()));
    let mut files = Vec::new();
    for (place, (file, downloads)) in transfer.files.iter().zip(counts).enumerate() {
        let saved = match documents {
            Some(documents) => {
                let path = documents.save(leah, organization.id, file, place).await?;
                Some(path.display().to_string())
            }
            None => None,
        };
        files.push(FileHeld {
            iri: file.id.iri(),
            name: file.name.as_str(),
            kind: file.kind.media_type(),
            size: file.size,
            attached: file.attached,
            downloads,
            saved,
        });
    }
    Ok(TransferHeld {
        iri: transfer.id.iri(),
        status: transfer.status().name(),
        created: transfer.created,
        expires: transfer.expires,
        healthcare_worker: transfer.healthcare_worker.iri(),
        email: transfer.email.as_ref().map(Email::as_str),
        files,
    })
}
