//! Forms that are none.

use leah_local::engines::{BUCKET, Engines};
use reqwest::Client;

use super::form::{BOUNDARY, Form};
use super::{code, refused};
use crate::support::{NOW, engines, instant};

const PART: &str = "Content-Disposition: form-data; name=";

fn ticket(engines: &Engines) -> Form {
    Form::ticket(engines, instant(NOW), "incoming/a", "image/png", 5)
}

#[tokio::test]
async fn what_is_no_form_is_refused() {
    let engines = engines().await;
    let ticket = ticket(&engines);
    let whole = ticket.body(b"hello");
    let malformed = refused(400, "MalformedPOSTRequest");
    for kind in [
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=other",
    ] {
        assert_eq!(
            code(ticket.send_as(kind, whole.clone()).await).await,
            malformed,
            "{kind}"
        );
    }
    let no_name =
        format!("--{BOUNDARY}\r\nContent-Disposition: form-data\r\n\r\nx\r\n--{BOUNDARY}--\r\n");
    let no_header = format!("--{BOUNDARY}\r\n\r\nx\r\n--{BOUNDARY}--\r\n");
    let no_text = [
        b"--",
        BOUNDARY.as_bytes(),
        b"\r\n",
        PART.as_bytes(),
        b"key\r\n\r\n\xff\r\n",
    ]
    .concat();
    for body in [
        Vec::new(),
        b"hello".to_vec(),
        no_name.into(),
        no_header.into(),
        no_text,
    ] {
        let shown = String::from_utf8_lossy(&body).into_owned();
        assert_eq!(
            code(ticket.send_body(body).await).await,
            malformed,
            "{shown}"
        );
    }
    assert!(engines.files().is_empty());
}

#[tokio::test]
async fn a_form_that_breaks_off_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let engines = crate::support::engines_on(Some(folder.path())).await;
    let ticket = ticket(&engines);
    let whole = ticket.body(b"hello");
    let end = whole.len() - format!("\r\n--{BOUNDARY}--\r\n").len();
    for length in [1, 100, end - 200, end - 3, end, end + 5] {
        let answer = code(ticket.send_body(whole[..length].to_vec()).await).await;
        assert_eq!(answer.0, 400, "{length}: {answer:?}");
    }
    assert!(engines.files().is_empty());
    assert_eq!(
        std::fs::read_dir(folder.path().join("objects"))
            .unwrap()
            .count(),
        0
    );
    assert_eq!(ticket.send_body(whole).await.status(), 204);
}

#[tokio::test]
async fn what_comes_before_the_file_is_bounded() {
    let engines = engines().await;
    let ticket = ticket(&engines);
    let too_long = refused(400, "MaxPostPreDataLengthExceededError");
    let large = ticket.clone().with("x-ignore-a", &"x".repeat(20_000));
    assert_eq!(code(large.send(b"hello").await).await, too_long);
    let huge = ticket.clone().with("x-ignore-a", &"x".repeat(30 << 20));
    assert_eq!(code(huge.send(b"hello").await).await, too_long);
    let many = (0..10_000).fold(ticket.clone(), |form, n| {
        form.with(&format!("x-ignore-{n}"), "")
    });
    assert_eq!(code(many.send(b"hello").await).await, too_long);
    // A header of a part that never ends, and a preamble that never does.
    let name = format!("--{BOUNDARY}\r\n{PART}\"{}", "x".repeat(10 << 20));
    assert_eq!(code(ticket.send_body(name.into()).await).await, too_long);
    assert_eq!(
        code(ticket.send_body(vec![b'x'; 10 << 20]).await).await,
        too_long
    );
    assert!(engines.files().is_empty());
    assert_eq!(ticket.send(b"hello").await.status(), 204);
}

#[tokio::test]
async fn a_file_over_its_size_is_refused_while_it_comes() {
    let engines = engines().await;
    let refusal = ticket(&engines).send(&vec![b'x'; 40 << 20]).await;
    assert_eq!(code(refusal).await, refused(400, "EntityTooLarge"));
    assert!(engines.files().is_empty());
}

#[tokio::test]
async fn the_file_is_needed_and_the_last_field_that_counts() {
    let engines = engines().await;
    let ticket = ticket(&engines);
    let none = format!("{}--{BOUNDARY}--\r\n", ticket.fields());
    assert_eq!(
        code(ticket.send_body(none.into()).await).await,
        refused(400, "InvalidArgument")
    );
    let mut after = ticket.body(b"hello");
    after.truncate(after.len() - "--\r\n".len());
    after.extend_from_slice(
        format!("\r\n{PART}\"acl\"\r\n\r\npublic-read\r\n--{BOUNDARY}--\r\n").as_bytes(),
    );
    assert_eq!(ticket.send_body(after).await.status(), 204);
}

#[tokio::test]
async fn a_form_is_posted_to_the_bucket_and_nowhere_else() {
    let engines = engines().await;
    let ticket = ticket(&engines);
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    for (path, expected) in [
        (
            format!("{BUCKET}/incoming/a"),
            refused(405, "MethodNotAllowed"),
        ),
        ("another".to_owned(), refused(404, "NoSuchBucket")),
        (String::new(), refused(404, "NoSuchBucket")),
    ] {
        let url = format!("{}/{path}", engines.urls().s3);
        let answer = Client::new()
            .post(url)
            .header("content-type", &kind)
            .body(ticket.body(b"hello"));
        assert_eq!(code(answer.send().await.unwrap()).await, expected, "{path}");
    }
    assert!(engines.files().is_empty());
}
