//! All documents in one file: built once, and again only if there are more.

use std::io::{Cursor, Read};

use jiff::SignedDuration;
use leah_local::wire::Service;
use zip::{CompressionMethod, ZipArchive};

use super::support::{Document, Guest, downloads, fetch};
use crate::support::TestApp;

/// The S3 calls since the last time this was asked, in order.
pub(super) fn calls(app: &TestApp) -> Vec<String> {
    let wire = app.house.wire().unwrap();
    let calls = wire
        .calls()
        .into_iter()
        .filter(|call| call.service == Service::S3);
    let calls = calls.map(|call| call.operation).collect();
    wire.clear();
    calls
}

/// Names and contents.
pub(super) fn entries(zip: Vec<u8>) -> Vec<(String, Vec<u8>)> {
    let mut zip = ZipArchive::new(Cursor::new(zip)).unwrap();
    let mut entries = Vec::new();
    for number in 0..zip.len() {
        let mut entry = zip.by_index(number).unwrap();
        let mut content = Vec::new();
        entry.read_to_end(&mut content).unwrap();
        entries.push((entry.name().unwrap().into_owned(), content));
    }
    entries
}

pub(super) fn sent(documents: &[Document]) -> Vec<(String, Vec<u8>)> {
    let sent = |document: &Document| (document.name.clone(), document.content.clone());
    documents.iter().map(sent).collect()
}

#[tokio::test]
async fn all_documents_come_in_one_file() {
    let app = TestApp::start().await;
    let documents = [
        Document::jpeg("photo.jpg", 9_000_000),
        Document::jpeg("Photo.JPG", 9_000_001),
        Document::pdf("Résumé 処方箋.pdf", 200),
        Document::pdf("photo.jpg", 300),
        Document::png("photo.jpg", 1_000),
        Document::jpeg("photo.jpg", 5_000_000),
        Document::pdf("a \"b\" & <c>.pdf", 15_728_640),
    ];
    let guest = Guest::of_demo(&app, &documents).await;
    let address = guest.follow(&app, &guest.all()).await;
    let answer = fetch(&app, &address).await;
    assert_eq!(answer.status(), 200);
    let header = |name: &str| answer.headers()[name].to_str().unwrap().to_owned();
    let name = "attachment; filename=\"documents.zip\"; filename*=UTF-8''documents.zip";
    assert_eq!(header("content-disposition"), name);
    assert_eq!(header("content-type"), "application/zip");
    let zip = answer.bytes().await.unwrap().to_vec();

    let names = [
        "photo.jpg",
        "Photo (2).JPG",
        "Résumé 処方箋.pdf",
        "photo.jpg.pdf",
        "photo.jpg.png",
        "photo (3).jpg",
        "a \"b\" & <c>.pdf",
    ];
    let found = entries(zip);
    let found_names: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(found_names, names);
    for ((name, content), document) in found.iter().zip(&documents) {
        assert!(
            *content == document.content,
            "{name} has changed on its way"
        );
    }
    assert_eq!(downloads(&app, &guest), [1; 7]);
}

#[tokio::test]
async fn entries_are_stored_with_what_every_program_needs_before_them() {
    let app = TestApp::start().await;
    let documents = [
        Document::png("a.png", 6_000_000),
        Document::pdf("é.pdf", 6_000_000),
        Document::png("c.png", 10),
    ];
    let guest = Guest::of_demo(&app, &documents).await;
    let bytes = guest.download(&app, &guest.all()).await;
    let mut zip = ZipArchive::new(Cursor::new(&bytes)).unwrap();
    for (number, document) in documents.iter().enumerate() {
        let entry = zip.by_index(number).unwrap();
        assert_eq!(entry.compression(), CompressionMethod::Stored);
        assert_eq!(entry.unix_mode().unwrap() & 0o777, 0o644);
        // 08:00 UTC, as the organization's clock shows it.
        let at = entry.last_modified().unwrap();
        assert_eq!(
            (at.year(), at.month(), at.day(), at.hour(), at.minute()),
            (2021, 3, 1, 9, 0)
        );
        // APPNOTE.TXT, section 4.3.7: flags at 6, sum at 14, sizes at 18 and 22 of the head.
        let head = &bytes[usize::try_from(entry.header_start()).unwrap()..][..30];
        let long = |at: usize| u32::from_le_bytes(head[at..at + 4].try_into().unwrap());
        assert_eq!(
            head[6] & 0b1000,
            0,
            "no sum and size behind a stored entry: not every program looks there"
        );
        assert_eq!(long(14), entry.crc32());
        assert_eq!(
            (long(18) as usize, long(22) as usize),
            (document.content.len(), document.content.len())
        );
    }
}

