//! What breaks the rules, a request or two for each.

use http::Method;
use serde_json::{Value, json};

use super::asked::*;

/// What breaks a rule each.
#[expect(clippy::too_many_lines, reason = "a list, a line or two for each rule")]
pub(super) fn broken() -> Vec<(&'static str, Asked)> {
    let long = |size: usize| "x".repeat(size);
    let a = json!({":a": {"S": "a"}});
    let key_of = |pk: Value| dynamo("GetItem", json!({"Key": {"PK": pk, "SK": {"S": "s"}}}));
    let deep = (0..40).fold(json!({"S": "x"}), |inner, _| json!({"L": [inner]}));
    let condition = |expression: String, values: Value| {
        dynamo(
            "PutItem",
            json!({"Item": key(), "ConditionExpression": expression, "ExpressionAttributeValues": values}),
        )
    };
    let numbered = |n: usize| format!(":v{n}");
    let many: Value = (0..102)
        .map(|n| (numbered(n), json!({"S": "x"})))
        .collect::<serde_json::Map<_, _>>()
        .into();
    let in_list = format!(
        "a IN ({})",
        (0..102).map(numbered).collect::<Vec<_>>().join(", ")
    );
    let large = json!({"a": {"S": long(399_000)}});
    vec![
        // Keys.
        ("empty-key", put(json!({"SK": {"S": ""}}))),
        ("empty-key", key_of(json!({"S": ""}))),
        (
            "empty-index-key",
            put(json!({"IPK": {"S": "i"}, "ISK": {"S": ""}})),
        ),
        (
            "empty-index-key",
            update(
                "SET ISK = :e",
                json!({"ExpressionAttributeValues": {":e": {"S": ""}}}),
            ),
        ),
        (
            "empty-key-condition",
            query(
                "IPK = :p AND ISK BETWEEN :f AND :t",
                json!({":p": {"S": "p"}, ":f": {"S": ""}, ":t": {"S": ":"}}),
                json!({"IndexName": "IDX"}),
            ),
        ),
        (
            "empty-start-key",
            query(
                "PK = :a",
                a.clone(),
                json!({"ExclusiveStartKey": {"PK": {"S": "p"}, "SK": {"S": ""}}}),
            ),
        ),
        ("hash-size", key_of(json!({"S": long(2049)}))),
        ("hash-size", key_of(json!({"S": "é".repeat(1025)}))),
        ("range-size", put(json!({"SK": {"S": long(1025)}}))),
        ("range-size", put(json!({"ISK": {"S": long(1025)}}))),
        (
            "key-missing",
            dynamo("PutItem", json!({"Item": {"PK": {"S": "p"}}})),
        ),
        (
            "key-schema",
            dynamo("GetItem", json!({"Key": {"PK": {"S": "p"}}})),
        ),
        ("key-type", key_of(json!({"N": "1"}))),
        ("index-key-type", put(json!({"IPK": {"N": "1"}}))),
        (
            "key-updated",
            update("SET SK = :a", json!({"ExpressionAttributeValues": a})),
        ),
        (
            "filter-on-key",
            query("PK = :a", a.clone(), json!({"FilterExpression": "SK = :a"})),
        ),
        (
            "consistent-index",
            query(
                "IPK = :a",
                a.clone(),
                json!({"IndexName": "IDX", "ConsistentRead": true}),
            ),
        ),
        // Expressions.
        (
            "empty-map",
            transaction(
                json!([{"ConditionCheck": {"TableName": "things", "Key": key(), "ConditionExpression": "attribute_exists(PK)", "ExpressionAttributeValues": {}}}]),
            ),
        ),
        (
            "empty-map",
            update("REMOVE a", json!({"ExpressionAttributeNames": {}})),
        ),
        (
            "map-without-expression",
            dynamo(
                "PutItem",
                json!({"Item": key(), "ExpressionAttributeNames": {"#a": "a"}}),
            ),
        ),
        (
            "unused-placeholder",
            update(
                "SET a = :a",
                json!({"ExpressionAttributeValues": {":a": {"S": "a"}, ":b": {"S": "b"}}}),
            ),
        ),
        (
            "unused-placeholder",
            update(
                "SET a = :a",
                json!({"ExpressionAttributeNames": {"#b": "b"}, "ExpressionAttributeValues": a}),
            ),
        ),
        ("undefined-name", update("REMOVE #a", json!({}))),
        ("undefined-value", update("SET a = :b", json!({}))),
        (
            "reserved-word",
            update("SET status = :a", json!({"ExpressionAttributeValues": a})),
        ),
        ("empty-expression", update(" ", json!({}))),
        (
            "expression-size",
            condition(format!("{} = :a", long(4096)), a.clone()),
        ),
        (
            "operators",
            condition(vec!["a = :a"; 200].join(" OR "), a.clone()),
        ),
        ("operands", condition(in_list, many)),
        (
            "between-order",
            condition(
                "a BETWEEN :b AND :a".to_owned(),
                json!({":a": {"N": "9"}, ":b": {"N": "10"}}),
            ),
        ),
        (
            "between-order",
            query(
                "PK = :a AND SK BETWEEN :b AND :a",
                json!({":a": {"S": "a"}, ":b": {"S": "b"}}),
                json!({}),
            ),
        ),
        (
            "overlapping-paths",
            update(
                "SET a.b = :a REMOVE a",
                json!({"ExpressionAttributeValues": a}),
            ),
        ),
        (
            "overlapping-paths",
            query(
                "PK = :a",
                a.clone(),
                json!({"ProjectionExpression": "b, b[1]"}),
            ),
        ),
        // Values and sizes.
        ("value-type", put(json!({"a": {}}))),
        ("number", put(json!({"a": {"N": "1,5"}}))),
        ("number", put(json!({"a": {"N": ""}}))),
        ("number-digits", put(json!({"a": {"N": "1".repeat(39)}}))),
        ("number-range", put(json!({"a": {"N": "1e126"}}))),
        ("number-range", put(json!({"a": {"N": "1e-131"}}))),
        ("empty-set", put(json!({"a": {"SS": []}}))),
        ("set-duplicates", put(json!({"a": {"SS": ["x", "x"]}}))),
        ("nesting", put(json!({"a": deep}))),
        ("item-size", put(json!({"a": {"S": long(409_600)}}))),
        // Transactions and batches.
        ("one-action", transaction(json!([{}]))),
        (
            "item-twice",
            transaction(
                json!([put_member("s", json!({})), {"Delete": {"TableName": "things", "Key": key()}}]),
            ),
        ),
        (
            "model-length",
            transaction(
                (0..101)
                    .map(|n| put_member(&n.to_string(), json!({})))
                    .collect(),
            ),
        ),
        (
            "transaction-size",
            transaction(
                (0..11)
                    .map(|n| put_member(&n.to_string(), large.clone()))
                    .collect(),
            ),
        ),
        (
            "batch-get-keys",
            dynamo(
                "BatchGetItem",
                json!({"RequestItems": {"things": {"Keys": (0..99).map(|n| json!({"PK": {"S": n.to_string()}, "SK": {"S": "s"}})).collect::<Vec<_>>()}, "others": {"Keys": [key(), {"PK": {"S": "2"}}]}}}),
            ),
        ),
        (
            "batch-key-twice",
            dynamo(
                "BatchGetItem",
                json!({"RequestItems": {"things": {"Keys": [key(), key()]}}}),
            ),
        ),
        // Mail.
        (
            "recipients",
            mail(json!({"Destination": {"ToAddresses": vec!["b@example.org"; 51]}})),
        ),
        (
            "address-ascii",
            mail(json!({"FromEmailAddress": "é@example.org"})),
        ),
        (
            "address-control",
            mail(json!({"FromEmailAddress": "a\r\nBcc: c@example.org"})),
        ),
        (
            "address-form",
            mail(json!({"Destination": {"ToAddresses": ["nobody"]}})),
        ),
        (
            "mail-tag",
            mail(json!({"EmailTags": [{"Name": "a b", "Value": "c"}]})),
        ),
        ("header-ascii", raw("Subject: é\r\n\r\n".as_bytes())),
        ("header-form", raw(b"no colon here\r\n\r\n")),
        ("header-name", raw(b"Two words: a\r\n\r\n")),
        ("header-control", raw(b"Subject: a\x07\r\n\r\n")),
        ("header-twice", raw(b"Subject: a\r\nsubject: b\r\n\r\n")),
        ("message-size", raw(&vec![b'x'; 40 * 1024 * 1024 + 1])),
        (
            "line-length",
            raw(format!("Subject: a\r\n\r\n{}\r\n", long(999)).as_bytes()),
        ),
        // SMS.
        (
            "phone-number",
            sms(json!({"DestinationPhoneNumber": "+1234567890123456"})),
        ),
        (
            "sender-id",
            sms(json!({"OriginationIdentity": "TWELVELETTER"})),
        ),
        // Schedules.
        (
            "schedule-expression",
            schedule(json!({"ScheduleExpression": "at(2035-04-25 13:15)"})),
        ),
        (
            "schedule-input-size",
            schedule(
                json!({"Target": {"Arn": "arn:aws:lambda:eu-west-3:000000000000:function:f", "RoleArn": "arn:aws:iam::000000000000:role/r", "Input": long(262_145)}}),
            ),
        ),
        (
            "schedule-input-json",
            schedule(
                json!({"Target": {"Arn": "arn:aws:lambda:eu-west-3:000000000000:function:f", "RoleArn": "arn:aws:iam::000000000000:role/r", "Input": "{"}}),
            ),
        ),
        (
            "flexible-window",
            schedule(json!({"FlexibleTimeWindow": {"Mode": "OFF", "MaximumWindowInMinutes": 5}})),
        ),
        // Lambda.
        (
            "payload-size",
            invoke("Event", format!("\"{}\"", long(1024 * 1024)).into_bytes()),
        ),
        (
            "payload-size",
            invoke(
                "RequestResponse",
                format!("\"{}\"", long(6 * 1024 * 1024)).into_bytes(),
            ),
        ),
        ("payload-json", invoke("Event", b"{".to_vec())),
        // S3.
        ("bucket-name", object(Method::GET, "/A_Bucket/key")),
        (
            "object-key-size",
            object(Method::PUT, &format!("/a-bucket/{}", "k/".repeat(513))),
        ),
        (
            "metadata-size",
            object(Method::PUT, "/a-bucket/key").header("x-amz-meta-a", long(2048)),
        ),
        (
            "metadata-ascii",
            object(Method::PUT, "/a-bucket/key").header("x-amz-meta-a", "é"),
        ),
        (
            "part-number",
            object(Method::PUT, "/a-bucket/key?partNumber=10001&uploadId=u"),
        ),
        (
            "delete-count",
            Asked {
                body: format!(
                    "<Delete>{}</Delete>",
                    "<Object><Key>k</Key></Object>".repeat(1001)
                )
                .into_bytes(),
                ..object(Method::POST, "/a-bucket?delete")
            },
        ),
        (
            "signed-for",
            object(Method::GET, "/a-bucket/key?X-Amz-Expires=604801"),
        ),
    ]
}
