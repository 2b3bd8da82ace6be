//! What a function is told about the stack it runs in.

use std::collections::BTreeMap;

/// The configuration of a function; `template.yaml` sets each value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// The table's name.
    pub table: String,
    /// The domains under which each organization has a host of its own.
    pub base_domains: Vec<String>,
    /// Where guests' links lead: an origin with `{slug}` in it.
    pub guest_url: String,
    /// The address that mails come from.
    pub mail_from: String,
    /// The bucket of documents.
    pub bucket: String,
    /// The schedule group of the reminders.
    pub schedule_group: String,
    /// The ARN of the function that fired reminders invoke.
    pub schedule_target: String,
    /// The ARN of the role by which EventBridge Scheduler invokes it.
    pub schedule_role: String,
    /// The ARN of the queue for schedules that could not be delivered.
    pub schedule_dead_letters: String,
    /// The ARN of the function that delivers webhooks.
    pub webhooks: String,
    /// The ARN of its copy in the VPC, by which endpoints behind a VPN are reached, if there is one.
    pub webhooks_vpc: Option<String>,
    /// Where the services are, if not where AWS has them.
    pub endpoints: Endpoints,
}

/// Base URLs of services that are not where AWS has them: the embedded engines.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Endpoints {
    /// DynamoDB.
    pub dynamodb: Option<String>,
    /// SES v2.
    pub ses: Option<String>,
    /// End User Messaging SMS v2.
    pub sms: Option<String>,
    /// EventBridge Scheduler.
    pub scheduler: Option<String>,
    /// S3.
    pub s3: Option<String>,
    /// Lambda.
    pub lambda: Option<String>,
}

const DYNAMODB: &str = "AWS_ENDPOINT_URL_DYNAMODB";
const SES: &str = "AWS_ENDPOINT_URL_SESV2";
const SMS: &str = "AWS_ENDPOINT_URL_PINPOINT_SMS_VOICE_V2";
const SCHEDULER: &str = "AWS_ENDPOINT_URL_SCHEDULER";
const S3: &str = "AWS_ENDPOINT_URL_S3";
const LAMBDA: &str = "AWS_ENDPOINT_URL_LAMBDA";

impl Endpoints {
    /// Reads the variables by which all AWS tools are told (AWS SDKs and tools reference guide, "Service-specific endpoints").
    pub fn from_env(variables: &BTreeMap<String, String>) -> Self {
        let get = |name: &str| {
            let value = variables.get(name).filter(|value| !value.is_empty());
            value.cloned()
        };
        Self {
            dynamodb: get(DYNAMODB),
            ses: get(SES),
            sms: get(SMS),
            scheduler: get(SCHEDULER),
            s3: get(S3),
            lambda: get(LAMBDA),
        }
    }
}

/// A value that the function needs and was not given.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the environment variable {0} is not set: template.yaml sets it for every function")]
pub struct ConfigError(pub &'static str);

impl Config {
    /// Reads the configuration from environment variables.
    ///
    /// # Errors
    /// [`ConfigError`] names the first one that is missing.
    pub fn from_env(variables: &BTreeMap<String, String>) -> Result<Self, ConfigError> {
        let get = |name: &'static str| {
            let value = variables.get(name).filter(|value| !value.is_empty());
            value.cloned().ok_or(ConfigError(name))
        };
        let domains = get("LEAH_BASE_DOMAINS")?;
        Ok(Self {
            table: get("LEAH_TABLE")?,
            base_domains: domains
                .split(',')
                .map(|name| name.trim().to_owned())
                .collect(),
            guest_url: get("LEAH_GUEST_URL")?,
            mail_from: get("LEAH_MAIL_FROM")?,
            bucket: get("LEAH_BUCKET")?,
            schedule_group: get("LEAH_SCHEDULE_GROUP")?,
            schedule_target: get("LEAH_SCHEDULE_TARGET")?,
            schedule_role: get("LEAH_SCHEDULE_ROLE")?,
            schedule_dead_letters: get("LEAH_SCHEDULE_DEAD_LETTERS")?,
            webhooks: get("LEAH_WEBHOOKS_FUNCTION")?,
            webhooks_vpc: get("LEAH_WEBHOOKS_VPC_FUNCTION").ok(),
            endpoints: Endpoints::from_env(variables),
        })
    }

    /// The variables that [`Config::from_env`] reads the same configuration from.
    pub fn to_env(&self) -> BTreeMap<String, String> {
        let endpoints = &self.endpoints;
        let always = [
            ("LEAH_TABLE", &self.table),
            ("LEAH_BASE_DOMAINS", &self.base_domains.join(",")),
            ("LEAH_GUEST_URL", &self.guest_url),
            ("LEAH_MAIL_FROM", &self.mail_from),
            ("LEAH_BUCKET", &self.bucket),
            ("LEAH_SCHEDULE_GROUP", &self.schedule_group),
            ("LEAH_SCHEDULE_TARGET", &self.schedule_target),
            ("LEAH_SCHEDULE_ROLE", &self.schedule_role),
            ("LEAH_SCHEDULE_DEAD_LETTERS", &self.schedule_dead_letters),
            ("LEAH_WEBHOOKS_FUNCTION", &self.webhooks),
        ];
        let always = always.map(|(name, value)| (name, Some(value.clone())));
        let perhaps = [
            ("LEAH_WEBHOOKS_VPC_FUNCTION", self.webhooks_vpc.clone()),
            (DYNAMODB, endpoints.dynamodb.clone()),
            (SES, endpoints.ses.clone()),
            (SMS, endpoints.sms.clone()),
            (SCHEDULER, endpoints.scheduler.clone()),
            (S3, endpoints.s3.clone()),
            (LAMBDA, endpoints.lambda.clone()),
        ];
        let all = always.into_iter().chain(perhaps);
        all.filter_map(|(name, value)| Some((name.to_owned(), value?)))
            .collect()
    }

    /// The origin of an organization's links.
    pub fn guest_home(&self, slug: &str) -> String {
        self.guest_url.replace("{slug}", slug)
    }

    /// The address of a waiting-room link.
    pub fn waiting_room(&self, slug: &str, token: &str) -> String {
        format!("{}/w/{token}", self.guest_home(slug))
    }

    /// The address of a transfer's link.
    pub fn documents(&self, slug: &str, secret: &str) -> String {
        format!("{}/t/{secret}", self.guest_home(slug))
    }

    /// The domain that mails come from: message and calendar identifiers end in it.
    pub fn mail_domain(&self) -> &str {
        self.mail_from
            .rsplit_once('@')
            .map_or("leah.care", |(_, domain)| domain)
    }
}
