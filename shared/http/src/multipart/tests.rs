use futures_util::FutureExt;

use super::*;

const FORM: &str = "multipart/form-data; boundary=b";

/// A body that is whole in memory is read without waiting for anything.
fn taken(media: Option<&str>, body: Bytes) -> Result<Vec<Upload>, Problem> {
    uploads(media, body).now_or_never().unwrap()
}

/// What is read of a body: names and contents of its files, or what is said of it.
fn read(media: &str, body: &[u8]) -> Result<Vec<(Option<String>, Bytes)>, String> {
    let read = taken(Some(media), Bytes::copy_from_slice(body));
    read.map(|uploads| {
        let uploads = uploads.into_iter();
        uploads
            .map(|upload| (upload.name, upload.content))
            .collect()
    })
    .map_err(|problem| problem.to_string())
}

/// A part of a form: the parameters of its disposition, and its content.
fn part(parameters: &str, content: &[u8]) -> Vec<u8> {
    let head = format!("--b\r\nContent-Disposition: form-data; {parameters}\r\n\r\n");
    [head.as_bytes(), content, b"\r\n"].concat()
}

fn form(parts: &[Vec<u8>]) -> Vec<u8> {
    [&parts.concat()[..], b"--b--\r\n"].concat()
}

fn file(name: &str, content: &[u8]) -> (Option<String>, Bytes) {
    (Some(name.to_owned()), Bytes::copy_from_slice(content))
}

#[test]
fn files_come_in_their_order_under_each_of_the_fields_names() {
    let body = form(&[
        part("name=\"file[]\"; filename=\"a.png\"", b"one"),
        part("name=\"file\"; filename=\"b.png\"", b""),
        part("name=\"file[7]\"; filename=\"c.png\"", b"three\r\n--c\r\n"),
        part("name=file; filename=d.png", b"4"),
    ]);
    let files = [
        file("a.png", b"one"),
        file("b.png", b""),
        file("c.png", b"three\r\n--c\r\n"),
        file("d.png", b"4"),
    ];
    assert_eq!(read(FORM, &body).unwrap(), files);
}

#[test]
fn other_fields_are_passed_over() {
    let body = form(&[
        part("name=\"files\"; filename=\"a.png\"", b"1"),
        part("name=\"file.png\"; filename=\"b.png\"", b"2"),
        part("name=\"file[\"; filename=\"c.png\"", b"3"),
        part("name=\"FILE\"; filename=\"d.png\"", b"4"),
        part("filename=\"e.png\"", b"5"),
        part("name=\"file[]\"; filename=\"f.png\"", b"6"),
    ]);
    assert_eq!(read(FORM, &body).unwrap(), [file("f.png", b"6")]);
}

#[test]
fn a_file_may_have_no_name_or_a_strange_one() {
    let body = form(&[
        part("name=\"file[]\"", b"text"),
        part("name=\"file[]\"; filename=\"../../etc/passwd\"", b"x"),
        part("name=\"file[]\"; filename=\"\"", b"x"),
        part("name=\"file[]\"; filename=\"é (1).pdf\"", b"x"),
    ]);
    let read = read(FORM, &body).unwrap();
    let names: Vec<_> = read.iter().map(|(name, _)| name.as_deref()).collect();
    // Judged later: here they are only read.
    assert_eq!(
        names,
        [None, Some("../../etc/passwd"), Some(""), Some("é (1).pdf")]
    );
}

#[test]
fn any_bytes_are_content() {
    let content: Vec<u8> = (0..=255).cycle().take(70_000).collect();
    let body = form(&[part("name=\"file[]\"; filename=\"a\"", &content)]);
    assert_eq!(read(FORM, &body).unwrap(), [file("a", &content)]);
}

#[test]
fn without_a_file_there_is_nothing_to_read() {
    let none = Err("\"file\" is required".to_owned());
    let other = form(&[part("name=\"other\"", b"x")]);
    assert_eq!(read(FORM, &other), none);
    assert_eq!(read(FORM, &form(&[])), none);
    // What is no form is not looked into.
    for media in [
        "",
        "application/octet-stream",
        "image/png",
        "multipart/mixed; boundary=b",
    ] {
        let body = form(&[part("name=\"file[]\"; filename=\"a\"", b"x")]);
        assert_eq!(read(media, &body), none, "{media}");
    }
    let unsaid = taken(None, Bytes::new()).unwrap_err();
    assert_eq!(unsaid.to_string(), "\"file\" is required");
}

#[test]
fn what_cannot_be_read_says_why() {
    let good = form(&[part("name=\"file[]\"; filename=\"a\"", b"content")]);
    let said = |why: &str| Err(format!("The multipart body cannot be read: {why}."));
    for media in ["multipart/form-data", "multipart/form-data; charset=utf-8"] {
        let boundary = said("its Content-Type has no boundary");
        assert_eq!(read(media, &good), boundary, "{media}");
    }
    // Broken off anywhere before its last boundary.
    let last = good.len() - "--b--\r\n".len();
    for length in 0..last {
        let cut = said("it ends before its last boundary");
        assert_eq!(read(FORM, &good[..length]), cut, "{length}");
    }
    let other = "multipart/form-data; boundary=c";
    assert_eq!(read(other, &good), said("it ends before its last boundary"));
    let headers = b"--b\r\n\xff\xfe: \x01\r\n\r\nx\r\n--b--\r\n";
    let broken = said("the headers of a part are not as RFC 7578 has them");
    assert_eq!(read(FORM, headers), broken);
}

#[test]
fn contents_are_pieces_of_one_buffer() {
    let contents = [vec![7; 100_000], vec![8; 100_000]];
    let body = form(
        &contents
            .clone()
            .map(|content| part("name=\"file[]\"", &content)),
    );
    let read = taken(Some(FORM), Bytes::from(body.clone())).unwrap();
    // As far apart as in the body: neither was copied out of it.
    let places = contents.map(|content| {
        let mut windows = body.windows(content.len());
        windows.position(|window| window == content).unwrap()
    });
    let address = |index: usize| read[index].content.as_ptr().addr();
    assert_eq!(address(1) - address(0), places[1] - places[0]);
}

#[test]
fn pieces_are_joined_in_their_order() {
    let pieces = [&b"a"[..], b"", b"bc"].map(Bytes::from_static).to_vec();
    assert_eq!(joined(pieces), Bytes::from_static(b"abc"));
    assert_eq!(joined(Vec::new()), Bytes::new());
}
