//! Uploads that are scanned for malware: the scan's result settles them, and nothing else.

use futures_util::future::join_all;
use serde_json::{Value, json};

use super::super::support::{create, items_of, keys, put, read, ticket, whole};
use crate::support::{TestApp, gif, pdf, png};

/// A Leah whose uploads wait for their scans.
async fn scanning() -> TestApp {
    TestApp::with(|options| options.malware_scan = true).await
}

/// Redeems a ticket; the ticket, and S3's event.
async fn uploaded(app: &TestApp, iri: &str, content: &[u8]) -> (Value, Value) {
    let ticket = ticket(app, iri, "a.png", "image/png", content.len()).await;
    put(app, &ticket, content).await;
    let mut events = app.house.take_uploads();
    assert_eq!(events.len(), 1);
    (ticket, events.remove(0))
}

/// The result of a scan of what S3 has told of, as `GuardDuty` tells of it: without the tag's quotes.
fn result(created: &Value, status: &str, found: &str) -> Value {
    let s3 = &created["Records"][0]["s3"];
    let etag = s3["object"]["eTag"].as_str().unwrap().trim_matches('"');
    json!({
        "version": "0",
        "id": "72c7d362-737a-6dce-fc78-9e27a0171419",
        "detail-type": "GuardDuty Malware Protection Object Scan Result",
        "source": "aws.guardduty",
        "account": "000000000000",
        "time": "2021-03-01T08:00:10Z",
        "region": "eu-west-3",
        "resources": ["arn:aws:guardduty:eu-west-3:000000000000:malware-protection-plan/b4c7f464ab3a4EXAMPLE"],
        "detail": {
            "schemaVersion": "1.0",
            "scanStatus": status,
            "resourceType": "S3_OBJECT",
            "s3ObjectDetails": {
                "bucketName": s3["bucket"]["name"],
                "objectKey": s3["object"]["key"],
                "eTag": etag,
                "versionId": "null",
                "s3Throttled": false,
            },
            "scanResultDetails": { "scanResultStatus": found, "threats": null },
        },
    })
}

fn clean(created: &Value) -> Value {
    result(created, "COMPLETED", "NO_THREATS_FOUND")
}

async fn tell(app: &TestApp, event: &Value) {
    let answer = app.house.invoke("uploads", event.clone()).await.unwrap();
    assert_eq!(answer, json!({}));
}

/// A ticket's status, and the codes of the rules that what was uploaded breaks.
async fn standing(app: &TestApp, ticket: &Value) -> (String, Vec<String>) {
    let ticket = read(app, ticket["@id"].as_str().unwrap()).await;
    let violations = ticket["violations"].as_array().unwrap().iter();
    let codes = violations.map(|violation| violation["code"].as_str().unwrap().to_owned());
    let status = ticket["status"].as_str().unwrap().to_owned();
    (status, codes.collect())
}

#[tokio::test]
async fn what_is_clean_is_attached_when_its_scan_says_so_and_not_before() {
    let app = scanning().await;
    let iri = create(&app).await;
    let (ticket, created) = uploaded(&app, &iri, &png()).await;
    tell(&app, &created).await;
    assert_eq!(standing(&app, &ticket).await, ("pending".into(), vec![]));
    assert_eq!(read(&app, &iri).await["files"], json!([]));
    tell(&app, &clean(&created)).await;
    assert_eq!(standing(&app, &ticket).await, ("attached".into(), vec![]));
    assert_eq!(whole(&app, &iri).await, 1);
    app.drain().await;
}

#[tokio::test]
async fn the_result_may_come_first_and_several_times_at_once() {
    let app = scanning().await;
    let iri = create(&app).await;
    let (ticket, created) = uploaded(&app, &iri, &png()).await;
    let scanned = clean(&created);
    join_all([&scanned; 3].map(|event| tell(&app, event))).await;
    let version = items_of(&app, "Transfer")[0]["version"].clone();
    for event in [&created, &scanned, &created] {
        tell(&app, event).await;
    }
    assert_eq!(standing(&app, &ticket).await, ("attached".into(), vec![]));
    assert_eq!(whole(&app, &iri).await, 1);
    assert_eq!(items_of(&app, "Transfer")[0]["version"], version);
    app.drain().await;
}

