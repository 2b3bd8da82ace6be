//! What a call needs to be allowed: the actions and resources that IAM would ask for (AWS service authorization reference).

use std::borrow::Cow;

use http::{HeaderMap, header::AUTHORIZATION, request::Parts};
use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::Service;
use crate::engines::{ACCOUNT, REGION, function_of};

/// An action on a resource that a function needs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Need {
    /// The name of the function's binary: whose credentials have signed.
    pub function: String,
    /// The action, as policies name it.
    pub action: &'static str,
    /// The resource's name; `*` for actions that know none. Of an object, the folder is named and not the object.
    pub resource: String,
}

/// A call of a function, with what is to be known of it before it is carried out.
pub(super) struct Call {
    function: String,
    needs: Vec<(&'static str, String)>,
    /// What a missing object costs more: without it, S3 calls what is missing forbidden.
    list: Option<String>,
}

impl Call {
    /// Reads a call; `None` where no function has signed it.
    pub(super) fn new(
        service: Service,
        operation: &str,
        head: &Parts,
        body: &[u8],
    ) -> Option<Self> {
        let key = signer(&head.headers, head.uri.query().unwrap_or_default(), body)?;
        let function = function_of(&key)?.to_owned();
        let path = decoded(head.uri.path());
        let (needs, list) = match service {
            Service::DynamoDb => (table(operation, &json(body)), None),
            Service::S3 => {
                let reads = ["GetObject", "HeadObject"].contains(&operation);
                let bucket = path.trim_start_matches('/').split('/').next();
                let list = bucket
                    .filter(|_| reads)
                    .map(|bucket| format!("arn:aws:s3:::{bucket}"));
                (objects(operation, &path, &head.headers, body), list)
            }
            Service::Ses => (mails(operation, &json(body)), None),
            Service::Sms => (texts(operation), None),
            Service::Scheduler => {
                let query = head.uri.query().unwrap_or_default();
                (schedules(operation, &path, query, &json(body)), None)
            }
            Service::Lambda => (calls(&path), None),
        };
        Some(Self {
            function,
            needs,
            list,
        })
    }

    /// What it needed, now that it was answered. What the engine itself has refused needs no permission: a signature that was
    /// made for something else, by somebody who tries.
    pub(super) fn needs(mut self, status: u16) -> impl Iterator<Item = Need> {
        if status == 403 {
            self.needs.clear();
        }
        let missing = self.list.filter(|_| status == 404);
        let list = missing.map(|bucket| ("s3:ListBucket", bucket));
        self.needs
            .into_iter()
            .chain(list)
            .map(move |(action, resource)| Need {
                function: self.function.clone(),
                action,
                resource,
            })
    }
}

/// The access key that a request is signed with: in its header, in its query where it was signed before, or in its form.
fn signer<'a>(headers: &'a HeaderMap, query: &'a str, body: &'a [u8]) -> Option<Cow<'a, str>> {
    let in_header = headers
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split_once("Credential="));
    if let Some((_, credential)) = in_header {
        return credential.split('/').next().map(Cow::Borrowed);
    }
    let in_query = query
        .split('&')
        .find_map(|pair| pair.strip_prefix("X-Amz-Credential="));
    if let Some(credential) = in_query {
        let credential = decoded(credential);
        return credential
            .split('/')
            .next()
            .map(|key| key.to_owned().into());
    }
    let credential = field(body, "x-amz-credential")?;
    credential
        .split('/')
        .next()
        .map(|key| key.to_owned().into())
}

/// A field of a form.
fn field(body: &[u8], name: &str) -> Option<String> {
    // Fields come before the file, which may be anything.
    let start = String::from_utf8_lossy(&body[..body.len().min(16 << 10)]);
    let lower = start.to_ascii_lowercase();
    let at = lower.find(&format!("name=\"{name}\""))?;
    let value = start.get(at..)?.split_once("\r\n\r\n")?.1;
    Some(value.split("\r\n").next()?.to_owned())
}

fn table(operation: &str, body: &Value) -> Vec<(&'static str, String)> {
    let arn = |name: &Value| {
        let name = name.as_str().unwrap_or_default();
        format!("arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{name}")
    };
    let one = |action| {
        let table = arn(&body["TableName"]);
        let place = match body["IndexName"].as_str() {
            Some(index) => format!("{table}/index/{index}"),
            None => table,
        };
        vec![(action, place)]
    };
    match operation {
        "GetItem" => one("dynamodb:GetItem"),
        "PutItem" => one("dynamodb:PutItem"),
        "UpdateItem" => one("dynamodb:UpdateItem"),
        "DeleteItem" => one("dynamodb:DeleteItem"),
        "Query" => one("dynamodb:Query"),
        "Scan" => one("dynamodb:Scan"),
        "BatchGetItem" => {
            let tables = body["RequestItems"].as_object().into_iter().flatten();
            tables
                .map(|(name, _)| ("dynamodb:BatchGetItem", arn(&name.as_str().into())))
                .collect()
        }
        // A transaction needs what its parts need.
        "TransactWriteItems" => {
            let writes = body["TransactItems"].as_array().into_iter().flatten();
            let parts = writes.filter_map(Value::as_object).flatten();
            parts
                .filter_map(|(kind, write)| {
                    let action = match kind.as_str() {
                        "Put" => "dynamodb:PutItem",
                        "Update" => "dynamodb:UpdateItem",
                        "Delete" => "dynamodb:DeleteItem",
                        "ConditionCheck" => "dynamodb:ConditionCheckItem",
                        _ => return None,
                    };
                    Some((action, arn(&write["TableName"])))
                })
                .collect()
        }
        _ => unknown(),
    }
}

