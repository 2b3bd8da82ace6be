use aws_sdk_dynamodb::types::AttributeValue;
use dynoxide::actions::describe_stream::DescribeStreamRequest;
use dynoxide::actions::get_records::GetRecordsRequest;
use dynoxide::actions::get_shard_iterator::GetShardIteratorRequest;
use dynoxide::actions::list_streams::ListStreamsRequest;
use jiff::SignedDuration;
use leah_local::clock::VirtualClock;
use leah_local::engines::EngineError;
use serde_json::json;

use crate::support::{NOW, dynamodb, engines, engines_with, instant};

pub(crate) fn table(name: &str) -> serde_json::Value {
    json!({
        "TableName": name,
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [
            { "AttributeName": "PK", "AttributeType": "S" },
            { "AttributeName": "SK", "AttributeType": "S" },
        ],
        "KeySchema": [
            { "AttributeName": "PK", "KeyType": "HASH" },
            { "AttributeName": "SK", "KeyType": "RANGE" },
        ],
        "StreamSpecification": { "StreamEnabled": true, "StreamViewType": "NEW_IMAGE" },
    })
}

fn text(value: &str) -> AttributeValue {
    AttributeValue::S(value.to_owned())
}

#[tokio::test]
async fn a_table_is_made_once_and_its_stream_is_read_in_process() {
    let engines = engines().await;
    engines.create_table(table("leah")).unwrap();
    engines.create_table(table("leah")).unwrap();
    let client = dynamodb(engines.urls());
    let item = client
        .put_item()
        .table_name("leah")
        .item("PK", text("a"))
        .item("SK", text("b"));
    item.item("type", text("Outbox")).send().await.unwrap();

    let database = engines.database();
    let stream = database
        .list_streams(ListStreamsRequest::default())
        .unwrap()
        .streams
        .remove(0)
        .stream_arn;
    let described = database
        .describe_stream(DescribeStreamRequest {
            stream_arn: stream.clone(),
            ..Default::default()
        })
        .unwrap();
    let shard = described.stream_description.shards[0].shard_id.clone();
    let iterator = database
        .get_shard_iterator(GetShardIteratorRequest {
            stream_arn: stream,
            shard_id: shard,
            shard_iterator_type: "TRIM_HORIZON".to_owned(),
            ..Default::default()
        })
        .unwrap();
    let records = database
        .get_records(GetRecordsRequest {
            shard_iterator: iterator.shard_iterator.unwrap(),
            ..Default::default()
        })
        .unwrap()
        .records;
    assert_eq!(records.len(), 1);
    let record = serde_json::to_value(&records[0]).unwrap();
    assert_eq!(record["eventName"], "INSERT");
    assert_eq!(record["dynamodb"]["NewImage"]["type"]["S"], "Outbox");
}

#[tokio::test]
async fn what_expires_goes_when_the_virtual_clock_has_passed_it() {
    let clock = VirtualClock::frozen(instant(NOW));
    let engines = engines_with(None, &clock).await;
    engines.create_table(table("leah")).unwrap();
    let expiry = (instant(NOW) + SignedDuration::from_hours(1))
        .as_second()
        .to_string();
    let put = dynamodb(engines.urls())
        .put_item()
        .table_name("leah")
        .item("PK", text("a"))
        .item("SK", text("b"));
    put.item("ttl", AttributeValue::N(expiry))
        .send()
        .await
        .unwrap();

    let there = async || {
        let get = dynamodb(engines.urls()).get_item().table_name("leah");
        let get = get.key("PK", text("a")).key("SK", text("b"));
        get.send().await.unwrap().item.is_some()
    };
    engines.expire().unwrap();
    assert!(there().await);
    clock.set(instant(NOW) + SignedDuration::from_hours(2));
    engines.expire().unwrap();
    assert!(!there().await);
}

#[tokio::test]
async fn a_definition_that_is_none_is_refused() {
    let engines = engines().await;
    let refused = engines.create_table(json!({ "TableName": "leah" }));
    assert!(matches!(refused, Err(EngineError::Table(_))), "{refused:?}");
}
