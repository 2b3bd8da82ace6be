//! Calls that are lost, come twice or are refused, and attempts that never tell how they ended: each delivery arrives, and
//! what arrives twice has the same `webhook-id`.

use leah_domain::{LEASE, webhook::Event};
use leah_local::wire::{Fault, FaultKind, Service};
use serde_json::{Value, json};

use super::{
    receiver::Reply,
    support::{HOUR, MINUTE, SECOND, World},
};

const EVENTS: &[Event] = &[Event::AppointmentCreated];

/// A fault of the write by which an attempt ends.
fn settling(kind: FaultKind, times: Option<u32>) -> Fault {
    Fault {
        service: Service::DynamoDb,
        operation: Some("PutItem".to_owned()),
        matching: Some("WebhookDelivery".to_owned()),
        kind,
        times,
    }
}

fn made(delivery: &Value) -> Value {
    json!([delivery["status"], delivery["attempts"]])
}

#[tokio::test]
async fn a_lost_call_is_made_again_when_its_lease_ends() {
    let world = World::start().await;
    let endpoint = world.endpoint(EVENTS).await;
    world.book().await;
    let lost = world.calls().await;
    assert_eq!(lost.len(), 1);
    world.app.advance(LEASE - SECOND).await;
    assert_eq!(endpoint.told().len(), 0);
    world.app.advance(SECOND).await;
    assert_eq!(endpoint.told().len(), 1);
    // It turns up at last.
    let late = world.app.house.invoke("webhooks", lost[0].clone()).await;
    assert_eq!(late.unwrap(), json!({ "status": null }));
    world.app.advance(HOUR).await;
    assert_eq!(endpoint.told().len(), 1);
    let delivery = world.delivery_to(&endpoint.stored).await;
    assert_eq!(made(&delivery), json!(["delivered", 1]));
}

#[tokio::test]
async fn a_call_that_comes_often_is_one_attempt() {
    let world = World::start().await;
    let endpoint = world.endpoint(EVENTS).await;
    world.book().await;
    world.book().await;
    let calls = world.calls().await;
    assert_eq!(calls.len(), 2);
    let invoke = |call: &Value| world.app.house.invoke("webhooks", call.clone());
    // Side by side.
    let answers = futures_util::future::join_all((0..8).map(|_| invoke(&calls[0]))).await;
    let mut statuses: Vec<Value> = answers
        .into_iter()
        .map(|answer| answer.unwrap()["status"].clone())
        .collect();
    statuses.sort_by_key(Value::is_null);
    assert_eq!(statuses[0], "delivered");
    assert_eq!(statuses[1..], [const { Value::Null }; 7]);
    // One after the other.
    for expected in [json!("delivered"), Value::Null, Value::Null] {
        let answer = invoke(&calls[1]).await.unwrap();
        assert_eq!(answer, json!({ "status": expected }));
    }
    world.app.advance(HOUR).await;
    let ids = endpoint.ids();
    assert_eq!(ids.len(), 2);
    assert_ne!(ids[0], ids[1]);
}

#[tokio::test]
async fn a_call_that_comes_while_its_attempt_lasts_makes_no_other() {
    let world = World::start().await;
    let endpoint = world.endpoint(EVENTS).await;
    endpoint.receiver.always(Reply::Hang);
    world.book().await;
    let call = world.calls().await.remove(0);
    let attempt = world.app.house.invoke("webhooks", call.clone());
    let meanwhile = async {
        endpoint.receiver.has_received(|all| all.len() == 1).await;
        let again = world.app.house.invoke("webhooks", call.clone()).await;
        assert_eq!(again.unwrap(), json!({ "status": null }));
        endpoint.receiver.release();
    };
    let (attempt, ()) = tokio::join!(attempt, meanwhile);
    assert_eq!(attempt.unwrap(), json!({ "status": "delivered" }));
    world.app.advance(HOUR).await;
    assert_eq!(endpoint.told().len(), 1);
}

#[tokio::test]
async fn a_call_from_before_a_failure_makes_no_attempt_before_its_time() {
    let world = World::start().await;
    let endpoint = world.endpoint(EVENTS).await;
    endpoint.receiver.always(Reply::Status(500));
    world.book().await;
    let call = world.calls().await.remove(0);
    for expected in [json!("pending"), Value::Null] {
        let answer = world.app.house.invoke("webhooks", call.clone()).await;
        assert_eq!(answer.unwrap(), json!({ "status": expected }));
    }
    assert_eq!(endpoint.told().len(), 1);
    world.app.advance(MINUTE).await;
    assert_eq!(endpoint.told().len(), 2);
}

