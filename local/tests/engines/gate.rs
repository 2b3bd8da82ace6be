//! What AWS refuses is refused here, too, as AWS says it; and a test in which it happens fails.

use aws_sdk_dynamodb::{
    error::ProvideErrorMetadata,
    types::{AttributeValue, ConditionCheck, TransactWriteItem},
};
use leah_local::engines::Engines;

use crate::{
    database::table,
    support::{dynamodb, engines, lambda, s3},
};

fn text(value: &str) -> AttributeValue {
    AttributeValue::S(value.to_owned())
}

/// Asks for what stands in a partition behind the empty text: DynamoDB refuses that.
async fn ask_behind_nothing(engines: &Engines) -> (Option<String>, Option<String>) {
    engines.create_table(table("leah")).unwrap();
    let refused = dynamodb(engines.urls())
        .query()
        .table_name("leah")
        .key_condition_expression("PK = :pk AND SK BETWEEN :from AND :to")
        .expression_attribute_values(":pk", text("a"))
        .expression_attribute_values(":from", text(""))
        .expression_attribute_values(":to", text(":"))
        .send()
        .await
        .unwrap_err()
        .into_service_error();
    let meta = refused.meta();
    (
        meta.code().map(str::to_owned),
        meta.message().map(str::to_owned),
    )
}

fn rules(engines: &Engines) -> Vec<&'static str> {
    let breaches = engines.take_breaches().into_iter();
    breaches.map(|breach| breach.rule).collect()
}

#[tokio::test]
async fn an_empty_text_in_a_key_condition_is_refused_in_the_words_of_dynamodb() {
    let engines = engines().await;
    let (code, message) = ask_behind_nothing(&engines).await;
    assert_eq!(code.as_deref(), Some("ValidationException"));
    let expected = "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: SK";
    assert_eq!(message.as_deref(), Some(expected));
    assert_eq!(rules(&engines), ["empty-key-condition"]);
    assert!(rules(&engines).is_empty());
}

#[tokio::test]
async fn an_empty_map_in_a_condition_check_is_refused() {
    let engines = engines().await;
    engines.create_table(table("leah")).unwrap();
    let check = ConditionCheck::builder()
        .table_name("leah")
        .key("PK", text("a"))
        .key("SK", text("b"))
        .condition_expression("attribute_exists(PK)")
        .set_expression_attribute_values(Some([].into()))
        .build()
        .unwrap();
    let refused = dynamodb(engines.urls())
        .transact_write_items()
        .transact_items(TransactWriteItem::builder().condition_check(check).build())
        .send()
        .await
        .unwrap_err()
        .into_service_error();
    assert_eq!(refused.code(), Some("ValidationException"));
    let said = refused.message().unwrap();
    assert_eq!(said, "ExpressionAttributeValues must not be empty");
    assert_eq!(rules(&engines), ["empty-map"]);
}

#[tokio::test]
async fn services_refuse_in_their_own_protocols() {
    let engines = engines().await;
    let bucket = s3(engines.urls()).get_object().bucket("No_Bucket").key("k");
    let refused = bucket.send().await.unwrap_err().into_service_error();
    assert_eq!(refused.code(), Some("InvalidBucketName"));
    let long = "x".repeat(2 * 1024 * 1024);
    let invoked = lambda(engines.urls())
        .invoke()
        .function_name("leah-webhooks")
        .invocation_type(aws_sdk_lambda::types::InvocationType::Event)
        .payload(format!("\"{long}\"").into_bytes().into());
    let refused = invoked.send().await.unwrap_err().into_service_error();
    assert_eq!(refused.code(), Some("RequestTooLargeException"));
    assert_eq!(rules(&engines), ["bucket-name", "payload-size"]);
}

#[tokio::test]
#[should_panic(expected = "requests went out that AWS refuses")]
async fn a_test_fails_in_which_something_is_sent_that_aws_refuses() {
    let engines = engines().await;
    let _watch = engines.watch();
    ask_behind_nothing(&engines).await;
}
