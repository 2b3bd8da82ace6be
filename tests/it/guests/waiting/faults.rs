//! A table that does not answer: the visitor is told to try again, and the page's script does so by itself.

use leah_local::wire::{Fault, FaultKind, Service};
use reqwest::Method;

use super::{Room, arrivals, said, told};
use crate::support::TestApp;

fn fault(app: &TestApp, operation: &str, kind: FaultKind, times: Option<u32>) {
    app.house.wire().unwrap().fault(Fault {
        service: Service::DynamoDb,
        operation: Some(operation.to_owned()),
        matching: None,
        kind,
        times,
    });
}

#[tokio::test]
async fn whatever_fails_is_worth_another_try() {
    let app = TestApp::wired().await;
    told(&app).await;
    let room = Room::of_demo(&app).await;
    let (get, post) = (Method::GET, Method::POST);
    for kind in [FaultKind::Status(500), FaultKind::Reset] {
        for (operation, methods) in [
            ("GetItem", &[&get, &post][..]),
            ("BatchGetItem", &[&get, &post]),
            ("UpdateItem", &[&post]),
            ("TransactWriteItems", &[&post]),
        ] {
            for &method in methods {
                fault(&app, operation, kind, None);
                let answer = room.request(&app, method.clone()).send().await;
                app.house.wire().unwrap().heal();
                let row = format!("{method}, {operation}: {kind:?}");
                assert_eq!(answer.status, 503, "{row}");
                assert_eq!(answer.header("retry-after"), Some("5"), "{row}");
                assert_eq!(
                    answer.header("content-type"),
                    Some("text/html; charset=utf-8")
                );
                assert_eq!(answer.header("cache-control"), Some("no-store"), "{row}");
                insta::allow_duplicates! {
                    insta::assert_snapshot!(said(&answer).0, @"Un instant, s'il vous plaît");
                }
                for internal in ["Dynamo", "table", "Item", "500", &room.secret] {
                    assert!(!answer.text.contains(internal), "{row}: {internal}");
                }
            }
        }
    }
    assert_eq!(room.presence(&app), None);
    assert_eq!(arrivals(&app).await, 0);
    room.press(&app).await.expect(303);
    assert_eq!(arrivals(&app).await, 1);
}

/// Whether a call was carried out is not known where its answer is lost: it is made again, and counts once.
#[tokio::test]
async fn an_entry_whose_answer_is_lost_is_one() {
    let app = TestApp::wired().await;
    told(&app).await;
    for (visit, operation) in (1..).zip(["TransactWriteItems", "UpdateItem"]) {
        let room = Room::of_demo(&app).await;
        fault(&app, operation, FaultKind::ReplyLost, Some(1));
        room.press(&app).await.expect(303);
        room.press(&app).await.expect(303);
        app.house.wire().unwrap().heal();
        assert!(room.is_waiting(&app).await, "{operation}");
        assert_eq!(arrivals(&app).await, visit, "{operation}");
    }
}

/// All answers are lost: the visitor cannot be told, and whoever tries again is there already.
#[tokio::test]
async fn an_entry_of_which_nobody_heard_is_not_told_twice() {
    let app = TestApp::wired().await;
    told(&app).await;
    let room = Room::of_demo(&app).await;
    fault(&app, "TransactWriteItems", FaultKind::ReplyLost, None);
    let answer = room.press(&app).await;
    assert!([303, 503].contains(&answer.status), "{}", answer.text);
    app.house.wire().unwrap().heal();
    room.press(&app).await.expect(303);
    assert!(room.is_waiting(&app).await);
    assert_eq!(arrivals(&app).await, 1);
}
