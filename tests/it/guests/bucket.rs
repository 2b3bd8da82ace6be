//! On AWS the documents are at an address of the bucket's own, which no engine here has.

use std::{collections::BTreeMap, sync::Arc};

use jiff::Timestamp;
use leah_aws::App;
use leah_domain::{Id, TransferRef};
use leah_local::VirtualClock;
use reqwest::Url;

use crate::support::Seeded;

/// What Lambda gives a function to begin with.
fn variables(region: &str) -> BTreeMap<String, String> {
    let own = [
        "LEAH_TABLE",
        "LEAH_BASE_DOMAINS",
        "LEAH_GUEST_URL",
        "LEAH_MAIL_FROM",
        "LEAH_BUCKET",
        "LEAH_SCHEDULE_GROUP",
        "LEAH_SCHEDULE_TARGET",
        "LEAH_SCHEDULE_ROLE",
        "LEAH_SCHEDULE_DEAD_LETTERS",
        "LEAH_WEBHOOKS_FUNCTION",
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
    ];
    let value = |name: &str| name.to_lowercase().replace('_', "-");
    let mut variables: BTreeMap<String, String> = own
        .iter()
        .map(|name| ((*name).to_owned(), value(name)))
        .collect();
    variables.insert("AWS_REGION".to_owned(), region.to_owned());
    variables
}

#[tokio::test]
async fn a_page_lets_its_forms_lead_to_where_its_documents_are() {
    for region in ["eu-west-3", "us-east-1", "eu-central-2"] {
        let now: Timestamp = "2021-03-01T08:00:00Z".parse().unwrap();
        let clock = Arc::new(VirtualClock::frozen(now));
        let app = App::from_env(&variables(region), clock, Arc::new(Seeded::default())).unwrap();
        let id = "5af6e1bb-3182-47cc-bbc4-528ae5d442af";
        let subject = TransferRef {
            organization: id.parse().unwrap(),
            transfer: id.parse().unwrap(),
        };
        let file: Id<leah_domain::TransferFile> = id.parse().unwrap();
        let address = app
            .files()
            .address(subject, file, "a.pdf", now)
            .await
            .unwrap();
        let address: Url = address.parse().unwrap();
        assert_eq!(
            address.origin().ascii_serialization(),
            app.files().origin(),
            "{region}"
        );
        assert_eq!(address.path(), format!("/files/{id}/{id}/{id}"), "{region}");
        let parameter = |wanted: &str| {
            let mut pairs = address.query_pairs();
            pairs.find_map(|(name, value)| (name == wanted).then(|| value.into_owned()))
        };
        // Without it S3 refuses what a role has signed.
        assert_eq!(
            parameter("X-Amz-Security-Token").as_deref(),
            Some("aws-session-token")
        );
        assert_eq!(parameter("X-Amz-Date").as_deref(), Some("20210301T080000Z"));
        assert_eq!(parameter("X-Amz-Expires").as_deref(), Some("300"));
    }
}
