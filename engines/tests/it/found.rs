//! Which operation a request asks for.

use leah_engines::Service::{
    self, CloudFormation, CloudWatch, DynamoDb, Lambda, S3, Scheduler, Ses, Sms, Sqs,
};
use serde_json::json;

use crate::wire::Wire;

#[expect(
    clippy::too_many_lines,
    reason = "a list, a line or two for each request"
)]
#[test]
fn requests_are_named_as_the_sdks_name_them() {
    for (service, asked, expected) in [
        (Ses, "POST /v2/email/outbound-emails", Some("SendEmail")),
        (Ses, "GET /v2/email/account", Some("GetAccount")),
        (
            Ses,
            "GET /v2/email/identities/leah.care",
            Some("GetEmailIdentity"),
        ),
        (Ses, "GET /v2/email/identities", None),
        (Scheduler, "POST /schedules/a?x=y", Some("CreateSchedule")),
        (Scheduler, "PUT /schedules/a", Some("UpdateSchedule")),
        (
            Scheduler,
            "DELETE /schedules/a?groupName=g",
            Some("DeleteSchedule"),
        ),
        (Scheduler, "GET /schedules", Some("ListSchedules")),
        (
            Scheduler,
            "GET /schedule-groups/g",
            Some("GetScheduleGroup"),
        ),
        (
            Scheduler,
            "GET /schedule-groups",
            Some("ListScheduleGroups"),
        ),
        (Scheduler, "PATCH /schedules/a", None),
        (
            Lambda,
            "POST /2015-03-31/functions/a/invocations?Qualifier=1",
            Some("Invoke"),
        ),
        (
            Lambda,
            "POST /2015-03-31/functions/arn%3Aaws%3Alambda%3Aeu-west-3%3A1%3Afunction%3Aa/invocations",
            Some("Invoke"),
        ),
        (
            Lambda,
            "GET /2015-03-31/functions/a/configuration",
            Some("GetFunctionConfiguration"),
        ),
        (Lambda, "GET /2015-03-31/functions/a", None),
        (S3, "HEAD /bucket", Some("HeadBucket")),
        (S3, "HEAD /bucket/a", Some("HeadObject")),
        (
            S3,
            "GET /bucket?list-type=2&prefix=a",
            Some("ListObjectsV2"),
        ),
        // The older list, and a list of versions: nobody calls them.
        (S3, "GET /bucket", None),
        (S3, "GET /bucket?versions", None),
        (
            S3,
            "GET /bucket/a?x-id=GetObject&X-Amz-Expires=60",
            Some("GetObject"),
        ),
        (S3, "GET /bucket/a?acl", None),
        (S3, "GET /bucket/a?uploadId=1", None),
        (S3, "PUT /bucket/a/b?x-id=PutObject", Some("PutObject")),
        (S3, "PUT /bucket/a?tagging", None),
        (
            S3,
            "PUT /bucket/a?partNumber=1&uploadId=2",
            Some("UploadPart"),
        ),
        (S3, "PUT /bucket", None),
        (S3, "DELETE /bucket/a", Some("DeleteObject")),
        (
            S3,
            "DELETE /bucket/a?uploadId=2",
            Some("AbortMultipartUpload"),
        ),
        (S3, "POST /bucket/?delete=", Some("DeleteObjects")),
        (
            S3,
            "POST /bucket/a/b?uploads&x-id=CreateMultipartUpload",
            Some("CreateMultipartUpload"),
        ),
        (
            S3,
            "POST /bucket/a?uploadId=1",
            Some("CompleteMultipartUpload"),
        ),
        (S3, "POST /bucket", None),
        (
            CloudWatch,
            "POST /service/GraniteServiceVersion20100801/operation/DescribeAlarms",
            Some("DescribeAlarms"),
        ),
        (
            CloudWatch,
            "POST /service/GraniteServiceVersion20100801/operation/PutMetricData",
            None,
        ),
        (DynamoDb, "POST /", None),
    ] {
        let (method, uri) = asked.split_once(' ').unwrap();
        let wire = Wire::new(service, method, uri, "");
        assert_eq!(wire.operation(), expected, "{service:?} {asked}");
    }
}

#[test]
fn headers_and_bodies_tell_operations_too() {
    let put = Wire::new(S3, "PUT", "/bucket/a", "");
    assert_eq!(
        put.clone()
            .with("x-amz-copy-source", "bucket/b")
            .operation(),
        Some("CopyObject")
    );
    let part = Wire::new(S3, "PUT", "/bucket/a?partNumber=1&uploadId=2", "");
    // A part that is copied: nobody calls it.
    assert_eq!(part.with("x-amz-copy-source", "bucket/b").operation(), None);
    let form = Wire::new(S3, "POST", "/bucket", "")
        .with("content-type", "Multipart/form-data; boundary=a");
    assert_eq!(form.operation(), Some("PostObject"));
    for (service, operation) in [
        (DynamoDb, "TransactWriteItems"),
        (Sms, "SendTextMessage"),
        (Sqs, "GetQueueAttributes"),
    ] {
        assert_eq!(
            Wire::json(service, operation, &json!({})).operation(),
            Some(operation)
        );
        assert_eq!(Wire::json(service, "Nothing", &json!({})).operation(), None);
    }
    let streams = Wire::new(DynamoDb, "POST", "/", "")
        .with("x-amz-target", "DynamoDBStreams_20120810.GetRecords");
    assert_eq!(streams.operation(), None);
    let stacks = Wire::new(
        CloudFormation,
        "POST",
        "/",
        "Action=DescribeStacks&Version=2010-05-15&StackName=leah",
    );
    assert_eq!(stacks.operation(), Some("DescribeStacks"));
}

#[test]
fn a_signature_says_whom_a_request_is_for() {
    for (name, expected) in [
        ("dynamodb", Some(DynamoDb)),
        ("s3", Some(S3)),
        ("ses", Some(Ses)),
        ("sms-voice", Some(Sms)),
        ("scheduler", Some(Scheduler)),
        ("lambda", Some(Lambda)),
        ("cloudformation", Some(CloudFormation)),
        ("monitoring", Some(CloudWatch)),
        ("sqs", Some(Sqs)),
        ("ec2", None),
    ] {
        let signature = format!(
            "AWS4-HMAC-SHA256 Credential=A/20260101/eu-west-3/{name}/aws4_request, SignedHeaders=host, Signature=0"
        );
        let wire = Wire::new(S3, "GET", "/", "").with("authorization", &signature);
        assert_eq!(Service::signed(&wire.headers), expected, "{name}");
    }
    for signature in ["", "Bearer a", "AWS4-HMAC-SHA256 Credential=A"] {
        let wire = Wire::new(S3, "GET", "/", "").with("authorization", signature);
        assert_eq!(Service::signed(&wire.headers), None);
    }
}
