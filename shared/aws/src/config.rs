//! What a function is told about the stack it runs in.

use std::collections::BTreeMap;

use aws_types::{SdkConfig, service_config::ServiceConfigKey};

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
    /// Whether `GuardDuty` scans what is uploaded: nothing is attached before its result has come.
    pub malware_scan: bool,
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
const MALWARE_SCAN: &str = "LEAH_MALWARE_SCAN";
/// The value of a switch that is on; any other is off.
const ON: &str = "on";
/// For every service that has no variable of its own.
const GENERAL: &str = "AWS_ENDPOINT_URL";
/// Where this is `true`, none of them counts.
const IGNORE: &str = "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS";
/// The key under which a profile has the same.
const PROFILE: &str = "endpoint_url";

impl Endpoints {
    /// Reads the variables by which all AWS tools are told (AWS SDKs and tools reference guide, "Service-specific endpoints"): a
    /// service's own wins over the general one. AWS sets none of them for a function.
    pub fn from_env(variables: &BTreeMap<String, String>) -> Self {
        let ignored = variables
            .get(IGNORE)
            .is_some_and(|value| value.eq_ignore_ascii_case("true"));
        let get = |name: &str| {
            let given = |name: &str| variables.get(name).filter(|value| !value.is_empty());
            let value = given(name).or_else(|| given(GENERAL));
            value.filter(|_| !ignored).cloned()
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

    /// The same as the SDK has found it: variables first, then the profile, its section of services first.
    pub fn of_sdk(sdk: &SdkConfig) -> Self {
        let get = |service: &str| {
            let key = ServiceConfigKey::builder()
                .service_id(service)
                .env(GENERAL)
                .profile(PROFILE)
                .build()
                .ok()?;
            let found = sdk.service_config()?.load_config(key);
            found.filter(|value| !value.is_empty())
        };
        // The services' identifiers, as their models have them.
        Self {
            dynamodb: get("DynamoDB"),
            ses: get("SESv2"),
            sms: get("Pinpoint SMS Voice V2"),
            scheduler: get("Scheduler"),
            s3: get("S3"),
            lambda: get("Lambda"),
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
            malware_scan: get(MALWARE_SCAN).is_ok_and(|value| value == ON),
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
            (MALWARE_SCAN, self.malware_scan.then(|| ON.to_owned())),
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

#[cfg(test)]
mod tests {
    use super::*;

    fn endpoints(variables: &[(&str, &str)]) -> Endpoints {
        let variables = variables.iter();
        Endpoints::from_env(
            &variables
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
        )
    }

    #[test]
    fn a_services_own_variable_wins_over_the_general_one() {
        let found = endpoints(&[(GENERAL, "http://all"), (S3, "http://s3"), (SES, "")]);
        assert_eq!(found.s3.as_deref(), Some("http://s3"));
        for other in [
            found.dynamodb,
            found.ses,
            found.sms,
            found.scheduler,
            found.lambda,
        ] {
            assert_eq!(other.as_deref(), Some("http://all"));
        }
        assert_eq!(endpoints(&[(S3, "http://s3")]).dynamodb, None);
    }

    #[test]
    fn all_of_them_can_be_ignored() {
        let all = [(GENERAL, "http://all"), (S3, "http://s3")];
        let ignored = endpoints(&[&all[..], &[(IGNORE, "true")]].concat());
        assert_eq!(ignored, Endpoints::default());
        let kept = endpoints(&[&all[..], &[(IGNORE, "false")]].concat());
        assert_eq!(kept, endpoints(&all));
    }
}
