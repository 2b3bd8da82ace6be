//! The wire protocols of AWS's services: who is asked what, and answers and errors in the form of each.

use std::{collections::BTreeMap, fmt::Write};

use aws_smithy_cbor::Encoder;
use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, Method, Uri},
    response::Response,
};
use serde_json::{Value, json};

use super::Reply;

/// How a service speaks.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Protocol {
    /// `awsQuery`: CloudFormation.
    Query,
    /// `awsJson`: DynamoDB, SQS, SMS.
    Json,
    /// `restJson1`: SES, Lambda.
    Rest,
    /// `rpcv2Cbor`: CloudWatch.
    Cbor,
}

/// A request.
pub(super) struct Asked {
    protocol: Protocol,
    pub(super) operation: String,
}

impl Asked {
    /// Says what is asked.
    pub(super) fn read(method: &Method, uri: &Uri, headers: &HeaderMap, body: &Bytes) -> Self {
        let path = uri.path();
        let target = headers
            .get("x-amz-target")
            .and_then(|target| target.to_str().ok());
        let (protocol, operation) = if let Some(target) = target {
            (Protocol::Json, target.rsplit('.').next().unwrap())
        } else if let Some((_, operation)) = path.split_once("/operation/") {
            (Protocol::Cbor, operation)
        } else if method == Method::GET && path == "/v2/email/account" {
            (Protocol::Rest, "GetAccount")
        } else if method == Method::GET && path.starts_with("/v2/email/identities/") {
            (Protocol::Rest, "GetEmailIdentity")
        } else if method == Method::GET && path.starts_with("/2015-03-31/functions/") {
            (Protocol::Rest, "GetFunctionConfiguration")
        } else {
            let form = std::str::from_utf8(body).unwrap();
            let action = form
                .split('&')
                .find_map(|pair| pair.strip_prefix("Action="));
            (
                Protocol::Query,
                action.unwrap_or_else(|| panic!("{method} {uri}: {form}")),
            )
        };
        Self {
            protocol,
            operation: operation.to_owned(),
        }
    }

    /// Answers in the service's form.
    pub(super) fn answer(&self, reply: &Reply) -> Response {
        let (status, body) = match reply {
            Reply::Json(body) => (200, body.clone()),
            Reply::Error(status, code) => (
                *status,
                json!({ "__type": code, "message": "said by a test", "Message": "said by a test" }),
            ),
        };
        let code = body["__type"].as_str().unwrap_or_default();
        let answer = Response::builder().status(status);
        match self.protocol {
            Protocol::Query => answer.body(Body::from(format!(
                "<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>said by a test</Message></Error>\
                 <RequestId>1</RequestId></ErrorResponse>"
            ))),
            Protocol::Json => answer.body(Body::from(body.to_string())),
            Protocol::Rest => answer
                .header("x-amzn-errortype", code)
                .body(Body::from(body.to_string())),
            Protocol::Cbor => {
                let mut encoder = Encoder::new(Vec::new());
                encode(&mut encoder, &body);
                answer
                    .header("smithy-protocol", "rpc-v2-cbor")
                    .header("content-type", "application/cbor")
                    .body(Body::from(encoder.into_writer()))
            }
        }
        .unwrap()
    }
}

/// Texts, lists and maps are all that is said here.
fn encode(encoder: &mut Encoder, value: &Value) {
    match value {
        Value::String(text) => {
            encoder.str(text);
        }
        Value::Array(several) => {
            encoder.array(several.len());
            for one in several {
                encode(encoder, one);
            }
        }
        Value::Object(fields) => {
            encoder.map(fields.len());
            for (name, field) in fields {
                encoder.str(name);
                encode(encoder, field);
            }
        }
        other => panic!("{other} has no place in CBOR here"),
    }
}

/// A stack, as CloudFormation describes it.
pub(super) fn stack(status: &str, outputs: &BTreeMap<String, String>) -> Response {
    let mut members = String::new();
    for (name, value) in outputs {
        write!(
            members,
            "<member><OutputKey>{name}</OutputKey><OutputValue>{value}</OutputValue></member>"
        )
        .unwrap();
    }
    Response::new(Body::from(format!(
        "<DescribeStacksResponse><DescribeStacksResult><Stacks><member>\
         <StackId>arn:aws:cloudformation:eu-west-3:123456789012:stack/leah/1</StackId><StackName>leah</StackName>\
         <CreationTime>2026-01-01T00:00:00Z</CreationTime><StackStatus>{status}</StackStatus>\
         <Outputs>{members}</Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>"
    )))
}

/// What the real DynamoDB answers.
pub(super) async fn forwarded(dynamodb: &str, mut headers: HeaderMap, body: Bytes) -> Response {
    for name in ["host", "content-length", "expect"] {
        headers.remove(name);
    }
    let asked = reqwest::Client::new()
        .post(dynamodb)
        .headers(headers)
        .body(body);
    let answer = asked.send().await.unwrap();
    let mut response = Response::builder().status(answer.status());
    for (name, value) in answer.headers() {
        if name != "transfer-encoding" {
            response = response.header(name, value);
        }
    }
    response
        .body(Body::from(answer.bytes().await.unwrap()))
        .unwrap()
}
