//! What is taken.

use super::super::support::{create, download, read, share, upload, whole};
use crate::support::{Form, LARGEST, TestApp, jpeg, pdf, png};

#[tokio::test]
async fn ten_files_come_in_one_request() {
    let app = TestApp::start().await;
    let iri = create(&app).await;
    let form = (0..10).fold(Form::new(), |form, number| {
        form.file(&format!("{number}.pdf"), &pdf(&number.to_string()))
    });
    let answer = upload(&app, &iri, &form).await;
    insta::assert_snapshot!(answer.snapshot(), @r#"
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
        "/api/transfer_files/697240f5-d401-4cdd-bb4f-4cdbf1825e93",
        "/api/transfer_files/00332392-bc2e-4869-90d5-e17db59ed240",
        "/api/transfer_files/16635cb4-ab9d-40a2-b238-4d0f7a1d52ee",
        "/api/transfer_files/4f45f372-ee52-49f1-a502-e4a8de357d37",
        "/api/transfer_files/b0ba6349-06e8-4d0c-a9c5-1a11372d5805",
        "/api/transfer_files/f7c69d59-1f74-44d2-8308-d193750f6369",
        "/api/transfer_files/83a3da81-61f9-4e41-a143-33b4a3413c3c",
        "/api/transfer_files/df31e5cb-5d90-496e-a917-852473faa94f",
        "/api/transfer_files/2a9292a7-5444-4b84-8e75-819196704f13",
        "/api/transfer_files/a8782230-0b93-4c07-b7e9-1970a915c012"
      ],
      "type": "healthcare_worker",
      "email": null,
      "firstname": null,
      "lastname": null
    }
    "#);
    assert_eq!(answer.header("content-location"), Some(iri.as_str()));
    assert_eq!(answer.header("location"), None);
    assert_eq!(read(&app, &iri).await, answer.json());
    assert_eq!(whole(&app, &iri).await, 10);

    // Each guest gets each of them as it was.
    let transfer = share(&app, &iri, "guest@example.org")
        .await
        .expect(200)
        .json();
    for (number, file) in transfer["files"].as_array().unwrap().iter().enumerate() {
        let file = file.as_str().unwrap();
        assert_eq!(read(&app, file).await["name"], format!("{number}.pdf"));
        assert_eq!(
            download(&app, &transfer, file).await,
            pdf(&number.to_string())
        );
    }
    app.drain().await;
}

#[tokio::test]
async fn ten_of_the_largest_files_pass_at_once() {
    let app = TestApp::start().await;
    let iri = create(&app).await;
    let photo = jpeg(LARGEST);
    let form = (0..10).fold(Form::new(), |form, number| {
        form.file(&format!("{number}.jpg"), &photo)
    });
    let answer = upload(&app, &iri, &form).await.expect(200).json();
    assert_eq!(whole(&app, &iri).await, 10);
    for file in answer["files"].as_array().unwrap() {
        let file = read(&app, file.as_str().unwrap()).await;
        assert_eq!(
            (&file["size"], &file["type"]),
            (&15_728_640.into(), &"image/jpeg".into())
        );
    }
    app.drain().await;
}

#[tokio::test]
async fn one_after_the_other_they_are_ten_at_the_most() {
    let app = TestApp::start().await;
    let iri = create(&app).await;
    for count in 1..=10 {
        let form = Form::new().file("a.png", &png());
        let answer = upload(&app, &iri, &form).await.expect(200).json();
        assert_eq!(answer["files"].as_array().unwrap().len(), count);
        assert_eq!(answer["status"], "ready");
    }
    assert_eq!(whole(&app, &iri).await, 10);
    app.drain().await;
}

#[tokio::test]
async fn a_file_is_what_it_is_whatever_it_is_called_and_declared_to_be() {
    let app = TestApp::start().await;
    let iri = create(&app).await;
    let rows = [
        ("a.png", "image/png", pdf("one"), "application/pdf"),
        (
            "b.exe",
            "application/x-msdownload",
            pdf("two"),
            "application/pdf",
        ),
        ("c", "text/html", jpeg(400), "image/jpeg"),
        ("d.pdf", "application/pdf", png(), "image/png"),
        ("e.JPG", "nonsense", png(), "image/png"),
    ];
    for (name, declared, content, kind) in rows {
        let form = Form::new().file_as("file[]", name, declared, &content);
        let answer = upload(&app, &iri, &form).await.expect(200).json();
        let file = answer["files"].as_array().unwrap().last().unwrap();
        let file = read(&app, file.as_str().unwrap()).await;
        assert_eq!((&file["name"], &file["type"]), (&name.into(), &kind.into()));
        assert_eq!(file["size"], content.len());
    }
    // So it is stored, too: what S3 serves it as.
    let mut kinds: Vec<_> = app
        .files()
        .await
        .iter()
        .map(|file| file["type"].clone())
        .collect();
    kinds.sort_by_key(ToString::to_string);
    let [pdf, jpeg, png] = ["application/pdf", "image/jpeg", "image/png"];
    assert_eq!(kinds, [pdf, pdf, jpeg, png, png]);
    app.drain().await;
}

#[tokio::test]
async fn every_spelling_of_the_field_is_taken_and_other_fields_are_ignored() {
    let app = TestApp::start().await;
    let iri = create(&app).await;
    let media = "image/png";
    let form = Form::new()
        .field("comment", "for you")
        .file_as("file", "a.png", media, &png())
        .file_as("file[]", "b.png", media, &png())
        .file_as("file[7]", "c.png", media, &png())
        .file_as("document", "d.gif", media, b"GIF89a")
        .file_as("files[]", "e.png", media, b"")
        .field("File", "x");
    let answer = upload(&app, &iri, &form).await.expect(200).json();
    let mut names = Vec::new();
    for file in answer["files"].as_array().unwrap() {
        names.push(read(&app, file.as_str().unwrap()).await["name"].clone());
    }
    assert_eq!(names, ["a.png", "b.png", "c.png"]);
    app.drain().await;
}

#[tokio::test]
async fn as_json_the_answer_is_plain() {
    let app = TestApp::start().await;
    let iri = create(&app).await;
    let form = Form::new().file("a.png", &png());
    let call = app.post(&format!("{iri}/files")).accept("application/json");
    insta::assert_snapshot!(call.form(&form).send().await.snapshot(), @r#"
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
    app.drain().await;
}
