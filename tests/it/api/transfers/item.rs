//! Reading transfers, files and tickets.

use reqwest::Method;
use serde_json::json;

use super::support::{announce, create, filled, id, read, share, upload};
use crate::support::{Form, TestApp, pdf};

/// A transfer with a file and a ticket: the addresses of all three.
pub(super) async fn everything(app: &TestApp) -> [String; 3] {
    let transfer = create(app).await;
    let form = Form::new().file("rapport d'écho.pdf", &pdf("one"));
    let filled = upload(app, &transfer, &form).await.expect(200).json();
    let file = filled["files"][0].as_str().unwrap().to_owned();
    let files = json!([{"name": "scan.jpg", "type": "image/jpeg", "size": 5_000_000}]);
    let tickets = announce(app, &transfer, &files).await.expect(200);
    let ticket = tickets.members().remove(0);
    [transfer, file, ticket]
}

#[tokio::test]
async fn everything_that_is_named_can_be_read() {
    let app = TestApp::start().await;
    let [transfer, file, ticket] = everything(&app).await;
    insta::assert_snapshot!(app.get(&transfer).send().await.snapshot(), @r#"
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
    insta::assert_snapshot!(app.get(&file).send().await.snapshot(), @r#"
    200 application/ld+json; charset=utf-8
    {
      "@context": "/api/contexts/TransferFile",
      "@id": "/api/transfer_files/697240f5-d401-4cdd-bb4f-4cdbf1825e93",
      "@type": "TransferFile",
      "name": "rapport d'écho.pdf",
      "type": "application/pdf",
      "size": 206,
      "transfer": "/api/transfers/194dcc00-160f-4eb5-ab80-1d97973fbb84",
      "createdAt": "2021-03-01T08:00:00+00:00"
    }
    "#);
    insta::assert_snapshot!(app.get(&ticket).send().await.snapshot(), @r#"
    200 application/ld+json; charset=utf-8
    {
      "@context": "/api/contexts/UploadTicket",
      "@id": "/api/transfers/194dcc00-160f-4eb5-ab80-1d97973fbb84/tickets/16635cb4-ab9d-40a2-b238-4d0f7a1d52ee",
      "@type": "UploadTicket",
      "id": "16635cb4-ab9d-40a2-b238-4d0f7a1d52ee",
      "name": "scan.jpg",
      "type": "image/jpeg",
      "size": 5000000,
      "status": "pending",
      "expiresAt": "2021-03-01T08:15:00+00:00",
      "transferFile": null,
      "violations": []
    }
    "#);
    let tickets = format!("{transfer}/tickets");
    insta::assert_snapshot!(app.get(&tickets).send().await.snapshot(), @r#"
    200 application/ld+json; charset=utf-8
    {
      "@context": "/api/contexts/UploadTicket",
      "@id": "/api/transfers/194dcc00-160f-4eb5-ab80-1d97973fbb84/tickets",
      "@type": "hydra:Collection",
      "hydra:member": [
        {
          "@id": "/api/transfers/194dcc00-160f-4eb5-ab80-1d97973fbb84/tickets/16635cb4-ab9d-40a2-b238-4d0f7a1d52ee",
          "@type": "UploadTicket",
          "id": "16635cb4-ab9d-40a2-b238-4d0f7a1d52ee",
          "name": "scan.jpg",
          "type": "image/jpeg",
          "size": 5000000,
          "status": "pending",
          "expiresAt": "2021-03-01T08:15:00+00:00",
          "transferFile": null,
          "violations": []
        }
      ],
      "hydra:totalItems": 1
    }
    "#);
    app.drain().await;
}

#[tokio::test]
async fn as_json_there_are_no_links_to_the_context() {
    let app = TestApp::start().await;
    let [transfer, file, ticket] = everything(&app).await;
    let plain = async |path: &str| app.get(path).accept("application/json").send().await;
    insta::assert_snapshot!(plain(&transfer).await.snapshot(), @r#"
    200 application/json; charset=utf-8
    {
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
    insta::assert_snapshot!(plain(&file).await.snapshot(), @r#"
    200 application/json; charset=utf-8
    {
      "name": "rapport d'écho.pdf",
      "type": "application/pdf",
      "size": 206,
      "transfer": "/api/transfers/194dcc00-160f-4eb5-ab80-1d97973fbb84",
      "createdAt": "2021-03-01T08:00:00+00:00"
    }
    "#);
    insta::assert_snapshot!(plain(&ticket).await.snapshot(), @r#"
    200 application/json; charset=utf-8
    {
      "id": "16635cb4-ab9d-40a2-b238-4d0f7a1d52ee",
      "name": "scan.jpg",
      "type": "image/jpeg",
      "size": 5000000,
      "status": "pending",
      "expiresAt": "2021-03-01T08:15:00+00:00",
      "transferFile": null,
      "violations": []
    }
    "#);
    let tickets = format!("{transfer}/tickets");
    insta::assert_snapshot!(plain(&tickets).await.snapshot(), @r#"
    200 application/json; charset=utf-8
    [
      {
        "id": "16635cb4-ab9d-40a2-b238-4d0f7a1d52ee",
        "name": "scan.jpg",
        "type": "image/jpeg",
        "size": 5000000,
        "status": "pending",
        "expiresAt": "2021-03-01T08:15:00+00:00",
        "transferFile": null,
        "violations": []
      }
    ]
    "#);
    for path in [&transfer, &file, &ticket, &tickets] {
        let suffixed = app.get(&format!("{path}.json")).send().await.expect(200);
        assert_eq!(suffixed.text, plain(path).await.text, "{path}");
        let linked = app.get(&format!("{path}.jsonld")).send().await.expect(200);
        assert_eq!(linked.text, app.get(path).send().await.text, "{path}");
        app.get(&format!("{path}.xml")).send().await.expect(404);
        app.get(path).accept("text/html").send().await.expect(406);
    }
    app.drain().await;
}

#[tokio::test]
async fn head_and_etag_are_as_for_every_item() {
    let app = TestApp::start().await;
    let [transfer, file, ticket] = everything(&app).await;
    for path in [
        transfer.clone(),
        file,
        ticket,
        format!("{transfer}/tickets"),
    ] {
        let read = app.get(&path).send().await.expect(200);
        let tag = read.header("etag").unwrap();
        let head = app.request(Method::HEAD, &path).send().await.expect(200);
        assert_eq!(
            (head.header("etag"), head.text.as_str()),
            (Some(tag), ""),
            "{path}"
        );
        let known = app.get(&path).header("if-none-match", tag).send().await;
        assert_eq!((known.status, known.text.as_str()), (304, ""), "{path}");
        for (name, value) in [("vary", "Accept"), ("cache-control", "no-cache, private")] {
            assert_eq!(read.header(name), Some(value), "{path}: {name}");
        }
        assert!(
            read.header("link").unwrap().contains("/api/docs.jsonld"),
            "{path}"
        );
        for name in ["accept-patch", "location", "content-location"] {
            assert_eq!(read.header(name), None, "{path}: {name}");
        }
        let upper = path.replace(id(&transfer), &id(&transfer).to_uppercase());
        assert_eq!(
            app.get(&upper).send().await.expect(200).text,
            read.text,
            "{path}"
        );
        app.get(&format!("{path}/")).send().await.expect(301);
    }
    // A change of the transfer is seen.
    let tag = app
        .get(&transfer)
        .send()
        .await
        .header("etag")
        .unwrap()
        .to_owned();
    share(&app, &transfer, "guest@example.org")
        .await
        .expect(200);
    let changed = app
        .get(&transfer)
        .header("if-none-match", &tag)
        .send()
        .await;
    assert_eq!(changed.expect(200).json()["status"], "shared");
    app.drain().await;
}

#[tokio::test]
async fn files_keep_the_order_in_which_they_came() {
    let app = TestApp::start().await;
    let iri = filled(&app, 3).await;
    let form = Form::new().file("3.pdf", &pdf("one"));
    let all = upload(&app, &iri, &form).await.expect(200).json()["files"].clone();
    let mut names = Vec::new();
    for file in all.as_array().unwrap() {
        names.push(read(&app, file.as_str().unwrap()).await["name"].clone());
    }
    assert_eq!(names, ["0.png", "1.png", "2.png", "3.pdf"]);
    app.drain().await;
}
