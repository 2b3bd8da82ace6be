//! Where the bucket is, in each partition.

use jiff::Timestamp;
use leah_domain::Id;
use uuid::Uuid;

use super::*;
use crate::{client, trust::Trust};

fn files(region: &str, bucket: &str, endpoint: Option<&str>) -> Files {
    let credentials = Credentials::new("key", "secret", None, None, "test");
    let shared = client::shared(credentials.clone(), region, Trust::System);
    let variables = [
        "LEAH_TABLE",
        "LEAH_BASE_DOMAINS",
        "LEAH_GUEST_URL",
        "LEAH_MAIL_FROM",
        "LEAH_SCHEDULE_GROUP",
        "LEAH_SCHEDULE_TARGET",
        "LEAH_SCHEDULE_ROLE",
        "LEAH_SCHEDULE_DEAD_LETTERS",
        "LEAH_WEBHOOKS_FUNCTION",
    ];
    let mut variables: std::collections::BTreeMap<_, _> = variables
        .iter()
        .map(|name| ((*name).to_owned(), "x".to_owned()))
        .collect();
    variables.insert("LEAH_BUCKET".into(), bucket.into());
    if let Some(endpoint) = endpoint {
        variables.insert("AWS_ENDPOINT_URL_S3".into(), endpoint.into());
    }
    let config = Config::from_env(&variables).unwrap();
    Files::new(&shared, &config, credentials, region)
}

#[tokio::test]
async fn tickets_and_downloads_are_at_the_partitions_own_domain() {
    for (region, expected) in [
        ("us-east-1", "https://docs-1.s3.us-east-1.amazonaws.com"),
        ("eu-west-3", "https://docs-1.s3.eu-west-3.amazonaws.com"),
        (
            "us-gov-west-1",
            "https://docs-1.s3.us-gov-west-1.amazonaws.com",
        ),
        (
            "cn-north-1",
            "https://docs-1.s3.cn-north-1.amazonaws.com.cn",
        ),
        (
            "eusc-de-east-1",
            "https://docs-1.s3.eusc-de-east-1.amazonaws.eu",
        ),
    ] {
        let files = files(region, "docs-1", None);
        assert_eq!(files.origin(), expected);
        assert_eq!(files.address, format!("{expected}/"));
        let subject = TransferRef {
            organization: Id::new(Uuid::nil()),
            transfer: Id::new(Uuid::nil()),
        };
        let file = Id::new(Uuid::nil());
        let now = "2021-03-01T08:00:00Z".parse::<Timestamp>().unwrap();
        let address = files.address(subject, file, "a.pdf", now).await.unwrap();
        // What is signed is at the origin that a page allows.
        assert!(
            address.starts_with(&format!("{expected}/files/")),
            "{address}"
        );
    }
}

#[test]
fn a_bucket_that_is_no_host_stands_in_the_path() {
    let files = files("eu-west-3", "docs.example.org", None);
    assert_eq!(files.origin(), "https://s3.eu-west-3.amazonaws.com");
    assert_eq!(
        files.address,
        "https://s3.eu-west-3.amazonaws.com/docs.example.org"
    );
}

#[test]
fn an_engine_knows_its_bucket_by_the_path() {
    let files = files("eu-west-3", "docs", Some("http://127.0.0.1:4000/"));
    assert_eq!(files.origin(), "http://127.0.0.1:4000");
    assert_eq!(files.address, "http://127.0.0.1:4000/docs");
}
