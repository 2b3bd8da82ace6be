//! Transfers, their files and their tickets as the API prints them: what is null is shown.

use leah_aws::files::Form;
use leah_domain::{
    Email, HealthcareWorker, Id, Resource, Transfer, TransferFile,
    printed::{Date, Iri, Named},
    transfer::{FileKind, FileName, Standing, TransferStatus, UploadTicket},
};
use leah_http::{Document, Problem};
use serde::Serialize;
use serde_json::{Map, Value};

/// Documents on their way to a guest.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TransferShown<'a> {
    id: Id<Transfer>,
    /// The secret of the guest's link, as base64 of its 64 hex digits.
    #[cfg_attr(feature = "schema", schemars(regex(pattern = "^[A-Za-z0-9+/]{86}==$")))]
    hash: String,
    /// When it ends: from then on it does not exist.
    expires_at: Date,
    /// Whose documents they are.
    healthcare_worker: Iri<HealthcareWorker>,
    /// How far it has come: it has no file yet, it can be shared, a guest was told.
    status: Named<TransferStatus>,
    /// Its files, in the order in which they came.
    files: Vec<Iri<TransferFile>>,
    /// Who it comes from.
    #[serde(rename = "type")]
    kind: Origin,
    /// The address that it was last shared with.
    email: Option<&'a Email>,
    /// Of a guest nothing is known but the address.
    firstname: Option<String>,
    /// Of a guest nothing is known but the address.
    lastname: Option<String>,
}

/// Who a transfer comes from: there is nobody else.
#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(inline))]
enum Origin {
    HealthcareWorker,
}

/// A transfer.
pub(crate) fn transfer(transfer: &Transfer) -> Result<Document, Problem> {
    let files = transfer.files.iter();
    let properties = TransferShown {
        id: transfer.id,
        hash: transfer.secret.hash(),
        expires_at: Date(transfer.expires),
        healthcare_worker: Iri(transfer.healthcare_worker),
        status: Named(transfer.status()),
        files: files.map(|file| Iri(file.id)).collect(),
        kind: Origin::HealthcareWorker,
        email: transfer.email.as_ref(),
        firstname: None,
        lastname: None,
    };
    Document::new(Transfer::NAME, transfer.id.iri(), &properties)
}

/// A file of a transfer.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FileShown<'a> {
    /// What its sender calls it.
    name: &'a FileName,
    /// What it is, by its content.
    #[serde(rename = "type")]
    kind: Named<FileKind>,
    /// In bytes.
    size: u64,
    /// The transfer that it belongs to.
    transfer: Iri<Transfer>,
    /// When it was attached.
    created_at: Date,
}

/// A file of a transfer.
pub(crate) fn file(file: &TransferFile) -> Result<Document, Problem> {
    let properties = FileShown {
        name: &file.name,
        kind: Named(file.kind),
        size: file.size,
        transfer: Iri(file.transfer),
        created_at: Date(file.attached),
    };
    Document::new(TransferFile::NAME, file.id.iri(), &properties)
}

/// The permission to upload one file of a size and a type.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TicketShown<'a> {
    id: Id<UploadTicket>,
    /// What the file will be called.
    name: &'a FileName,
    /// What it is declared to be.
    #[serde(rename = "type")]
    kind: Named<FileKind>,
    /// In bytes.
    size: u64,
    /// What became of it.
    status: Named<&'a Standing>,
    /// Until when it may be redeemed.
    expires_at: Date,
    /// The file that it became.
    transfer_file: Option<Iri<TransferFile>>,
    /// Why what was uploaded was refused.
    violations: Vec<ViolationShown<'a>>,
    /// The form that redeems it: shown once, when the ticket is issued.
    #[serde(skip_serializing_if = "Option::is_none")]
    upload: Option<FormShown>,
}

/// Why what was uploaded was refused.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(inline))]
struct ViolationShown<'a> {
    property_path: &'static str,
    /// What is wrong, for a person to read.
    message: &'a str,
    /// The rule's code, for a program: it does not change.
    code: &'a str,
}

/// A form that storage takes: POST, `multipart/form-data`, the fields in this order and the file last.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(inline))]
struct FormShown {
    /// Where it goes.
    #[cfg_attr(feature = "schema", schemars(url))]
    url: String,
    /// Its fields besides the file.
    #[cfg_attr(
        feature = "schema",
        schemars(with = "std::collections::BTreeMap<String, String>")
    )]
    fields: Map<String, Value>,
}

/// The short name of tickets.
pub const TICKET: &str = "UploadTicket";

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
        Standing::Attached { file } => Some(Iri(*file)),
        Standing::Pending | Standing::Refused { .. } => None,
    };
    let properties = TicketShown {
        id: ticket.id,
        name: &ticket.name,
        kind: Named(ticket.kind),
        size: ticket.size,
        status: Named(&ticket.standing),
        expires_at: Date(ticket.expires),
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
fn shown(form: Form) -> FormShown {
    let fields = form.fields.into_iter();
    FormShown {
        url: form.url,
        fields: fields
            .map(|(name, value)| (name.to_owned(), value.into()))
            .collect(),
    }
}
