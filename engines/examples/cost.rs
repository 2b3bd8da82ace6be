//! What it costs to hold a request against its model: `cargo run -p leah-engines --example cost`.

#![expect(clippy::print_stdout, reason = "it prints what it measures")]

use std::time::Instant;

use http::{HeaderMap, HeaderValue, Method, Uri};
use leah_engines::{Request, Service, model};
use serde_json::{Value, json};

const TIMES: u32 = 2000;

fn main() {
    let item: Value = (0..20)
        .map(|n| {
            (
                format!("attribute{n}"),
                json!({"S": "a text of some length"}),
            )
        })
        .collect();
    let put = json!({"TableName": "leah", "Item": item, "ConditionExpression": "attribute_not_exists(PK)"});
    let items: Vec<Value> = (0..10).map(|_| json!({"Put": put})).collect();
    for (operation, body) in [
        ("PutItem", put),
        ("TransactWriteItems", json!({"TransactItems": items})),
    ] {
        let body = body.to_string();
        let begun = Instant::now();
        judge(operation, body.as_bytes());
        let first = begun.elapsed();
        let begun = Instant::now();
        for _ in 0..TIMES {
            judge(operation, body.as_bytes());
        }
        let each = begun.elapsed() / TIMES;
        let begun = Instant::now();
        for _ in 0..TIMES {
            let parsed: Result<Value, _> = serde_json::from_str(&body);
            assert!(parsed.is_ok());
        }
        let parsing = begun.elapsed() / TIMES;
        println!(
            "{operation}, {} bytes: first {first:?}, then {each:?}, of which parsing {parsing:?}",
            body.len()
        );
    }
    for service in Service::ALL {
        let begun = Instant::now();
        let (method, uri, headers) = (Method::POST, Uri::from_static("/"), HeaderMap::new());
        let _ = model::operation(&Request {
            service: *service,
            method: &method,
            uri: &uri,
            headers: &headers,
            body: b"",
        });
        println!("{service:?}: model read in {:?}", begun.elapsed());
    }
}

fn judge(operation: &str, body: &[u8]) {
    let (method, uri) = (Method::POST, Uri::from_static("/"));
    let mut headers = HeaderMap::new();
    if let Ok(target) = HeaderValue::from_str(&format!("DynamoDB_20120810.{operation}")) {
        headers.insert("x-amz-target", target);
    }
    let request = Request {
        service: Service::DynamoDb,
        method: &method,
        uri: &uri,
        headers: &headers,
        body,
    };
    let judged = model::operation(&request).map(|operation| {
        model::read(operation, &request).and_then(|input| model::check(operation, &input))
    });
    assert_eq!(judged, Some(Ok(())));
}
