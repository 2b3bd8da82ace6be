//! A request whose route, key and format are settled.

use http::{HeaderMap, Method};
use leah_aws::{App, table::Ticket};
use leah_domain::{Id, Resource, input::Object};

use crate::{
    Caller, Format, Media, Problem, Query, body, idempotency,
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
    /// The format of its answer.
    pub format: Format,
    /// The route that its path has.
    pub route: &'static Route,
    /// What its path names.
    pub target: Target,
    pub(crate) suffix: Option<String>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Exchange {
    /// The identifier in the path.
    ///
    /// # Errors
    /// [`Problem::InvalidIdentifier`] where it is no UUID.
    pub fn id<R: Resource>(&self) -> Result<Id<R>, Problem> {
        match &self.target {
            Target::Item(id) => id.parse().map_err(|_| Problem::InvalidIdentifier),
            Target::Collection => Err(Problem::InvalidIdentifier),
        }
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
        idempotency::ticket(caller.organization().id, self)
    }

    /// A header's value, where it is text.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}
