//! A Leah on this machine: it says at `/_local/environment` where its engines are, and what time it has.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use jiff::{SignedDuration, Timestamp};
use leah_aws::App;
use leah_domain::Clock;
use reqwest::Client;
use serde::{Deserialize, de::DeserializeOwned};
use url::Url;

use crate::{CliError, Leah, Surroundings};

/// How long it may take to answer.
const LIMIT: Duration = Duration::from_secs(10);

/// The clock of a Leah whose time may have been moved.
struct Moved {
    machine: Arc<dyn Clock>,
    ahead: SignedDuration,
}

impl Clock for Moved {
    fn now(&self) -> Timestamp {
        let now = self.machine.now();
        now.checked_add(self.ahead).unwrap_or(now)
    }
}

#[derive(Deserialize)]
struct Now {
    now: Timestamp,
}

/// Asks a Leah on this machine about itself.
pub(super) async fn connect(
    endpoint: &str,
    Surroundings { clock, ids, .. }: Surroundings,
) -> Result<Leah, CliError> {
    let base = Url::parse(endpoint)
        .ok()
        .filter(|url| url.scheme() == "http" && url.has_host())
        .ok_or_else(|| {
            CliError::Usage(format!(
                "--endpoint {endpoint:?} is no address of a Leah on this machine, such as http://localhost:3000"
            ))
        })?;
    let client = Client::builder()
        .no_proxy()
        .timeout(LIMIT)
        .build()
        .map_err(|error| CliError::Unavailable(error.to_string()))?;
    let environment: BTreeMap<String, String> = ask(&client, &base, "environment").await?;
    let Now { now } = ask(&client, &base, "clock").await?;
    let ahead = now.duration_since(clock.now());
    let clock = Moved {
        machine: clock,
        ahead,
    };
    let app = App::from_env(&environment, Arc::new(clock), ids)?;
    Ok(Leah::new(app, true))
}

async fn ask<T: DeserializeOwned>(client: &Client, base: &Url, what: &str) -> Result<T, CliError> {
    let absent = |cause: reqwest::Error| {
        let cause = cause.without_url();
        CliError::Access(format!(
            "no Leah answers at {base}: start one by `cargo run`, or leave --endpoint out for a stack on AWS ({cause})"
        ))
    };
    let url = base
        .join(&format!("/_local/{what}"))
        .map_err(|error| CliError::Usage(error.to_string()))?;
    let answer = client.get(url).send().await.map_err(absent)?;
    if !answer.status().is_success() {
        return Err(CliError::Access(format!(
            "what answers at {base} is no Leah on one machine, or one of another version: {} for /_local/{what}",
            answer.status()
        )));
    }
    answer.json().await.map_err(absent)
}
