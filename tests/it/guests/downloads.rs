//! One document: counted, and then fetched by an address that lives five minutes.

use futures_util::future::join_all;
use jiff::SignedDuration;
use leah_local::wire::{Fault, FaultKind, Service};

use super::support::{Document, Guest, downloads, fetch};
use crate::support::TestApp;

#[tokio::test]
async fn a_document_comes_as_it_was_sent() {
    let app = TestApp::start().await;
    let documents = [
        Document::jpeg("ordonnance.jpg", 15_728_640),
        Document::pdf("Résumé de l'été.PDF", 1),
        Document::png("50 % \"sûr\"; filename=x.exe", 70_000),
        Document::pdf("photo.jpg", 12),
        Document::jpeg("photo.jpeg", 12),
        Document::pdf("処方箋", 12),
        Document::pdf(".pdf", 12),
    ]
    .map(|mut document| {
        // One byte cannot show what it is.
        if document.content.len() < 12 {
            document.content = b"%PDF-1.7\n\n\n\n".to_vec();
        }
        document
    });
    let names = [
        (
            "image/jpeg",
            "filename=\"ordonnance.jpg\"; filename*=UTF-8''ordonnance.jpg",
        ),
        (
            "application/pdf",
            "filename=\"R_sum_ de l'_t_.PDF\"; filename*=UTF-8''R%C3%A9sum%C3%A9%20de%20l%27%C3%A9t%C3%A9.PDF",
        ),
        (
            "image/png",
            "filename=\"50 _ _s_r_; filename=x.exe.png\"; filename*=UTF-8''50%20%25%20%22s%C3%BBr%22%3B%20filename%3Dx.exe.png",
        ),
        (
            "application/pdf",
            "filename=\"photo.jpg.pdf\"; filename*=UTF-8''photo.jpg.pdf",
        ),
        (
            "image/jpeg",
            "filename=\"photo.jpeg\"; filename*=UTF-8''photo.jpeg",
        ),
        (
            "application/pdf",
            "filename=\"___.pdf\"; filename*=UTF-8''%E5%87%A6%E6%96%B9%E7%AE%8B.pdf",
        ),
        (
            "application/pdf",
            "filename=\".pdf\"; filename*=UTF-8''.pdf",
        ),
    ];
    let guest = Guest::of_demo(&app, &documents).await;
    for (number, (media, name)) in names.into_iter().enumerate() {
        let address = guest.follow(&app, &guest.file(number)).await;
        let answer = fetch(&app, &address).await;
        assert_eq!(answer.status(), 200);
        let header = |name: &str| answer.headers()[name].to_str().unwrap().to_owned();
        assert_eq!(header("content-disposition"), format!("attachment; {name}"));
        assert_eq!(header("content-type"), media);
        assert_eq!(header("cache-control"), "no-store");
        let content = answer.bytes().await.unwrap();
        assert!(
            content == documents[number].content,
            "{name} has changed on its way"
        );
    }
}

#[tokio::test]
async fn the_answer_to_a_button_tells_nobody_where_it_leads() {
    let app = TestApp::start().await;
    let guest = Guest::of_demo(&app, &[Document::png("a.png", 100)]).await;
    let answer = guest.press(&app, &guest.file(0)).await.expect(303);
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(answer.header("referrer-policy"), Some("no-referrer"));
    assert_eq!(answer.header("x-robots-tag"), Some("noindex, nofollow"));
    let address = answer.header("location").unwrap();
    assert!(!address.contains(&guest.secret));
    let origin = format!("{}/", app.storage());
    assert!(address.starts_with(&origin), "{address}");
    assert!(address.contains("X-Amz-Expires=300"), "{address}");
}

#[tokio::test]
async fn an_address_lives_five_minutes() {
    let app = TestApp::start().await;
    let guest = Guest::of_demo(
        &app,
        &[Document::png("a.png", 100), Document::pdf("b.pdf", 100)],
    )
    .await;
    for path in [guest.file(0), guest.all()] {
        let address = guest.follow(&app, &path).await;
        app.advance(SignedDuration::from_mins(5)).await;
        assert_eq!(fetch(&app, &address).await.status(), 200, "{path}");
        app.advance(SignedDuration::from_secs(1)).await;
        let late = fetch(&app, &address).await;
        assert_eq!(late.status(), 403, "{path}");
        assert!(
            late.text()
                .await
                .unwrap()
                .contains("<Code>AccessDenied</Code>")
        );
        // The button leads to a new one.
        let address = guest.follow(&app, &path).await;
        assert_eq!(fetch(&app, &address).await.status(), 200, "{path}");
    }
}