#[tokio::test]
async fn what_is_not_clean_is_deleted_and_its_ticket_says_why() {
    let infected = "0f2d8c41-6b5a-4e17-9d3c-71a4e8b2c605";
    let unscanned = "b94a1e37-2c80-4f6d-8a51-3de70c9f4b18";
    for (status, found, code) in [
        ("COMPLETED", "THREATS_FOUND", infected),
        ("SKIPPED", "UNSUPPORTED", unscanned),
        ("SKIPPED", "ACCESS_DENIED", unscanned),
        ("FAILED", "FAILED", unscanned),
        ("COMPLETED", "A_WORD_OF_TOMORROW", unscanned),
    ] {
        let app = scanning().await;
        let iri = create(&app).await;
        let (ticket, created) = uploaded(&app, &iri, &png()).await;
        tell(&app, &result(&created, status, found)).await;
        let refused = ("refused".to_owned(), vec![code.to_owned()]);
        assert_eq!(standing(&app, &ticket).await, refused, "{found}");
        assert_eq!(keys(&app).await, Vec::<String>::new(), "{found}");
        // Whatever comes later, it stays refused.
        tell(&app, &clean(&created)).await;
        tell(&app, &created).await;
        assert_eq!(standing(&app, &ticket).await, refused, "{found}");
        assert_eq!(whole(&app, &iri).await, 0, "{found}");
        app.drain().await;
    }
}

#[tokio::test]
async fn what_is_clean_and_no_document_is_refused_as_ever() {
    let app = scanning().await;
    let iri = create(&app).await;
    let (ticket, created) = uploaded(&app, &iri, &gif()).await;
    tell(&app, &clean(&created)).await;
    let refused = vec!["744f00bc-4389-4c74-92de-9a43cde55534".to_owned()];
    assert_eq!(standing(&app, &ticket).await, ("refused".into(), refused));
    app.drain().await;
}

#[tokio::test]
async fn a_scan_of_what_stood_there_before_attaches_nothing() {
    let app = scanning().await;
    let iri = create(&app).await;
    let (first, second) = (pdf("one"), pdf("two"));
    let ticket = ticket(&app, &iri, "a.pdf", "application/pdf", first.len()).await;
    put(&app, &ticket, &first).await;
    put(&app, &ticket, &second).await;
    let events = app.house.take_uploads();
    let [one, two] = &events[..] else {
        panic!("{events:?}")
    };
    tell(&app, &clean(one)).await;
    tell(&app, &result(one, "COMPLETED", "THREATS_FOUND")).await;
    assert_eq!(standing(&app, &ticket).await, ("pending".into(), vec![]));
    assert_eq!(keys(&app).await.len(), 1, "it is left for its own scan");
    tell(&app, &clean(two)).await;
    assert_eq!(standing(&app, &ticket).await, ("attached".into(), vec![]));
    assert_eq!(whole(&app, &iri).await, 1);
    app.drain().await;
}

#[tokio::test]
async fn scans_of_what_is_no_tickets_change_nothing() {
    let app = scanning().await;
    let iri = create(&app).await;
    let (_, created) = uploaded(&app, &iri, &png()).await;
    let before = app.house.items().unwrap();
    for (place, value) in [
        ("/detail/s3ObjectDetails/objectKey", "files/somebody's"),
        (
            "/detail/s3ObjectDetails/objectKey",
            "incoming/440b4e01-d3e4-4cbc-afb2-ca62177cd630/acdca04c-97af-4d20-bcaa-708ce5d36b9f/3f0c8a52-6d1e-4b7a-9c24-8e5d7b1f6a90",
        ),
        ("/detail/s3ObjectDetails/bucketName", "another"),
    ] {
        let mut event = clean(&created);
        *event.pointer_mut(place).unwrap() = value.into();
        tell(&app, &event).await;
    }
    assert_eq!(app.house.items().unwrap(), before);
    assert_eq!(keys(&app).await.len(), 1);
    // What is no event of a scan at all is said, and made again by the platform.
    let broken = json!({
        "source": "aws.guardduty",
        "detail-type": "GuardDuty Malware Protection Object Scan Result",
        "detail": {},
    });
    app.house.invoke("uploads", broken).await.unwrap_err();
    app.drain().await;
}

#[tokio::test]
async fn where_nothing_is_scanned_a_result_is_ignored() {
    let app = TestApp::start().await;
    let iri = create(&app).await;
    let (ticket, created) = uploaded(&app, &iri, &png()).await;
    tell(&app, &result(&created, "COMPLETED", "THREATS_FOUND")).await;
    assert_eq!(standing(&app, &ticket).await, ("pending".into(), vec![]));
    tell(&app, &created).await;
    assert_eq!(standing(&app, &ticket).await, ("attached".into(), vec![]));
    app.drain().await;
}
