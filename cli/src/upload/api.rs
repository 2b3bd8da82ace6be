//! The API, as an integrator calls it.

use std::{collections::BTreeMap, path::Path, time::Duration};

use futures_util::TryStreamExt;
use indicatif::ProgressBar;
use leah_domain::ApiKey;
use reqwest::{
    Body, Client, RequestBuilder, StatusCode,
    multipart::{Form, Part},
    redirect::Policy,
};
use serde_json::Value;
use tokio_util::io::ReaderStream;
use url::{Host, Url};

use super::documents::Document;
use crate::{CliError, Terminal};

/// The variable that holds the key.
const KEY: &str = "LEAH_KEY";
/// How long a connection may take; the whole of a large file takes as long as it takes.
const CONNECT: Duration = Duration::from_secs(10);

/// A Leah, by its address and a key.
pub(super) struct Api {
    base: Url,
    key: ApiKey,
    client: Client,
}

/// The key that a file or the environment holds.
pub(super) fn key(
    file: Option<&Path>,
    environment: &BTreeMap<String, String>,
    terminal: &mut Terminal,
) -> Result<ApiKey, CliError> {
    let text = match file {
        Some(path) => {
            if open_to_others(path) {
                terminal.say(&format!(
                    "{} can be read by other users of this machine: chmod 600",
                    path.display()
                ));
            }
            std::fs::read_to_string(path)
                .map_err(|error| CliError::File(path.display().to_string(), error))?
        }
        None => environment.get(KEY).cloned().ok_or_else(|| {
            CliError::Usage(format!(
                "the API key is missing: set {KEY}, or name a --key-file"
            ))
        })?,
    };
    ApiKey::parse(text.trim())
        .map_err(|_| CliError::Usage("what is given as an API key is none: is it whole?".into()))
}

#[cfg(unix)]
fn open_to_others(path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata(path).is_ok_and(|found| found.mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn open_to_others(_path: &Path) -> bool {
    false
}

impl Api {
    /// A key travels over TLS, or stays on this machine.
    pub(super) fn new(url: &str, key: ApiKey) -> Result<Self, CliError> {
        let base = Url::parse(url).ok().filter(|url| match url.scheme() {
            "https" => url.has_host(),
            "http" => is_loopback(url),
            _ => false,
        });
        let base = base.ok_or_else(|| {
            CliError::Usage(format!(
                "--url {url:?} is no https address of a Leah, such as https://nord.leah.care"
            ))
        })?;
        let client = Client::builder()
            .redirect(Policy::none())
            .connect_timeout(CONNECT)
            .build()
            .map_err(|error| CliError::Unavailable(error.to_string()))?;
        Ok(Self { base, key, client })
    }

    fn url(&self, path: &str) -> Result<Url, CliError> {
        let url = self.base.join(path).ok();
        // What an answer names may lead elsewhere; the key does not go there.
        url.filter(|url| url.origin() == self.base.origin())
            .ok_or_else(|| CliError::Usage(format!("{path:?} is no path of this API")))
    }

    pub(super) async fn get(&self, path: &str) -> Result<Value, CliError> {
        self.ask(self.client.get(self.url(path)?)).await
    }

    pub(super) async fn search(
        &self,
        path: &str,
        name: &str,
        value: &str,
    ) -> Result<Value, CliError> {
        let mut url = self.url(path)?;
        url.query_pairs_mut().append_pair(name, value);
        self.ask(self.client.get(url)).await
    }

    pub(super) async fn post(&self, path: &str, body: &Value) -> Result<Value, CliError> {
        self.ask(self.client.post(self.url(path)?).json(body)).await
    }

    async fn ask(&self, request: RequestBuilder) -> Result<Value, CliError> {
        let request = request.header("LEAH-AUTH-TOKEN", self.key.reveal());
        let answer = request.send().await.map_err(|error| self.silent(error))?;
        let status = answer.status();
        let text = answer.text().await.map_err(|error| self.silent(error))?;
        let body: Value = serde_json::from_str(&text).unwrap_or_default();
        if status.is_success() {
            return Ok(body);
        }
        let said = body["hydra:description"]
            .as_str()
            .unwrap_or(status.as_str());
        Err(match status {
            StatusCode::UNAUTHORIZED => CliError::Access(format!(
                "the API key is not valid at {}: is it this organization's, and not revoked?",
                self.base
            )),
            StatusCode::NOT_FOUND => CliError::NotFound(format!("such thing at {}", self.base)),
            status if status.is_client_error() => CliError::Refused(said.to_owned()),
            _ => CliError::Unavailable(format!("{}: {said}", self.base)),
        })
    }

    fn silent(&self, error: reqwest::Error) -> CliError {
        CliError::Unavailable(format!(
            "{} does not answer: {}",
            self.base,
            error.without_url()
        ))
    }

    /// Sends a document to storage as a form, by a ticket: the ticket's fields first, in their order, and the file last. The key
    /// stays here.
    pub(super) async fn redeem(
        &self,
        ticket: &Value,
        document: &Document,
        bar: &ProgressBar,
    ) -> Result<(), CliError> {
        let of = |error| CliError::File(document.path.display().to_string(), error);
        let fields = ticket["upload"]["fields"].as_object().into_iter().flatten();
        let form = fields.fold(Form::new(), |form, (name, value)| {
            form.text(name.clone(), value.as_str().unwrap_or_default().to_owned())
        });
        let file = tokio::fs::File::open(&document.path).await.map_err(of)?;
        let bar = bar.clone();
        let stream = ReaderStream::new(file).inspect_ok(move |sent| {
            bar.inc(u64::try_from(sent.len()).unwrap_or_default());
        });
        let part = Part::stream_with_length(Body::wrap_stream(stream), document.size)
            .file_name(document.name.clone())
            .mime_str(document.kind.media_type())
            .map_err(|error| CliError::Unavailable(error.to_string()))?;
        let url = ticket["upload"]["url"].as_str().unwrap_or_default();
        let request = self.client.post(url).multipart(form.part("file", part));
        let unsent = |why: String| CliError::Unavailable(format!("{}: {why}", document.name));
        let answer = request
            .send()
            .await
            .map_err(|error| unsent(error.without_url().to_string()))?;
        if answer.status().is_success() {
            Ok(())
        } else {
            Err(unsent(format!("storage answered {}", answer.status())))
        }
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}
