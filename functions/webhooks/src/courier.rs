//! One POST to a server that Leah does not know: guarded, limited in time and in what is read, never repeated here.

mod names;
mod roots;
mod undelivered;

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use reqwest::{Client, Response, redirect, retry};
use rustls::client::Resumption;
use rustls::{ClientConfig, RootCertStore};
use tokio::time::{Instant, timeout_at};
use url::{Host, Url};

use crate::guard::Reach;
use names::Doorkeeper;
pub use names::{Names, SystemNames};
pub use roots::{RootsError, only, roots};
pub use undelivered::Undelivered;

/// How long an attempt may take (contract, section 5).
pub const LIMIT: Duration = Duration::from_secs(10);

/// How Leah names itself to receivers.
const USER_AGENT: &str = "Leah-Webhooks/1.0";

/// How much of an answer's body is kept, in bytes.
const EXCERPT: usize = 1024;

/// How long that may take once the answer's head is there: the head alone decides.
const EXCERPT_TIME: Duration = Duration::from_secs(1);

/// What all deliveries of a sandbox have in common.
#[derive(Clone)]
pub struct Terms {
    /// How long an attempt may take: names, connecting, the answer and its excerpt together (contract, section 5).
    pub limit: Duration,
    /// Whether this machine itself counts as public. Only Leah on one machine says so.
    pub loopback: bool,
    /// Who vouches for receivers.
    pub roots: RootCertStore,
    /// Where names become addresses.
    pub names: Arc<dyn Names>,
}

impl Terms {
    /// The terms of a function on AWS: the system's names, and whom the system trusts with the authorities that
    /// `LEAH_WEBHOOK_ROOTS` may have. Nothing in its environment lets it deliver to its own machine.
    ///
    /// # Errors
    /// [`RootsError`] where nobody would be trusted, or those authorities cannot be read.
    pub fn from_env(variables: &BTreeMap<String, String>) -> Result<Self, RootsError> {
        let own = variables.get("LEAH_WEBHOOK_ROOTS").map(String::as_str);
        Ok(Self {
            limit: LIMIT,
            loopback: false,
            roots: roots(own.filter(|own| !own.is_empty()))?,
            names: Arc::new(SystemNames),
        })
    }
}

/// What is delivered.
pub struct Parcel<'a> {
    /// Where to, by `http` or `https`.
    pub url: &'a Url,
    /// What may be reached on the way.
    pub reach: &'a Reach,
    /// Its headers: lower-case names, and values without control characters.
    pub headers: Vec<(&'static str, String)>,
    /// Its body.
    pub body: String,
}

/// What the receiver said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// The HTTP status. A redirection is not followed: it is an answer like any other.
    pub status: u16,
    /// The first bytes of the body, at most 1 KiB; fewer where they came too slowly.
    pub excerpt: Vec<u8>,
}

/// Delivers parcels.
#[derive(Clone)]
pub struct Courier {
    limit: Duration,
    loopback: bool,
    tls: ClientConfig,
    names: Arc<dyn Names>,
}

impl Courier {
    /// A courier on these terms.
    ///
    /// # Errors
    /// Where the TLS stack does not come about.
    pub fn new(terms: Terms) -> Result<Self, rustls::Error> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut tls = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_root_certificates(terms.roots)
            .with_no_client_auth();
        tls.alpn_protocols = vec![b"http/1.1".to_vec()];
        // A resumed session would not show its certificate, which may have expired or be another's by now.
        tls.resumption = Resumption::disabled();
        Ok(Self {
            limit: terms.limit,
            loopback: terms.loopback,
            tls,
            names: terms.names,
        })
    }

    /// What an endpoint on the Internet may reach.
    pub const fn public(&self) -> Reach {
        Reach::Public {
            loopback: self.loopback,
        }
    }

    /// Makes one attempt.
    ///
    /// # Errors
    /// Where no answer came about, says why.
    pub async fn post(&self, parcel: Parcel<'_>) -> Result<Answered, Undelivered> {
        let deadline = Instant::now() + self.limit;
        let response = timeout_at(deadline, self.send(parcel))
            .await
            .map_err(|_| Undelivered::Timeout)??;
        let status = response.status().as_u16();
        let deadline = deadline.min(Instant::now() + EXCERPT_TIME);
        Ok(Answered {
            status,
            excerpt: excerpt(response, deadline).await,
        })
    }

    async fn send(&self, parcel: Parcel<'_>) -> Result<Response, Undelivered> {
        let reach = parcel.reach;
        // Nobody asks for the address of an address: it is judged here, every other one where names become addresses.
        if literal(parcel.url).is_some_and(|address| !reach.permits(address)) {
            return Err(Undelivered::Forbidden);
        }
        let mut request = self
            .client(reach.clone())
            .map_err(|error| Undelivered::of(&error))?
            .post(parcel.url.clone())
            .body(parcel.body);
        for (name, value) in parcel.headers {
            request = request.header(name, value);
        }
        request
            .send()
            .await
            .map_err(|error| Undelivered::of(&error))
    }

    /// A client for one attempt. It is cheap, and so no connection that one reach permits can serve another.
    fn client(&self, reach: Reach) -> Result<Client, reqwest::Error> {
        Client::builder()
            .user_agent(USER_AGENT)
            .tls_backend_preconfigured(self.tls.clone())
            .dns_resolver(Doorkeeper::new(Arc::clone(&self.names), reach))
            // The environment's proxy would connect in our stead, without a guard.
            .no_proxy()
            .redirect(redirect::Policy::none())
            .referer(false)
            .retry(retry::never())
            .http1_only()
            .pool_max_idle_per_host(0)
            // Divided among a name's addresses, so that a dead one leaves time for the next.
            .connect_timeout(self.limit)
            .build()
    }
}

/// The address that stands in the URL itself. The URL's parser has read all its spellings: `0x7f.1` and `2130706433` too.
fn literal(url: &Url) -> Option<IpAddr> {
    match url.host()? {
        Host::Domain(_) => None,
        Host::Ipv4(address) => Some(address.into()),
        Host::Ipv6(address) => Some(address.into()),
    }
}

/// What comes of the body in time. Whether it ends, hangs or breaks off makes no difference: the status was read.
async fn excerpt(mut response: Response, deadline: Instant) -> Vec<u8> {
    let mut kept = Vec::new();
    while kept.len() < EXCERPT
        && let Ok(Ok(Some(chunk))) = timeout_at(deadline, response.chunk()).await
    {
        kept.extend_from_slice(&chunk[..chunk.len().min(EXCERPT - kept.len())]);
    }
    kept
}

#[cfg(test)]
mod tests;