#[tokio::test]
async fn an_attempt_that_could_not_tell_how_it_ended_is_made_again() {
    let world = World::wired().await;
    let endpoint = world.endpoint(EVENTS).await;
    let wire = world.app.house.wire().unwrap();
    wire.fault(settling(FaultKind::Status(500), None));
    world.book().await;
    world.app.drain().await;
    wire.heal();
    let unsettled = world.delivery_to(&endpoint.stored).await;
    assert_eq!(made(&unsettled), json!(["pending", 1]));
    world.app.advance(LEASE - SECOND).await;
    assert_eq!(endpoint.told().len(), 1, "it may still last");
    world.app.advance(HOUR).await;
    let ids = endpoint.ids();
    assert_eq!(ids.len(), 2);
    assert_eq!(ids[0], ids[1]);
    let delivery = world.delivery_to(&endpoint.stored).await;
    assert_eq!(made(&delivery), json!(["delivered", 2]));
}

#[tokio::test]
async fn an_end_that_was_written_without_an_answer_is_written() {
    let world = World::wired().await;
    let endpoint = world.endpoint(EVENTS).await;
    let wire = world.app.house.wire().unwrap();
    wire.fault(settling(FaultKind::ReplyLost, Some(2)));
    world.book().await;
    world.app.advance(HOUR).await;
    assert_eq!(endpoint.told().len(), 1);
    let delivery = world.delivery_to(&endpoint.stored).await;
    assert_eq!(made(&delivery), json!(["delivered", 1]));
}

#[tokio::test]
async fn attempts_that_never_end_spend_none_of_the_eight_but_are_sixteen_at_most() {
    let world = World::wired().await;
    let endpoint = world.endpoint(EVENTS).await;
    endpoint.receiver.always(Reply::Status(500));
    let wire = world.app.house.wire().unwrap();
    wire.fault(settling(FaultKind::Status(500), None));
    world.book().await;
    world.app.advance(LEASE * 9).await;
    assert_eq!(endpoint.told().len(), 10);
    world.app.advance(LEASE * 6).await;
    assert_eq!(endpoint.told().len(), 16);
    wire.heal();
    world.app.advance(HOUR * 24).await;
    let mut ids = endpoint.ids();
    assert_eq!(ids.len(), 16);
    ids.dedup();
    assert_eq!(ids.len(), 1);
    let dead = world.delivery_to(&endpoint.stored).await;
    assert_eq!(dead["status"], "dead");
    assert_eq!(dead["reason"], "attempts-exhausted");
    // Whoever mends the receiver has it all the same.
    endpoint.receiver.always(Reply::Status(200));
    world.replay(&dead).await;
    world.app.drain().await;
    assert_eq!(endpoint.ids()[16], ids[0]);
}

#[tokio::test]
async fn an_attempt_that_could_not_begin_is_made_later() {
    let world = World::wired().await;
    let endpoint = world.endpoint(EVENTS).await;
    world.book().await;
    let call = world.calls().await.remove(0);
    let wire = world.app.house.wire().unwrap();
    wire.fault(Fault {
        operation: None,
        matching: None,
        ..settling(FaultKind::Status(500), None)
    });
    let answer = world.app.house.invoke("webhooks", call).await;
    assert!(answer.is_err(), "{answer:?}");
    assert_eq!(endpoint.told().len(), 0);
    wire.heal();
    world.app.advance(LEASE).await;
    assert_eq!(endpoint.told().len(), 1);
}

#[tokio::test]
async fn nothing_is_lost_while_nobody_can_be_called_for_an_hour() {
    for kind in [
        FaultKind::Status(500),
        FaultKind::Status(429),
        FaultKind::Reset,
    ] {
        let world = World::wired().await;
        let endpoint = world.endpoint(EVENTS).await;
        let wire = world.app.house.wire().unwrap();
        wire.fault(Fault {
            service: Service::Lambda,
            operation: None,
            matching: None,
            kind,
            times: None,
        });
        world.book().await;
        world.app.advance(HOUR).await;
        assert_eq!(endpoint.told().len(), 0, "{kind:?}");
        let calls = wire.calls();
        let calls = calls.iter().filter(|call| call.operation == "Invoke");
        // Once each lease, not each minute.
        assert_eq!(calls.count(), 31, "{kind:?}");
        wire.heal();
        world.app.advance(LEASE).await;
        assert_eq!(endpoint.told().len(), 1, "{kind:?}");
        let delivery = world.delivery_to(&endpoint.stored).await;
        assert_eq!(made(&delivery), json!(["delivered", 1]), "{kind:?}");
    }
}

#[tokio::test]
async fn calls_that_were_accepted_without_an_answer_are_made_once() {
    let world = World::wired().await;
    let endpoint = world.endpoint(EVENTS).await;
    world.app.house.wire().unwrap().fault(Fault {
        service: Service::Lambda,
        operation: None,
        matching: None,
        kind: FaultKind::ReplyLost,
        times: None,
    });
    world.book().await;
    world.app.advance(HOUR).await;
    assert_eq!(endpoint.told().len(), 1);
}
