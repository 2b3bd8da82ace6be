//! `leah webhook`: where an organization's systems are told of events.

mod deliveries;
mod shown;

use clap::Subcommand;
use leah_domain::{
    Id, Organization, WebhookEndpoint,
    webhook::{
        DeliveryStatus, Disabled, Event, Form, Health, MAX_ENDPOINTS, Network, Reason, Url,
        WebhookSecret,
    },
};

use crate::{CliError, Leah, Printed, leah::TRIES};
use shown::Shown;

/// What can be done with webhooks.
#[derive(Debug, Subcommand)]
pub enum WebhookCommand {
    /// Set an endpoint up and show its secret, this once.
    Add {
        /// The organization's slug or identifier.
        organization: String,
        /// Its address: https, or http behind a VPN.
        url: String,
        /// An event that it wants, once each [default: appointment.guest.online].
        #[arg(long = "event", value_name = "EVENT")]
        events: Vec<Event>,
        /// How it gets the payload: as a JSON document in a "string", or as an "object".
        #[arg(long, default_value = "string")]
        payload: Form,
        /// An address range behind the VPN that the endpoint is in, such as 10.20.0.0/16, once each.
        #[arg(long = "vpn", value_name = "RANGE")]
        ranges: Vec<String>,
    },
    /// List an organization's endpoints.
    List {
        /// The organization's slug or identifier.
        organization: String,
    },
    /// Give an endpoint a new secret and show it, this once. For a day deliveries carry both signatures.
    Rotate {
        /// The organization's slug or identifier.
        organization: String,
        /// The endpoint's identifier or IRI.
        #[arg(value_name = "ENDPOINT")]
        hook: String,
    },
    /// Stop telling an endpoint. What is still owed to it is given up, and can be replayed.
    Disable {
        /// The organization's slug or identifier.
        organization: String,
        /// The endpoint's identifier or IRI.
        #[arg(value_name = "ENDPOINT")]
        hook: String,
    },
    /// Tell an endpoint again.
    Enable {
        /// The organization's slug or identifier.
        organization: String,
        /// The endpoint's identifier or IRI.
        #[arg(value_name = "ENDPOINT")]
        hook: String,
    },
    /// Remove an endpoint for good.
    Remove {
        /// The organization's slug or identifier.
        organization: String,
        /// The endpoint's identifier or IRI.
        #[arg(value_name = "ENDPOINT")]
        hook: String,
    },
    /// List deliveries of the last 30 days, the newest first.
    Deliveries {
        /// The organization's slug or identifier.
        organization: String,
        /// Only those to this endpoint.
        #[arg(long = "to", value_name = "ENDPOINT")]
        hook: Option<String>,
        /// Only those that have come so far: pending, delivered or dead.
        #[arg(long, value_parser = status)]
        status: Option<DeliveryStatus>,
        /// How many at most.
        #[arg(long, value_name = "N", default_value_t = 50)]
        most: usize,
    },
    /// Begin dead deliveries anew: one, or all to an endpoint.
    Replay {
        /// The organization's slug or identifier.
        organization: String,
        /// The delivery's identifier or IRI.
        #[arg(required_unless_present = "hook")]
        delivery: Option<String>,
        /// All dead deliveries to this endpoint.
        #[arg(long = "to", value_name = "ENDPOINT", conflicts_with = "delivery")]
        hook: Option<String>,
    },
}

fn status(name: &str) -> Result<DeliveryStatus, String> {
    DeliveryStatus::named(name).ok_or_else(|| {
        let known = DeliveryStatus::ALL.map(DeliveryStatus::name).join(", ");
        format!("there are {known}")
    })
}

impl WebhookCommand {
    pub(crate) async fn run(self, leah: &Leah) -> Result<Printed, CliError> {
        let owner = self.organization().to_owned();
        let organization = leah.organization(&owner).await?.id;
        match self {
            Self::Add {
                url,
                events,
                payload,
                ranges,
                ..
            } => add(leah, organization, &url, &events, payload, &ranges).await,
            Self::List { .. } => list(leah, organization).await,
            Self::Rotate { hook, .. } => rotate(leah, organization, &hook).await,
            Self::Disable { hook, .. } => disable(leah, organization, &hook).await,
            Self::Enable { hook, .. } => enable(leah, organization, &hook).await,
            Self::Remove { hook, .. } => remove(leah, organization, &hook).await,
            Self::Deliveries {
                hook, status, most, ..
            } => deliveries::list(leah, organization, hook.as_deref(), status, most).await,
            Self::Replay {
                delivery: Some(delivery),
                ..
            } => deliveries::replay(leah, organization, &delivery).await,
            Self::Replay { hook, .. } => {
                let named = hook.unwrap_or_default();
                deliveries::replay_all(leah, organization, &named).await
            }
        }
    }

