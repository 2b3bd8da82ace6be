//! Log lines carry identifiers: no link, no name of a file, no address of anybody.

use leah_local::wire::{Fault, FaultKind, Service};
use reqwest::Method;

use super::support::{Document, Guest};
use crate::support::{Lines, TestApp};

#[tokio::test]
async fn no_line_names_a_guest_a_link_or_a_file() {
    let app = TestApp::wired().await;
    let lines = Lines::capture();
    let documents = [
        Document::jpeg("ordonnance-dupont.jpg", 9_000_000),
        Document::pdf("bilan-dupont.pdf", 100),
    ];
    let guest = Guest::of_demo(&app, &documents).await;
    for path in [
        guest.page(),
        guest.file(0),
        guest.all(),
        guest.page() + "x",
        format!("{}/x", guest.page()),
    ] {
        for method in [Method::GET, Method::HEAD, Method::POST, Method::PUT] {
            guest.request(&app, method, &path).send().await;
        }
    }
    // What fails is written down with its cause.
    for (service, operation) in [
        (Service::S3, "HeadObject"),
        (Service::DynamoDb, "BatchGetItem"),
        (Service::DynamoDb, "TransactWriteItems"),
    ] {
        let wire = app.house.wire().unwrap();
        wire.fault(Fault {
            service,
            operation: Some(operation.to_owned()),
            matching: None,
            kind: FaultKind::Status(500),
            times: None,
        });
        guest.press(&app, &guest.all()).await.expect(503);
        wire.heal();
    }
    guest.revoke(&app).await;
    app.drain().await;
    guest.get(&app, &guest.page()).await.expect(410);

    let text = lines.text();
    let transfer = guest.transfer.rsplit('/').next().unwrap();
    assert!(text.contains(transfer), "{text}");
    let failures = text
        .lines()
        .filter(|line| line.contains("\"ERROR\""))
        .count();
    assert_eq!(failures, 3, "{text}");
    let hash = data_encoding::BASE64URL_NOPAD
        .decode(guest.secret.as_bytes())
        .unwrap();
    let hash = data_encoding::HEXLOWER.encode(&hash);
    for private in [
        guest.secret.as_str(),
        &hash,
        "/t/",
        "benjamin",
        "dupont",
        "ordonnance",
        "X-Amz-Signature",
        "documents.zip",
    ] {
        for line in text.lines() {
            assert!(!line.contains(private), "{private} in {line}");
        }
    }
}
