//! What a guest's request may cost: AWS calls, and how many of them in sequence.

use std::time::Duration;

use leah_local::wire::trips;

use super::support::{Document, Guest};
use crate::support::TestApp;

/// What was spent since the last time this was asked: trips in sequence, and the calls in the order of their ends.
fn spent(app: &TestApp) -> (usize, Vec<String>) {
    let wire = app.house.wire().unwrap();
    let calls = wire.calls();
    wire.clear();
    let names = calls.iter().map(|call| call.operation.clone()).collect();
    (trips(&calls), names)
}

fn cost(calls: &[&str]) -> (usize, Vec<String>) {
    (
        calls.len(),
        calls.iter().map(|&call| call.to_owned()).collect(),
    )
}

#[tokio::test]
async fn a_guests_requests_cost_what_they_always_cost() {
    let app = TestApp::wired().await;
    let documents: Vec<Document> = (0..10)
        .map(|number| Document::png(&format!("{number}.png"), 100))
        .collect();
    let guest = Guest::of_demo(&app, &documents).await;
    guest.follow(&app, &guest.all()).await;
    app.house
        .wire()
        .unwrap()
        .set_latency(Duration::from_millis(15));
    spent(&app);
    // Nothing of it is remembered: the second time costs what the first one did.
    for _ in 0..2 {
        guest.get(&app, &guest.page()).await.expect(200);
        assert_eq!(spent(&app), cost(&["GetItem", "BatchGetItem"]));
        guest.get(&app, &guest.file(9)).await.expect(303);
        assert_eq!(spent(&app), cost(&["GetItem", "BatchGetItem"]));
        guest.follow(&app, &guest.file(9)).await;
        assert_eq!(
            spent(&app),
            cost(&["GetItem", "BatchGetItem", "TransactWriteItems"])
        );
        guest.follow(&app, &guest.all()).await;
        let all = cost(&[
            "GetItem",
            "BatchGetItem",
            "HeadObject",
            "TransactWriteItems",
        ]);
        assert_eq!(spent(&app), all);
    }
    // What is no link is told without a look; what was one, by one or two.
    guest.get(&app, "/t/nothing").await.expect(404);
    assert_eq!(spent(&app), cost(&[]));
    guest
        .get(&app, &format!("/t/{}", "A".repeat(43)))
        .await
        .expect(404);
    assert_eq!(spent(&app), cost(&["GetItem"]));
    guest.revoke(&app).await;
    app.drain().await;
    spent(&app);
    guest.get(&app, &guest.page()).await.expect(410);
    assert_eq!(spent(&app), cost(&["GetItem", "GetItem"]));
}