    fn organization(&self) -> &str {
        match self {
            Self::Add { organization, .. }
            | Self::List { organization }
            | Self::Rotate { organization, .. }
            | Self::Disable { organization, .. }
            | Self::Enable { organization, .. }
            | Self::Remove { organization, .. }
            | Self::Deliveries { organization, .. }
            | Self::Replay { organization, .. } => organization,
        }
    }
}

async fn add(
    leah: &Leah,
    organization: Id<Organization>,
    url: &str,
    events: &[Event],
    form: Form,
    ranges: &[String],
) -> Result<Printed, CliError> {
    let refused =
        |error: leah_domain::webhook::InvalidEndpoint| CliError::Refused(error.to_string());
    let network = if ranges.is_empty() {
        Network::Public
    } else {
        let ranges: Vec<&str> = ranges.iter().map(String::as_str).collect();
        Network::vpn(&ranges).map_err(refused)?
    };
    let url = Url::parse(url.trim(), &network, leah.local()).map_err(refused)?;
    let (now, ids) = (leah.app().now(), leah.app().ids());
    let endpoint = WebhookEndpoint::new(url, network, events, form, now, ids);
    let table = leah.table();
    if !table.put_webhook_endpoint(organization, &endpoint).await? {
        return Err(CliError::Refused(format!(
            "an organization has {MAX_ENDPOINTS} endpoints at most: `leah webhook remove`"
        )));
    }
    let printed = Printed::record(&shown::secret(&endpoint, now))?;
    Ok(printed.note(
        "The secret is shown this once. Within a minute the endpoint is told of what happens.",
    ))
}

async fn list(leah: &Leah, organization: Id<Organization>) -> Result<Printed, CliError> {
    let mut endpoints = leah.table().webhook_endpoints(organization).await?;
    endpoints.sort_by_key(|endpoint| endpoint.created);
    let shown: Vec<_> = endpoints.iter().map(Shown::from).collect();
    Printed::list(&shown, "no endpoints yet: `leah webhook add`")
}

async fn rotate(
    leah: &Leah,
    organization: Id<Organization>,
    named: &str,
) -> Result<Printed, CliError> {
    let table = leah.table();
    for _ in 0..TRIES {
        let before = find(leah, organization, named).await?;
        let now = leah.app().now();
        let next = WebhookSecret::generate(leah.app().ids());
        let after = before.secrets.clone().rotated(next, now);
        if table
            .rotate_webhook_secret(organization, &before, &after)
            .await?
        {
            let endpoint = WebhookEndpoint {
                secrets: after,
                ..before
            };
            let printed = Printed::record(&shown::secret(&endpoint, now))?;
            return Ok(printed.note(
                "The secret is shown this once. For a day deliveries carry the signatures of both.",
            ));
        }
    }
    Err(CliError::Contended)
}

async fn disable(
    leah: &Leah,
    organization: Id<Organization>,
    named: &str,
) -> Result<Printed, CliError> {
    let endpoint = find(leah, organization, named).await?.id;
    let disabled = Disabled {
        at: leah.app().now(),
        reason: Reason::Operator,
    };
    leah.table()
        .note_health(organization, endpoint, Health::Disabled(disabled))
        .await?;
    shown(leah, organization, named).await
}

async fn enable(
    leah: &Leah,
    organization: Id<Organization>,
    named: &str,
) -> Result<Printed, CliError> {
    let endpoint = find(leah, organization, named).await?.id;
    let table = leah.table();
    if !table
        .enable_webhook_endpoint(organization, endpoint)
        .await?
    {
        return Err(absent(named));
    }
    let printed = shown(leah, organization, named).await?;
    Ok(printed.note("What was given up meanwhile can be told: `leah webhook replay --to`."))
}

async fn remove(
    leah: &Leah,
    organization: Id<Organization>,
    named: &str,
) -> Result<Printed, CliError> {
    let endpoint = find(leah, organization, named).await?;
    let table = leah.table();
    if !table
        .remove_webhook_endpoint(organization, endpoint.id)
        .await?
    {
        return Err(absent(named));
    }
    let words = format!("{} is told nothing any more.", endpoint.url.as_url());
    Printed::told(words, &Shown::from(&endpoint))
}

async fn shown(
    leah: &Leah,
    organization: Id<Organization>,
    named: &str,
) -> Result<Printed, CliError> {
    Printed::record(&Shown::from(&find(leah, organization, named).await?))
}

async fn find(
    leah: &Leah,
    organization: Id<Organization>,
    named: &str,
) -> Result<WebhookEndpoint, CliError> {
    let id = bare(named).parse().map_err(|_| absent(named))?;
    let found = leah.table().webhook_endpoint(organization, id).await?;
    found.ok_or_else(|| absent(named))
}

fn absent(named: &str) -> CliError {
    CliError::NotFound(format!(
        "webhook endpoint {named:?}: see `leah webhook list`"
    ))
}

/// The identifier at the end of an IRI, or alone.
fn bare(named: &str) -> &str {
    named.rsplit('/').next().unwrap_or(named)
}
