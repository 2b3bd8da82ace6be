//! Redeeming a ticket: what becomes of the file.

use jiff::SignedDuration;

use super::super::support::{
    create, download, filled, id, keys, pass, put, read, redeem, share, ticket, upload, whole,
};
use crate::support::{Form, LARGEST, TestApp, gif, jpeg, pdf, png, svg};

const PNG: &str = "image/png";
const PDF: &str = "application/pdf";

#[tokio::test]
async fn what_was_uploaded_is_attached_once_it_is_seen() {
    let app = TestApp::start().await;
    let iri = create(&app).await;
    let photo = jpeg(LARGEST);
    let ticket = ticket(&app, &iri, "Écho.jpg", "image/jpeg", LARGEST).await;
    let place = ticket["@id"].as_str().unwrap();
    assert_eq!(redeem(&app, &ticket, &photo).await, (204, String::new()));
    let transfer = id(&iri);
    let organization = leah_local::demo::ORGANIZATION;
    assert_eq!(
        keys(&app).await,
        [format!("incoming/{organization}/{transfer}/{}", id(place))]
    );
    // Nobody has looked at it yet.
    assert_eq!(read(&app, place).await["status"], "pending");
    assert_eq!(read(&app, &iri).await["files"], serde_json::json!([]));

    app.drain().await;
    insta::assert_snapshot!(app.get(place).send().await.snapshot(), @r#"
    200 application/ld+json; charset=utf-8
    {
      "@context": "/api/contexts/UploadTicket",
      "@id": "/api/transfers/194dcc00-160f-4eb5-ab80-1d97973fbb84/tickets/697240f5-d401-4cdd-bb4f-4cdbf1825e93",
      "@type": "UploadTicket",
      "id": "697240f5-d401-4cdd-bb4f-4cdbf1825e93",
      "name": "Écho.jpg",
      "type": "image/jpeg",
      "size": 15728640,
      "status": "attached",
      "expiresAt": "2021-03-01T08:15:00+00:00",
      "transferFile": "/api/transfer_files/b0ba6349-06e8-4d0c-a9c5-1a11372d5805",
      "violations": []
    }
    "#);
    insta::assert_snapshot!(app.get(&iri).send().await.snapshot(), @r#"
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
        "/api/transfer_files/b0ba6349-06e8-4d0c-a9c5-1a11372d5805"
      ],
      "type": "healthcare_worker",
      "email": null,
      "firstname": null,
      "lastname": null
    }
    "#);
    let file = read(&app, place).await["transferFile"]
        .as_str()
        .unwrap()
        .to_owned();
    insta::assert_snapshot!(app.get(&file).send().await.snapshot(), @r#"
    200 application/ld+json; charset=utf-8
    {
      "@context": "/api/contexts/TransferFile",
      "@id": "/api/transfer_files/b0ba6349-06e8-4d0c-a9c5-1a11372d5805",
      "@type": "TransferFile",
      "name": "Écho.jpg",
      "type": "image/jpeg",
      "size": 15728640,
      "transfer": "/api/transfers/194dcc00-160f-4eb5-ab80-1d97973fbb84",
      "createdAt": "2021-03-01T08:00:00+00:00"
    }
    "#);
    assert_eq!(whole(&app, &iri).await, 1);
    assert_eq!(app.files().await[0]["type"], "image/jpeg");
    let transfer = share(&app, &iri, "guest@example.org")
        .await
        .expect(200)
        .json();
    assert!(
        download(&app, &transfer, &file).await == photo,
        "the file is another one"
    );
    app.drain().await;
}

#[tokio::test]
async fn the_content_and_not_the_declaration_counts() {
    let app = TestApp::start().await;
    let iri = create(&app).await;
    let content = pdf("one");
    let ticket = ticket(&app, &iri, "a.png", PNG, content.len()).await;
    put(&app, &ticket, &content).await;
    app.drain().await;
    let ticket = read(&app, ticket["@id"].as_str().unwrap()).await;
    assert_eq!(
        (&ticket["status"], &ticket["type"]),
        (&"attached".into(), &PNG.into())
    );
    let file = read(&app, ticket["transferFile"].as_str().unwrap()).await;
    assert_eq!(
        (&file["name"], &file["type"]),
        (&"a.png".into(), &PDF.into())
    );
    assert_eq!(app.files().await[0]["type"], PDF);
    assert_eq!(whole(&app, &iri).await, 1);
    app.drain().await;
}

#[tokio::test]
async fn what_is_not_taken_is_removed_and_its_ticket_says_why() {
    let app = TestApp::start().await;
    let iri = create(&app).await;
    let refused = ticket(&app, &iri, "a.png", PNG, gif().len()).await;
    put(&app, &refused, &gif()).await;
    app.drain().await;
    let place = refused["@id"].as_str().unwrap();
    insta::assert_snapshot!(app.get(place).send().await.snapshot(), @r#"
    200 application/ld+json; charset=utf-8
    {
      "@context": "/api/contexts/UploadTicket",
      "@id": "/api/transfers/194dcc00-160f-4eb5-ab80-1d97973fbb84/tickets/697240f5-d401-4cdd-bb4f-4cdbf1825e93",
      "@type": "UploadTicket",
      "id": "697240f5-d401-4cdd-bb4f-4cdbf1825e93",
      "name": "a.png",
      "type": "image/png",
      "size": 35,
      "status": "refused",
      "expiresAt": "2021-03-01T08:15:00+00:00",
      "transferFile": null,
      "violations": [
        {
          "propertyPath": "file",
          "message": "The mime type of the file is invalid (\"image/gif\"). Allowed mime types are \"image/png\", \"image/jpeg\", \"application/pdf\".",
          "code": "744f00bc-4389-4c74-92de-9a43cde55534"
        }
      ]
    }
    "#);
    assert_eq!(whole(&app, &iri).await, 0);
    assert_eq!(read(&app, &iri).await["status"], "in_progress");

    // A ticket is settled for good: what comes by it later is removed, whatever it is.
    let mut good = png();
    good.truncate(gif().len());
    put(&app, &refused, &good).await;
    app.drain().await;
    assert_eq!(read(&app, place).await["status"], "refused");
    assert_eq!(whole(&app, &iri).await, 0);

    for content in [svg(), b"<html>".to_vec(), vec![0; 5000]] {
        let ticket = ticket(&app, &iri, "a.png", PNG, content.len()).await;
        put(&app, &ticket, &content).await;
        app.drain().await;
        assert_eq!(
            read(&app, ticket["@id"].as_str().unwrap()).await["status"],
            "refused"
        );
        assert_eq!(whole(&app, &iri).await, 0);
    }
    app.drain().await;
}

#[tokio::test]
async fn where_the_room_was_taken_meanwhile_the_upload_is_refused() {
    let app = TestApp::start().await;
    let iri = filled(&app, 8).await;
    let mut tickets = Vec::new();
    for number in 0..2 {
        let content = pdf(&number.to_string());
        tickets.push((
            ticket(&app, &iri, "a.pdf", PDF, content.len()).await,
            content,
        ));
    }
    for (ticket, content) in &tickets {
        put(&app, ticket, content).await;
    }
    upload(&app, &iri, &Form::new().file("a.png", &png()))
        .await
        .expect(200);
    app.drain().await;
    let mut standings = Vec::new();
    for (ticket, _) in &tickets {
        standings.push(read(&app, ticket["@id"].as_str().unwrap()).await);
    }
    assert_eq!(standings[0]["status"], "attached");
    assert_eq!(standings[1]["status"], "refused");
    assert_eq!(
        standings[1]["violations"][0]["message"],
        "This collection should contain 10 elements or less."
    );
    assert_eq!(whole(&app, &iri).await, 10);
    app.drain().await;
}

#[tokio::test]
async fn of_two_uploads_by_one_ticket_the_one_that_stands_there_is_attached() {
    let app = TestApp::start().await;
    let iri = create(&app).await;
    let (first, second) = (pdf("first one"), pdf("second 1"));
    let (first, second) = (first, [second, b"\n".to_vec()].concat());
    assert_eq!(first.len(), second.len());
    let ticket = ticket(&app, &iri, "a.pdf", PDF, first.len()).await;
    put(&app, &ticket, &first).await;
    put(&app, &ticket, &second).await;
    app.drain().await;
    assert_eq!(whole(&app, &iri).await, 1);
    let transfer = share(&app, &iri, "guest@example.org")
        .await
        .expect(200)
        .json();
    let file = transfer["files"][0].as_str().unwrap();
    assert_eq!(download(&app, &transfer, file).await, second);

    // What comes after that changes nothing any more.
    for content in [&first, &second] {
        put(&app, &ticket, content).await;
        app.drain().await;
        assert_eq!(whole(&app, &iri).await, 1);
        assert_eq!(download(&app, &transfer, file).await, second);
    }
    app.drain().await;
}

#[tokio::test]
async fn the_same_content_twice_is_one_file() {
    let app = TestApp::start().await;
    let iri = create(&app).await;
    let ticket = ticket(&app, &iri, "a.png", PNG, png().len()).await;
    put(&app, &ticket, &png()).await;
    put(&app, &ticket, &png()).await;
    app.drain().await;
    put(&app, &ticket, &png()).await;
    app.drain().await;
    assert_eq!(whole(&app, &iri).await, 1);
    app.drain().await;
}

#[tokio::test]
async fn what_was_never_asked_for_again_goes_by_itself() {
    let app = TestApp::start().await;
    let iri = create(&app).await;
    let ticket = ticket(&app, &iri, "a.png", PNG, png().len()).await;
    put(&app, &ticket, &png()).await;
    // The event is lost for good.
    assert_eq!(app.house.take_uploads().len(), 1);
    pass(&app, SignedDuration::from_hours(1));
    app.drain().await;
    assert_eq!(keys(&app).await.len(), 1);
    app.advance(SignedDuration::from_hours(49)).await;
    assert_eq!(whole(&app, &iri).await, 0);
    app.get(ticket["@id"].as_str().unwrap())
        .send()
        .await
        .expect(404);
}