#[tokio::test]
async fn an_address_opens_what_it_was_made_for_and_as_it_was_made() {
    let app = TestApp::start().await;
    let documents = [Document::png("a.png", 100), Document::png("b.png", 100)];
    let guest = Guest::of_demo(&app, &documents).await;
    let address = guest.follow(&app, &guest.file(0)).await;
    let signature = address.split("X-Amz-Signature=").nth(1).unwrap()[..64].to_owned();
    let turned: String = signature.chars().rev().collect();
    for (from, to) in [
        (signature.as_str(), turned.as_str()),
        (&guest.files[0], &guest.files[1]),
        ("attachment", "inline"),
        ("a.png", "a.exe"),
        ("X-Amz-Expires=300", "X-Amz-Expires=600"),
        ("no-store", "public"),
    ] {
        let tampered = address.replace(from, to);
        assert_ne!(tampered, address, "{from}");
        assert_eq!(fetch(&app, &tampered).await.status(), 403, "{from}");
    }
    // Without what signs it there is nothing, and nothing can be written by it.
    let (bare, _) = address.split_once('?').unwrap();
    assert_eq!(fetch(&app, bare).await.status(), 403);
    for method in [reqwest::Method::PUT, reqwest::Method::DELETE] {
        let answer = app
            .client
            .request(method, &address)
            .body("x")
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 403);
    }
    assert_eq!(fetch(&app, &address).await.status(), 200);
}

#[tokio::test]
async fn what_cannot_be_counted_is_not_given_out() {
    let app = TestApp::wired().await;
    let guest = Guest::of_demo(
        &app,
        &[Document::png("a.png", 100), Document::pdf("b.pdf", 100)],
    )
    .await;
    let wire = app.house.wire().unwrap();
    for kind in [
        FaultKind::Status(500),
        FaultKind::Status(503),
        FaultKind::Reset,
    ] {
        for path in [guest.file(0), guest.all()] {
            wire.fault(Fault {
                service: Service::DynamoDb,
                operation: Some("TransactWriteItems".to_owned()),
                matching: None,
                kind,
                times: None,
            });
            let answer = guest.press(&app, &path).await.expect(503);
            assert_eq!(answer.header("location"), None);
            assert_eq!(answer.header("retry-after"), Some("5"));
            assert!(!answer.text.contains("X-Amz-"), "{}", answer.text);
            wire.heal();
        }
    }
    assert_eq!(downloads(&app, &guest), [0, 0]);
    guest.download(&app, &guest.file(0)).await;
    assert_eq!(downloads(&app, &guest), [1, 0]);
}

#[tokio::test]
async fn a_count_whose_answer_was_lost_counts_once() {
    let app = TestApp::wired().await;
    let guest = Guest::of_demo(&app, &[Document::png("a.png", 100)]).await;
    app.house.wire().unwrap().fault(Fault {
        service: Service::DynamoDb,
        operation: Some("TransactWriteItems".to_owned()),
        matching: None,
        kind: FaultKind::ReplyLost,
        times: Some(1),
    });
    guest.download(&app, &guest.file(0)).await;
    assert_eq!(downloads(&app, &guest), [1]);
    assert_eq!(super::support::audits(&app).len(), 1);
}

#[tokio::test]
async fn downloads_at_once_are_all_counted() {
    const VISITORS: usize = 20;
    let app = TestApp::start().await;
    let guest = Guest::of_demo(
        &app,
        &[Document::png("a.png", 100), Document::pdf("b.pdf", 100)],
    )
    .await;
    let one = guest.file(0);
    join_all((0..VISITORS).map(|_| guest.download(&app, &one))).await;
    assert_eq!(downloads(&app, &guest), [VISITORS as u64, 0]);
    assert_eq!(super::support::audits(&app).len(), VISITORS);
}