#[tokio::test]
async fn what_was_built_is_not_built_again() {
    let app = TestApp::wired().await;
    let mut documents = vec![
        Document::jpeg("a.jpg", 9_000_000),
        Document::pdf("b.pdf", 9_000_000),
        Document::png("c.png", 50),
    ];
    let mut guest = Guest::of_demo(&app, &documents).await;
    calls(&app);
    let first = guest.follow(&app, &guest.all()).await;
    assert_eq!(
        calls(&app),
        [
            "HeadObject",
            "CreateMultipartUpload",
            "GetObject",
            "UploadPart",
            "GetObject",
            "UploadPart",
            "GetObject",
            "UploadPart",
            "CompleteMultipartUpload",
        ]
    );
    // An hour later, too.
    app.advance(SignedDuration::from_hours(1)).await;
    let second = guest.follow(&app, &guest.all()).await;
    assert_eq!(calls(&app), ["HeadObject"]);
    assert_ne!(first, second, "its address is another one");
    let built = fetch(&app, &second).await.bytes().await.unwrap().to_vec();
    assert!(entries(built) == sent(&documents));

    // With one more document it is another one.
    documents.push(Document::png("d.png", 60));
    guest.send(&app, &documents[3..]).await;
    guest.share(&app).await;
    calls(&app);
    let zip = guest.download(&app, &guest.all()).await;
    assert_eq!(
        calls(&app)
            .iter()
            .filter(|call| *call == "UploadPart")
            .count(),
        3
    );
    assert!(entries(zip) == sent(&documents));
    guest.follow(&app, &guest.all()).await;
    assert_eq!(calls(&app), ["HeadObject"]);
    assert_eq!(downloads(&app, &guest), [4, 4, 4, 2]);
}

#[tokio::test]
async fn two_visitors_at_once_get_the_same() {
    let app = TestApp::wired().await;
    let documents = [
        Document::jpeg("a.jpg", 9_000_000),
        Document::pdf("b.pdf", 9_000_000),
    ];
    let guest = Guest::of_demo(&app, &documents).await;
    let wire = app.house.wire().unwrap();
    // Both have seen that there is none before either has begun one.
    wire.set_latency(std::time::Duration::from_millis(50));
    calls(&app);
    let all = guest.all();
    let (one, other) = tokio::join!(guest.download(&app, &all), guest.download(&app, &all));
    let built = calls(&app)
        .iter()
        .filter(|call| *call == "CompleteMultipartUpload")
        .count();
    assert_eq!(built, 2);
    assert!(one == other, "one and the same file");
    assert!(entries(one) == sent(&documents));
    assert_eq!(downloads(&app, &guest), [2, 2]);
}

#[tokio::test]
async fn what_was_built_goes_with_the_documents() {
    let app = TestApp::start().await;
    let documents = [Document::png("a.png", 100), Document::pdf("b.pdf", 100)];
    let guest = Guest::of_demo(&app, &documents).await;
    let address = guest.follow(&app, &guest.all()).await;
    assert_eq!(app.house.engines().files().len(), 3);
    guest.revoke(&app).await;
    app.drain().await;
    assert_eq!(app.house.engines().files(), []);
    assert_eq!(fetch(&app, &address).await.status(), 404);
}
