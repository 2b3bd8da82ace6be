//! A request whose route is settled, and its key and format where they matter.

use bytes::Bytes;
use http::{HeaderMap, Method};
use leah_aws::{App, table::Ticket};
use leah_domain::{Id, Resource, input::Object};
use sha2::{Digest, Sha256};

use crate::{
    Caller, Format, Media, Problem, Query, body, encoding, idempotency,
    multipart::{self, Upload},
    negotiation::{self, Offered},
    route::{Route, Target},
};

/// A request, as a function's handler gets it.
pub struct Exchange {
    /// The function's world.
    pub app: App,
    /// Its method.
    pub method: Method,
    /// Its path, as the gateway had it.
    pub path: String,
    /// Its query.
    pub query: Query,
    /// The host (with port) that it came to.
    pub host: String,
    /// The scheme and host that it came to.
    pub base_url: String,
    /// The format of its answer, once it is settled.
    pub format: Format,
    /// The route that its path has.
    pub route: &'static Route,
    /// What its path names.
    pub target: Target,
    pub(crate) suffix: Option<String>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Exchange {
    /// The request with the format of its answer, of the media types that are on offer.
    ///
    /// # Errors
    /// 404 where the path's suffix names none, 406 where none is on offer, 400 where no filter can hold the query.
    pub fn settled(mut self, offered: Offered) -> Result<Self, Problem> {
        self.format = match &self.suffix {
            Some(suffix) => Format::of_suffix(suffix)?,
            None => Format::negotiate(self.header("accept"), offered)?,
        };
        self.query.check()?;
        Ok(self)
    }

    /// Whether a page for people is wanted: by the path's suffix, or else by `Accept`.
    pub fn wants_html(&self) -> bool {
        match &self.suffix {
            Some(suffix) => suffix == "html",
            None => negotiation::prefers_html(self.header("accept")),
        }
    }

    /// Whether the answer may be compressed by gzip.
    pub fn takes_gzip(&self) -> bool {
        encoding::takes_gzip(self.header("accept-encoding"))
    }

    /// The identifier in the path.
    ///
    /// # Errors
    /// [`Problem::InvalidIdentifier`] where it is no UUID.
    pub fn id<R: Resource>(&self) -> Result<Id<R>, Problem> {
        match &self.target {
            Target::Item(id) | Target::Part(id, _) | Target::Member(id, ..) => {
                id.parse().map_err(|_| Problem::InvalidIdentifier)
            }
            Target::Collection => Err(Problem::InvalidIdentifier),
        }
    }

    /// The identifier of the member in the path.
    ///
    /// # Errors
    /// [`Problem::InvalidIdentifier`] where it is no UUID.
    pub fn member<R>(&self) -> Result<Id<R>, Problem> {
        match &self.target {
            Target::Member(.., id) => id.parse().map_err(|_| Problem::InvalidIdentifier),
            _ => Err(Problem::InvalidIdentifier),
        }
    }

    /// The essence of the body's media type, in lower case; empty where it has none.
    pub fn media_type(&self) -> String {
        let given = self.header("content-type").unwrap_or_default();
        let essence = given.split(';').next().unwrap_or_default();
        essence.trim().to_ascii_lowercase()
    }

    /// The JSON object of the body, for a kind of resource.
    ///
    /// # Errors
    /// 415, 413 or 400, in this order.
    pub fn object<R: Resource>(&self, media: Media) -> Result<Object, Problem> {
        body::object(self.header("content-type"), &self.body, media, R::NAME)
    }

    /// The ticket of a request that its caller may repeat.
    ///
    /// # Errors
    /// [`Problem::Malformed`] where the key is not 1 to 255 characters.
    pub fn ticket(&self, caller: &Caller) -> Result<Option<Ticket>, Problem> {
        idempotency::ticket(caller.organization().id, self, || {
            Sha256::digest(&self.body).into()
        })
    }

    /// The same for a body that its sender writes otherwise each time: `content` is the digest of what it says, asked for
    /// only where there is a key.
    ///
    /// # Errors
    /// As for [`Exchange::ticket`].
    pub fn ticket_for(
        &self,
        caller: &Caller,
        content: impl FnOnce() -> [u8; 32],
    ) -> Result<Option<Ticket>, Problem> {
        idempotency::ticket(caller.organization().id, self, content)
    }

    /// The files of a `multipart/form-data` body.
    ///
    /// # Errors
    /// [`Problem::Malformed`] where it cannot be read, or holds no file.
    pub async fn uploads(&self) -> Result<Vec<Upload>, Problem> {
        multipart::uploads(self.header("content-type"), self.body.clone()).await
    }

    /// A header's value, where it is text.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}
