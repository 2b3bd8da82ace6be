//! Faults, the table as it stands, and events made from it.

use jiff::SignedDuration;
use leah_aws::App;
use leah_local::wire::{Fault, FaultKind, Service};
use serde_json::{Value, json};

use crate::support::{TestApp, booking};

pub(super) const MINUTE: SignedDuration = SignedDuration::from_mins(1);
pub(super) const HOUR: SignedDuration = SignedDuration::from_hours(1);

/// A fault of all calls to a service, until it is healed.
pub(super) fn fault(service: Service, kind: FaultKind) -> Fault {
    Fault {
        service,
        operation: None,
        matching: None,
        kind,
        times: None,
    }
}

/// A fault of the next `times` calls of one operation.
pub(super) fn fault_of(service: Service, operation: &str, kind: FaultKind, times: u32) -> Fault {
    Fault {
        operation: Some(operation.to_owned()),
        times: Some(times),
        ..fault(service, kind)
    }
}

/// Breaks the wire of `app`.
pub(super) fn break_wire(app: &TestApp, fault: Fault) {
    app.house.wire().unwrap().fault(fault);
}

pub(super) fn heal(app: &TestApp) {
    app.house.wire().unwrap().heal();
}

/// Books an appointment for a guest; its IRI.
pub(super) async fn book(app: &TestApp, guest: &str) -> String {
    let mut body = booking();
    body["email"] = guest.into();
    app.post("/api/appointments")
        .json(&body)
        .send()
        .await
        .expect(201)
        .iri()
}

/// How many mails and SMS went to a recipient.
pub(super) async fn sent_to(app: &TestApp, recipient: &str) -> usize {
    let messages = app.messages().await;
    messages
        .iter()
        .filter(|message| message["to"] == recipient)
        .count()
}

/// Who got mails and SMS, in order.
pub(super) async fn recipients(app: &TestApp) -> Vec<String> {
    let messages = app.messages().await;
    messages
        .iter()
        .map(|message| message["to"].as_str().unwrap().to_owned())
        .collect()
}

/// All items of the table, as DynamoDB's JSON has them, read past the wire.
pub(crate) async fn items(app: &TestApp) -> Vec<Value> {
    let answer = dynamodb(app, "Scan", &json!({"TableName": "leah"})).await;
    assert_eq!(answer.get("LastEvaluatedKey"), None);
    answer["Items"].as_array().unwrap().clone()
}

/// The owed items, by identifier.
pub(crate) async fn owed_items(app: &TestApp) -> Vec<Value> {
    let mut owed = items(app).await;
    owed.retain(|item| item["type"]["S"] == "Outbox");
    owed.sort_by_key(|item| item["PK"]["S"].as_str().unwrap().to_owned());
    owed
}

/// The one item that is owed with this effect.
pub(crate) async fn owed_item(app: &TestApp, effect: &str) -> Value {
    let mut owed = owed_items(app).await;
    owed.retain(|item| item["effect"]["S"] == effect);
    assert_eq!(owed.len(), 1, "{effect}: {owed:?}");
    owed.remove(0)
}

/// Asks the engine itself, past the wire.
pub(super) async fn dynamodb(app: &TestApp, operation: &str, input: &Value) -> Value {
    let url = app.house.engines().urls().dynamodb.clone();
    let request = app
        .client
        .post(url)
        .header("x-amz-target", format!("DynamoDB_20120810.{operation}"))
        .header("content-type", "application/x-amz-json-1.0")
        .header("x-amz-date", "20210301T080000Z")
        .header("authorization", "AWS4-HMAC-SHA256 Credential=a/20210301/b/dynamodb/aws4_request, SignedHeaders=host, Signature=0")
        .body(input.to_string());
    let answer = request.send().await.unwrap();
    let (status, body) = (answer.status(), answer.text().await.unwrap());
    assert!(status.is_success(), "{operation}: {body}");
    serde_json::from_str(&body).unwrap()
}

/// The event by which the table's stream tells of the making of these items.
pub(crate) fn bell(items: &[Value]) -> Value {
    let records = items.iter().enumerate().map(|(number, item)| {
        json!({
            "eventID": number.to_string(),
            "eventName": "INSERT",
            "eventVersion": "1.1",
            "eventSource": "aws:dynamodb",
            "awsRegion": "eu-west-3",
            "dynamodb": {
                "ApproximateCreationDateTime": 1_614_585_600,
                "Keys": {"PK": item["PK"], "SK": item["SK"]},
                "NewImage": item,
                "SequenceNumber": number.to_string(),
                "SizeBytes": 400,
                "StreamViewType": "NEW_IMAGE",
            },
        })
    });
    json!({"Records": records.collect::<Vec<_>>()})
}

pub(crate) fn sweep() -> Value {
    json!({"source": "leah.sweep"})
}

/// Has the outbox handle an event; it acknowledges it whole, whatever happens.
pub(super) async fn handle(app: &App, event: Value) {
    let answer = outbox::handle(app, event).await.unwrap();
    assert_eq!(answer, json!({"batchItemFailures": []}));
}

/// Moves the clock while nothing else happens: no bell rings and no sweep runs.
pub(super) fn pass(app: &TestApp, time: SignedDuration) {
    app.house.clock().set(app.now().checked_add(time).unwrap());
}

/// The same house with another configuration.
pub(super) fn elsewhere(app: &TestApp, change: impl FnOnce(&mut leah_aws::Config)) -> App {
    use std::sync::Arc;

    use leah_aws::system::lambda_credentials;
    let mut config = app.house.app().config().clone();
    change(&mut config);
    let environment = [
        ("AWS_ACCESS_KEY_ID", leah_local::engines::ACCESS_KEY),
        ("AWS_SECRET_ACCESS_KEY", leah_local::engines::SECRET_KEY),
        ("AWS_REGION", leah_local::engines::REGION),
    ];
    let environment = environment.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let (credentials, region) = lambda_credentials(&environment.into()).unwrap();
    let ids = Arc::new(crate::support::Seeded::starting_at("elsewhere"));
    App::new(
        config,
        credentials,
        &region,
        Arc::new(app.house.clock().clone()),
        ids,
    )
}

/// An SES that refuses every mail with an error, as SES writes it; where it is. It ends with the test.
pub(super) async fn refusing_ses(code: &'static str, message: &'static str) -> String {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let body = json!({ "message": message }).to_string();
            let answer = format!(
                "HTTP/1.1 400 Bad Request\r\ncontent-type: application/json\r\nx-amzn-errortype: {code}\r\n\
                 content-length: {}\r\nconnection: close\r\n\r\n{body}",
                body.len()
            );
            let mut request = Vec::new();
            while !whole_request(&request) && stream.read_buf(&mut request).await.unwrap() > 0 {}
            stream.write_all(answer.as_bytes()).await.unwrap();
        }
    });
    url
}

/// Whether a request has come with all of its body.
fn whole_request(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request).to_ascii_lowercase();
    let Some((head, body)) = text.split_once("\r\n\r\n") else {
        return false;
    };
    let length = head.split("content-length:").nth(1);
    let length = length.and_then(|rest| rest.lines().next()?.trim().parse().ok());
    body.len() >= length.unwrap_or(0)
}
