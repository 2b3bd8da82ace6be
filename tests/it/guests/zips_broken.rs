//! S3 fails while all documents are put into one file: nothing half built is ever given out or left.

use leah_local::wire::{Fault, FaultKind, Service};

use super::{
    support::{Document, Guest, audits, downloads},
    zips::{calls, entries, sent},
};
use crate::support::TestApp;

/// The calls by which a file is built, in order.
const CALLS: [&str; 5] = [
    "HeadObject",
    "CreateMultipartUpload",
    "GetObject",
    "UploadPart",
    "CompleteMultipartUpload",
];
const KINDS: [FaultKind; 3] = [
    FaultKind::Status(500),
    FaultKind::Status(503),
    FaultKind::Reset,
];

fn documents() -> Vec<Document> {
    vec![
        Document::jpeg("a.jpg", 9_000_000),
        Document::pdf("b.pdf", 9_000_000),
        Document::png("c.png", 100),
    ]
}

fn fault(app: &TestApp, operation: &str, kind: FaultKind, times: Option<u32>) {
    app.house.wire().unwrap().fault(Fault {
        service: Service::S3,
        operation: Some(operation.to_owned()),
        matching: None,
        kind,
        times,
    });
}

fn archives(app: &TestApp) -> usize {
    let files = app.house.engines().files();
    files
        .iter()
        .filter(|file| file.key.contains("archive"))
        .count()
}

#[tokio::test]
async fn a_call_that_fails_once_is_made_again() {
    let app = TestApp::wired().await;
    for operation in CALLS {
        for kind in KINDS {
            let guest = Guest::of_demo(&app, &documents()).await;
            fault(&app, operation, kind, Some(1));
            let zip = guest.download(&app, &guest.all()).await;
            assert!(entries(zip) == sent(&documents()), "{operation} {kind:?}");
            guest.revoke(&app).await;
            app.drain().await;
        }
    }
}

#[tokio::test]
async fn where_it_cannot_be_built_the_page_says_so_and_nothing_is_left() {
    let app = TestApp::wired().await;
    let guest = Guest::of_demo(&app, &documents()).await;
    for operation in CALLS {
        for kind in KINDS {
            calls(&app);
            fault(&app, operation, kind, None);
            let answer = guest.press(&app, &guest.all()).await;
            let case = format!("{operation} {kind:?}");
            assert_eq!(answer.status, 503, "{case}");
            assert_eq!(answer.header("retry-after"), Some("5"), "{case}");
            assert_eq!(answer.header("location"), None, "{case}");
            assert!(answer.text.contains("<h1>"), "{case}: {}", answer.text);
            app.house.wire().unwrap().heal();
            assert_eq!(archives(&app), 0, "{case}");
            let made = app.house.wire().unwrap().calls();
            let ended = |operation: &str| {
                let made = made.iter().filter(|call| call.operation == operation);
                made.filter(|call| (200..300).contains(&call.status))
                    .count()
            };
            let begun = ended("CreateMultipartUpload");
            assert_eq!(
                begun,
                ended("AbortMultipartUpload"),
                "{case}: an upload stays open"
            );
        }
    }
    assert_eq!(
        (downloads(&app, &guest), audits(&app).len()),
        (vec![0; 3], 0)
    );
    let zip = guest.download(&app, &guest.all()).await;
    assert!(entries(zip) == sent(&documents()));
    assert_eq!(downloads(&app, &guest), [1; 3]);
}

#[tokio::test]
async fn an_answer_that_was_lost_builds_no_other_file() {
    let app = TestApp::wired().await;
    let guest = Guest::of_demo(&app, &documents()).await;
    fault(
        &app,
        "CompleteMultipartUpload",
        FaultKind::ReplyLost,
        Some(1),
    );
    // Whether this visitor is asked to try again or not, what was built is whole.
    let answer = guest.press(&app, &guest.all()).await;
    assert!([303, 503].contains(&answer.status), "{}", answer.status);
    let zip = guest.download(&app, &guest.all()).await;
    assert!(entries(zip) == sent(&documents()));
    assert_eq!(archives(&app), 1);
}

#[tokio::test]
async fn a_visitor_who_leaves_breaks_nothing() {
    let app = TestApp::wired().await;
    let guest = Guest::of_demo(&app, &documents()).await;
    let wire = app.house.wire().unwrap();
    fault(&app, "UploadPart", FaultKind::Stall, None);
    let all = guest.all();
    {
        let leaving = guest.press(&app, &all);
        let stalled = async {
            while wire.stalled() == 0 {
                tokio::task::yield_now().await;
            }
        };
        tokio::select! {
            answer = leaving => panic!("answered {}", answer.status),
            () = stalled => {}
        }
    }
    assert_eq!(archives(&app), 0, "nothing is seen of what is being built");
    wire.heal();
    let zip = guest.download(&app, &all).await;
    assert!(entries(zip) == sent(&documents()));
}

#[tokio::test]
async fn documents_one_by_one_need_no_answer_of_s3() {
    let app = TestApp::wired().await;
    let guest = Guest::of_demo(&app, &documents()).await;
    calls(&app);
    for operation in CALLS {
        fault(&app, operation, FaultKind::Status(500), None);
    }
    let page = guest.get(&app, &guest.page()).await.expect(200);
    assert!(page.text.contains("b.pdf"));
    guest.follow(&app, &guest.file(1)).await;
    assert_eq!(calls(&app), <[&str; 0]>::default());
}
