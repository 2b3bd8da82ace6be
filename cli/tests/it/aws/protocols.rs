//! The wire protocols of AWS's services: who is asked what, and answers and errors in the form of each.

use std::{collections::BTreeMap, fmt::Write};

use aws_smithy_cbor::Encoder;
use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, Method, Uri},
    response::Response,
};
use leah_engines::{Breach, Request, Service, model};
use serde_json::Value;

use super::Reply;

/// A request.
pub(super) struct Asked {
    service: Service,
    pub(super) operation: &'static str,
}

impl Asked {
    /// Says what is asked, by the service's own model, which takes it.
    pub(super) fn read(method: &Method, uri: &Uri, headers: &HeaderMap, body: &Bytes) -> Self {
        let service =
            Service::signed(headers).unwrap_or_else(|| panic!("{method} {uri}: {headers:?}"));
        let request = Request {
            service,
            method,
            uri,
            headers,
            body,
        };
        let operation = model::operation(&request).unwrap_or_else(|| panic!("{method} {uri}"));
        let input = model::read(operation, &request);
        let judged = input.and_then(|input| model::check(operation, &input));
        judged.unwrap_or_else(|breach| panic!("{breach}"));
        Self {
            service,
            operation: operation.name,
        }
    }

    /// Answers in the service's form.
    pub(super) fn answer(&self, reply: &Reply) -> Response {
        match reply {
            Reply::Error(status, code) => self.refusal(*status, code).map(Body::from),
            Reply::Json(body) if self.service == Service::CloudWatch => {
                let mut encoder = Encoder::new(Vec::new());
                encode(&mut encoder, body);
                Response::builder()
                    .header("smithy-protocol", "rpc-v2-cbor")
                    .header("content-type", "application/cbor")
                    .body(Body::from(encoder.into_writer()))
                    .unwrap()
            }
            Reply::Json(body) => Response::new(Body::from(body.to_string())),
        }
    }

    fn refusal(&self, status: u16, code: &'static str) -> Response<Bytes> {
        let breach = Breach {
            operation: self.operation.to_owned(),
            rule: "said-by-a-test",
            status,
            code,
            message: "said by a test".to_owned(),
        };
        breach.answer(self.service)
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
