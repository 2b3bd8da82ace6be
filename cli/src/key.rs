//! `leah key`: API keys.

use clap::Subcommand;
use jiff::{SignedDuration, Timestamp};
use leah_aws::table::keys::StoredKey;
use leah_domain::{ApiKey, Id, Organization, organization::rules, print};
use serde::Serialize;

use crate::{CliError, Leah, Printed};

/// How much of a digest names a key: no two keys of an organization share so much by chance.
const NAMED: usize = 12;

/// What can be done with keys.
#[derive(Debug, Subcommand)]
pub enum KeyCommand {
    /// Create a key and show it, this once: only its digest is stored.
    Create {
        /// The organization's slug or identifier.
        organization: String,
        /// What it is called, such as the system that will use it.
        #[arg(long, value_parser = rules::display_name)]
        label: String,
        /// After how many days it ends; never, if absent.
        #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u16).range(1..=3650))]
        expires: Option<u16>,
    },
    /// List an organization's keys.
    List {
        /// The organization's slug or identifier.
        organization: String,
    },
    /// Revoke a key. Functions that have just seen it may believe it for a minute more.
    Revoke {
        /// The organization's slug or identifier.
        organization: String,
        /// The key's identifier, as `leah key list` shows it.
        #[arg(required_unless_present = "label")]
        key: Option<String>,
        /// All keys of this label instead.
        #[arg(long, conflicts_with = "key")]
        label: Option<String>,
    },
}

/// A key, as it is listed.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Listed<'a> {
    id: &'a str,
    label: &'a str,
    state: &'static str,
    expires: Option<String>,
    revoked: Option<String>,
}

/// A key that was just revoked.
#[derive(Serialize)]
struct Revoked<'a> {
    id: &'a str,
    label: &'a str,
    state: &'static str,
}

/// A key that was just made.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Made<'a> {
    id: &'a str,
    label: &'a str,
    expires: Option<String>,
    key: &'a str,
}

impl KeyCommand {
    pub(crate) async fn run(self, leah: &Leah) -> Result<Printed, CliError> {
        match self {
            Self::Create {
                organization,
                label,
                expires,
            } => {
                let organization = leah.organization(&organization).await?;
                create(leah, organization.id, label, expires).await
            }
            Self::List { organization } => {
                let organization = leah.organization(&organization).await?;
                list(leah, organization.id).await
            }
            Self::Revoke {
                organization,
                key,
                label,
            } => {
                let organization = leah.organization(&organization).await?;
                let named = match (&key, &label) {
                    (_, Some(label)) => Named::Label(label),
                    (key, None) => Named::Id(key.as_deref().unwrap_or_default()),
                };
                revoke(leah, organization.id, &named).await
            }
        }
    }
}

/// How keys are named that are to be revoked.
enum Named<'a> {
    Id(&'a str),
    Label(&'a str),
}

impl Named<'_> {
    /// Whether a key is meant. Too short a beginning of an identifier means none.
    fn means(&self, digest: &str, key: &StoredKey) -> bool {
        match self {
            Self::Id(id) => id.len() >= NAMED && digest.starts_with(id),
            Self::Label(label) => key.label == *label,
        }
    }
}

async fn create(
    leah: &Leah,
    organization: Id<Organization>,
    label: String,
    expires: Option<u16>,
) -> Result<Printed, CliError> {
    let lifetime = expires.map(|days| SignedDuration::from_hours(24 * i64::from(days)));
    let now = leah.app().now();
    let expires = lifetime.map(|lifetime| now.checked_add(lifetime).unwrap_or(Timestamp::MAX));
    let key = ApiKey::generate(organization, leah.app().ids());
    let stored = StoredKey {
        label,
        expires,
        revoked: None,
    };
    let digest = key.digest();
    leah.table().put_key(organization, &digest, &stored).await?;
    let made = Made {
        id: name(digest.as_str()),
        label: &stored.label,
        expires: expires.map(print),
        key: key.reveal(),
    };
    Ok(Printed::record(&made)?.note("The key is shown this once. Hand it over safely."))
}

async fn list(leah: &Leah, organization: Id<Organization>) -> Result<Printed, CliError> {
    let now = leah.app().now();
    let keys = leah.table().keys(organization).await?;
    let mut listed: Vec<_> = keys
        .iter()
        .map(|(digest, key)| Listed {
            id: name(digest),
            label: &key.label,
            state: state(key, now),
            expires: key.expires.map(print),
            revoked: key.revoked.map(print),
        })
        .collect();
    listed.sort_by_key(|key| (key.label, key.id));
    Printed::list(&listed, "no keys yet: `leah key create`")
}

const fn state_of(revoked: bool, valid: bool) -> &'static str {
    match (revoked, valid) {
        (true, _) => "revoked",
        (false, true) => "valid",
        (false, false) => "expired",
    }
}

fn state(key: &StoredKey, now: Timestamp) -> &'static str {
    state_of(key.revoked.is_some(), key.valid_at(now))
}

async fn revoke(
    leah: &Leah,
    organization: Id<Organization>,
    named: &Named<'_>,
) -> Result<Printed, CliError> {
    let table = leah.table();
    let mut keys = table.keys(organization).await?;
    keys.retain(|(digest, key)| named.means(digest, key));
    if keys.is_empty() {
        return Err(CliError::NotFound(
            "such key: `leah key list` has their identifiers and labels".into(),
        ));
    }
    for (digest, _) in &keys {
        // One that has expired and gone meanwhile opens nothing, either.
        table.revoke_key(organization, digest).await?;
    }
    let said: Vec<_> = keys
        .iter()
        .map(|(digest, key)| Revoked {
            id: name(digest),
            label: &key.label,
            state: "revoked",
        })
        .collect();
    let printed = Printed::list(&said, "")?;
    Ok(printed.note("Within a minute nothing opens to what is revoked."))
}

fn name(digest: &str) -> &str {
    digest.get(..NAMED).unwrap_or(digest)
}
