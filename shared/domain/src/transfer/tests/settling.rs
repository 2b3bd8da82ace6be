use super::*;

const PDF: &[u8] = b"%PDF-1.7\n";
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR";

fn ticket(standing: Standing) -> UploadTicket {
    UploadTicket {
        place: 0,
        id: id(900),
        name: name("letter.pdf"),
        kind: FileKind::Pdf,
        size: 2048,
        issued: at(NOW),
        expires: at("2021-06-29T09:15:00Z"),
        standing,
    }
}

fn settled(before: &Transfer, standing: Standing, head: &[u8], size: u64) -> Settled {
    settle(
        before,
        &ticket(standing),
        Tried {
            head,
            size,
            scan: Scan::Unasked,
        },
        id(901),
        at(NOW),
    )
}

#[test]
fn an_upload_becomes_a_file_that_is_what_it_is() {
    // Whatever the ticket was issued for: S3 has held the sender to its size and type, the content decides.
    for (head, kind) in [(PDF, FileKind::Pdf), (PNG, FileKind::Png)] {
        let mut before = holding(9);
        before.tickets = 3;
        let Settled::Attached(change) = settled(&before, Standing::Pending, head, 2000) else {
            panic!("{kind:?}");
        };
        let [file] = &change.files[..] else {
            panic!("{:?}", change.files)
        };
        assert_eq!((file.id, file.transfer), (id(901), before.id));
        assert_eq!((file.kind, file.size), (kind, 2000));
        assert_eq!((file.attached, file.expires), (at(NOW), at(EXPIRES)));
        assert_eq!(file.name.as_str(), "letter.pdf");
        assert_eq!(change.transfer.files[9], *file);
        assert_eq!(change.transfer.files[..9], before.files);
        assert_eq!((change.transfer.version, change.transfer.tickets), (5, 3));
        assert_eq!(
            change.tickets,
            [ticket(Standing::Attached { file: id(901) })]
        );
        assert!(change.owed.is_empty());
    }
}

#[test]
fn what_is_no_document_is_refused_and_its_ticket_says_why() {
    let type_of_gif = "The mime type of the file is invalid (\"image/gif\"). \
        Allowed mime types are \"image/png\", \"image/jpeg\", \"application/pdf\".";
    let rows: [(usize, &[u8], u64, &str, &str); 5] = [
        (
            0,
            b"",
            0,
            "An empty file is not allowed.",
            "5d743385-9775-4aa5-8ff5-495fb1e60137",
        ),
        (
            0,
            PDF,
            MAX_SIZE + 1,
            "The file is too large (15728641 bytes). Allowed maximum size is 15728640 bytes.",
            "df8637af-d466-48c6-a59d-e7126250a654",
        ),
        (
            0,
            b"GIF89a",
            2048,
            type_of_gif,
            "744f00bc-4389-4c74-92de-9a43cde55534",
        ),
        (
            10,
            PDF,
            2048,
            "This collection should contain 10 elements or less.",
            "756b1212-697c-468d-a9ad-50dd783bb169",
        ),
        // What it is comes before whether there is room.
        (
            10,
            b"GIF89a",
            2048,
            type_of_gif,
            "744f00bc-4389-4c74-92de-9a43cde55534",
        ),
    ];
    for (held, head, size, message, code) in rows {
        let before = holding(held);
        let Settled::Refused(change) = settled(&before, Standing::Pending, head, size) else {
            panic!("{message}");
        };
        let standing = Standing::Refused {
            message: message.to_owned(),
            code: code.to_owned(),
        };
        assert_eq!(change.tickets, [ticket(standing)]);
        assert_eq!(change.transfer.files, before.files);
        assert_eq!(change.transfer.version, before.version + 1);
        assert!(change.files.is_empty() && change.owed.is_empty());
    }
}

#[test]
fn a_ticket_is_settled_once() {
    let refused = Standing::Refused {
        message: "An empty file is not allowed.".into(),
        code: "5d743385-9775-4aa5-8ff5-495fb1e60137".into(),
    };
    for standing in [Standing::Attached { file: id(902) }, refused] {
        for (head, size) in [(PDF, 2048), (&b""[..], 0)] {
            let again = settled(&holding(1), standing.clone(), head, size);
            assert!(matches!(again, Settled::Before), "{standing:?}: {again:?}");
        }
    }
}

#[test]
fn standings_have_the_words_of_the_api() {
    let standings = [
        Standing::Pending,
        Standing::Attached { file: id(1) },
        Standing::refused(Constraint::FileEmpty),
    ];
    assert_eq!(
        standings.map(|one| one.name()),
        ["pending", "attached", "refused"]
    );
}

#[test]
fn a_scan_comes_before_all_other_rules() {
    let before = holding(0);
    for (scan, refused) in [
        (Scan::Clean, None),
        (Scan::Infected, Some(Constraint::FileInfected)),
        (Scan::Failed, Some(Constraint::FileUnscanned)),
    ] {
        // A document, and something that is none.
        for head in [PDF, b"GIF89a"] {
            let tried = Tried {
                head,
                size: 2000,
                scan,
            };
            let settled = settle(&before, &ticket(Standing::Pending), tried, id(901), at(NOW));
            match (settled, refused) {
                (Settled::Attached(_), None) => assert_eq!(head, PDF),
                (Settled::Refused(change), None) => {
                    assert_ne!(head, PDF);
                    assert!(change.files.is_empty());
                }
                (Settled::Refused(change), Some(rule)) => {
                    assert_eq!(change.tickets, [ticket(Standing::refused(rule))]);
                    assert!(change.files.is_empty());
                }
                (settled, _) => panic!("{scan:?}: {settled:?}"),
            }
        }
    }
}
