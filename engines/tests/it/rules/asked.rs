//! Requests in the making, to the table of these tests and to the other services.

#![expect(
    clippy::needless_pass_by_value,
    reason = "the requests of a list are written where they are handed over"
)]

use data_encoding::BASE64;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Uri};
use leah_engines::{Request, Service, Strict};
use serde_json::{Value, json};

/// A request in the making.
pub(super) struct Asked {
    pub(super) service: Service,
    pub(super) method: Method,
    pub(super) uri: String,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: Vec<u8>,
}

impl Asked {
    pub(super) fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// The rule that it breaks, if any.
    pub(super) fn breaks(&self) -> Option<String> {
        let strict = Strict::default();
        strict.tables().learn(&table());
        let mut headers = HeaderMap::new();
        for (name, value) in &self.headers {
            let value = HeaderValue::from_bytes(value.as_bytes()).unwrap();
            headers.append(HeaderName::from_static(name), value);
        }
        let uri: Uri = self.uri.parse().unwrap();
        let judged = strict.judge(&Request {
            service: self.service,
            method: &self.method,
            uri: &uri,
            headers: &headers,
            body: &self.body,
        });
        let taken = strict.take();
        match judged {
            Ok(()) => {
                assert!(taken.is_empty());
                None
            }
            Err(breach) => {
                assert_eq!(taken, std::slice::from_ref(&breach));
                let answer = breach.answer(self.service);
                assert_eq!(answer.status().as_u16(), breach.status);
                assert!((400..500).contains(&breach.status), "{breach}");
                assert!(!breach.message.is_empty(), "{breach}");
                Some(breach.rule.to_owned())
            }
        }
    }
}

/// A table with an index, as `CreateTable` has it.
pub(super) fn table() -> Value {
    let keys = |hash: &str, range: &str| json!([{"AttributeName": hash, "KeyType": "HASH"}, {"AttributeName": range, "KeyType": "RANGE"}]);
    let types =
        ["PK", "SK", "IPK", "ISK"].map(|name| json!({"AttributeName": name, "AttributeType": "S"}));
    json!({
        "TableName": "things",
        "KeySchema": keys("PK", "SK"),
        "AttributeDefinitions": types,
        "GlobalSecondaryIndexes": [{"IndexName": "IDX", "KeySchema": keys("IPK", "ISK"), "Projection": {"ProjectionType": "ALL"}}],
    })
}

pub(super) fn json_1_0(service: Service, target: &str, body: &Value) -> Asked {
    Asked {
        service,
        method: Method::POST,
        uri: "/".to_owned(),
        headers: vec![
            ("x-amz-target", target.to_owned()),
            ("content-type", "application/x-amz-json-1.0".to_owned()),
        ],
        body: body.to_string().into_bytes(),
    }
}

/// A request to DynamoDB about the table of these tests.
pub(super) fn dynamo(operation: &str, mut body: Value) -> Asked {
    let one = ["GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query"];
    if one.contains(&operation) && body.get("TableName").is_none() {
        body["TableName"] = json!("things");
    }
    json_1_0(
        Service::DynamoDb,
        &format!("DynamoDB_20120810.{operation}"),
        &body,
    )
}

pub(super) fn item(more: Value) -> Value {
    let mut item = json!({"PK": {"S": "p"}, "SK": {"S": "s"}});
    for (name, value) in more.as_object().unwrap() {
        item[name] = value.clone();
    }
    item
}

pub(super) fn put(more: Value) -> Asked {
    dynamo("PutItem", json!({"Item": item(more)}))
}

pub(super) fn key() -> Value {
    item(json!({}))
}

pub(super) fn update(expression: &str, more: Value) -> Asked {
    let mut body = json!({"Key": key(), "UpdateExpression": expression});
    for (name, value) in more.as_object().unwrap() {
        body[name] = value.clone();
    }
    dynamo("UpdateItem", body)
}

pub(super) fn query(condition: &str, values: Value, more: Value) -> Asked {
    let mut body =
        json!({"KeyConditionExpression": condition, "ExpressionAttributeValues": values});
    for (name, value) in more.as_object().unwrap() {
        body[name] = value.clone();
    }
    dynamo("Query", body)
}

pub(super) fn transaction(members: Value) -> Asked {
    dynamo("TransactWriteItems", json!({"TransactItems": members}))
}

pub(super) fn put_member(sk: &str, more: Value) -> Value {
    let mut item = item(more);
    item["SK"] = json!({"S": sk});
    json!({"Put": {"TableName": "things", "Item": item}})
}

pub(super) fn rest(service: Service, method: Method, uri: &str, body: &Value) -> Asked {
    Asked {
        service,
        method,
        uri: uri.to_owned(),
        headers: vec![("content-type", "application/json".to_owned())],
        body: body.to_string().into_bytes(),
    }
}

pub(super) fn mail(more: Value) -> Asked {
    let mut body = json!({
        "FromEmailAddress": "a@example.org",
        "Destination": {"ToAddresses": ["b@example.org"]},
        "Content": {"Raw": {"Data": BASE64.encode(b"From: a@example.org\r\n\r\nHello\r\n")}},
    });
    for (name, value) in more.as_object().unwrap() {
        body[name] = value.clone();
    }
    rest(
        Service::Ses,
        Method::POST,
        "/v2/email/outbound-emails",
        &body,
    )
}

pub(super) fn raw(message: &[u8]) -> Asked {
    mail(json!({"Content": {"Raw": {"Data": BASE64.encode(message)}}}))
}

pub(super) fn sms(more: Value) -> Asked {
    let mut body = json!({"DestinationPhoneNumber": "+33612345678", "MessageBody": "Hello", "OriginationIdentity": "LEAH"});
    for (name, value) in more.as_object().unwrap() {
        body[name] = value.clone();
    }
    json_1_0(Service::Sms, "PinpointSMSVoiceV2.SendTextMessage", &body)
}

pub(super) fn schedule(more: Value) -> Asked {
    let mut body = json!({
        "ScheduleExpression": "at(2035-04-25T13:15:00)",
        "FlexibleTimeWindow": {"Mode": "OFF"},
        "Target": {"Arn": "arn:aws:lambda:eu-west-3:000000000000:function:f", "RoleArn": "arn:aws:iam::000000000000:role/r", "Input": "{}"},
        "ClientToken": "t",
    });
    for (name, value) in more.as_object().unwrap() {
        body[name] = value.clone();
    }
    rest(Service::Scheduler, Method::POST, "/schedules/name", &body)
}

pub(super) fn invoke(kind: &str, body: Vec<u8>) -> Asked {
    Asked {
        service: Service::Lambda,
        method: Method::POST,
        uri: "/2015-03-31/functions/f/invocations".to_owned(),
        headers: vec![("x-amz-invocation-type", kind.to_owned())],
        body,
    }
}

pub(super) fn object(method: Method, uri: &str) -> Asked {
    Asked {
        service: Service::S3,
        method,
        uri: uri.to_owned(),
        headers: Vec::new(),
        body: Vec::new(),
    }
}
