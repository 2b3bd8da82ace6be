//! A stack on AWS: its outputs say what its parts are called.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::{
    Credentials,
    provider::{ProvideCredentials, error::CredentialsError},
};
use aws_sdk_cloudformation::{
    Client,
    error::{DisplayErrorContext, ProvideErrorMetadata, SdkError},
    operation::describe_stacks::DescribeStacksError,
    types::StackStatus,
};
use aws_smithy_http_client::{
    Builder,
    tls::{Provider, rustls_provider::CryptoMode},
};
use aws_smithy_types::timeout::TimeoutConfig;
use leah_aws::{App, Config, Endpoints, health::Unanswered};
use leah_domain::{Clock, Ids};

use crate::{CliError, Leah, Surroundings, arguments::Access};

/// A connection is made within this time, or a service is out of reach.
const CONNECT: Duration = Duration::from_secs(5);
/// One call with all its attempts.
const OPERATION: Duration = Duration::from_secs(30);

/// Who asks, and where.
pub(crate) struct Account {
    /// What clients of other services are built from.
    pub(crate) sdk: SdkConfig,
    credentials: Credentials,
    pub(crate) region: String,
}

impl Account {
    /// Where the services are, as all AWS tools are told: by variables or by the profile.
    pub(crate) fn endpoints(&self) -> Endpoints {
        Endpoints::of_sdk(&self.sdk)
    }

    /// A Leah in this account and region.
    pub(crate) fn leah(&self, config: Config, clock: Arc<dyn Clock>, ids: Arc<dyn Ids>) -> Leah {
        let credentials = self.credentials.clone();
        Leah::new(
            App::new(config, credentials, &self.region, clock, ids),
            false,
        )
    }
}

/// Finds the stack and has all ready to work on it.
pub(super) async fn connect(
    access: &Access,
    Surroundings { clock, ids, .. }: Surroundings,
) -> Result<Leah, CliError> {
    let account = account(access).await?;
    let Stack { outputs, .. } = described(&account, &access.stack).await?;
    let config = config(&outputs, &access.stack, account.endpoints())?;
    Ok(account.leah(config, clock, ids))
}

/// Credentials and region, by the chain that all AWS tools have.
pub(crate) async fn account(access: &Access) -> Result<Account, CliError> {
    let http = Builder::new()
        .tls_provider(Provider::Rustls(CryptoMode::Ring))
        .build_https();
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(CONNECT)
        .operation_timeout(OPERATION)
        .build();
    let mut loader = aws_config::defaults(BehaviorVersion::latest())
        .http_client(http)
        .timeout_config(timeouts);
    if let Some(region) = &access.region {
        loader = loader.region(Region::new(region.clone()));
    }
    if let Some(profile) = &access.profile {
        loader = loader.profile_name(profile);
    }
    let sdk = loader.load().await;
    let region = sdk.region().map(ToString::to_string).ok_or_else(|| {
        CliError::Access("no region: give --region, or set one in your AWS profile".into())
    })?;
    let provider = sdk.credentials_provider().ok_or_else(no_credentials)?;
    let credentials = provider.provide_credentials().await;
    let credentials = credentials.map_err(|error| match error {
        CredentialsError::CredentialsNotLoaded(_) => no_credentials(),
        // An expired single sign-on, a profile that is not there: what the chain says is for the operator.
        error => CliError::Access(format!(
            "the AWS credentials cannot be used: {}",
            DisplayErrorContext(&error)
        )),
    })?;
    Ok(Account {
        sdk,
        credentials,
        region,
    })
}

fn no_credentials() -> CliError {
    CliError::Access(
        "no AWS credentials: sign in (`aws sso login`), name a profile with --profile, or set AWS_ACCESS_KEY_ID; for a Leah on this machine give --endpoint http://localhost:3000"
            .into(),
    )
}

/// A stack, as it is described.
pub(crate) struct Stack {
    /// Its ARN, which names account and region.
    pub(crate) id: String,
    /// Such as `CREATE_COMPLETE`.
    pub(crate) status: String,
    /// Why it has this status.
    pub(crate) reason: Option<String>,
    /// Its outputs, by name.
    pub(crate) outputs: BTreeMap<String, String>,
}

/// Has a stack described.
pub(crate) async fn described(account: &Account, stack: &str) -> Result<Stack, CliError> {
    let client = Client::new(&account.sdk);
    let described = client.describe_stacks().stack_name(stack).send().await;
    let described = described.map_err(|error| undescribed(&error, stack, &account.region))?;
    let found = described.stacks().first();
    let found = found.ok_or_else(|| no_stack(stack, &account.region))?;
    let outputs = found.outputs().iter();
    let status = found.stack_status().map(StackStatus::as_str);
    Ok(Stack {
        id: found.stack_id().unwrap_or_default().to_owned(),
        status: status.unwrap_or_default().to_owned(),
        reason: found.stack_status_reason().map(str::to_owned),
        outputs: outputs
            .filter_map(|output| Some((output.output_key()?.into(), output.output_value()?.into())))
            .collect(),
    })
}

fn no_stack(stack: &str, region: &str) -> CliError {
    CliError::Access(format!(
        "there is no stack {stack:?} in {region}: name the region with --region or the stack with --stack"
    ))
}

fn undescribed(error: &SdkError<DescribeStacksError>, stack: &str, region: &str) -> CliError {
    let known = error.as_service_error();
    // What CloudFormation answers for a stack that it does not have.
    if known.and_then(ProvideErrorMetadata::code) == Some("ValidationError") {
        return no_stack(stack, region);
    }
    match Unanswered::sort(error) {
        Unanswered::Expired(cause) => CliError::Access(format!(
            "these AWS credentials have ended: sign in again (`aws sso login`), or renew them ({cause})"
        )),
        Unanswered::Unavailable(cause) => CliError::Unavailable(format!(
            "AWS does not answer in {region}: is the region's name right, and is there a network? ({cause})"
        )),
        Unanswered::Forbidden(cause) | Unanswered::Absent(cause) | Unanswered::Refused(cause) => {
            CliError::Access(format!(
                "these credentials cannot read the stack {stack:?} in {region}: {cause}"
            ))
        }
    }
}

/// What `template.yaml` gives each function, read off the outputs.
pub(crate) fn config(
    outputs: &BTreeMap<String, String>,
    stack: &str,
    endpoints: Endpoints,
) -> Result<Config, CliError> {
    let get = |name: &str| {
        outputs.get(name).cloned().ok_or_else(|| {
            CliError::Access(format!(
                "the stack {stack:?} has no output {name}: is it Leah's, and of this version?"
            ))
        })
    };
    Ok(Config {
        table: get("Table")?,
        base_domains: vec![get("BaseDomain")?],
        guest_url: get("GuestUrl")?,
        mail_from: get("MailFrom")?,
        bucket: get("Bucket")?,
        schedule_group: get("ScheduleGroup")?,
        schedule_target: get("RemindersFunction")?,
        schedule_role: get("ScheduleRole")?,
        schedule_dead_letters: get("ScheduleDeadLetters")?,
        webhooks: get("WebhooksFunction")?,
        webhooks_vpc: outputs.get("WebhooksVpcFunction").cloned(),
        // Uploads' own business.
        malware_scan: false,
        endpoints,
    })
}
