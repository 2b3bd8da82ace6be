//! Where webhooks go.

use std::str::FromStr;

use ipnet::IpNet;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use url::Host;

use super::{Event, Secrets, WebhookSecret};
use crate::{Id, Ids, id::Resource};

/// How many endpoints an organization has at most: what happens is told to all of them in one transaction.
pub const MAX_ENDPOINTS: usize = 20;
/// How many address ranges an endpoint names at most.
const MAX_RANGES: usize = 16;
/// The longest address that is taken, in bytes.
const LONGEST: usize = 2048;

/// An address of the organization's that is told of events. The operator sets it up (contract, section 5).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebhookEndpoint {
    /// Its identifier.
    pub id: Id<WebhookEndpoint>,
    /// Its address.
    pub url: Url,
    /// Where that is.
    pub network: Network,
    /// What deliveries are signed with.
    pub secrets: Secrets,
    /// The events that it wants.
    pub events: Vec<Event>,
    /// How it wants the payload.
    pub form: Form,
    /// When it was set up.
    pub created: Timestamp,
    /// Since when every attempt has failed, if the last one has.
    pub failing: Option<Timestamp>,
    /// Since when nothing is sent to it any more, and why.
    pub disabled: Option<Disabled>,
}

impl Resource for WebhookEndpoint {
    const NAME: &'static str = "WebhookEndpoint";
    const PATH: &'static str = "/api/webhook_endpoints";
}

impl WebhookEndpoint {
    /// A new endpoint with a secret of its own, which wants the documented event unless others are named.
    pub fn new(
        url: Url,
        network: Network,
        events: &[Event],
        form: Form,
        now: Timestamp,
        ids: &dyn Ids,
    ) -> Self {
        let mut wanted = Vec::new();
        for event in events {
            if !wanted.contains(event) {
                wanted.push(*event);
            }
        }
        if wanted.is_empty() {
            wanted.push(Event::GuestOnline);
        }
        Self {
            id: Id::new(ids.uuid()),
            url,
            network,
            secrets: Secrets::new(WebhookSecret::generate(ids)),
            events: wanted,
            form,
            created: now,
            failing: None,
            disabled: None,
        }
    }

    /// Whether it is told of an event.
    pub fn wants(&self, event: Event) -> bool {
        self.disabled.is_none() && self.events.contains(&event)
    }
}

/// The end of an endpoint's service; an operator can have it served again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Disabled {
    /// Since when.
    pub at: Timestamp,
    /// Why.
    pub reason: Reason,
}

/// Why an endpoint is not served.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// It has answered 410.
    Gone,
    /// Every attempt has failed for five days.
    Failing,
    /// The operator wants it so.
    Operator,
}

impl Reason {
    /// All there are.
    pub const ALL: [Self; 3] = [Self::Gone, Self::Failing, Self::Operator];

    /// The word that the API prints.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Gone => "gone",
            Self::Failing => "failing",
            Self::Operator => "operator",
        }
    }
}

/// How an endpoint gets its payload.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Form {
    /// A JSON document in a string, as documented.
    #[default]
    String,
    /// The document itself.
    Object,
}

impl Form {
    /// Both of them.
    pub const ALL: [Self; 2] = [Self::String, Self::Object];

    /// The word that the API prints.
    pub const fn name(self) -> &'static str {
        match self {
            Self::String => "string",
            Self::Object => "object",
        }
    }
}

/// A word for no form of a payload.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("payload is \"string\" or \"object\"")]
pub struct UnknownForm;

impl FromStr for Form {
    type Err = UnknownForm;

    fn from_str(word: &str) -> Result<Self, UnknownForm> {
        match word {
            "string" => Ok(Self::String),
            "object" => Ok(Self::Object),
            _ => Err(UnknownForm),
        }
    }
}

/// Where an endpoint is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Network {
    /// On the Internet.
    Public,
    /// Behind a VPN: in one of these address ranges and nowhere else.
    Vpn(Vec<IpNet>),
}

impl Network {
    /// The words that the API prints.
    pub const NAMES: [&str; 2] = ["public", "vpn"];

