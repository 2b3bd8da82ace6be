//! What is refused: all that is wrong is said, and nothing is stored.

use serde_json::Value;

use super::super::support::{create, filled, read, upload, whole};
use crate::support::{Answer, Form, LARGEST, TestApp, gif, jpeg, pdf, png, svg};

/// Sends a form that is refused: the transfer stays as it is, and nothing comes into the bucket.
async fn refused(app: &TestApp, iri: &str, form: &Form) -> Answer {
    let (before, files) = (read(app, iri).await, app.files().await);
    let answer = upload(app, iri, form).await.expect(422);
    assert_eq!(read(app, iri).await, before);
    assert_eq!(app.files().await, files);
    answer
}

/// What is said of a form, without the codes.
async fn said(app: &TestApp, iri: &str, form: &Form) -> String {
    let answer = refused(app, iri, form).await.json();
    answer["hydra:description"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn what_is_too_large_is_told_its_size_and_the_limit() {
    let app = TestApp::start().await;
    let iri = create(&app).await;
    let form = Form::new().file("a.jpg", &jpeg(LARGEST + 1));
    insta::assert_snapshot!(refused(&app, &iri, &form).await.snapshot(), @r#"
    422 application/ld+json; charset=utf-8
    {
      "@context": "/api/contexts/ConstraintViolationList",
      "@type": "ConstraintViolationList",
      "hydra:title": "An error occurred",
      "hydra:description": "file[0]: The file is too large (15728641 bytes). Allowed maximum size is 15728640 bytes.",
      "violations": [
        {
          "propertyPath": "file[0]",
          "message": "The file is too large (15728641 bytes). Allowed maximum size is 15728640 bytes.",
          "code": "df8637af-d466-48c6-a59d-e7126250a654"
        }
      ]
    }
    "#);
    for (size, words) in [
        (
            16 << 20,
            "file[0]: The file is too large (16 MiB). Allowed maximum size is 15 MiB.",
        ),
        (
            LARGEST + 100_000,
            "file[0]: The file is too large (15.1 MiB). Allowed maximum size is 15 MiB.",
        ),
        (
            LARGEST + 1024,
            "file[0]: The file is too large (15361 KiB). Allowed maximum size is 15360 KiB.",
        ),
    ] {
        let form = Form::new().file("a.jpg", &jpeg(size));
        assert_eq!(said(&app, &iri, &form).await, words);
    }
    assert_eq!(read(&app, &iri).await["status"], "in_progress");
    app.drain().await;
}

#[tokio::test]
async fn what_is_none_of_the_three_kinds_is_told_what_it_is() {
    let app = TestApp::start().await;
    let iri = create(&app).await;
    let form = Form::new().file_as("file[]", "a.png", "image/png", &gif());
    insta::assert_snapshot!(refused(&app, &iri, &form).await.snapshot(), @r#"
    422 application/ld+json; charset=utf-8
    {
      "@context": "/api/contexts/ConstraintViolationList",
      "@type": "ConstraintViolationList",
      "hydra:title": "An error occurred",
      "hydra:description": "file[0]: The mime type of the file is invalid (\"image/gif\"). Allowed mime types are \"image/png\", \"image/jpeg\", \"application/pdf\".",
      "violations": [
        {
          "propertyPath": "file[0]",
          "message": "The mime type of the file is invalid (\"image/gif\"). Allowed mime types are \"image/png\", \"image/jpeg\", \"application/pdf\".",
          "code": "744f00bc-4389-4c74-92de-9a43cde55534"
        }
      ]
    }
    "#);
    for (name, content, found) in [
        ("a.png", svg(), "text/xml"),
        (
            "a.png",
            b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec(),
            "application/octet-stream",
        ),
        (
            "a.pdf",
            b"<!DOCTYPE html><script>alert(1)</script>".to_vec(),
            "text/html",
        ),
        (
            "a.pdf",
            b"PK\x03\x04\x14\0\0\0\0\0".to_vec(),
            "application/zip",
        ),
        (
            "a.jpg",
            b"MZ\x90\0\x03\0\0\0".to_vec(),
            "application/vnd.microsoft.portable-executable",
        ),
        ("a.jpg", b"\xff\xd8".to_vec(), "application/octet-stream"),
        // What some readers take for a PDF, and others for what it says.
        (
            "a.pdf",
            b"<script>alert(1)</script><!-- %PDF-1.4 -->".to_vec(),
            "application/octet-stream",
        ),
        // Less than each of those begins with.
        ("a.png", b"\x89PNG".to_vec(), "application/octet-stream"),
        ("a.pdf", b"%PDF".to_vec(), "application/octet-stream"),
        ("a.pdf", b"x".to_vec(), "application/octet-stream"),
    ] {
        let form = Form::new().file(name, &content);
        let words = format!(
            "file[0]: The mime type of the file is invalid (\"{found}\"). Allowed mime types are \"image/png\", \"image/jpeg\", \
            \"application/pdf\"."
        );
        assert_eq!(
            said(&app, &iri, &form).await,
            words,
            "{:?}",
            String::from_utf8_lossy(&content)
        );
    }
    app.drain().await;
}

#[tokio::test]
async fn an_empty_file_is_none() {
    let app = TestApp::start().await;
    let iri = create(&app).await;
    let form = Form::new().file("a.png", b"");
    insta::assert_snapshot!(refused(&app, &iri, &form).await.snapshot(), @r#"
    422 application/ld+json; charset=utf-8
    {
      "@context": "/api/contexts/ConstraintViolationList",
      "@type": "ConstraintViolationList",
      "hydra:title": "An error occurred",
      "hydra:description": "file[0]: An empty file is not allowed.",
      "violations": [
        {
          "propertyPath": "file[0]",
          "message": "An empty file is not allowed.",
          "code": "5d743385-9775-4aa5-8ff5-495fb1e60137"
        }
      ]
    }
    "#);
    app.drain().await;
}

#[tokio::test]
async fn a_bad_second_part_keeps_the_good_ones_out() {
    let app = TestApp::start().await;
    let iri = create(&app).await;
    let form = Form::new()
        .file("a.png", &png())
        .file("b.png", &gif())
        .file("c.pdf", &pdf("one"));
    let words = said(&app, &iri, &form).await;
    assert!(
        words.starts_with("file[1]: The mime type") && !words.contains('\n'),
        "{words}"
    );
    app.drain().await;
}

#[tokio::test]
async fn all_that_is_wrong_is_said_by_index() {
    let app = TestApp::start().await;
    let iri = create(&app).await;
    let part = b"Content-Disposition: form-data; name=\"file[]\"\r\n";
    let form = Form::new()
        .file("../a.png", &gif())
        .file("b.png", &png())
        .part(part, b"")
        .file("d.jpg", &jpeg(LARGEST + 1));
    insta::assert_snapshot!(refused(&app, &iri, &form).await.snapshot(), @r#"
    422 application/ld+json; charset=utf-8
    {
      "@context": "/api/contexts/ConstraintViolationList",
      "@type": "ConstraintViolationList",
      "hydra:title": "An error occurred",
      "hydra:description": "file[0].name: A file name may hold no path, no control character and no direction mark.\nfile[0]: The mime type of the file is invalid (\"image/gif\"). Allowed mime types are \"image/png\", \"image/jpeg\", \"application/pdf\".\nfile[2].name: This value should not be blank.\nfile[2]: An empty file is not allowed.\nfile[3]: The file is too large (15728641 bytes). Allowed maximum size is 15728640 bytes.",
      "violations": [
        {
          "propertyPath": "file[0].name",
          "message": "A file name may hold no path, no control character and no direction mark.",
          "code": "de1e3db3-5ed4-4941-aae4-59f3667cc3a3"
        },
        {
          "propertyPath": "file[0]",
          "message": "The mime type of the file is invalid (\"image/gif\"). Allowed mime types are \"image/png\", \"image/jpeg\", \"application/pdf\".",
          "code": "744f00bc-4389-4c74-92de-9a43cde55534"
        },
        {
          "propertyPath": "file[2].name",
          "message": "This value should not be blank.",
          "code": "c1051bb4-d103-4f74-8988-acbcafc7fdc3"
        },
        {
          "propertyPath": "file[2]",
          "message": "An empty file is not allowed.",
          "code": "5d743385-9775-4aa5-8ff5-495fb1e60137"
        },
        {
          "propertyPath": "file[3]",
          "message": "The file is too large (15728641 bytes). Allowed maximum size is 15728640 bytes.",
          "code": "df8637af-d466-48c6-a59d-e7126250a654"
        }
      ]
    }
    "#);
    app.drain().await;
}

#[tokio::test]
async fn an_eleventh_file_is_one_too_many() {
    let app = TestApp::start().await;
    let iri = create(&app).await;
    let files = |count: usize| {
        (0..count).fold(Form::new(), |form, number| {
            form.file(&format!("{number}.png"), &png())
        })
    };
    insta::assert_snapshot!(refused(&app, &iri, &files(11)).await.snapshot(), @r#"
    422 application/ld+json; charset=utf-8
    {
      "@context": "/api/contexts/ConstraintViolationList",
      "@type": "ConstraintViolationList",
      "hydra:title": "An error occurred",
      "hydra:description": "file: This collection should contain 10 elements or less.",
      "violations": [
        {
          "propertyPath": "file",
          "message": "This collection should contain 10 elements or less.",
          "code": "756b1212-697c-468d-a9ad-50dd783bb169"
        }
      ]
    }
    "#);
    // With what else is wrong; of those beyond the tenth nothing is said one by one.
    let with_others = files(9).file("nine.gif", &gif()).file("ten.gif", &gif());
    let words = said(&app, &iri, &with_others).await;
    assert_eq!(words.lines().count(), 2, "{words}");
    assert!(
        words.starts_with("file: This collection should contain 10 elements or less.\nfile[9]: "),
        "{words}"
    );
    said(&app, &iri, &files(500)).await;

    let full = filled(&app, 10).await;
    let eleventh = said(&app, &full, &files(1)).await;
    assert_eq!(
        eleventh,
        "file: This collection should contain 10 elements or less."
    );
    assert_eq!(whole(&app, &full).await, 10);
    app.drain().await;
}

#[tokio::test]
async fn two_files_do_not_fit_where_one_does() {
    let app = TestApp::start().await;
    let iri = filled(&app, 9).await;
    let two = Form::new().file("a.png", &png()).file("b.png", &png());
    said(&app, &iri, &two).await;
    let one = Form::new().file("a.png", &png());
    upload(&app, &iri, &one).await.expect(200);
    assert_eq!(whole(&app, &iri).await, 10);
    app.drain().await;
}

#[tokio::test]
async fn as_json_a_refusal_is_a_problem_document() {
    let app = TestApp::start().await;
    let iri = create(&app).await;
    let form = Form::new().file("a.png", b"");
    let call = app.post(&format!("{iri}/files")).accept("application/json");
    insta::assert_snapshot!(call.form(&form).send().await.snapshot(), @r#"
    422 application/problem+json; charset=utf-8
    {
      "type": "https://tools.ietf.org/html/rfc2616#section-10",
      "title": "An error occurred",
      "detail": "file[0]: An empty file is not allowed.",
      "violations": [
        {
          "propertyPath": "file[0]",
          "message": "An empty file is not allowed.",
          "code": "5d743385-9775-4aa5-8ff5-495fb1e60137"
        }
      ]
    }
    "#);
    assert_eq!(app.files().await, Vec::<Value>::new());
    app.drain().await;
}
