//! What inputs are read as.

use leah_engines::Service::{CloudFormation, DynamoDb, Lambda, S3, Scheduler, Ses};
use serde_json::json;

use crate::wire::Wire;

#[test]
fn json_keeps_what_the_model_knows() {
    let body = json!({
        "TableName": "leah",
        "Key": {"PK": {"S": "a", "N": null, "Unknown": 1}, "SK": {"B": "AAE="}},
        "ConsistentRead": "TRUE",
        "ProjectionExpression": null,
        "Unknown": {"a": 1},
    });
    let input = Wire::json(DynamoDb, "GetItem", &body).judged().unwrap();
    let expected = json!({
        "TableName": "leah",
        "Key": {"PK": {"S": "a"}, "SK": {"B": "AAE="}},
        "ConsistentRead": true,
    });
    assert_eq!(input, expected);
}

#[test]
fn a_rest_input_stands_in_path_query_headers_and_body() {
    let schedule = Wire::new(
        Scheduler,
        "DELETE",
        "/schedules/a%2Db?groupName=g&clientToken=t",
        "",
    );
    let expected = json!({"Name": "a-b", "GroupName": "g", "ClientToken": "t"});
    assert_eq!(schedule.judged().unwrap(), expected);

    let invocation = Wire::new(
        Lambda,
        "POST",
        "/2015-03-31/functions/leah/invocations?Qualifier=1",
        "{}",
    )
    .with("x-amz-invocation-type", "Event");
    let expected = json!({"FunctionName": "leah", "Qualifier": "1", "InvocationType": "Event"});
    assert_eq!(invocation.judged().unwrap(), expected);

    let object = Wire::new(S3, "PUT", "/bucket/a/b%20c", "the file, left out")
        .with("content-length", "18")
        .with("content-type", "text/plain")
        .with("x-amz-meta-leah-id", "1")
        .with("x-amz-server-side-encryption-bucket-key-enabled", "true");
    let input = object.judged().unwrap();
    let expected = json!({
        "Bucket": "bucket", "Key": "a/b c", "ContentLength": 18, "ContentType": "text/plain", "BucketKeyEnabled": true,
        "Metadata": {"leah-id": "1"},
    });
    // In whatever order.
    assert_eq!(input, expected);

    let email = json!({"Content": {"Raw": {"Data": "QQ=="}}, "Unknown": 1});
    let email = Wire::new(Ses, "POST", "/v2/email/outbound-emails", email.to_string());
    assert_eq!(
        email.judged().unwrap(),
        json!({"Content": {"Raw": {"Data": "QQ=="}}})
    );
}

#[test]
fn xml_is_read_by_its_names() {
    let body = "<?xml version=\"1.0\"?><!-- none --><Delete xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">\
                <Object><Key>a &amp; b&#x21;</Key></Object><Object><Key><![CDATA[<c>]]></Key><Size>7</Size></Object>\
                <Quiet>true</Quiet><Unknown/></Delete>";
    let input = Wire::new(S3, "POST", "/bucket?delete", body)
        .judged()
        .unwrap();
    let objects = json!([{"Key": "a & b!"}, {"Key": "<c>", "Size": 7}]);
    assert_eq!(
        input,
        json!({"Bucket": "bucket", "Delete": {"Objects": objects, "Quiet": true}})
    );
}

#[test]
fn a_form_is_read_by_its_names() {
    let body = "Action=DescribeStacks&Version=2010-05-15&StackName=leah%2Dprod&NextToken=a+b";
    let input = Wire::new(CloudFormation, "POST", "/", body)
        .judged()
        .unwrap();
    assert_eq!(input, json!({"StackName": "leah-prod", "NextToken": "a b"}));
}
