//! Bodies that are no forms, or broken ones.

use super::super::support::{create, read, upload, whole};
use crate::support::{Answer, Form, TestApp, pdf, png};

const NO_FILE: &str = "\"file\" is required";
const CUT: &str = "The multipart body cannot be read: it ends before its last boundary.";

/// Sends a body that cannot be understood: what is said of it. Nothing changes.
async fn said(app: &TestApp, iri: &str, media: Option<&str>, body: &[u8]) -> String {
    let (before, files) = (read(app, iri).await, app.files().await);
    let call = app.post(&format!("{iri}/files"));
    let call = match media {
        Some(media) => call.body(media, body.to_vec()),
        None => call.bare(body.to_vec()),
    };
    let answer: Answer = call.send().await;
    assert_eq!(answer.status, 400, "{media:?}: {}", answer.text);
    assert_eq!(read(app, iri).await, before);
    assert_eq!(app.files().await, files);
    answer.json()["hydra:description"]
        .as_str()
        .unwrap()
        .to_owned()
}

fn form() -> Form {
    Form::new().file("a.png", &png()).file("b.pdf", &pdf("one"))
}

#[tokio::test]
async fn a_body_that_is_no_form_has_no_file() {
    let app = TestApp::start().await;
    let iri = create(&app).await;
    let body = form().body();
    for media in [
        None,
        Some(""),
        Some("text/plain"),
        Some("image/png"),
        Some("application/octet-stream"),
        Some("application/x-www-form-urlencoded"),
        Some("application/merge-patch+json"),
        Some("multipart/mixed; boundary=x"),
        Some("multipart/"),
        Some("nonsense"),
    ] {
        assert_eq!(said(&app, &iri, media, &body).await, NO_FILE, "{media:?}");
    }
    let refused = app
        .post(&format!("{iri}/files"))
        .body("text/plain", "x")
        .send()
        .await;
    insta::assert_snapshot!(refused.snapshot(), @r#"
    400 application/ld+json; charset=utf-8
    {
      "@context": "/api/contexts/Error",
      "@type": "hydra:Error",
      "hydra:title": "An error occurred",
      "hydra:description": "\"file\" is required"
    }
    "#);
    app.drain().await;
}

#[tokio::test]
async fn a_form_without_a_file_has_no_file() {
    let app = TestApp::start().await;
    let iri = create(&app).await;
    let nameless = b"Content-Disposition: form-data; filename=\"a.png\"\r\n";
    let bare = b"Content-Type: image/png\r\n";
    let others = Form::new()
        .field("comment", "x")
        .file_as("files[]", "a.png", "image/png", &png());
    let others = others
        .file_as("file[", "a.png", "image/png", &png())
        .part(nameless, &png());
    for form in [Form::new(), others, Form::new().part(bare, &png())] {
        let (media, body) = (form.media(), form.body());
        assert_eq!(said(&app, &iri, Some(&media), &body).await, NO_FILE);
    }
    // A part that does not say what it is breaks the form (RFC 7578, section 4.2).
    let mute = Form::new().part(b"", &png());
    said(&app, &iri, Some(&mute.media()), &mute.body()).await;
    app.drain().await;
}

#[tokio::test]
async fn a_form_without_its_boundary_cannot_be_read() {
    let app = TestApp::start().await;
    let iri = create(&app).await;
    let body = form().body();
    let missing = "The multipart body cannot be read: its Content-Type has no boundary.";
    for media in [
        "multipart/form-data",
        "multipart/form-data;",
        "Multipart/Form-Data; charset=utf-8",
    ] {
        assert_eq!(
            said(&app, &iri, Some(media), &body).await,
            missing,
            "{media}"
        );
    }
    let another = "multipart/form-data; boundary=another";
    assert_eq!(said(&app, &iri, Some(another), &body).await, CUT);
    assert_eq!(said(&app, &iri, Some(another), b"").await, CUT);
    app.drain().await;
}

#[tokio::test]
async fn wherever_a_form_breaks_off_nothing_is_stored() {
    let app = TestApp::start().await;
    let iri = create(&app).await;
    let (media, body) = (form().media(), form().body());
    // The last line's end may be missing.
    let whole_at = body.len() - 2;
    for length in 0..whole_at {
        let call = app.post(&format!("{iri}/files"));
        let refused = call.body(&media, body[..length].to_vec()).send().await;
        assert_eq!(refused.status, 400, "{length}: {}", refused.text);
        assert_eq!(refused.json()["hydra:description"], CUT, "{length}");
    }
    assert_eq!(whole(&app, &iri).await, 0);
    let call = app
        .post(&format!("{iri}/files"))
        .body(&media, body[..whole_at].to_vec());
    call.send().await.expect(200);
    assert_eq!(whole(&app, &iri).await, 2);
    app.drain().await;
}

#[tokio::test]
async fn what_stands_around_the_parts_is_ignored() {
    let app = TestApp::start().await;
    let iri = create(&app).await;
    let body = [
        b"This is a form.\r\n",
        &form().body()[..],
        b"And this was one.\r\n",
    ]
    .concat();
    let call = app
        .post(&format!("{iri}/files"))
        .body(&form().media(), body);
    call.send().await.expect(200);
    assert_eq!(whole(&app, &iri).await, 2);
    app.drain().await;
}

#[tokio::test]
async fn a_file_may_hold_what_looks_like_a_boundary() {
    let app = TestApp::start().await;
    let iri = create(&app).await;
    let looks = "\r\n--x\r\n------------------------d74496d66958873\r\n--\r\n";
    let content = pdf(looks);
    let form = Form::new().file("a.pdf", &content);
    let answer = upload(&app, &iri, &form).await.expect(200).json();
    let file = read(&app, answer["files"][0].as_str().unwrap()).await;
    assert_eq!(file["size"], content.len());
    app.drain().await;
}

#[tokio::test]
async fn a_form_of_many_parts_and_headers_is_bounded() {
    let app = TestApp::start().await;
    let iri = create(&app).await;
    let many = (0..10_000).fold(Form::new(), |form, number| {
        form.field(&number.to_string(), "x")
    });
    assert_eq!(
        said(&app, &iri, Some(&many.media()), &many.body()).await,
        NO_FILE
    );
    let headers = (0..100)
        .map(|number| format!("X-{number}: 1\r\n"))
        .collect::<Vec<_>>()
        .concat();
    let laden = Form::new().part(headers.as_bytes(), &png());
    let words = said(&app, &iri, Some(&laden.media()), &laden.body()).await;
    assert_eq!(
        words,
        "The multipart body cannot be read: the headers of a part are not as RFC 7578 has them."
    );
    let files = (0..5_000).fold(Form::new(), |form, _| form.file("a.png", b"x"));
    let refused = upload(&app, &iri, &files).await.expect(422);
    // Ten at the most are spoken of.
    assert_eq!(refused.json()["violations"].as_array().unwrap().len(), 11);
    app.drain().await;
}
