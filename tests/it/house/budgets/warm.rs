//! What a function does before its first request.

use leah_local::wire::{Fault, FaultKind, Service};

use super::{cost, house, read, spent};
use crate::support::demo;

#[tokio::test]
async fn a_sandbox_warms_up_by_one_call() {
    let app = house().await;
    spent(&app);
    app.house.app().warm(1).await;
    assert_eq!(spent(&app), cost(1, &["GetItem"]));
}

#[tokio::test]
async fn what_calls_side_by_side_warms_up_as_many() {
    let app = house().await;
    spent(&app);
    app.house.app().warm(2).await;
    assert_eq!(spent(&app), cost(1, &["GetItem", "GetItem"]));
}

#[tokio::test]
async fn a_table_that_is_down_while_a_function_starts_is_asked_once_and_stops_nothing() {
    let app = house().await;
    let wire = app.house.wire().unwrap();
    spent(&app);
    wire.fault(Fault {
        service: Service::DynamoDb,
        operation: None,
        matching: None,
        kind: FaultKind::Status(500),
        times: None,
    });
    app.house.app().warm(1).await;
    assert_eq!(spent(&app), cost(1, &["GetItem"]));
    wire.heal();
    // The key with its organization, and the office.
    let (trips, _) = read(&app, demo::OFFICE).await;
    assert_eq!(trips, 2);
}
