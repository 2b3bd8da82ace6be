//! The bucket of `template.yaml`: closed to everybody, forgetting by itself.

use jiff::SignedDuration;
use leah_domain::transfer::create;
use serde_json::{Value, json};

use super::document;
use crate::support::{Seeded, demo, png};

const DAY: SignedDuration = SignedDuration::from_hours(24);

fn resource(name: &str) -> Value {
    document()["Resources"][name].take()
}

/// What the template says of its only bucket.
fn bucket() -> Value {
    let document = document();
    let resources = document["Resources"].as_object().unwrap();
    let mut buckets = resources
        .iter()
        .filter(|(_, one)| one["Type"] == "AWS::S3::Bucket");
    let (name, bucket) = buckets.next().unwrap();
    assert_eq!((name.as_str(), buckets.next()), ("Documents", None));
    bucket.clone()
}

#[test]
fn nothing_in_it_is_public_and_nobody_else_owns_it() {
    let properties = &bucket()["Properties"];
    let all = json!({
        "BlockPublicAcls": true,
        "BlockPublicPolicy": true,
        "IgnorePublicAcls": true,
        "RestrictPublicBuckets": true,
    });
    assert_eq!(properties["PublicAccessBlockConfiguration"], all);
    // Without access control lists: whoever puts an object there gives it away.
    let rules = json!([{"ObjectOwnership": "BucketOwnerEnforced"}]);
    assert_eq!(properties["OwnershipControls"]["Rules"], rules);
    for opening in [
        "AccessControl",
        "WebsiteConfiguration",
        "ReplicationConfiguration",
    ] {
        assert_eq!(properties.get(opening), None);
    }
    // What was erased is gone: no version of it stays behind.
    assert_eq!(properties.get("VersioningConfiguration"), None);
}

#[test]
fn it_is_encrypted_by_a_key_of_the_account() {
    let encryption = &bucket()["Properties"]["BucketEncryption"];
    let rules = json!([{
        "ServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms"},
        "BucketKeyEnabled": true,
    }]);
    assert_eq!(encryption["ServerSideEncryptionConfiguration"], rules);
}

#[test]
fn it_speaks_tls_alone() {
    let policy = resource("DocumentsPolicy");
    assert_eq!(policy["Type"], "AWS::S3::BucketPolicy");
    assert_eq!(policy["Properties"]["Bucket"], json!({"Ref": "Documents"}));
    // Nothing is allowed by the bucket itself: who may do what stands with the functions.
    let statements = json!([{
        "Sid": "OverTlsOnly",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [
            {"Fn::GetAtt": ["Documents", "Arn"]},
            {"Fn::Sub": "${Documents.Arn}/*"},
        ],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }]);
    assert_eq!(
        policy["Properties"]["PolicyDocument"]["Statement"],
        statements
    );
}

#[test]
fn functions_know_it_by_its_name() {
    let document = document();
    let given = &document["Globals"]["Function"]["Environment"]["Variables"]["LEAH_BUCKET"];
    assert_eq!(*given, bucket()["Properties"]["BucketName"]);
}

/// Where else in the template its name is put together, it is the same one.
#[test]
fn whoever_names_it_names_the_same() {
    fn look(value: &Value, name: &Value, found: &mut usize) {
        if let Some(sub) = value.get("Fn::Sub").filter(|sub| sub.is_array()) {
            let (text, own) = (sub[0].as_str().unwrap(), name[0].as_str().unwrap());
            assert!(text.contains(own), "{text}");
            assert_eq!(sub[1], name[1], "{text}");
            *found += 1;
        }
        let members = value.as_object().into_iter().flat_map(|map| map.values());
        let members = members.chain(value.as_array().into_iter().flatten());
        members.for_each(|member| look(member, name, found));
    }
    let mut found = 0;
    let name = &bucket()["Properties"]["BucketName"]["Fn::Sub"];
    look(&document(), name, &mut found);
    // The bucket, the functions' variable, and ten statements of policies.
    assert_eq!(found, 12);
}

/// A name has 63 characters at most ("General purpose bucket naming rules"), and the longest region's has 14.
#[test]
fn a_stack_of_up_to_26_characters_has_a_bucket() {
    let name = &bucket()["Properties"]["BucketName"]["Fn::Sub"][0];
    let name = name.as_str().unwrap();
    let name = name
        .replace("${AWS::StackName}", &"s".repeat(26))
        .replace("${Creation}", "51af3dc0")
        .replace("${AWS::AccountId}", "123456789012")
        .replace("${AWS::Region}", "ap-northeast-1");
    assert_eq!(name.len(), 63, "{name}");
}

#[test]
fn deleting_the_stack_keeps_documents() {
    assert_eq!(bucket()["DeletionPolicy"], "RetainExceptOnCreate");
    assert_eq!(bucket()["UpdateReplacePolicy"], "Retain");
}

#[test]
fn a_browser_may_only_redeem_tickets() {
    let rules = &bucket()["Properties"]["CorsConfiguration"]["CorsRules"];
    let [rule] = &rules.as_array().unwrap()[..] else {
        panic!("{rules}")
    };
    assert_eq!(rule["AllowedMethods"], json!(["POST"]));
    assert_eq!(rule.get("ExposedHeaders"), None);
}

#[test]
fn it_forgets_what_nobody_erased_and_nothing_that_is_still_shown() {
    let template = leah_local::template::Template::read().unwrap();
    let rules = &template.bucket().lifecycle;
    let days = |prefix: &str| {
        let mut rules = rules.iter().filter(|rule| rule.prefix == prefix);
        let days = rules.find_map(|rule| rule.expire).unwrap();
        DAY * i32::from(days)
    };
    let (now, worker) = (
        jiff::Timestamp::UNIX_EPOCH,
        "440b4e01-d3e4-4cbc-afb2-ca62177cd630",
    );
    let made = create(
        worker.parse().unwrap(),
        worker.parse().unwrap(),
        now,
        &Seeded::default(),
    );
    let life = made.transfer.expires.duration_since(now);
    // A file may be attached in the last moment; S3 counts whole days.
    assert!(days("files/") >= life + DAY, "{:?}", days("files/"));
    assert!(days("files/") <= life + DAY * 2);
    assert_eq!(days("incoming/"), DAY);
    let unfinished = rules
        .iter()
        .find_map(|rule| Some((&rule.prefix, rule.abort?)));
    assert_eq!(unfinished, Some((&String::new(), 1)), "wherever they stand");
}

#[tokio::test]
async fn objects_stand_under_the_prefixes_that_it_knows() {
    let app = super::sample::house().await;
    let body = json!({"files": [{"name": "x.png", "type": "image/png", "size": png().len()}]});
    let path = format!("{}/files", super::sample::transfer());
    let issued = app.post(&path).json(&body).send().await.expect(200).json();
    let key = &issued["hydra:member"][0]["upload"]["fields"]["key"];
    let organization = demo::ORGANIZATION.rsplit('/').next().unwrap();
    assert!(
        key.as_str()
            .unwrap()
            .starts_with(&format!("incoming/{organization}/")),
        "{key}"
    );
    let url = format!("{}/_local/files", app.house.url());
    let stored: Vec<Value> = app
        .client
        .get(url)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(stored.len(), 1);
    let key = stored[0]["key"].as_str().unwrap();
    assert!(key.starts_with(&format!("files/{organization}/")), "{key}");
    app.drain().await;
}
