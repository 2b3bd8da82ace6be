//! What a function works with, built once from a configuration.

use std::{
    collections::BTreeMap,
    sync::{Arc, OnceLock},
};

use aws_credential_types::{Credentials, provider::SharedCredentialsProvider};
use aws_types::SdkConfig;
use futures_util::future::join_all;
use jiff::Timestamp;
use leah_domain::{Clock, Ids};

use crate::{
    Config, ConfigError, cache::Cache, client, files::Files, invoke::Webhooks, mail::Mailer,
    schedules::Schedules, sms::Sms, system::lambda_credentials, table::Table, trust::Trust,
};

/// A function's world: its configuration, the services it calls, the time and the randomness. Cheap to clone.
///
/// A client is built when it is asked for the first time, by the accessor alone: so a program holds the clients of those services
/// that it calls, and no other.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    config: Config,
    shared: SdkConfig,
    credentials: Credentials,
    region: String,
    table: OnceLock<Table>,
    files: OnceLock<Files>,
    mailer: OnceLock<Mailer>,
    sms: OnceLock<Sms>,
    schedules: OnceLock<Schedules>,
    webhooks: OnceLock<Webhooks>,
    cache: Arc<Cache>,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
}

impl App {
    /// Builds the clients from what Lambda and `template.yaml` put into the environment.
    ///
    /// # Errors
    /// [`ConfigError`] names the first variable that is missing.
    pub fn from_env(
        variables: &BTreeMap<String, String>,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn Ids>,
    ) -> Result<Self, ConfigError> {
        let config = Config::from_env(variables)?;
        let (credentials, region) = lambda_credentials(variables)?;
        let trust = Trust::of_function(variables, &region);
        let shared = client::shared(credentials.clone(), &region, trust);
        let (world, cache) = ((clock, ids), Arc::default());
        Ok(Self::on(shared, config, credentials, &region, world, cache))
    }

    /// Builds the clients, which trust whom the system trusts. No call is made.
    pub fn new(
        config: Config,
        credentials: Credentials,
        region: &str,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn Ids>,
    ) -> Self {
        let shared = client::shared(credentials.clone(), region, Trust::System);
        let cache = Arc::default();
        Self::on(shared, config, credentials, region, (clock, ids), cache)
    }

    /// The same for another role: by the same connections and believing the same, with other credentials.
    #[must_use]
    pub fn with_credentials(&self, credentials: Credentials) -> Self {
        let provider = SharedCredentialsProvider::new(credentials.clone());
        let shared = self.0.shared.to_builder().credentials_provider(provider);
        Self::on(
            shared.build(),
            self.0.config.clone(),
            credentials,
            &self.0.region,
            (Arc::clone(&self.0.clock), Arc::clone(&self.0.ids)),
            Arc::clone(&self.0.cache),
        )
    }

    fn on(
        shared: SdkConfig,
        config: Config,
        credentials: Credentials,
        region: &str,
        (clock, ids): (Arc<dyn Clock>, Arc<dyn Ids>),
        cache: Arc<Cache>,
    ) -> Self {
        Self(Arc::new(Inner {
            config,
            shared,
            credentials,
            region: region.to_owned(),
            table: OnceLock::new(),
            files: OnceLock::new(),
            mailer: OnceLock::new(),
            sms: OnceLock::new(),
            schedules: OnceLock::new(),
            webhooks: OnceLock::new(),
            cache,
            clock,
            ids,
        }))
    }

    /// The configuration.
    pub fn config(&self) -> &Config {
        &self.0.config
    }

    /// As whom the services are called.
    pub fn credentials(&self) -> &Credentials {
        &self.0.credentials
    }

    /// The table.
    pub fn table(&self) -> &Table {
        let inner = &*self.0;
        inner
            .table
            .get_or_init(|| Table::new(&inner.shared, &inner.config, Arc::clone(&inner.clock)))
    }

    /// The documents.
    pub fn files(&self) -> &Files {
        let inner = &*self.0;
        inner.files.get_or_init(|| {
            let credentials = inner.credentials.clone();
            Files::new(&inner.shared, &inner.config, credentials, &inner.region)
        })
    }

    /// The way out for mails.
    pub fn mailer(&self) -> &Mailer {
        let inner = &*self.0;
        inner
            .mailer
            .get_or_init(|| Mailer::new(&inner.shared, &inner.config))
    }

    /// The way out for SMS.
    pub fn sms(&self) -> &Sms {
        let inner = &*self.0;
        inner
            .sms
            .get_or_init(|| Sms::new(&inner.shared, &inner.config))
    }

    /// The schedules of reminders.
    pub fn schedules(&self) -> &Schedules {
        let inner = &*self.0;
        inner
            .schedules
            .get_or_init(|| Schedules::new(&inner.shared, &inner.config))
    }

    /// The function that delivers webhooks.
    pub fn webhooks(&self) -> &Webhooks {
        let inner = &*self.0;
        inner
            .webhooks
            .get_or_init(|| Webhooks::new(&inner.shared, &inner.config))
    }

    /// Makes the first calls of a sandbox while it initializes, so many as a request makes side by side: the connections to the
    /// table and what the SDK prepares once are then paid for before a request waits. Lambda initializes with a whole processor,
    /// whatever share the function has afterwards. If the table does not answer soon, the request finds out by itself.
    pub async fn warm(&self, side_by_side: usize) {
        join_all((0..side_by_side).map(|_| self.table().warm())).await;
    }

    /// The present instant.
    pub fn now(&self) -> Timestamp {
        self.0.clock.now()
    }

    /// The source of randomness.
    pub fn ids(&self) -> &dyn Ids {
        &*self.0.ids
    }

    pub(crate) fn cache(&self) -> &Cache {
        &self.0.cache
    }
}
