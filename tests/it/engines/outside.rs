//! An engine that is not ours: where it is, how it is asked, and what it needs before functions can work on it.

use std::io::{Cursor, Write};

use aws_credential_types::Credentials;
use aws_sigv4::{
    http_request::{PayloadChecksumKind, SignableBody, SignableRequest, SigningSettings, sign},
    sign::v4,
};
use leah_aws::{Config, Endpoints};
use leah_local::{
    Elsewhere,
    engines::{ACCOUNT, BUCKET, REGION},
    template::{STACK, Template},
};
use reqwest::{Client, Method};
use serde_json::{Value, json};

use super::world::TABLE;

/// The keys that the engine knows, if it looks at any.
const ACCESS_KEY: &str = "leah-engines";
const SECRET_KEY: &str = "leah-engines-secret";
/// The functions that are invoked.
const FUNCTIONS: [&str; 2] = ["leah-webhooks", "leah-webhooks_vpc"];

/// Which engine; each answers for all its services at one address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Engine {
    Moto,
    Ministack,
    SeaweedFs,
}

impl Engine {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Moto => "moto",
            Self::Ministack => "ministack",
            Self::SeaweedFs => "SeaweedFS",
        }
    }

    /// The variable that says where it listens.
    const fn variable(self) -> &'static str {
        match self {
            Self::Moto => "LEAH_ENGINE_MOTO",
            Self::Ministack => "LEAH_ENGINE_MINISTACK",
            Self::SeaweedFs => "LEAH_ENGINE_SEAWEEDFS",
        }
    }

    /// Whether it has the other services, or S3 alone.
    const fn has_all(self) -> bool {
        !matches!(self, Self::SeaweedFs)
    }
}

/// A running engine.
pub(super) struct Outside {
    pub(super) engine: Engine,
    url: String,
    client: Client,
}

impl Outside {
    /// The engine, where tests/engines.sh has started it.
    pub(super) fn named(engine: Engine) -> Self {
        let url = std::env::var(engine.variable())
            .unwrap_or_else(|_| panic!("{} is not set: run tests/engines.sh", engine.variable()));
        let client = Client::builder().no_proxy().build().unwrap();
        Self {
            engine,
            url,
            client,
        }
    }

    /// The services that stand there; neither of the large ones has SMS with `SendTextMessage`.
    pub(super) fn elsewhere(&self) -> Elsewhere {
        let here = || Some(self.url.clone());
        let all = |of: Option<String>| of.filter(|_| self.engine.has_all());
        Elsewhere {
            endpoints: Endpoints {
                dynamodb: all(here()),
                ses: all(here()),
                sms: None,
                scheduler: all(here()),
                s3: here(),
                lambda: all(here()),
            },
            keys: Some((ACCESS_KEY.to_owned(), SECRET_KEY.to_owned())),
        }
    }

    /// What a stack's template would have made.
    pub(super) async fn prepare(&self) {
        let place = format!(
            "<CreateBucketConfiguration><LocationConstraint>{REGION}</LocationConstraint></CreateBucketConfiguration>"
        );
        let place = ("application/xml", place.into_bytes());
        self.done("s3", Method::PUT, &format!("/{BUCKET}"), &[], place)
            .await;
        if !self.engine.has_all() {
            return;
        }
        let table = Template::read().unwrap().table(TABLE);
        self.dynamodb("CreateTable", &table).await;
        let expiry = json!({"AttributeName": "ttl", "Enabled": true});
        let expiry = json!({"TableName": TABLE, "TimeToLiveSpecification": expiry});
        self.dynamodb("UpdateTimeToLive", &expiry).await;
        let identity = json_body(&json!({"EmailIdentity": "leah.care"}));
        self.done("ses", Method::POST, "/v2/email/identities", &[], identity)
            .await;
        self.functions().await;
    }

