//! `leah key`: API keys.

use clap::Subcommand;
use jiff::{SignedDuration, Timestamp};
use leah_aws::table::keys::StoredKey;
use leah_domain::{ApiKey, Id, Organization, organization::rules};
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
        key: String,
    },
}

/// A key, as it is listed.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Listed<'a> {
    id: &'a str,
    label: &'a str,
    state: &'static str,
    expires: Option<Timestamp>,
    revoked: Option<Timestamp>,
}

/// A key that was just made.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Made<'a> {
    id: &'a str,
    label: &'a str,
    expires: Option<Timestamp>,
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
            Self::Revoke { organization, key } => {
                let organization = leah.organization(&organization).await?;
                revoke(leah, organization.id, &key).await
            }
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
        expires,
        key: key.reveal(),
    };
    Ok(Printed::record(&made)?.note("The key is shown this once. Hand it over on a safe way."))
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
            expires: key.expires,
            revoked: key.revoked,
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
    named: &str,
) -> Result<Printed, CliError> {
    let absent = || CliError::NotFound(format!("key {named:?}: see `leah key list`"));
    if named.len() < NAMED {
        return Err(absent());
    }
    let keys = leah.table().keys(organization).await?;
    let found: Vec<_> = keys
        .iter()
        .filter(|(digest, _)| digest.starts_with(named))
        .collect();
    let [(digest, key)] = found.as_slice() else {
        return Err(absent());
    };
    if !leah.table().revoke_key(organization, digest).await? {
        return Err(absent());
    }
    let words = format!(
        "The key {} ({}) is revoked: within a minute nothing opens to it any more.",
        name(digest),
        key.label
    );
    let said = serde_json::json!({ "id": name(digest), "label": key.label, "state": "revoked" });
    Printed::told(words, &said)
}

fn name(digest: &str) -> &str {
    digest.get(..NAMED).unwrap_or(digest)
}
