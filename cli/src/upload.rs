//! `leah upload`: documents into a transfer, by tickets, as an integrator's system would send them. It speaks to the API with an API
//! key, and to no AWS account.

mod api;
mod documents;

use std::{path::PathBuf, time::Duration};

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use leah_domain::transfer::MAX_FILES;
use serde::Serialize;
use serde_json::{Value, json};

use crate::{CliError, Printed, Surroundings, Terminal, interrupt::Interrupt};
use api::Api;
use documents::Document;

/// How often a ticket is looked at until what was sent has been looked at; the waits grow from the first to the longest.
const LOOKS: u32 = 40;
const FIRST_WAIT: Duration = Duration::from_millis(100);
const LONGEST_WAIT: Duration = Duration::from_secs(3);

/// What is sent, and where.
#[derive(Debug, Args)]
pub struct UploadArguments {
    /// Files, or a folder whose files are meant: PNG, JPEG or PDF, ten at most, of 15 MiB at most.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// The address of the organization's Leah, such as `https://nord.leah.care`.
    #[arg(long, env = "LEAH_URL", hide_env_values = true)]
    url: String,
    /// The file that holds the API key, if not the variable `LEAH_KEY` does. It is no argument: others would see it.
    #[arg(long, value_name = "FILE")]
    key_file: Option<PathBuf>,
    /// Whose documents they are: an e-mail address or an IRI. A new transfer is made.
    #[arg(
        long,
        required_unless_present = "transfer",
        conflicts_with = "transfer"
    )]
    worker: Option<String>,
    /// Goes on with a transfer that is there, by its identifier or IRI. Files that it has already are left out.
    #[arg(long)]
    transfer: Option<String>,
    /// Shares the transfer with a guest afterwards, who gets a mail.
    #[arg(long, value_name = "EMAIL")]
    share: Option<String>,
}

/// What has come of it.
#[derive(Serialize)]
struct Uploaded {
    transfer: String,
    status: String,
    sent: Vec<String>,
    skipped: Vec<String>,
}

/// Sends documents.
pub(crate) async fn run(
    arguments: UploadArguments,
    from: &Surroundings,
    terminal: &mut Terminal,
) -> Result<Printed, CliError> {
    // All that can be seen here is seen before anything is sent.
    let documents = documents::found(&arguments.paths)?;
    let key = api::key(arguments.key_file.as_deref(), &from.environment, terminal)?;
    let api = Api::new(&arguments.url, key)?;
    let transfer = match (&arguments.transfer, &arguments.worker) {
        (Some(named), _) => {
            let id = named.rsplit('/').next().unwrap_or(named);
            api.get(&format!("/api/transfers/{id}")).await?
        }
        (None, worker) => create(&api, worker.as_deref().unwrap_or_default()).await?,
    };
    let iri = text(&transfer, "@id");
    let there = attached(&api, &transfer).await?;
    let (skipped, missing): (Vec<_>, Vec<_>) = documents
        .into_iter()
        .partition(|document| there.contains(&(document.name.clone(), document.size)));
    if there.len() + missing.len() > MAX_FILES {
        return Err(CliError::Refused(format!(
            "a transfer has {MAX_FILES} files at most, and {iri} has {} already",
            there.len()
        )));
    }
    send(&api, &iri, &missing, terminal).await?;
    let mut transfer = api.get(&iri).await?;
    if let Some(email) = &arguments.share {
        let share = json!({ "email": email });
        transfer = api.post(&format!("{iri}/share"), &share).await?;
    }
    let names = |documents: Vec<Document>| documents.into_iter().map(|one| one.name).collect();
    Printed::record(&Uploaded {
        transfer: iri,
        status: text(&transfer, "status"),
        sent: names(missing),
        skipped: names(skipped),
    })
}

/// A new transfer of a healthcare worker.
async fn create(api: &Api, worker: &str) -> Result<Value, CliError> {
    let iri = if worker.contains('@') {
        let found = api
            .search("/api/healthcare_workers", "email", worker)
            .await?;
        let first = found["hydra:member"][0]["@id"].as_str();
        let absent = || CliError::NotFound(format!("healthcare worker {worker:?}"));
        first.ok_or_else(absent)?.to_owned()
    } else {
        worker.to_owned()
    };
    let body = json!({ "healthcareWorker": iri });
    api.post("/api/transfers", &body).await
}

/// The names and sizes of a transfer's files.
async fn attached(api: &Api, transfer: &Value) -> Result<Vec<(String, u64)>, CliError> {
    let mut there = Vec::new();
    for iri in transfer["files"].as_array().into_iter().flatten() {
        let file = api.get(iri.as_str().unwrap_or_default()).await?;
        there.push((
            text(&file, "name"),
            file["size"].as_u64().unwrap_or_default(),
        ));
    }
    Ok(there)
}

/// Sends each document by a ticket of its own, and waits until it has been looked at.
async fn send(
    api: &Api,
    transfer: &str,
    documents: &[Document],
    terminal: &mut Terminal,
) -> Result<(), CliError> {
    if documents.is_empty() {
        return Ok(());
    }
    let interrupt = Interrupt::listen()?;
    let files: Vec<_> = documents
        .iter()
        .map(|one| json!({ "name": one.name, "type": one.kind.media_type(), "size": one.size }))
        .collect();
    let issued = api
        .post(&format!("{transfer}/files"), &json!({ "files": files }))
        .await?;
    let bar = bar(
        terminal,
        documents.iter().map(|document| document.size).sum(),
    );
    for (document, ticket) in documents.iter().zip(members(&issued)) {
        if interrupt.pressed() {
            bar.abandon();
            return Err(CliError::Interrupted(format!(
                "what was sent stays; go on with --transfer {transfer}"
            )));
        }
        api.redeem(ticket, document, &bar).await?;
        looked_at(api, ticket, document).await?;
    }
    bar.finish_and_clear();
    Ok(())
}

/// Waits until what was sent has become a file, or was refused.
async fn looked_at(api: &Api, ticket: &Value, document: &Document) -> Result<(), CliError> {
    let (iri, name) = (text(ticket, "@id"), &document.name);
    let mut wait = FIRST_WAIT;
    for _ in 0..LOOKS {
        let looked = api.get(&iri).await?;
        match looked["status"].as_str() {
            Some("attached") => return Ok(()),
            Some("refused") => {
                let why = text(&looked["violations"][0], "message");
                return Err(CliError::Refused(format!("{name}: {why}")));
            }
            // Whoever has sent a file is not told when it was looked at: the ticket's address has to be asked again.
            _ => tokio::time::sleep(wait).await,
        }
        wait = (wait * 2).min(LONGEST_WAIT);
    }
    Err(CliError::Unavailable(format!(
        "{name} was sent and has not been looked at yet: see {iri}"
    )))
}

fn bar(terminal: &Terminal, bytes: u64) -> ProgressBar {
    if !terminal.interactive() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(bytes);
    let style = ProgressStyle::with_template("{bar:40} {bytes} of {total_bytes}, {eta} left");
    // A template that cannot be read leaves the usual one.
    style.map_or_else(|_| bar.clone(), |style| bar.clone().with_style(style))
}

fn members(list: &Value) -> impl Iterator<Item = &Value> {
    list["hydra:member"].as_array().into_iter().flatten()
}

fn text(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap_or_default().to_owned()
}
