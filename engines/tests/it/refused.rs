//! What the models refuse, and how the services say it.

use leah_engines::Breach;
use leah_engines::Service::{
    self, CloudFormation, CloudWatch, DynamoDb, Lambda, S3, Scheduler, Ses, Sms, Sqs,
};
use serde_json::{Value, json};

use crate::wire::Wire;

fn refused(wire: &Wire) -> (u16, &'static str, &'static str, String) {
    let Breach {
        rule,
        status,
        code,
        message,
        ..
    } = wire.breach();
    (status, code, rule, message)
}

/// The framework's text of one violation.
fn one(violation: &str) -> String {
    format!("1 validation error detected: {violation}")
}

fn get(change: impl FnOnce(&mut Value)) -> Wire {
    let mut body = json!({"TableName": "leah", "Key": {"PK": {"S": "a"}}});
    change(&mut body);
    Wire::json(DynamoDb, "GetItem", &body)
}

#[test]
fn dynamodb_refuses_each_kind() {
    let is_256 = "a".repeat(256);
    for (wire, rule, message) in [
        (
            get(|body| body["TableName"] = Value::Null),
            "model-required",
            one("Value null at 'tableName' failed to satisfy constraint: Member must not be null"),
        ),
        (
            get(|body| body["TableName"] = json!("")),
            "model-pattern",
            "2 validation errors detected: Value '' at 'tableName' failed to satisfy constraint: Member must satisfy regular expression \
             pattern: [a-zA-Z0-9_.-]+; Value at 'TableName' failed to satisfy constraint: Member must have length greater than or equal to 3"
                .to_owned(),
        ),
        (
            get(|body| body["TableName"] = json!("ab")),
            "model-length",
            one("Value 'ab' at 'tableName' failed to satisfy constraint: Member must have length greater than or equal to 3"),
        ),
        (
            get(|body| body["TableName"] = json!(is_256)),
            "model-length",
            one(&format!(
                "Value '{is_256}' at 'tableName' failed to satisfy constraint: Member must have length less than or equal to 255"
            )),
        ),
        (
            get(|body| body["TableName"] = json!("a b c")),
            "model-pattern",
            one("Value 'a b c' at 'tableName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+"),
        ),
        (
            get(|body| body["ReturnConsumedCapacity"] = json!("ALL")),
            "model-enum",
            one("Value 'ALL' at 'returnConsumedCapacity' failed to satisfy constraint: Member must satisfy enum value set: [INDEXES, TOTAL, NONE]"),
        ),
        (
            Wire::json(DynamoDb, "Query", &json!({"TableName": "leah", "Limit": 0})),
            "model-range",
            one("Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1"),
        ),
        (
            Wire::json(DynamoDb, "TransactWriteItems", &json!({"TransactItems": []})),
            "model-length",
            one("Value '[]' at 'transactItems' failed to satisfy constraint: Member must have length greater than or equal to 1"),
        ),
        (
            Wire::json(DynamoDb, "BatchGetItem", &json!({"RequestItems": {}})),
            "model-length",
            one("Value at 'RequestItems' failed to satisfy constraint: Member must have length greater than or equal to 1"),
        ),
        (
            Wire::json(DynamoDb, "BatchGetItem", &json!({"RequestItems": {"leah": {"Keys": []}}})),
            "model-length",
            one("Value at 'RequestItems.leah.member.Keys' failed to satisfy constraint: Member must have length greater than or equal to 1"),
        ),
        (
            Wire::json(DynamoDb, "TransactWriteItems", &json!({"TransactItems": [{"Put": {"TableName": "leah"}}, null]})),
            "model-required",
            "2 validation errors detected: Value null at 'transactItems.1.member.put.item' failed to satisfy constraint: \
             Member must not be null; Value null at 'transactItems.2.member' failed to satisfy constraint: Member must not be null"
                .to_owned(),
        ),
    ] {
        assert_eq!(refused(&wire), (400, "ValidationException", rule, message));
    }
}

#[test]
fn an_arn_names_a_table_too() {
    let arn = "arn:aws:dynamodb:eu-west-3:123456789012:table/leah";
    assert!(get(|body| body["TableName"] = json!(arn)).judged().is_ok());
}

#[test]
fn names_values_and_elements_are_told_with_their_collection() {
    let keys = json!({"RequestItems": {"a!": {"Keys": [{}]}}});
    let message = refused(&Wire::json(DynamoDb, "BatchGetItem", &keys)).3;
    assert!(
        message.ends_with(
            "at 'requestItems' failed to satisfy constraint: Map keys must satisfy constraint: [Member must have length less than or \
             equal to 255, Member must have length greater than or equal to 3, Member must satisfy regular expression pattern: \
             [a-zA-Z0-9_.-]+]"
        ),
        "{message}"
    );
    let values =
        json!({"TimeToLive": 5, "DestinationPhoneNumber": "+33612345678", "Context": {"a": ""}});
    let (.., message) = refused(&Wire::json(Sms, "SendTextMessage", &values));
    assert!(message.contains("Value '{a=}' at 'context' failed to satisfy constraint: Map value must satisfy constraint: ["), "{message}");
    let elements = Wire::json(
        Sqs,
        "GetQueueAttributes",
        &json!({"QueueUrl": "a", "AttributeNames": ["All", "Nothing"]}),
    );
    assert_eq!(refused(&elements).1, "InvalidAttributeName");
}