fn objects(
    operation: &str,
    path: &str,
    headers: &HeaderMap,
    body: &[u8],
) -> Vec<(&'static str, String)> {
    let (bucket, key) = path
        .trim_start_matches('/')
        .split_once('/')
        .unwrap_or((path.trim_matches('/'), ""));
    let bucket = format!("arn:aws:s3:::{bucket}");
    let object = |key: &str| format!("{bucket}/{}", folder(key));
    match operation {
        "GetObject" | "HeadObject" => vec![("s3:GetObject", object(key))],
        "PutObject" | "CreateMultipartUpload" | "UploadPart" | "CompleteMultipartUpload" => {
            vec![("s3:PutObject", object(key))]
        }
        "AbortMultipartUpload" => vec![("s3:AbortMultipartUpload", object(key))],
        "CopyObject" => {
            let source = headers.get("x-amz-copy-source");
            let source = source.and_then(|source| source.to_str().ok());
            let source = decoded(source.unwrap_or_default()).into_owned();
            let source = source.trim_start_matches('/').split_once('/');
            let from = source.map_or("", |(_, key)| key);
            vec![
                ("s3:GetObject", object(from)),
                ("s3:PutObject", object(key)),
            ]
        }
        "DeleteObject" => vec![("s3:DeleteObject", object(key))],
        "DeleteObjects" => {
            let body = String::from_utf8_lossy(body);
            let keys = body.split("<Key>").skip(1);
            keys.map(|rest| rest.split("</Key>").next().unwrap_or_default())
                .map(|key| ("s3:DeleteObject", object(key)))
                .collect()
        }
        // A browser's form, for which the signer of its policy answers.
        "PostObject" => {
            let key = field(body, "key").unwrap_or_default();
            vec![("s3:PutObject", object(&key))]
        }
        "ListObjectsV2" => vec![("s3:ListBucket", bucket)],
        _ => unknown(),
    }
}

/// The folder that an object stands in, at the top: policies tell no more apart.
fn folder(key: &str) -> String {
    let top = key.split('/').next().unwrap_or_default();
    format!("{top}/object")
}

fn mails(operation: &str, body: &Value) -> Vec<(&'static str, String)> {
    let identities = format!("arn:aws:ses:{REGION}:{ACCOUNT}:identity/sender");
    match operation {
        "SendEmail" if body["Content"]["Raw"].is_object() => vec![("ses:SendRawEmail", identities)],
        "SendEmail" => vec![("ses:SendEmail", identities)],
        "GET /v2/email/account" => vec![("ses:GetAccount", "*".to_owned())],
        _ => unknown(),
    }
}

fn texts(operation: &str) -> Vec<(&'static str, String)> {
    match operation {
        "SendTextMessage" => {
            let sender = format!("arn:aws:sms-voice:{REGION}:{ACCOUNT}:sender-id/sender");
            vec![("sms-voice:SendTextMessage", sender)]
        }
        "DescribeAccountAttributes" => {
            vec![("sms-voice:DescribeAccountAttributes", "*".to_owned())]
        }
        _ => unknown(),
    }
}

fn schedules(
    operation: &str,
    path: &str,
    query: &str,
    body: &Value,
) -> Vec<(&'static str, String)> {
    let in_query = query
        .split('&')
        .find_map(|pair| pair.strip_prefix("groupName="));
    let group = body["GroupName"].as_str().or(in_query).unwrap_or("default");
    let name = path.rsplit('/').next().unwrap_or_default();
    // One name for all: policies tell no more apart.
    let named = if name.is_empty() { "" } else { "schedule" };
    let schedule = format!("arn:aws:scheduler:{REGION}:{ACCOUNT}:schedule/{group}/{named}");
    match operation {
        // Whoever makes a schedule hands it the role by which it calls.
        "CreateSchedule" => {
            let role = body["Target"]["RoleArn"].as_str().unwrap_or_default();
            vec![
                ("scheduler:CreateSchedule", schedule),
                ("iam:PassRole", role.to_owned()),
            ]
        }
        "DeleteSchedule" => vec![("scheduler:DeleteSchedule", schedule)],
        _ => unknown(),
    }
}

fn calls(path: &str) -> Vec<(&'static str, String)> {
    let mut parts = path.split('/').skip_while(|part| *part != "functions");
    let function = parts.nth(1).unwrap_or_default();
    vec![("lambda:InvokeFunction", function.to_owned())]
}

/// What no policy allows: whoever calls something new says here what it needs.
fn unknown() -> Vec<(&'static str, String)> {
    vec![("unknown", "*".to_owned())]
}

fn json(body: &[u8]) -> Value {
    serde_json::from_slice(body).unwrap_or_default()
}

fn decoded(text: &str) -> Cow<'_, str> {
    percent_decode_str(text).decode_utf8_lossy()
}
