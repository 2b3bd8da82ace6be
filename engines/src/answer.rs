//! How services write their refusals.

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderName, HeaderValue, Response, StatusCode};
use quick_xml::escape::escape;
use serde_json::{Map, Value, json};

use crate::{Breach, Service};

const ERROR_TYPE: HeaderName = HeaderName::from_static("x-amzn-errortype");
const QUERY_ERROR: HeaderName = HeaderName::from_static("x-amzn-query-error");

impl Breach {
    /// The answer, as the service writes it in its protocol.
    pub fn answer(&self, service: Service) -> Response<Bytes> {
        let (kind, body) = match service {
            Service::DynamoDb | Service::Sms | Service::Sqs => {
                ("application/x-amz-json-1.0", self.json(service))
            }
            Service::Ses | Service::Scheduler | Service::Lambda => {
                ("application/json", self.rest(service))
            }
            Service::S3 => ("application/xml", self.s3()),
            Service::CloudFormation => ("text/xml", self.query()),
            Service::CloudWatch => ("application/cbor", self.cbor()),
        };
        let mut answer = Response::new(body);
        *answer.status_mut() = StatusCode::from_u16(self.status).unwrap_or(StatusCode::BAD_REQUEST);
        let headers = answer.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
        match service {
            Service::Ses | Service::Scheduler | Service::Lambda => {
                headers.insert(ERROR_TYPE, HeaderValue::from_static(self.code));
            }
            Service::CloudWatch => {
                headers.insert("smithy-protocol", HeaderValue::from_static("rpc-v2-cbor"));
            }
            _ => {}
        }
        if let Some(code) = self.query_code(service) {
            headers.insert(QUERY_ERROR, code);
        }
        answer
    }

    /// The code for callers that know the service's older protocol, `awsQuery`: the services that spoke it keep their codes
    /// (`awsQueryCompatible` in their models).
    fn query_code(&self, service: Service) -> Option<HeaderValue> {
        let code = match (service, self.code) {
            // The model's own word: ValidationException has the code ValidationError.
            (Service::CloudWatch, "ValidationException") => "ValidationError",
            (Service::CloudWatch | Service::Sqs, code) => code,
            _ => return None,
        };
        HeaderValue::from_str(&format!("{code};Sender")).ok()
    }

    /// `awsJson1_0`. DynamoDB names the namespace of its framework for what the framework finds, and of a request that cannot be
    /// read says why in `Message` (dynoxide 3.2.0, `src/errors.rs`).
    fn json(&self, service: Service) -> Bytes {
        let namespace = match (service, self.code) {
            (Service::DynamoDb, "ValidationException") => "com.amazon.coral.validate#",
            (_, "SerializationException") => "com.amazon.coral.service#",
            (Service::DynamoDb, _) => "com.amazonaws.dynamodb.v20120810#",
            (Service::Sqs, _) => "com.amazonaws.sqs#",
            _ => "",
        };
        let mut body = Map::new();
        body.insert(
            "__type".to_owned(),
            Value::from(format!("{namespace}{}", self.code)),
        );
        let name = match (service, self.code) {
            // As its model spells it.
            (Service::Sms, _) | (_, "SerializationException") => "Message",
            _ => "message",
        };
        if !self.message.is_empty() {
            body.insert(name.to_owned(), Value::from(self.message.as_str()));
        }
        if service == Service::Sms && self.code == "ValidationException" {
            body.insert("Reason".to_owned(), Value::from(self.reason()));
        }
        Bytes::from(Value::Object(body).to_string())
    }

    /// The reason that the model of SMS has for a ValidationException.
    fn reason(&self) -> &'static str {
        match self.rule {
            "model-required" => "MISSING_PARAMETER",
            _ => "FIELD_VALIDATION_FAILED",
        }
    }

    /// `restJson1`.
    fn rest(&self, service: Service) -> Bytes {
        // As its model spells it.
        let name = if service == Service::Scheduler {
            "Message"
        } else {
            "message"
        };
        Bytes::from(json!({ name: self.message }).to_string())
    }

    /// S3's own: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html.
    fn s3(&self) -> Bytes {
        Bytes::from(format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{}</Code><Message>{}</Message></Error>",
            self.code,
            escape(&self.message),
        ))
    }

    /// `awsQuery`.
    fn query(&self) -> Bytes {
        Bytes::from(format!(
            "<ErrorResponse xmlns=\"http://cloudformation.amazonaws.com/doc/2010-05-15/\"><Error><Type>Sender</Type>\
             <Code>{}</Code><Message>{}</Message></Error></ErrorResponse>",
            self.code,
            escape(&self.message),
        ))
    }

    /// `rpcv2Cbor`.
    fn cbor(&self) -> Bytes {
        let mut encoder = aws_smithy_cbor::Encoder::new(Vec::new());
        encoder
            .map(2)
            .str("__type")
            .str(&format!("com.amazonaws.cloudwatch#{}", self.code))
            .str("message")
            .str(&self.message);
        Bytes::from(encoder.into_writer())
    }
}
