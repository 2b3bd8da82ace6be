//! Transfers, their files and their tickets as the API prints them: what is null is shown.

use leah_aws::files::Form;
use leah_domain::{
    Resource, Transfer, TransferFile, print,
    transfer::{Standing, UploadTicket},
};
use leah_http::{Document, Problem};
use serde::Serialize;
use serde_json::{Map, Value};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct TransferShown {
    id: String,
    hash: String,
    expires_at: String,
    healthcare_worker: String,
    status: &'static str,
    files: Vec<String>,
    #[serde(rename = "type")]
    kind: &'static str,
    email: Option<String>,
    firstname: Option<String>,
    lastname: Option<String>,
}

/// A transfer.
pub(crate) fn transfer(transfer: &Transfer) -> Result<Document, Problem> {
    let properties = TransferShown {
        id: transfer.id.to_string(),
        hash: transfer.secret.hash(),
        expires_at: print(transfer.expires),
        healthcare_worker: transfer.healthcare_worker.iri(),
        status: transfer.status().name(),
        files: transfer.files.iter().map(|file| file.id.iri()).collect(),
        // Every transfer comes from a healthcare worker, to a guest of whom nothing but the address is known.
        kind: "healthcare_worker",
        email: transfer
            .email
            .as_ref()
            .map(|email| email.as_str().to_owned()),
        firstname: None,
        lastname: None,
    };
    Document::new(Transfer::NAME, transfer.id.iri(), &properties)
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct FileShown<'a> {
    name: &'a str,
    #[serde(rename = "type")]
    kind: &'static str,
    size: u64,
    transfer: String,
    created_at: String,
}

/// A file of a transfer.
pub(crate) fn file(file: &TransferFile) -> Result<Document, Problem> {
    let properties = FileShown {
        name: file.name.as_str(),
        kind: file.kind.media_type(),
        size: file.size,
        transfer: file.transfer.iri(),
        created_at: print(file.attached),
    };
    Document::new(TransferFile::NAME, file.id.iri(), &properties)
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct TicketShown<'a> {
    id: String,
    name: &'a str,
    #[serde(rename = "type")]
    kind: &'static str,
    size: u64,
    status: &'static str,
    expires_at: String,
    transfer_file: Option<String>,
    violations: Vec<ViolationShown<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    upload: Option<Value>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ViolationShown<'a> {
    property_path: &'static str,
    message: &'a str,
    code: &'a str,
}

/// The short name of tickets.
pub(crate) const TICKET: &str = "UploadTicket";

/// A ticket of a transfer; with its form where it was just issued.
pub(crate) fn ticket(
    transfer: &str,
    ticket: &UploadTicket,
    form: Option<Form>,
) -> Result<Document, Problem> {
    let violations = match &ticket.standing {
        Standing::Refused { message, code } => vec![ViolationShown {
            property_path: "file",
            message,
            code,
        }],
        Standing::Pending | Standing::Attached { .. } => Vec::new(),
    };
    let file = match &ticket.standing {
        Standing::Attached { file } => Some(file.iri()),
        Standing::Pending | Standing::Refused { .. } => None,
    };
    let properties = TicketShown {
        id: ticket.id.to_string(),
        name: ticket.name.as_str(),
        kind: ticket.kind.media_type(),
        size: ticket.size,
        status: ticket.standing.name(),
        expires_at: print(ticket.expires),
        transfer_file: file,
        violations,
        upload: form.map(shown),
    };
    Document::new(
        TICKET,
        format!("{transfer}/tickets/{}", ticket.id),
        &properties,
    )
}

/// A form, its fields in the order in which they are to be sent.
fn shown(form: Form) -> Value {
    let fields = form.fields.into_iter();
    let fields: Map<String, Value> = fields
        .map(|(name, value)| (name.to_owned(), value.into()))
        .collect();
    serde_json::json!({ "url": form.url, "fields": fields })
}
