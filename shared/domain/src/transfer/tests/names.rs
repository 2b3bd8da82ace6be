use proptest::prelude::*;

use super::*;

#[test]
fn names_are_kept_as_they_are() {
    for text in [
        "prescription_echo.jpg",
        "Compte rendu d’échographie (2).pdf",
        "名前.png",
        "اسم.pdf",
        ".hidden",
        "a..b",
        "con",
        "%2e%2e%2f",
        "<script>.pdf",
        "no ending",
        "😀.png",
        &"é".repeat(255),
    ] {
        assert_eq!(FileName::parse(text).unwrap().as_str(), text);
    }
}

#[test]
fn blank_names_are_none() {
    for text in ["", " ", "\t\n", "\u{a0}\u{3000}"] {
        assert_eq!(FileName::parse(text), Err(Constraint::NotBlank), "{text:?}");
    }
}

#[test]
fn names_are_as_long_as_a_file_system_takes() {
    assert_eq!(
        FileName::parse(&"a".repeat(256)),
        Err(Constraint::TooLong(255))
    );
    assert_eq!(
        FileName::parse(&"é".repeat(256)),
        Err(Constraint::TooLong(255))
    );
}

#[test]
fn a_name_is_no_path() {
    for text in [
        ".",
        "..",
        "/",
        "\\",
        "/etc/passwd",
        "../../etc/passwd",
        "a/b.pdf",
        "a\\b.pdf",
        "C:\\temp\\x.pdf",
        "\\\\host\\share\\x.pdf",
        "x.pdf/",
    ] {
        assert_eq!(FileName::parse(text), Err(Constraint::FileName), "{text:?}");
    }
}

#[test]
fn what_is_not_seen_is_refused() {
    let hidden = "\0\u{1}\t\r\n\u{1b}\u{7f}\u{85}\u{9f}\u{61c}\u{200b}\u{200e}\u{200f}\u{2028}\u{2029}\
        \u{202a}\u{202b}\u{202c}\u{202d}\u{202e}\u{2060}\u{2066}\u{2067}\u{2068}\u{2069}\u{206f}\u{feff}";
    for character in hidden.chars() {
        let text = format!("x{character}gpj.exe");
        assert_eq!(
            FileName::parse(&text),
            Err(Constraint::FileName),
            "{text:?}"
        );
    }
}

#[test]
fn a_file_is_saved_with_an_ending_by_which_it_opens_as_what_it_is() {
    let (png, jpeg, pdf) = (FileKind::Png, FileKind::Jpeg, FileKind::Pdf);
    for (text, kind, saved) in [
        ("a.png", png, "a.png"),
        ("A.PNG", png, "A.PNG"),
        ("a.jpg", jpeg, "a.jpg"),
        ("a.jpeg", jpeg, "a.jpeg"),
        ("a.JPE", jpeg, "a.JPE"),
        ("a.jfif", jpeg, "a.jfif"),
        ("a.pdf", pdf, "a.pdf"),
        ("a.jpg", png, "a.jpg.png"),
        ("a.png", jpeg, "a.png.jpg"),
        ("a.pdf.exe", pdf, "a.pdf.exe.pdf"),
        ("a.html", pdf, "a.html.pdf"),
        ("no ending", pdf, "no ending.pdf"),
        ("pdf", pdf, "pdf.pdf"),
        ("a.", png, "a..png"),
        ("a.png ", png, "a.png .png"),
    ] {
        assert_eq!(name(text).on_disk(kind), saved, "{text}");
    }
}

#[test]
fn a_name_is_not_told_to_logs() {
    assert_eq!(format!("{:?}", name("Jane Doe.pdf")), "FileName(…)");
}

proptest! {
    #[test]
    fn what_is_taken_stays_one_name(text in r"[\PC\x00-\x20/\\.\u{200b}-\u{206f}]{0,300}") {
        let Ok(taken) = FileName::parse(&text) else {
            return Ok(());
        };
        prop_assert_eq!(taken.as_str(), &text);
        for kind in FileKind::ALL {
            let saved = taken.on_disk(kind);
            let path = std::path::Path::new(&saved);
            prop_assert_eq!(path.file_name().and_then(|name| name.to_str()), Some(saved.as_str()));
            prop_assert!(!saved.contains(['\\', '\r', '\n', '\0']));
            prop_assert!(saved.starts_with(taken.as_str()));
            prop_assert!(saved.len() <= taken.as_str().len() + 4);
            // Once it has its ending, it keeps it.
            prop_assert_eq!(name_on_disk(&saved, kind), saved);
        }
    }
}

fn name_on_disk(text: &str, kind: FileKind) -> String {
    let saved: FileName = serde_json::from_value(text.into()).unwrap();
    saved.on_disk(kind)
}