#[test]
fn what_cannot_be_read_is_refused_by_its_type() {
    for (body, message) in [
        (
            json!({"TableName": 1}),
            "NUMBER_VALUE cannot be converted to String",
        ),
        (
            json!({"TableName": 1.5}),
            "DECIMAL_VALUE cannot be converted to String",
        ),
        (
            json!({"TableName": {}}),
            "Start of structure or map found where not expected",
        ),
        (
            json!({"TableName": []}),
            "Unrecognized collection type class java.lang.String",
        ),
        (
            json!({"ConsistentRead": "maybe"}),
            "Unexpected token received from parser",
        ),
        (
            json!({"Key": {"PK": {"BOOL": 1}}}),
            "NUMBER_VALUE cannot be converted to Boolean",
        ),
        (json!({"Key": {"PK": "a"}}), "Unexpected field type"),
        (
            json!({"AttributesToGet": {}}),
            "Start of structure or map found where not expected",
        ),
    ] {
        let wire = Wire::json(DynamoDb, "GetItem", &body);
        assert_eq!(
            refused(&wire),
            (
                400,
                "SerializationException",
                "model-type",
                message.to_owned()
            ),
            "{body}"
        );
    }
    let query = Wire::json(DynamoDb, "Query", &json!({"Limit": 1_u64 << 31}));
    assert_eq!(
        refused(&query).3,
        "NUMBER_VALUE cannot be converted to Integer"
    );
    let broken = Wire {
        body: b"{".to_vec(),
        ..query
    };
    assert_eq!(
        refused(&broken),
        (400, "SerializationException", "model-type", String::new())
    );
    for body in [b"\xa1\x61a".as_slice(), b"\x80", b"\xff", &[0x81; 100]] {
        let path = "/service/GraniteServiceVersion20100801/operation/DescribeAlarms";
        assert_eq!(
            refused(&Wire::new(CloudWatch, "POST", path, body)).1,
            "SerializationException"
        );
    }
    for body in [
        "<Delete>",
        "<Delete/><a",
        "no",
        "<!DOCTYPE a><Delete/>",
        "<Delete><Object><Key>&b;</Key></Object></Delete>",
    ] {
        assert_eq!(
            refused(&Wire::new(S3, "POST", "/bucket?delete", body)).1,
            "MalformedXML",
            "{body}"
        );
    }
    let part = Wire::new(S3, "PUT", "/bucket/a?uploadId=1&partNumber=x", "");
    assert_eq!(
        refused(&part).3,
        "Part number must be an integer between 1 and 10000, inclusive"
    );
}

#[test]
fn lengths_are_of_characters_and_of_bytes() {
    let send = |body: Value| Wire::json(Sms, "SendTextMessage", &body);
    let text =
        |text: String| send(json!({"DestinationPhoneNumber": "+33612345678", "MessageBody": text}));
    assert!(text("é".repeat(1600)).judged().is_ok());
    assert_eq!(refused(&text("é".repeat(1601))).2, "model-length");
    // The blob of a mail has no bound in its model; its length counts where one is printed.
    let header = |name: &str, value: &str| {
        let simple = json!({"Subject": {"Data": "a"}, "Body": {}, "Headers": [{"Name": name, "Value": value}]});
        let body = json!({"Content": {"Simple": simple}});
        Wire::new(Ses, "POST", "/v2/email/outbound-emails", body.to_string())
    };
    assert!(header("X-Leah", "1").judged().is_ok());
    assert_eq!(refused(&header("X Leah", "1")).2, "model-pattern");
    assert_eq!(refused(&header("X-Leah", "é")).2, "model-pattern");
    assert_eq!(refused(&header("X-Leah", "")).2, "model-length");
}

