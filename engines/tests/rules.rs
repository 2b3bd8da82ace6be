//! Each rule is seen to refuse, and a request beside it that keeps the rule is taken.

#![expect(
    clippy::unwrap_used,
    reason = "a test ends where one of its helpers fails"
)]
#![expect(
    clippy::needless_pass_by_value,
    reason = "the requests of a list are written where they are handed over"
)]

use data_encoding::BASE64;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Uri};
use leah_engines::{Request, Service, Strict};
use serde_json::{Value, json};

/// A request in the making.
struct Asked {
    service: Service,
    method: Method,
    uri: String,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
}

impl Asked {
    fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// The rule that it breaks, if any.
    fn breaks(&self) -> Option<String> {
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
fn table() -> Value {
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

fn json_1_0(service: Service, target: &str, body: &Value) -> Asked {
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
fn dynamo(operation: &str, mut body: Value) -> Asked {
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

fn item(more: Value) -> Value {
    let mut item = json!({"PK": {"S": "p"}, "SK": {"S": "s"}});
    for (name, value) in more.as_object().unwrap() {
        item[name] = value.clone();
    }
    item
}

fn put(more: Value) -> Asked {
    dynamo("PutItem", json!({"Item": item(more)}))
}

fn key() -> Value {
    item(json!({}))
}

fn update(expression: &str, more: Value) -> Asked {
    let mut body = json!({"Key": key(), "UpdateExpression": expression});
    for (name, value) in more.as_object().unwrap() {
        body[name] = value.clone();
    }
    dynamo("UpdateItem", body)
}

fn query(condition: &str, values: Value, more: Value) -> Asked {
    let mut body =
        json!({"KeyConditionExpression": condition, "ExpressionAttributeValues": values});
    for (name, value) in more.as_object().unwrap() {
        body[name] = value.clone();
    }
    dynamo("Query", body)
}

fn transaction(members: Value) -> Asked {
    dynamo("TransactWriteItems", json!({"TransactItems": members}))
}

fn put_member(sk: &str, more: Value) -> Value {
    let mut item = item(more);
    item["SK"] = json!({"S": sk});
    json!({"Put": {"TableName": "things", "Item": item}})
}

fn rest(service: Service, method: Method, uri: &str, body: &Value) -> Asked {
    Asked {
        service,
        method,
        uri: uri.to_owned(),
        headers: vec![("content-type", "application/json".to_owned())],
        body: body.to_string().into_bytes(),
    }
}

fn mail(more: Value) -> Asked {
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

fn raw(message: &[u8]) -> Asked {
    mail(json!({"Content": {"Raw": {"Data": BASE64.encode(message)}}}))
}

fn sms(more: Value) -> Asked {
    let mut body = json!({"DestinationPhoneNumber": "+33612345678", "MessageBody": "Hello", "OriginationIdentity": "LEAH"});
    for (name, value) in more.as_object().unwrap() {
        body[name] = value.clone();
    }
    json_1_0(Service::Sms, "PinpointSMSVoiceV2.SendTextMessage", &body)
}

fn schedule(more: Value) -> Asked {
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

fn invoke(kind: &str, body: Vec<u8>) -> Asked {
    Asked {
        service: Service::Lambda,
        method: Method::POST,
        uri: "/2015-03-31/functions/f/invocations".to_owned(),
        headers: vec![("x-amz-invocation-type", kind.to_owned())],
        body,
    }
}

fn object(method: Method, uri: &str) -> Asked {
    Asked {
        service: Service::S3,
        method,
        uri: uri.to_owned(),
        headers: Vec::new(),
        body: Vec::new(),
    }
}

/// What keeps all rules.
fn kept() -> Vec<Asked> {
    let p = json!({":p": {"S": "p"}});
    vec![
        put(
            json!({"IPK": {"S": "i"}, "ISK": {"S": "k"}, "n": {"N": "-1.5e3"}, "empty": {"S": ""}}),
        ),
        query("PK = :p", p.clone(), json!({})),
        query("IPK = :p", p.clone(), json!({"IndexName": "IDX"})),
        query(
            "#p = :p AND SK BETWEEN :a AND :b",
            json!({":p": {"S": "p"}, ":a": {"S": "a"}, ":b": {"S": "b"}}),
            json!({"ExpressionAttributeNames": {"#p": "PK"}}),
        ),
        update(
            "SET #a = :a, b.c = if_not_exists(b.c, :a) REMOVE d ADD e :n",
            json!({"ExpressionAttributeNames": {"#a": "ISK"}, "ExpressionAttributeValues": {":a": {"S": "a"}, ":n": {"N": "1"}}}),
        ),
        transaction(
            json!([put_member("a", json!({})), put_member("b", json!({})), {"ConditionCheck": {"TableName": "things", "Key": key(), "ConditionExpression": "attribute_exists(PK)"}}]),
        ),
        mail(json!({})),
        sms(json!({"TimeToLive": 300})),
        schedule(json!({})),
        invoke("Event", b"{}".to_vec()),
        object(Method::GET, "/a-bucket/a/key?X-Amz-Expires=300"),
    ]
}

/// What breaks a rule each.
#[expect(clippy::too_many_lines, reason = "a list, a line or two for each rule")]
fn broken() -> Vec<(&'static str, Asked)> {
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
            "signed-for",
            object(Method::GET, "/a-bucket/key?X-Amz-Expires=604801"),
        ),
    ]
}

#[test]
fn what_keeps_the_rules_is_taken() {
    for (place, asked) in kept().iter().enumerate() {
        assert_eq!(asked.breaks(), None, "{place}");
    }
}

#[test]
fn each_rule_refuses_what_breaks_it() {
    let wrong: Vec<_> = broken()
        .iter()
        .enumerate()
        .filter_map(|(place, (rule, asked))| {
            let broken = asked.breaks();
            (broken.as_deref() != Some(rule))
                .then(|| format!("{place}: {rule} expected, {broken:?} found"))
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}
