//! A stack on an AWS that stands in this process: CloudFormation, CloudWatch, SQS, SES, SMS and Lambda answer over their own wire
//! protocols as a test says; DynamoDB and S3 are a house's.

mod protocols;

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, Method, Uri},
    response::Response,
};
use serde_json::{Value, json};
use tokio::{net::TcpListener, process::Command};

use crate::support::{Ran, Shell, program, ran};
use protocols::Asked;

/// What an operation answers.
#[derive(Clone)]
pub(crate) enum Reply {
    /// An answer, in the service's own form.
    Json(Value),
    /// A refusal: the HTTP status and the error's code.
    Error(u16, &'static str),
}

/// All that can be asked here and is not a house's.
pub(crate) const OPERATIONS: [&str; 11] = [
    "DescribeTable",
    "DescribeTimeToLive",
    "DescribeContinuousBackups",
    "Query",
    "GetAccount",
    "GetEmailIdentity",
    "DescribeAccountAttributes",
    "DescribeSpendLimits",
    "GetQueueAttributes",
    "DescribeAlarms",
    "GetFunctionConfiguration",
];

/// An account with a stack.
pub(crate) struct Aws {
    pub(crate) shell: Shell,
    url: String,
    fake: Arc<Fake>,
}

struct Fake {
    replies: Mutex<BTreeMap<&'static str, Reply>>,
    outputs: Mutex<BTreeMap<String, String>>,
    status: Mutex<&'static str>,
    /// Where the real DynamoDB is.
    dynamodb: String,
}

impl Aws {
    /// An account in which all is well.
    pub(crate) async fn start() -> Self {
        let shell = Shell::start().await;
        let environment = shell.house.environment();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let fake = Arc::new(Fake {
            replies: Mutex::new(well()),
            outputs: Mutex::new(outputs(&environment)),
            status: Mutex::new("UPDATE_COMPLETE"),
            dynamodb: environment["AWS_ENDPOINT_URL_DYNAMODB"].clone(),
        });
        let url = format!("http://{}", listener.local_addr().unwrap());
        let router = Router::new().fallback(answer).with_state(fake.clone());
        // It ends with the test's runtime.
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { shell, url, fake }
    }

    /// Where its services are.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Has an operation answer so from now on.
    pub(crate) fn set(&self, operation: &'static str, reply: Reply) {
        self.fake.replies.lock().unwrap().insert(operation, reply);
    }

    /// Has all be well again.
    pub(crate) fn heal(&self) {
        *self.fake.replies.lock().unwrap() = well();
        *self.fake.status.lock().unwrap() = "UPDATE_COMPLETE";
    }

    /// Has all be well but for one operation.
    pub(crate) fn only(&self, operation: &'static str, reply: Reply) {
        self.heal();
        self.set(operation, reply);
    }

    /// Has the stack in this status.
    pub(crate) fn status(&self, status: &'static str) {
        *self.fake.status.lock().unwrap() = status;
    }

    /// Takes the stack's outputs away.
    pub(crate) fn no_outputs(&self) {
        self.fake.outputs.lock().unwrap().clear();
    }

    /// The program in this account.
    pub(crate) fn program(&self) -> Command {
        let mut command = program();
        let environment = self.shell.house.environment();
        let ours = [
            "AWS_ACCESS_KEY_ID",
            "AWS_SECRET_ACCESS_KEY",
            "AWS_SESSION_TOKEN",
        ];
        for name in [&ours[..], &["AWS_REGION", "AWS_ENDPOINT_URL_S3"]].concat() {
            command.env(name, &environment[name]);
        }
        for service in [
            "CLOUDFORMATION",
            "CLOUDWATCH",
            "SQS",
            "SESV2",
            "PINPOINT_SMS_VOICE_V2",
            "LAMBDA",
            "DYNAMODB",
        ] {
            command.env(format!("AWS_ENDPOINT_URL_{service}"), &self.url);
        }
        // A service that is down is asked once: the program's patience is the SDK's own.
        command.env("AWS_MAX_ATTEMPTS", "1");
        command.env("AWS_EC2_METADATA_DISABLED", "true");
        command
    }

