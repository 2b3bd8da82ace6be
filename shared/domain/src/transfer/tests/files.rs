use proptest::prelude::*;

use super::*;

/// The first bytes of real files.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0";
const JFIF: &[u8] = b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0";
const EXIF: &[u8] = b"\xff\xd8\xff\xe1\x1c\x45Exif\0\0II*\0";
const PDF: &[u8] = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n";

#[test]
fn documents_are_known_by_their_first_bytes() {
    for (head, kind) in [
        (PNG, FileKind::Png),
        (JFIF, FileKind::Jpeg),
        (EXIF, FileKind::Jpeg),
        // Without any application's marker.
        (b"\xff\xd8\xff\xdb\0\x43\0", FileKind::Jpeg),
        (PDF, FileKind::Pdf),
        (b"%PDF-1.4", FileKind::Pdf),
        (b"\xef\xbb\xbf%PDF-1.6\n", FileKind::Pdf),
        (b"\r\n%PDF-1.3\r\n", FileKind::Pdf),
    ] {
        assert_eq!(FileKind::sniff(head), Ok(kind), "{head:?}");
    }
}

#[test]
fn what_is_none_is_called_what_it_is() {
    let exe = [&b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff"[..], &[0; 64]].concat();
    let rows: [(&[u8], &str); 12] = [
        (b"", "application/octet-stream"),
        (b"GIF87a\x01\0", "image/gif"),
        (b"GIF89a\x01\0", "image/gif"),
        (
            b"<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\"/>",
            "text/xml",
        ),
        (
            b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>",
            "application/octet-stream",
        ),
        (b"PK\x03\x04\x14\0\0\0", "application/zip"),
        (&exe, "application/vnd.microsoft.portable-executable"),
        (b"<!DOCTYPE html><html>", "text/html"),
        (b"RIFF\x24\0\0\0WEBPVP8 ", "image/webp"),
        (b"II*\0\x08\0\0\0\0\0\0\0", "image/tiff"),
        (b"BM\x36\0\0\0", "image/bmp"),
        (b"prescription", "application/octet-stream"),
    ];
    for (head, found) in rows {
        assert_eq!(
            FileKind::sniff(head),
            Err(Constraint::FileType(found)),
            "{head:?}"
        );
    }
}

#[test]
fn a_head_that_breaks_off_is_nothing() {
    let unknown = Err(Constraint::FileType("application/octet-stream"));
    for (head, least) in [(PNG, 8), (JFIF, 3), (PDF, 5)] {
        for length in 0..least {
            assert_eq!(
                FileKind::sniff(&head[..length]),
                unknown,
                "{head:?}, {length}"
            );
        }
        assert!(FileKind::sniff(&head[..least]).is_ok(), "{head:?}");
    }
}

/// A page that carries the mark of another type further down is opened as a page by whatever looks at it first.
#[test]
fn a_page_with_a_documents_mark_inside_is_no_document() {
    for head in [
        &b"<!DOCTYPE html><html><!-- %PDF-1.7 --><script>alert(1)</script>"[..],
        b"<?xml version=\"1.0\"?><!-- %PDF-1.7 --><svg/>",
        b"#!/bin/sh\n# %PDF-1.7\n",
    ] {
        assert!(FileKind::sniff(head).is_err(), "{}", head.escape_ascii());
    }
}

#[test]
fn kinds_and_media_types_name_each_other() {
    for kind in FileKind::ALL {
        let media = kind.media_type();
        assert_eq!(FileKind::from_media_type(media), Some(kind));
        assert_eq!(FileKind::from_media_type(&media.to_uppercase()), Some(kind));
    }
    for text in [
        "",
        "image/gif",
        "image/jpg",
        "application/pdf; charset=binary",
        " image/png",
    ] {
        assert_eq!(FileKind::from_media_type(text), None, "{text}");
    }
}

#[test]
fn fifteen_mebibytes_are_taken_and_not_one_byte_more() {
    assert_eq!(MAX_SIZE, 15_728_640);
    assert_eq!(check_size(0), Err(Constraint::FileEmpty));
    for size in [1, 15_000_000, MAX_SIZE] {
        assert_eq!(check_size(size), Ok(size));
    }
    for size in [MAX_SIZE + 1, u64::MAX] {
        let limit = MAX_SIZE;
        assert_eq!(
            check_size(size),
            Err(Constraint::FileTooLarge { size, limit })
        );
    }
}

proptest! {
    #[test]
    fn no_bytes_panic_and_the_first_ones_decide(
        kind in proptest::sample::select(&[PNG, JFIF, EXIF][..]),
        rest in proptest::collection::vec(any::<u8>(), 0..HEAD),
    ) {
        let whole = [kind, &rest].concat();
        prop_assert_eq!(FileKind::sniff(&whole), FileKind::sniff(kind));
        let found = FileKind::sniff(&rest);
        prop_assert!(matches!(found, Ok(_) | Err(Constraint::FileType(_))));
    }
}
