//! What a function works with, built once from a configuration.

use std::{collections::BTreeMap, sync::Arc};

use aws_credential_types::{Credentials, provider::SharedCredentialsProvider};
use aws_types::SdkConfig;
use jiff::Timestamp;
use leah_domain::{Clock, Ids};

use crate::{
    Config, ConfigError, cache::Cache, client, files::Files, invoke::Webhooks, mail::Mailer,
    schedules::Schedules, sms::Sms, system::lambda_credentials, table::Table,
};

/// A function's world: its configuration, the services it calls, the time and the randomness. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    config: Config,
    shared: SdkConfig,
    region: String,
    table: Table,
    files: Files,
    mailer: Mailer,
    sms: Sms,
    schedules: Schedules,
    webhooks: Webhooks,
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
        Ok(Self::new(config, credentials, &region, clock, ids))
    }

    /// Builds the clients. No call is made.
    pub fn new(
        config: Config,
        credentials: Credentials,
        region: &str,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn Ids>,
    ) -> Self {
        let shared = client::shared(credentials.clone(), region);
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
        let files = Files::new(&shared, &config, credentials, region);
        let table = Table::new(&shared, &config, Arc::clone(&clock));
        let mailer = Mailer::new(&shared, &config);
        let sms = Sms::new(&shared, &config);
        let schedules = Schedules::new(&shared, &config);
        let webhooks = Webhooks::new(&shared, &config);
        Self(Arc::new(Inner {
            config,
            shared,
            region: region.to_owned(),
            table,
            files,
            mailer,
            sms,
            schedules,
            webhooks,
            cache,
            clock,
            ids,
        }))
    }

    /// The configuration.
    pub fn config(&self) -> &Config {
        &self.0.config
    }

    /// The table.
    pub fn table(&self) -> &Table {
        &self.0.table
    }

    /// The documents.
    pub fn files(&self) -> &Files {
        &self.0.files
    }

    /// The way out for mails.
    pub fn mailer(&self) -> &Mailer {
        &self.0.mailer
    }

    /// The way out for SMS.
    pub fn sms(&self) -> &Sms {
        &self.0.sms
    }

    /// The schedules of reminders.
    pub fn schedules(&self) -> &Schedules {
        &self.0.schedules
    }

    /// The function that delivers webhooks.
    pub fn webhooks(&self) -> &Webhooks {
        &self.0.webhooks
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