    /// Functions of the names that are invoked; what they do is not looked at.
    async fn functions(&self) {
        if self.engine == Engine::Moto {
            // Without Docker: it accepts invocations and runs nothing.
            let config = json_body(&json!({"lambda": {"use_docker": false}}));
            self.done("lambda", Method::POST, "/moto-api/config", &[], config)
                .await;
        }
        let trust = json!({"Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole",
        }]});
        let trust = trust.to_string();
        let role = [
            ("Action", "CreateRole"),
            ("Version", "2010-05-08"),
            ("RoleName", "leah-functions"),
            ("AssumeRolePolicyDocument", &trust),
        ];
        self.query("iam", &role).await;
        for name in FUNCTIONS {
            let definition = json!({
                "FunctionName": name,
                "Runtime": "python3.12",
                "Role": format!("arn:aws:iam::{ACCOUNT}:role/leah-functions"),
                "Handler": "index.handler",
                "Code": {"ZipFile": data_encoding::BASE64.encode(&package())},
            });
            let path = "/2015-03-31/functions";
            self.done("lambda", Method::POST, path, &[], json_body(&definition))
                .await;
        }
    }

    /// A stack whose outputs are those that the command line reads off one of `template.yaml`'s.
    pub(super) async fn deploy(&self, config: &Config) {
        if !self.engine.has_all() {
            return;
        }
        let outputs = [
            ("Table", &config.table),
            ("BaseDomain", &config.base_domains[0]),
            ("GuestUrl", &config.guest_url),
            ("MailFrom", &config.mail_from),
            ("Bucket", &config.bucket),
            ("ScheduleGroup", &config.schedule_group),
            ("RemindersFunction", &config.schedule_target),
            ("ScheduleRole", &config.schedule_role),
            ("ScheduleDeadLetters", &config.schedule_dead_letters),
            ("WebhooksFunction", &config.webhooks),
        ];
        let outputs = outputs.map(|(name, value)| (name.to_owned(), json!({"Value": value})));
        let outputs: serde_json::Map<_, _> = outputs.into_iter().collect();
        let topic = json!({"Type": "AWS::SNS::Topic", "Properties": {"TopicName": "leah"}});
        let template = json!({"Resources": {"Topic": topic}, "Outputs": outputs}).to_string();
        let create = [
            ("Action", "CreateStack"),
            ("Version", "2010-05-15"),
            ("StackName", STACK),
            ("TemplateBody", &template),
        ];
        self.query("cloudformation", &create).await;
    }

    /// The environment in which `leah` finds that stack.
    pub(super) fn environment(&self) -> Vec<(&'static str, String)> {
        if !self.engine.has_all() {
            return Vec::new();
        }
        vec![
            ("AWS_ENDPOINT_URL_CLOUDFORMATION", self.url.clone()),
            ("LEAH_STACK", STACK.to_owned()),
        ]
    }

    /// Asks DynamoDB.
    pub(super) async fn dynamodb(&self, operation: &str, input: &Value) -> Value {
        let target = format!("DynamoDB_20120810.{operation}");
        let headers = [("x-amz-target", target.as_str())];
        let body = ("application/x-amz-json-1.0", input.to_string().into_bytes());
        let text = self
            .done("dynamodb", Method::POST, "/", &headers, body)
            .await;
        serde_json::from_str(&text).unwrap()
    }

    /// Asks a service that is asked by a form.
    async fn query(&self, service: &str, fields: &[(&str, &str)]) -> String {
        let mut form = reqwest::Url::parse("http://form").unwrap();
        form.query_pairs_mut().extend_pairs(fields);
        let form = form.query().unwrap_or_default().as_bytes().to_vec();
        let body = ("application/x-www-form-urlencoded", form);
        self.done(service, Method::POST, "/", &[], body).await
    }

    /// Whether the table is here, and not with the embedded engines.
    pub(super) const fn has_table(&self) -> bool {
        self.engine.has_all()
    }

    /// The keys of the bucket's objects, in order; fewer than a page of them.
    pub(super) async fn keys(&self) -> Vec<String> {
        let listed = self.get("s3", &format!("/{BUCKET}?list-type=2")).await;
        assert!(!listed.contains("<IsTruncated>true"), "{listed}");
        let keys = listed.split("<Key>").skip(1);
        keys.map(|rest| rest.split_once("</Key>").unwrap().0.to_owned())
            .collect()
    }

    /// The names of the schedules.
    pub(super) async fn schedules(&self) -> Vec<String> {
        let (mut names, mut from) = (Vec::new(), String::new());
        loop {
            let path = format!("/schedules?{from}ScheduleGroup=default");
            let page: Value = serde_json::from_str(&self.get("scheduler", &path).await).unwrap();
            for schedule in page["Schedules"].as_array().unwrap() {
                names.push(schedule["Name"].as_str().unwrap().to_owned());
            }
            match page["NextToken"].as_str() {
                Some(next) => from = format!("NextToken={next}&"),
                None => return names,
            }
        }
    }

    /// Gets what a service says at a path.
    async fn get(&self, service: &str, path: &str) -> String {
        let body = ("application/json", Vec::new());
        self.done(service, Method::GET, path, &[], body).await
    }

    /// Makes a signed request that must not fail; the answer's text.
    async fn done(
        &self,
        service: &str,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        (media, body): (&str, Vec<u8>),
    ) -> String {
        let url = format!("{}{path}", self.url);
        let headers: Vec<_> = headers
            .iter()
            .copied()
            .chain([("content-type", media)])
            .collect();
        let mut request = self.client.request(method.clone(), &url);
        for (name, value) in &headers {
            request = request.header(*name, *value);
        }
        for (name, value) in signature(service, method.as_str(), &url, &headers, &body) {
            request = request.header(name, value);
        }
        let answer = request.body(body).send().await.unwrap();
        let (status, text) = (answer.status(), answer.text().await.unwrap());
        assert!(
            status.is_success(),
            "{}: {service} {method} {path}: {status} {text}",
            self.engine.name()
        );
        text
    }
}

fn json_body(value: &Value) -> (&'static str, Vec<u8>) {
    ("application/json", value.to_string().into_bytes())
}

/// The headers by which a request is signed (AWS general reference, "Signature Version 4").
fn signature(
    service: &str,
    method: &str,
    url: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Vec<(String, String)> {
    let identity = Credentials::new(ACCESS_KEY, SECRET_KEY, None, None, "tests").into();
    let mut settings = SigningSettings::default();
    settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
    let parameters = v4::SigningParams::builder()
        .identity(&identity)
        .region(REGION)
        .name(service)
        .time(leah_domain::Clock::now(&leah_aws::system::SystemClock).into())
        .settings(settings)
        .build()
        .unwrap();
    let headers = headers.iter().copied();
    let request = SignableRequest::new(method, url, headers, SignableBody::Bytes(body)).unwrap();
    let (instructions, _) = sign(request, &parameters.into()).unwrap().into_parts();
    let headers = instructions.headers();
    headers
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

/// A deployment package of a function that does nothing.
fn package() -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    archive
        .start_file("index.py", zip::write::SimpleFileOptions::default())
        .unwrap();
    archive
        .write_all(b"def handler(event, context):\n    return None\n")
        .unwrap();
    archive.finish().unwrap().into_inner()
}
