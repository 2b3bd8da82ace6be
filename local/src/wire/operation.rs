//! The name of the operation that a request asks for, as the SDKs name it.

use http::{HeaderMap, Method, Uri};

use super::Service;

/// The operation; method and path if it has no name here.
pub(super) fn name(service: Service, method: &Method, uri: &Uri, headers: &HeaderMap) -> String {
    // AWS JSON names it: "DynamoDB_20120810.GetItem".
    let target = headers
        .get("x-amz-target")
        .and_then(|target| target.to_str().ok());
    if let Some((_, operation)) = target.and_then(|target| target.rsplit_once('.')) {
        return operation.to_owned();
    }
    let segments: Vec<&str> = uri
        .path()
        .split('/')
        .filter(|segment| !segment.is_empty())
        .collect();
    let known = match service {
        Service::DynamoDb | Service::Sms => None,
        Service::Ses => (method == Method::POST && segments == ["v2", "email", "outbound-emails"])
            .then_some("SendEmail"),
        Service::Scheduler => scheduler(method, &segments),
        Service::Lambda => {
            let invokes = matches!(segments[..], ["2015-03-31", "functions", _, "invocations"]);
            (method == Method::POST && invokes).then_some("Invoke")
        }
        Service::S3 => s3(method, &segments, uri.query().unwrap_or_default(), headers),
    };
    known.map_or_else(|| format!("{method} {}", uri.path()), str::to_owned)
}

fn scheduler(method: &Method, segments: &[&str]) -> Option<&'static str> {
    Some(match (method.as_str(), segments) {
        ("POST", ["schedules", _]) => "CreateSchedule",
        ("GET", ["schedules", _]) => "GetSchedule",
        ("PUT", ["schedules", _]) => "UpdateSchedule",
        ("DELETE", ["schedules", _]) => "DeleteSchedule",
        ("GET", ["schedules"]) => "ListSchedules",
        ("POST", ["schedule-groups", _]) => "CreateScheduleGroup",
        ("GET", ["schedule-groups", _]) => "GetScheduleGroup",
        ("DELETE", ["schedule-groups", _]) => "DeleteScheduleGroup",
        ("GET", ["schedule-groups"]) => "ListScheduleGroups",
        _ => return None,
    })
}

fn s3(
    method: &Method,
    segments: &[&str],
    query: &str,
    headers: &HeaderMap,
) -> Option<&'static str> {
    let asks = |name: &str| {
        query
            .split('&')
            .any(|pair| pair.split('=').next() == Some(name))
    };
    let copies = headers.contains_key("x-amz-copy-source");
    Some(match (method.as_str(), segments.len()) {
        ("HEAD", 1) => "HeadBucket",
        ("GET", 1) if asks("list-type") => "ListObjectsV2",
        ("POST", 1) if asks("delete") => "DeleteObjects",
        ("POST", 1) => "PostObject",
        ("PUT", 2..) if asks("partNumber") => "UploadPart",
        ("PUT", 2..) if copies => "CopyObject",
        ("PUT", 2..) => "PutObject",
        ("GET", 2..) => "GetObject",
        ("HEAD", 2..) => "HeadObject",
        ("DELETE", 2..) if asks("uploadId") => "AbortMultipartUpload",
        ("DELETE", 2..) => "DeleteObject",
        ("POST", 2..) if asks("uploads") => "CreateMultipartUpload",
        ("POST", 2..) if asks("uploadId") => "CompleteMultipartUpload",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_named_as_the_sdks_name_them() {
        let headers = HeaderMap::new();
        for (service, method, uri, expected) in [
            (
                Service::Ses,
                Method::POST,
                "/v2/email/outbound-emails",
                "SendEmail",
            ),
            (
                Service::Ses,
                Method::GET,
                "/v2/email/account",
                "GET /v2/email/account",
            ),
            (
                Service::Scheduler,
                Method::POST,
                "/schedules/a?x=y",
                "CreateSchedule",
            ),
            (
                Service::Scheduler,
                Method::DELETE,
                "/schedules/a?groupName=g",
                "DeleteSchedule",
            ),
            (
                Service::Scheduler,
                Method::GET,
                "/schedules",
                "ListSchedules",
            ),
            (
                Service::Scheduler,
                Method::GET,
                "/schedule-groups/g",
                "GetScheduleGroup",
            ),
            (
                Service::S3,
                Method::PUT,
                "/bucket/a/b?x-id=PutObject",
                "PutObject",
            ),
            (
                Service::S3,
                Method::POST,
                "/bucket/a?uploadId=1",
                "CompleteMultipartUpload",
            ),
            (
                Service::S3,
                Method::GET,
                "/bucket?list-type=2",
                "ListObjectsV2",
            ),
            (Service::S3, Method::POST, "/bucket", "PostObject"),
            (
                Service::S3,
                Method::POST,
                "/bucket/?delete=",
                "DeleteObjects",
            ),
            (
                Service::S3,
                Method::POST,
                "/bucket/a/b?uploads&x-id=CreateMultipartUpload",
                "CreateMultipartUpload",
            ),
            (
                Service::S3,
                Method::PUT,
                "/bucket/a?partNumber=1&uploadId=2",
                "UploadPart",
            ),
            (
                Service::S3,
                Method::DELETE,
                "/bucket/a?uploadId=2",
                "AbortMultipartUpload",
            ),
        ] {
            assert_eq!(
                name(service, &method, &uri.parse().unwrap(), &headers),
                expected
            );
        }
        let mut headers = HeaderMap::new();
        headers.insert(
            "x-amz-target",
            "DynamoDB_20120810.TransactWriteItems".parse().unwrap(),
        );
        let uri = "/".parse().unwrap();
        assert_eq!(
            name(Service::DynamoDb, &Method::POST, &uri, &headers),
            "TransactWriteItems"
        );
    }

    #[test]
    fn an_invocation_is_told_by_its_path() {
        let of = |method: Method, uri: &'static str| {
            let uri = Uri::from_static(uri);
            name(Service::Lambda, &method, &uri, &HeaderMap::new())
        };
        let by_arn =
            "/2015-03-31/functions/arn%3Aaws%3Alambda%3Aeu-west-3%3A1%3Afunction%3Aa/invocations";
        for path in ["/2015-03-31/functions/a/invocations?Qualifier=1", by_arn] {
            assert_eq!(of(Method::POST, path), "Invoke");
        }
        assert_eq!(
            of(Method::GET, "/2015-03-31/functions/a"),
            "GET /2015-03-31/functions/a"
        );
    }
}
