//! Who is there: from the button until ninety seconds after the last heartbeat.

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::{Room, arrivals, told};
use crate::support::{Receiver, Tenant, TestApp, hook};

const SECOND: SignedDuration = SignedDuration::from_secs(1);

/// Moves the clock while nothing else happens.
fn pass(app: &TestApp, seconds: i64) {
    app.house
        .clock()
        .set(app.now() + SECOND.checked_mul(seconds.try_into().unwrap()).unwrap());
}

#[tokio::test]
async fn the_organization_is_told_once_when_the_guest_comes() {
    let app = TestApp::start().await;
    let receiver = Receiver::answering(200).await;
    let events = [leah_domain::webhook::Event::GuestOnline];
    let endpoint = hook(&app, "arrivals", &receiver.url, &events);
    app.put_hook(leah_local::demo::ORGANIZATION, &endpoint)
        .await;
    let body = serde_json::json!({
        "phoneNumber": "+33612345678",
        "email": "john.doe@gmail.com",
        "office": crate::support::demo::OFFICE,
        "startTime": "2021-04-25T13:15:00",
        "externalId": "000001",
        "administrativeFileNumber": "AF-\"12\" é",
    });
    let room = Room::booked(&app, app.post("/api/appointments"), &body).await;
    assert!(!room.is_waiting(&app).await);
    let answer = room.press(&app).await.expect(303);
    assert_eq!(answer.header("location"), Some(room.path().as_str()));
    assert!(room.is_waiting(&app).await);
    app.drain().await;
    insta::assert_snapshot!(receiver.bodies().join("\n"), @r#"{"event":"appointment.guest.online","payload":"{\"externalId\":\"000001\",\"administrativeFileNumber\":\"AF-\\\"12\\\" é\"}"}"#);
    assert_eq!(arrivals(&app).await, 1);
}

#[tokio::test]
async fn heartbeats_keep_the_guest_there_and_tell_nothing() {
    let app = TestApp::start().await;
    told(&app).await;
    let room = Room::of_demo(&app).await;
    room.press(&app).await.expect(303);
    // Some are lost: ninety seconds less one are still in time.
    for seconds in [30, 30, 1, 0, 60, 89, 89, 30] {
        pass(&app, seconds);
        assert!(room.is_waiting(&app).await);
        room.press(&app).await.expect(303);
    }
    assert_eq!(arrivals(&app).await, 1);
    pass(&app, 89);
    assert!(room.is_waiting(&app).await);
    pass(&app, 1);
    assert!(!room.is_waiting(&app).await);
    assert_eq!(arrivals(&app).await, 1);
}

#[tokio::test]
async fn who_comes_back_after_ninety_seconds_comes_again() {
    let app = TestApp::start().await;
    told(&app).await;
    let room = Room::of_demo(&app).await;
    for visit in 1..=3 {
        assert!(!room.is_waiting(&app).await);
        room.press(&app).await.expect(303);
        assert!(room.is_waiting(&app).await);
        assert_eq!(arrivals(&app).await, visit);
        // The tab is closed. What is left of the presence may or may not be removed meanwhile.
        if visit == 1 {
            pass(&app, 90);
            assert!(room.presence(&app).is_some());
        } else {
            app.advance(SignedDuration::from_hours(2)).await;
        }
    }
}

/// It is rewritten with each heartbeat: so it stands in no index, and goes by itself.
#[tokio::test]
async fn the_item_is_small_and_stands_in_no_index() {
    let app = TestApp::start().await;
    let room = Room::of_demo(&app).await;
    assert_eq!(room.presence(&app), None);
    let expected = |until: &str| {
        let until: Timestamp = until.parse().unwrap();
        let (_, id) = room.appointment.rsplit_once('/').unwrap();
        let organization = leah_local::demo::ORGANIZATION;
        serde_json::json!({
            "PK": {"S": format!("ORG#{organization}#APPT#{id}")},
            "SK": {"S": "PRESENCE"},
            "type": {"S": "Presence"},
            "v": {"N": "1"},
            "until": {"S": format!("{}", until.strftime("%Y-%m-%dT%H:%M:%S%.3fZ"))},
            "ttl": {"N": until.as_second().to_string()},
        })
    };
    let found = |app: &TestApp| -> Value { room.presence(app).unwrap() };
    room.press(&app).await.expect(303);
    assert_eq!(found(&app), expected("2021-03-01T08:01:30Z"));
    pass(&app, 45);
    room.press(&app).await.expect(303);
    assert_eq!(found(&app), expected("2021-03-01T08:02:15Z"));
    pass(&app, 3600);
    room.press(&app).await.expect(303);
    assert_eq!(found(&app), expected("2021-03-01T09:02:15Z"));
    app.drain().await;
}

#[tokio::test]
async fn guests_come_each_to_their_own() {
    let app = TestApp::start().await;
    told(&app).await;
    let tenant = Tenant::create(&app, "second").await;
    let rooms = [
        Room::of_demo(&app).await,
        Room::of_demo(&app).await,
        Room::of(&app, &tenant).await,
    ];
    rooms[1].press(&app).await.expect(303);
    rooms[2].press(&app).await.expect(303);
    let mut waiting = Vec::new();
    for room in &rooms {
        waiting.push(room.is_waiting(&app).await);
    }
    assert_eq!(waiting, [false, true, true]);
    assert_eq!(arrivals(&app).await, 1);
    rooms[0].press(&app).await.expect(303);
    assert_eq!(arrivals(&app).await, 2);
}
