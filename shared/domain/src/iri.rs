//! IRIs as requests give them: a path, or the absolute URL of the same host.

use url::Url;

use crate::{
    Appointment, Feature, HealthcareWorker, Id, Office, Organization, Transfer, TransferFile,
    WebhookDelivery, WebhookEndpoint,
    id::{InvalidId, Resource},
    input::Malformed,
};

/// What kind of thing an IRI names, by the path of its collection.
const KINDS: [(&str, &str); 9] = [
    (Appointment::PATH, Appointment::NAME),
    (Feature::PATH, Feature::NAME),
    (HealthcareWorker::PATH, HealthcareWorker::NAME),
    (Office::PATH, Office::NAME),
    (Organization::PATH, Organization::NAME),
    (Transfer::PATH, Transfer::NAME),
    (TransferFile::PATH, TransferFile::NAME),
    (WebhookDelivery::PATH, WebhookDelivery::NAME),
    (WebhookEndpoint::PATH, WebhookEndpoint::NAME),
];

/// The identifier that `text` names, for the relation `attribute` of an `owner`.
///
/// `host` is the host (with port) that the request came to: an absolute URL must name it.
///
/// # Errors
/// [`Malformed::InvalidIri`] where no resource has such an IRI, [`Malformed::WrongResource`] where another kind has.
pub fn parse<R: Resource>(
    text: &str,
    host: &str,
    owner: &'static str,
    attribute: &'static str,
) -> Result<Id<R>, Malformed> {
    let invalid = || Malformed::InvalidIri(text.to_owned());
    let path = path(text, host).ok_or_else(invalid)?;
    let (collection, id) = path.rsplit_once('/').ok_or_else(invalid)?;
    let (_, name) = KINDS
        .into_iter()
        .find(|(path, _)| *path == collection)
        .ok_or_else(invalid)?;
    let id: Id<R> = id.parse().map_err(|InvalidId| invalid())?;
    if name == R::NAME {
        Ok(id)
    } else {
        Err(Malformed::WrongResource {
            owner,
            attribute,
            expected: R::NAME,
            given: name,
        })
    }
}

/// The path of an IRI, where it is one of this host.
fn path(text: &str, host: &str) -> Option<String> {
    if text.starts_with('/') {
        return Some(text.to_owned());
    }
    let url = Url::parse(text).ok()?;
    let named = match (url.host_str()?, url.port()) {
        (name, Some(port)) => format!("{name}:{port}"),
        (name, None) => name.to_owned(),
    };
    let web = matches!(url.scheme(), "http" | "https");
    let bare = url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
    (web && bare && named.eq_ignore_ascii_case(host)).then(|| url.path().to_owned())
}

#[cfg(test)]
mod tests;