    /// Runs it.
    pub(crate) async fn run(&self, words: &[&str]) -> Ran {
        ran(self.program().args(words), "").await
    }
}

async fn answer(
    State(fake): State<Arc<Fake>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let asked = Asked::read(&method, &uri, &headers, &body);
    let reply = fake
        .replies
        .lock()
        .unwrap()
        .get(asked.operation.as_str())
        .cloned();
    match reply {
        Some(reply) => asked.answer(&reply),
        None if asked.operation == "DescribeStacks" => {
            let outputs = fake.outputs.lock().unwrap().clone();
            protocols::stack(*fake.status.lock().unwrap(), &outputs)
        }
        None => protocols::forwarded(&fake.dynamodb, headers, body).await,
    }
}

/// What `template.yaml` prints, of a house's environment.
fn outputs(environment: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let queue = "https://sqs.eu-west-3.amazonaws.com/123456789012/leah";
    let named = [
        ("Table", environment["LEAH_TABLE"].clone()),
        ("BaseDomain", "leah.care".into()),
        ("GuestUrl", environment["LEAH_GUEST_URL"].clone()),
        ("MailFrom", environment["LEAH_MAIL_FROM"].clone()),
        ("Bucket", environment["LEAH_BUCKET"].clone()),
        ("ScheduleGroup", environment["LEAH_SCHEDULE_GROUP"].clone()),
        ("ScheduleRole", environment["LEAH_SCHEDULE_ROLE"].clone()),
        (
            "ScheduleDeadLetters",
            environment["LEAH_SCHEDULE_DEAD_LETTERS"].clone(),
        ),
        (
            "RemindersFunction",
            environment["LEAH_SCHEDULE_TARGET"].clone(),
        ),
        (
            "WebhooksFunction",
            environment["LEAH_WEBHOOKS_FUNCTION"].clone(),
        ),
        ("Functions", "leah-appointments,leah-outbox".into()),
        ("DeadLetters", format!("{queue}-Outbox,{queue}-Upload")),
        ("MailConfiguration", "leah-mail".into()),
        (
            "MailRecords",
            "a._domainkey.leah.care=a.dkim.amazonses.com".into(),
        ),
    ];
    named.map(|(name, value)| (name.to_owned(), value)).into()
}

/// An account in which all is well.
fn well() -> BTreeMap<&'static str, Reply> {
    [
        (
            "DescribeTable",
            json!({ "Table": {
                "TableStatus": "ACTIVE",
                "StreamSpecification": { "StreamEnabled": true },
                "DeletionProtectionEnabled": true,
            } }),
        ),
        ("DescribeContinuousBackups", backups("ENABLED")),
        (
            "GetAccount",
            json!({
                "SendingEnabled": true,
                "ProductionAccessEnabled": true,
                "EnforcementStatus": "HEALTHY",
                "SendQuota": { "Max24HourSend": 50000.0, "MaxSendRate": 14.0, "SentLast24Hours": 12.0 },
            }),
        ),
        ("GetEmailIdentity", identity(true, "SUCCESS")),
        (
            "DescribeAccountAttributes",
            json!({ "AccountAttributes": [{ "Name": "ACCOUNT_TIER", "Value": "PRODUCTION" }] }),
        ),
        (
            "DescribeSpendLimits",
            json!({ "SpendLimits": [{
                "Name": "TEXT_MESSAGE_MONTHLY_SPEND_LIMIT",
                "EnforcedLimit": 200,
                "MaxLimit": 500,
                "Overridden": true,
            }] }),
        ),
        (
            "GetQueueAttributes",
            json!({ "Attributes": { "ApproximateNumberOfMessages": "0" } }),
        ),
        ("DescribeAlarms", alarm("OK")),
        (
            "GetFunctionConfiguration",
            json!({ "State": "Active", "LastUpdateStatus": "Successful", "Runtime": "provided.al2023" }),
        ),
    ]
    .map(|(operation, json)| (operation, Reply::Json(json)))
    .into()
}

/// What DynamoDB says of backups.
pub(crate) fn backups(status: &str) -> Value {
    json!({ "ContinuousBackupsDescription": {
        "ContinuousBackupsStatus": "ENABLED",
        "PointInTimeRecoveryDescription": { "PointInTimeRecoveryStatus": status },
    } })
}

/// What SES says of an identity.
pub(crate) fn identity(verified: bool, dkim: &str) -> Value {
    json!({
        "IdentityType": "DOMAIN",
        "VerifiedForSendingStatus": verified,
        "DkimAttributes": { "SigningEnabled": true, "Status": dkim, "Tokens": ["t1", "t2"] },
        "ConfigurationSetName": "leah-mail",
    })
}

/// What CloudWatch says of one alarm.
pub(crate) fn alarm(state: &str) -> Value {
    json!({ "MetricAlarms": [{
        "AlarmName": "leah-GivenUpAlarm-1A2B3C4D5E6F",
        "AlarmDescription": "Work was given up.",
        "StateValue": state,
        "StateReason": "1 datapoint was greater than 0",
    }] })
}