    /// The word that the API prints.
    pub const fn name(&self) -> &'static str {
        let [public, vpn] = Self::NAMES;
        match self {
            Self::Public => public,
            Self::Vpn(_) => vpn,
        }
    }

    /// Behind a VPN, in these ranges, each as `10.20.0.0/16` or `fd00::/8`.
    ///
    /// # Errors
    /// [`InvalidEndpoint`] for what is no range, or one that no VPN leads to.
    pub fn vpn(ranges: &[&str]) -> Result<Self, InvalidEndpoint> {
        if ranges.is_empty() || ranges.len() > MAX_RANGES {
            return Err(InvalidEndpoint::Ranges);
        }
        let read = ranges.iter().map(|text| {
            let range: IpNet = text
                .parse()
                .map_err(|_| InvalidEndpoint::Range((*text).to_owned()))?;
            let range = range.trunc();
            let own = OWN.iter().any(|own| overlap(*own, range));
            if own {
                return Err(InvalidEndpoint::Own((*text).to_owned()));
            }
            Ok(range)
        });
        read.collect::<Result<_, _>>().map(Self::Vpn)
    }
}

/// What belongs to the machine that calls, or to no machine: unspecified, loopback, link-local (on AWS the metadata
/// service, too), multicast, broadcast.
const OWN: [IpNet; 7] = {
    use ipnet::{Ipv4Net, Ipv6Net};
    use std::net::{Ipv4Addr, Ipv6Addr};
    const fn v4(a: u8, b: u8, prefix: u8) -> IpNet {
        IpNet::V4(Ipv4Net::new_assert(Ipv4Addr::new(a, b, 0, 0), prefix))
    }
    const fn v6(first: u16, prefix: u8) -> IpNet {
        IpNet::V6(Ipv6Net::new_assert(
            Ipv6Addr::new(first, 0, 0, 0, 0, 0, 0, 0),
            prefix,
        ))
    }
    [
        v4(0, 0, 8),
        v4(127, 0, 8),
        v4(169, 254, 16),
        v4(224, 0, 3),
        // Unspecified, loopback, and the forms that hold an IPv4 address, which no delivery reaches (RFC 4291, RFC 6052).
        v6(0, 8),
        v6(0xfe80, 10),
        v6(0xff00, 8),
    ]
};

fn overlap(a: IpNet, b: IpNet) -> bool {
    a.contains(&b.network()) || b.contains(&a.network())
}

/// The address of an endpoint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Url(url::Url);

/// As it was stored: it was judged when it was set up.
impl TryFrom<String> for Url {
    type Error = InvalidEndpoint;

    fn try_from(text: String) -> Result<Self, InvalidEndpoint> {
        url::Url::parse(&text)
            .map(Self)
            .map_err(|_| InvalidEndpoint::Url)
    }
}

impl From<Url> for String {
    fn from(url: Url) -> Self {
        url.0.into()
    }
}

/// What cannot be an endpoint.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidEndpoint {
    /// Not an address.
    #[error("not an address such as https://hooks.example.org/leah")]
    Url,
    /// Another scheme than is taken there.
    #[error(
        "an endpoint on the Internet has an https address; http is for endpoints behind a VPN, and for localhost where Leah runs on one machine"
    )]
    Scheme,
    /// A user, a password or a fragment.
    #[error("an endpoint's address has neither a user nor a password nor a fragment (#)")]
    Parts,
    /// No range at all, or too many.
    #[error("an endpoint behind a VPN names 1 to {MAX_RANGES} address ranges")]
    Ranges,
    /// Not a range.
    #[error("{0:?} is no address range such as 10.20.0.0/16")]
    Range(String),
    /// A range that no VPN leads to.
    #[error("{0:?} holds addresses of the calling machine itself")]
    Own(String),
}

impl Url {
    /// Reads an address. `https` only; `http` behind a VPN, where the VPN encrypts, and to loopback where that may be
    /// delivered to.
    ///
    /// # Errors
    /// [`InvalidEndpoint`] says what is wrong with it.
    pub fn parse(text: &str, network: &Network, loopback: bool) -> Result<Self, InvalidEndpoint> {
        if text.len() > LONGEST {
            return Err(InvalidEndpoint::Url);
        }
        let url = url::Url::parse(text).map_err(|_| InvalidEndpoint::Url)?;
        let vpn = matches!(network, Network::Vpn(_));
        match url.scheme() {
            "https" => {}
            "http" if vpn || (loopback && is_loopback(&url)) => {}
            "http" => return Err(InvalidEndpoint::Scheme),
            _ => return Err(InvalidEndpoint::Url),
        }
        if !url.username().is_empty() || url.password().is_some() || url.fragment().is_some() {
            return Err(InvalidEndpoint::Parts);
        }
        Ok(Self(url))
    }

    /// The address.
    pub const fn as_url(&self) -> &url::Url {
        &self.0
    }
}

fn is_loopback(url: &url::Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}
