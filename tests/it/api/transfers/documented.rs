//! The documentation's own sequence: create, upload, share; then what the guest gets.

use jiff::SignedDuration;
use serde_json::json;

use super::support::{download, link, read, whole};
use crate::support::{Form, LARGEST, TestApp, demo, jpeg};

#[tokio::test]
async fn create_upload_share_as_documented() {
    let app = TestApp::start().await;
    let body = json!({"healthcareWorker": demo::WORKER});
    let created = app.post("/api/transfers").json(&body).send().await;
    insta::assert_snapshot!(created.snapshot(), @r#"
    200 application/ld+json; charset=utf-8
    {
      "@context": "/api/contexts/Transfer",
      "@id": "/api/transfers/194dcc00-160f-4eb5-ab80-1d97973fbb84",
      "@type": "Transfer",
      "id": "194dcc00-160f-4eb5-ab80-1d97973fbb84",
      "hash": "NTUxMjUyNzU1YzgyMjk3ZDg2N2Y3ZjJiMTAxN2NmYzM2NDRmOTE4M2EwZTk2NjM0YWM4NTQ0NWEyYjhkMWFkOA==",
      "expiresAt": "2021-03-08T08:00:00+00:00",
      "healthcareWorker": "/api/healthcare_workers/7dd37344-5d8d-4c90-a015-5518ab97adaf",
      "status": "in_progress",
      "files": [],
      "type": "healthcare_worker",
      "email": null,
      "firstname": null,
      "lastname": null
    }
    "#);
    let iri = created.iri();

    let photo = jpeg(LARGEST);
    let form = Form::new().file_as("file[]", "prescription_echo.jpg", "image/jpeg", &photo);
    let filled = app.post(&format!("{iri}/files")).form(&form).send().await;
    insta::assert_snapshot!(filled.snapshot(), @r#"
    200 application/ld+json; charset=utf-8
    {
      "@context": "/api/contexts/Transfer",
      "@id": "/api/transfers/194dcc00-160f-4eb5-ab80-1d97973fbb84",
      "@type": "Transfer",
      "id": "194dcc00-160f-4eb5-ab80-1d97973fbb84",
      "hash": "NTUxMjUyNzU1YzgyMjk3ZDg2N2Y3ZjJiMTAxN2NmYzM2NDRmOTE4M2EwZTk2NjM0YWM4NTQ0NWEyYjhkMWFkOA==",
      "expiresAt": "2021-03-08T08:00:00+00:00",
      "healthcareWorker": "/api/healthcare_workers/7dd37344-5d8d-4c90-a015-5518ab97adaf",
      "status": "ready",
      "files": [
        "/api/transfer_files/697240f5-d401-4cdd-bb4f-4cdbf1825e93"
      ],
      "type": "healthcare_worker",
      "email": null,
      "firstname": null,
      "lastname": null
    }
    "#);
    assert_eq!(filled.header("content-location"), Some(iri.as_str()));

    let body = json!({"email": "benjamin@leah.care"});
    let shared = app.post(&format!("{iri}/share")).json(&body).send().await;
    insta::assert_snapshot!(shared.snapshot(), @r#"
    200 application/ld+json; charset=utf-8
    {
      "@context": "/api/contexts/Transfer",
      "@id": "/api/transfers/194dcc00-160f-4eb5-ab80-1d97973fbb84",
      "@type": "Transfer",
      "id": "194dcc00-160f-4eb5-ab80-1d97973fbb84",
      "hash": "NTUxMjUyNzU1YzgyMjk3ZDg2N2Y3ZjJiMTAxN2NmYzM2NDRmOTE4M2EwZTk2NjM0YWM4NTQ0NWEyYjhkMWFkOA==",
      "expiresAt": "2021-03-08T08:00:00+00:00",
      "healthcareWorker": "/api/healthcare_workers/7dd37344-5d8d-4c90-a015-5518ab97adaf",
      "status": "shared",
      "files": [
        "/api/transfer_files/697240f5-d401-4cdd-bb4f-4cdbf1825e93"
      ],
      "type": "healthcare_worker",
      "email": "benjamin@leah.care",
      "firstname": null,
      "lastname": null
    }
    "#);
    assert_eq!(read(&app, &iri).await, shared.json());
    app.drain().await;

    let messages = app.messages().await;
    assert_eq!(messages.len(), 1);
    assert_eq!(messages[0]["to"], "benjamin@leah.care");
    let transfer = shared.json();
    let link = link(&transfer);
    assert!(
        messages[0]["text"].as_str().unwrap().contains(&link),
        "{messages:?}"
    );
    app.get(&link).anonymous().send().await.expect(200);
    let file = transfer["files"][0].as_str().unwrap();
    assert!(
        download(&app, &transfer, file).await == photo,
        "the file is another one"
    );

    assert_eq!(whole(&app, &iri).await, 1);
    assert!(
        app.owed()
            .await
            .iter()
            .all(|owed| owed["effect"] == "erase-transfer")
    );
    app.advance(SignedDuration::from_hours(7 * 24)).await;
    app.get(&iri).send().await.expect(404);
}
