//! Rows and files.

use aws_sdk_dynamodb::types::{
    AttributeValue, ConditionCheck, Delete as DeleteRow, KeysAndAttributes, Put, TransactWriteItem,
    Update,
};
use aws_sdk_s3::types::{CompletedMultipartUpload, CompletedPart, Delete, ObjectIdentifier};

fn text(text: &str) -> AttributeValue {
    AttributeValue::S(text.to_owned())
}

pub(super) async fn reads(table: &aws_sdk_dynamodb::Client) {
    let _ = table
        .get_item()
        .table_name("leah")
        .key("PK", text("a"))
        .key("SK", text("b"))
        .send()
        .await;
    let keys = KeysAndAttributes::builder()
        .keys([("PK".to_owned(), text("a"))].into())
        .build()
        .unwrap();
    let _ = table
        .batch_get_item()
        .request_items("leah", keys)
        .send()
        .await;
    let query = table
        .query()
        .table_name("leah")
        .key_condition_expression("PK = :pk");
    let _ = query
        .expression_attribute_values(":pk", text("a"))
        .limit(30)
        .send()
        .await;
    let _ = table.describe_table().table_name("leah").send().await;
    let _ = table
        .describe_time_to_live()
        .table_name("leah")
        .send()
        .await;
    let _ = table
        .describe_continuous_backups()
        .table_name("leah")
        .send()
        .await;
}

pub(super) async fn writes(table: &aws_sdk_dynamodb::Client) {
    let _ = table
        .put_item()
        .table_name("leah")
        .item("PK", text("a"))
        .send()
        .await;
    let _ = table
        .delete_item()
        .table_name("leah")
        .key("PK", text("a"))
        .send()
        .await;
    let update = table
        .update_item()
        .table_name("leah")
        .key("PK", text("a"))
        .update_expression("SET a = :a");
    let _ = update
        .expression_attribute_values(":a", AttributeValue::N("1".to_owned()))
        .send()
        .await;
    let put = Put::builder()
        .table_name("leah")
        .item("PK", text("a"))
        .build()
        .unwrap();
    let update = Update::builder()
        .table_name("leah")
        .key("PK", text("b"))
        .update_expression("REMOVE a")
        .build()
        .unwrap();
    let delete = DeleteRow::builder()
        .table_name("leah")
        .key("PK", text("c"))
        .build()
        .unwrap();
    let check = ConditionCheck::builder()
        .table_name("leah")
        .key("PK", text("d"));
    let check = check
        .condition_expression("attribute_exists(PK)")
        .build()
        .unwrap();
    let items = [
        TransactWriteItem::builder().put(put),
        TransactWriteItem::builder().update(update),
        TransactWriteItem::builder().delete(delete),
        TransactWriteItem::builder().condition_check(check),
    ];
    let items = items
        .map(aws_sdk_dynamodb::types::builders::TransactWriteItemBuilder::build)
        .to_vec();
    let _ = table
        .transact_write_items()
        .set_transact_items(Some(items))
        .client_request_token("token")
        .send()
        .await;
}

pub(super) async fn objects(files: &aws_sdk_s3::Client) {
    let put = files
        .put_object()
        .bucket("leah")
        .key("files/a")
        .content_type("application/pdf");
    let _ = put
        .metadata("leah-id", "1")
        .body("%PDF-".as_bytes().to_vec().into())
        .send()
        .await;
    let _ = files
        .get_object()
        .bucket("leah")
        .key("files/a b")
        .range("bytes=0-1023")
        .send()
        .await;
    let _ = files
        .head_object()
        .bucket("leah")
        .key("files/a")
        .send()
        .await;
    let _ = files.head_bucket().bucket("leah").send().await;
    let _ = files
        .list_objects_v2()
        .bucket("leah")
        .prefix("files/")
        .max_keys(1000)
        .send()
        .await;
    let copy = files
        .copy_object()
        .bucket("leah")
        .key("files/a")
        .copy_source("leah/incoming/a");
    let _ = copy.copy_source_if_match("\"etag\"").send().await;
    let _ = files
        .delete_object()
        .bucket("leah")
        .key("files/a")
        .send()
        .await;
    let object = ObjectIdentifier::builder()
        .key("files/a & b")
        .build()
        .unwrap();
    let delete = Delete::builder()
        .objects(object)
        .quiet(true)
        .build()
        .unwrap();
    let _ = files
        .delete_objects()
        .bucket("leah")
        .delete(delete)
        .send()
        .await;
}

pub(super) async fn uploads(files: &aws_sdk_s3::Client) {
    let _ = files
        .create_multipart_upload()
        .bucket("leah")
        .key("zips/a")
        .content_type("application/zip")
        .send()
        .await;
    let part = files
        .upload_part()
        .bucket("leah")
        .key("zips/a")
        .upload_id("1")
        .part_number(1);
    let _ = part.body("PK".as_bytes().to_vec().into()).send().await;
    let part = CompletedPart::builder()
        .part_number(1)
        .e_tag("\"etag\"")
        .build();
    let parts = CompletedMultipartUpload::builder().parts(part).build();
    let complete = files
        .complete_multipart_upload()
        .bucket("leah")
        .key("zips/a")
        .upload_id("1");
    let _ = complete.multipart_upload(parts).send().await;
    let _ = files
        .abort_multipart_upload()
        .bucket("leah")
        .key("zips/a")
        .upload_id("1")
        .send()
        .await;
}