/// Of each protocol and service one refusal, with all of its answer.
#[test]
fn each_service_answers_in_its_own_form() {
    let schedule = json!({"ScheduleExpression": "at(2027-01-15T09:00:00)", "FlexibleTimeWindow": {"Mode": "SOMETIMES"},
        "Target": {"Arn": "a", "RoleArn": "arn:aws:iam::123456789012:role/a"}});
    let mode = "1 validation error detected: Value 'SOMETIMES' at 'flexibleTimeWindow.mode' failed to satisfy constraint: \
                Member must satisfy enum value set: [OFF, FLEXIBLE]";
    let no_content = "1 validation error detected: Value null at 'content' failed to satisfy constraint: Member must not be null";
    let function = "1 validation error detected: Value 'a b' at 'functionName' failed to satisfy constraint: Member must satisfy \
                    regular expression pattern: (arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:)?\
                    (\\d{12}:)?(function:)?([a-zA-Z0-9-_\\.]+)(:(\\$LATEST(\\.PUBLISHED)?|[a-zA-Z0-9-_]+))?";
    let number = "1 validation error detected: Value null at 'destinationPhoneNumber' failed to satisfy constraint: \
                  Member must not be null";
    let token = "<ErrorResponse xmlns=\"http://cloudformation.amazonaws.com/doc/2010-05-15/\"><Error><Type>Sender</Type>\
                 <Code>ValidationError</Code><Message>1 validation error detected: Value &apos;&apos; at &apos;nextToken&apos; failed to \
                 satisfy constraint: Member must have length greater than or equal to 1</Message></Error></ErrorResponse>";
    let limit = "1 validation error detected: Value at 'RequestItems' failed to satisfy constraint: Member must have length greater than \
                 or equal to 1";
    for (wire, kind, header, body) in [
        (
            Wire::json(DynamoDb, "BatchGetItem", &json!({"RequestItems": {}})),
            "application/x-amz-json-1.0",
            None,
            json!({"__type": "com.amazon.coral.validate#ValidationException", "message": limit}).to_string(),
        ),
        (
            Wire::json(DynamoDb, "GetItem", &json!({"TableName": 1})),
            "application/x-amz-json-1.0",
            None,
            json!({"__type": "com.amazon.coral.service#SerializationException", "Message": "NUMBER_VALUE cannot be converted to String"})
                .to_string(),
        ),
        (
            Wire::json(Sms, "SendTextMessage", &json!({})),
            "application/x-amz-json-1.0",
            None,
            json!({"__type": "ValidationException", "Message": number, "Reason": "MISSING_PARAMETER"}).to_string(),
        ),
        (
            Wire::json(Sqs, "GetQueueAttributes", &json!({})),
            "application/x-amz-json-1.0",
            Some(("x-amzn-query-error", "MissingParameter;Sender")),
            json!({"__type": "com.amazonaws.sqs#MissingParameter", "message": "The request must contain the parameter QueueUrl."})
                .to_string(),
        ),
        (
            Wire::new(Scheduler, "POST", "/schedules/a", schedule.to_string()),
            "application/json",
            Some(("x-amzn-errortype", "ValidationException")),
            json!({"Message": mode}).to_string(),
        ),
        (
            Wire::new(Ses, "POST", "/v2/email/outbound-emails", "{}"),
            "application/json",
            Some(("x-amzn-errortype", "BadRequestException")),
            json!({"message": no_content}).to_string(),
        ),
        (
            Wire::new(Lambda, "POST", "/2015-03-31/functions/a%20b/invocations", "{}"),
            "application/json",
            Some(("x-amzn-errortype", "ValidationException")),
            json!({"message": function}).to_string(),
        ),
        (
            Wire::new(S3, "PUT", "/bucket/a", "").with("x-amz-storage-class", "COLD"),
            "application/xml",
            None,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>InvalidStorageClass</Code>\
             <Message>The storage class you specified is not valid</Message></Error>"
                .to_owned(),
        ),
        (
            Wire::new(CloudFormation, "POST", "/", "Action=DescribeStacks&NextToken="),
            "text/xml",
            None,
            token.to_owned(),
        ),
    ] {
        let answer = wire.breach().answer(wire.service);
        assert_eq!(answer.status(), 400);
        assert_eq!(answer.headers()["content-type"], kind);
        if let Some((name, value)) = header {
            assert_eq!(answer.headers()[name], value);
        }
        assert_eq!(std::str::from_utf8(answer.body()).unwrap(), body, "{:?}", wire.service);
    }
}

#[test]
fn cloudwatch_answers_in_cbor() {
    let mut encoder = aws_smithy_cbor::Encoder::new(Vec::new());
    encoder.map(1).str("MaxRecords").integer(101);
    let path = "/service/GraniteServiceVersion20100801/operation/DescribeAlarms";
    let wire = Wire::new(CloudWatch, "POST", path, encoder.into_writer());
    let answer = wire.breach().answer(CloudWatch);
    assert_eq!(answer.headers()["smithy-protocol"], "rpc-v2-cbor");
    assert_eq!(
        answer.headers()["x-amzn-query-error"],
        "ValidationError;Sender"
    );
    let mut decoder = aws_smithy_cbor::Decoder::new(answer.body());
    assert_eq!(decoder.map().unwrap(), Some(2));
    let read: Vec<String> = (0..4).map(|_| decoder.string().unwrap()).collect();
    let message = "1 validation error detected: Value '101' at 'maxRecords' failed to satisfy constraint: \
                   Member must have value less than or equal to 100";
    assert_eq!(
        read,
        [
            "__type",
            "com.amazonaws.cloudwatch#ValidationException",
            "message",
            message
        ]
    );
}

#[test]
fn more_of_s3() {
    let copy = Wire::new(S3, "PUT", "/bucket/a", "").with("x-amz-copy-source", "bucket");
    assert_eq!(
        refused(&copy),
        (
            400,
            "InvalidArgument",
            "model-pattern",
            "Copy Source must mention the source bucket and key: sourcebucket/sourcekey".to_owned()
        )
    );
    let empty = Wire::new(S3, "POST", "/bucket?delete", "<Delete></Delete>");
    assert_eq!(refused(&empty).1, "MalformedXML");
    let services: Vec<Service> = Service::ALL.to_vec();
    assert_eq!(services.len(), 9);
}
