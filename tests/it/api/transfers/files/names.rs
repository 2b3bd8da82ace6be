//! What files are called.

use super::super::support::{create, id, keys, read, upload};
use crate::support::{Form, TestApp, png};

const BLANK: &str = "file[0].name: This value should not be blank.";
const PATH: &str =
    "file[0].name: A file name may hold no path, no control character and no direction mark.";
const LONG: &str = "file[0].name: This value is too long. It should have 255 characters or less.";

/// Sends a dot in a part with this disposition, to a transfer of its own: what it is called then, or what is said of it.
async fn called(app: &TestApp, disposition: &[u8]) -> Result<String, String> {
    let iri = create(app).await;
    let head = [
        b"Content-Disposition: ",
        disposition,
        b"\r\nContent-Type: image/png\r\n",
    ]
    .concat();
    let before = keys(app).await;
    let answer = upload(app, &iri, &Form::new().part(&head, &png())).await;
    if answer.status != 200 {
        assert_eq!(read(app, &iri).await["status"], "in_progress");
        assert_eq!(keys(app).await, before);
        return Err(answer.json()["hydra:description"]
            .as_str()
            .unwrap()
            .to_owned());
    }
    let file = answer.json()["files"][0].as_str().unwrap().to_owned();
    // A key is made of identifiers, whatever a file is called.
    let key = format!(
        "files/{}/{}/{}",
        leah_local::demo::ORGANIZATION,
        id(&iri),
        id(&file)
    );
    assert!(keys(app).await.contains(&key));
    Ok(read(app, &file).await["name"].as_str().unwrap().to_owned())
}

/// The same for a name that stands in quotation marks.
async fn named(app: &TestApp, name: impl AsRef<[u8]>) -> Result<String, String> {
    let disposition = [
        b"form-data; name=\"file[]\"; filename=\"",
        name.as_ref(),
        b"\"",
    ]
    .concat();
    called(app, &disposition).await
}

#[tokio::test]
async fn names_are_kept_as_they_are() {
    let app = TestApp::start().await;
    for name in [
        "prescription_echo.jpg",
        "Ordonnance de Zoé.pdf",
        "処方箋.pdf",
        "ملف.pdf",
        "👩.png",
        "e\u{301}.png",
        "a.b.c",
        ".png",
        "...",
        "no ending",
        "50 %.png",
        "50%25.png",
        "..%2fx.png",
        "a&b;c=d.png",
        "it's <b>bold<b>.png",
        "CON.png",
        "C:x.png",
        " a.png ",
        "-rf.png",
        "=1+1.pdf",
    ] {
        assert_eq!(named(&app, name).await, Ok(name.to_owned()));
    }
    let longest = "é".repeat(255);
    assert_eq!(named(&app, &longest).await, Ok(longest));
    app.drain().await;
}

#[tokio::test]
async fn quotation_marks_are_read_as_clients_write_them() {
    let app = TestApp::start().await;
    // Older curl, browsers, a client without quotation marks, one that says it twice.
    for (disposition, name) in [
        (
            &br#"form-data; name="file[]"; filename="a \"b\".png""#[..],
            "a \"b\".png",
        ),
        (
            br#"form-data; name="file[]"; filename="a %22b%22.png""#,
            "a %22b%22.png",
        ),
        (b"form-data; name=file[]; filename=a.png", "a.png"),
        (
            b"form-data; name=\"file[]\"; filename=a.png; filename*=utf-8''a.png",
            "a.png",
        ),
    ] {
        assert_eq!(called(&app, disposition).await, Ok(name.to_owned()));
    }
    app.drain().await;
}

#[tokio::test]
async fn paths_are_refused() {
    let app = TestApp::start().await;
    for name in [
        "../x.png",
        "a/b.png",
        "/etc/passwd",
        "x/",
        "/",
        "C:\\x.png",
        "..\\x.png",
        "\\\\host\\share\\x.png",
        "..",
        ".",
    ] {
        assert_eq!(named(&app, name).await, Err(PATH.to_owned()), "{name}");
    }
    app.drain().await;
}

#[tokio::test]
async fn what_is_not_seen_or_turns_the_others_is_refused() {
    let app = TestApp::start().await;
    for name in [
        // Tab, and controls beyond ASCII.
        "a\tb.png",
        "a\u{85}b.png",
        "a\u{9f}b.png",
        // "gnp.exe" that is shown as "exe.png", and the like.
        "a\u{202e}gnp.exe",
        "a\u{202a}b.png",
        "a\u{2066}b.png",
        "a\u{2069}b.png",
        "a\u{200e}b.png",
        "a\u{200f}b.png",
        "a\u{61c}b.png",
        // Line and paragraph separators, nothing of no width.
        "a\u{2028}b.png",
        "a\u{2029}b.png",
        "a\u{200b}b.png",
        "a\u{2060}b.png",
        "\u{feff}a.png",
    ] {
        assert_eq!(named(&app, name).await, Err(PATH.to_owned()), "{name:?}");
    }
    // No header may hold these, so there is no part to speak of.
    for name in [
        "a\0b.png",
        "a\x01b.png",
        "a\x1bb.png",
        "a\x7fb.png",
        "a\nb.png",
        "a\rb.png",
    ] {
        let words = "The multipart body cannot be read: the headers of a part are not as RFC 7578 has them.";
        assert_eq!(named(&app, name).await, Err(words.to_owned()), "{name:?}");
    }
    app.drain().await;
}

#[tokio::test]
async fn a_file_without_a_name_is_refused() {
    let app = TestApp::start().await;
    for disposition in [
        &b"form-data; name=\"file[]\""[..],
        b"form-data; name=\"file[]\"; filename=\"\"",
        b"form-data; name=\"file[]\"; filename=\" \"",
        "form-data; name=\"file[]\"; filename=\"\u{a0}\u{3000}\"".as_bytes(),
        // RFC 7578, section 4.2, wants names in UTF-8 and this parameter not at all.
        b"form-data; name=\"file[]\"; filename=\"Zo\xe9.png\"",
        b"form-data; name=\"file[]\"; filename*=utf-8''a.png",
    ] {
        let words = String::from_utf8_lossy(disposition);
        assert_eq!(
            called(&app, disposition).await,
            Err(BLANK.to_owned()),
            "{words}"
        );
    }
    app.drain().await;
}

#[tokio::test]
async fn a_name_has_at_most_255_characters() {
    let app = TestApp::start().await;
    for name in ["x".repeat(256), "é".repeat(256), "x".repeat(5_000)] {
        assert_eq!(
            named(&app, &name).await,
            Err(LONG.to_owned()),
            "{}",
            name.len()
        );
    }
    app.drain().await;
}
