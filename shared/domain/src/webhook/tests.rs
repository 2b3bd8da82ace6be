use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use serde_json::{Value, json};

mod owed;
mod setup;

use super::*;
use crate::{
    Appointment, Id, Ids, Reference, ReminderKind,
    testing::{Counting, appointment, at},
};

fn endpoint(events: &[Event]) -> WebhookEndpoint {
    WebhookEndpoint {
        id: Id::new(Counting::default().uuid()),
        url: Url::parse("https://hooks.example.org/leah", &Network::Public, false).unwrap(),
        network: Network::Public,
        secrets: Secrets::new(WebhookSecret::generate(&Counting::default())),
        events: events.to_vec(),
        form: Form::default(),
        created: now(),
        failing: None,
        disabled: None,
    }
}

fn now() -> Timestamp {
    at("2021-05-18T09:00:00Z")
}

fn delivery(endpoint: &WebhookEndpoint) -> WebhookDelivery {
    let luck = Counting::default();
    let payload = Payload::appointment(&appointment());
    let organization = Id::new(luck.uuid());
    let event = Event::AppointmentCreated;
    let endpoints = std::slice::from_ref(endpoint);
    let mut all = fan_out(organization, endpoints, event, &payload, now(), &luck);
    all.remove(0)
}

/// The delivery with its next attempt begun.
fn begun(mut delivery: WebhookDelivery) -> WebhookDelivery {
    delivery.begun += 1;
    delivery
}

#[test]
fn the_documented_payload_is_a_document_in_a_string() {
    let appointment = Appointment {
        external_id: Reference::parse("1234567").unwrap(),
        file_number: Reference::parse("a \"b\" é").unwrap(),
        ..appointment()
    };
    let payload = Payload::guest_online(&appointment);
    let body: Value =
        serde_json::from_str(&payload.body(Event::GuestOnline, Form::String)).unwrap();
    assert_eq!(body["event"], "appointment.guest.online");
    let document = json!({"externalId": "1234567", "administrativeFileNumber": "a \"b\" é"});
    let text = body["payload"].as_str().unwrap();
    assert_eq!(serde_json::from_str::<Value>(text).unwrap(), document);
    assert_eq!(body.as_object().unwrap().len(), 2);
    let body: Value =
        serde_json::from_str(&payload.body(Event::GuestOnline, Form::Object)).unwrap();
    assert_eq!(
        body,
        json!({"event": "appointment.guest.online", "payload": document})
    );
}

#[test]
fn what_is_unknown_is_null() {
    let appointment = Appointment {
        external_id: None,
        file_number: None,
        ..appointment()
    };
    assert_eq!(
        Payload::guest_online(&appointment).as_str(),
        r#"{"externalId":null,"administrativeFileNumber":null}"#
    );
    let reminder = Payload::reminder(&appointment, ReminderKind::Days, Channel::Sms);
    let reminder: Value = serde_json::from_str(reminder.as_str()).unwrap();
    assert_eq!(
        reminder,
        json!({
            "externalId": null, "administrativeFileNumber": null,
            "appointment": appointment.id.iri(), "reminder": "days", "channel": "sms",
        })
    );
}

#[test]
fn nothing_of_it_is_shown_in_debug() {
    let endpoint = endpoint(&[Event::AppointmentCreated]);
    let secret = WebhookSecret::generate(&Counting::default());
    let delivery = delivery(&endpoint);
    let shown = format!("{delivery:?} {endpoint:?} {secret:?}");
    assert!(
        !shown.contains("externalId") && !shown.contains("whsec"),
        "{shown}"
    );
}

#[test]
fn events_go_to_endpoints_that_want_them_and_are_served() {
    let wants = endpoint(&[Event::GuestOnline, Event::TransferShared]);
    let other = endpoint(&[Event::AppointmentCreated]);
    let disabled = WebhookEndpoint {
        disabled: Some(Disabled {
            at: now(),
            reason: Reason::Operator,
        }),
        ..wants.clone()
    };
    let luck = Counting::default();
    let payload = Payload::guest_online(&appointment());
    let all = fan_out(
        Id::new(luck.uuid()),
        &[wants.clone(), other, disabled],
        Event::GuestOnline,
        &payload,
        now(),
        &luck,
    );
    assert_eq!(all.len(), 1);
    assert_eq!(all[0].endpoint, wants.id);
    assert!(all[0].message_id().starts_with("msg_"));
    for event in Event::ALL {
        assert_eq!(Event::named(event.name()), Some(event));
        assert_eq!(serde_json::to_value(event).unwrap(), event.name());
    }
}

#[test]
fn attempts_follow_the_published_times() {
    let endpoint = endpoint(&[Event::AppointmentCreated]);
    let (mut delivery, mut now) = (delivery(&endpoint), now());
    let mut waited = Vec::new();
    loop {
        let settled = settle(&begun(delivery), &endpoint, Outcome::Answered(500), now);
        delivery = settled.delivery;
        assert!(delivery.payload.is_some());
        let Some(next) = delivery.next else { break };
        waited.push(next.duration_since(now));
        now = next;
    }
    let hours = SignedDuration::from_hours;
    assert_eq!(
        waited,
        [
            SignedDuration::from_secs(5),
            SignedDuration::from_mins(5),
            SignedDuration::from_mins(30),
            hours(2),
            hours(5),
            hours(10),
            hours(10),
        ]
    );
    assert_eq!(delivery.failed, MAX_ATTEMPTS);
    assert_eq!(delivery.status, DeliveryStatus::Dead);
    assert_eq!(delivery.reason, Some(GivenUp::AttemptsExhausted));
    assert_eq!(delivery.ended, Some(now));
}

#[test]
fn an_attempt_that_never_ended_is_made_up_for_but_not_for_ever() {
    let endpoint = endpoint(&[Event::AppointmentCreated]);
    let lost = begun(begun(delivery(&endpoint)));
    let settled = settle(&lost, &endpoint, Outcome::Unanswered("timeout"), now());
    let next = settled.delivery.next.unwrap();
    assert_eq!(next.duration_since(now()), RETRIES[0]);
    let mut crashing = delivery(&endpoint);
    let attempts = std::iter::repeat_with(|| {
        crashing = begun(crashing.clone());
        crashing.may_try()
    });
    assert_eq!(attempts.take(100).take_while(|may| *may).count(), 16);
}

#[test]
fn what_was_delivered_is_forgotten() {
    let endpoint = endpoint(&[Event::AppointmentCreated]);
    for status in [200, 201, 204, 299] {
        let settled = settle(
            &begun(delivery(&endpoint)),
            &endpoint,
            Outcome::Answered(status),
            now(),
        );
        let after = settled.delivery;
        assert_eq!(
            (after.status, after.payload, after.next),
            (DeliveryStatus::Delivered, None, None)
        );
        assert_eq!(after.last.unwrap().status, Some(status));
        assert_eq!(settled.health, Health::Same);
    }
    for status in [100, 199, 300, 302, 400, 404, 429, 500, 503] {
        let settled = settle(
            &begun(delivery(&endpoint)),
            &endpoint,
            Outcome::Answered(status),
            now(),
        );
        assert_eq!(settled.delivery.status, DeliveryStatus::Pending, "{status}");
    }
}

#[test]
fn gone_is_final_at_once() {
    let endpoint = endpoint(&[Event::AppointmentCreated]);
    let settled = settle(
        &begun(delivery(&endpoint)),
        &endpoint,
        Outcome::Answered(410),
        now(),
    );
    assert_eq!(settled.delivery.reason, Some(GivenUp::EndpointGone));
    assert_eq!(
        settled.health,
        Health::Disabled(Disabled {
            at: now(),
            reason: Reason::Gone
        })
    );
}

#[test]
fn five_days_of_failure_are_the_end() {
    let day = SignedDuration::from_hours(24);
    let failing = |since: Option<Timestamp>| WebhookEndpoint {
        failing: since,
        ..endpoint(&[Event::AppointmentCreated])
    };
    let health = |since: Option<Timestamp>, outcome| {
        let endpoint = failing(since);
        settle(&begun(delivery(&endpoint)), &endpoint, outcome, now()).health
    };
    let failed = Outcome::Unanswered("timeout");
    assert_eq!(health(None, failed), Health::Failing(now()));
    let almost = now() - day * 5 + SignedDuration::from_millis(1);
    assert_eq!(health(Some(almost), failed), Health::Same);
    assert!(matches!(
        health(Some(now() - day * 5), failed),
        Health::Disabled(Disabled {
            reason: Reason::Failing,
            ..
        })
    ));
    assert_eq!(
        health(Some(now() - day * 9), Outcome::Answered(200)),
        Health::Recovered
    );
}

#[test]
fn only_the_dead_are_replayed() {
    let endpoint = endpoint(&[Event::AppointmentCreated]);
    let pending = begun(delivery(&endpoint));
    assert_eq!(pending.replayed(now()), Err(NotReplayable::Pending));
    let delivered = settle(&pending, &endpoint, Outcome::Answered(200), now()).delivery;
    assert_eq!(delivered.replayed(now()), Err(NotReplayable::Delivered));
    let worn = WebhookDelivery {
        failed: 1,
        ..pending
    };
    let dead = worn.given_up(GivenUp::EndpointDisabled, now());
    let later = now() + SignedDuration::from_hours(48);
    let again = dead.replayed(later).unwrap();
    assert_eq!((again.begun, again.failed, again.next), (0, 0, Some(later)));
    assert_eq!(again.status, DeliveryStatus::Pending);
    assert_eq!((again.id, again.payload.clone()), (dead.id, dead.payload));
    assert_eq!((again.reason, again.ended), (None, None));
}

proptest! {
    /// Whatever is answered: what is owed goes on or ends, never both, and nothing is told twice as new.
    #[test]
    fn a_delivery_ends_once(answers in proptest::collection::vec(prop_oneof![
        (100_u16..600).prop_map(Outcome::Answered),
        Just(Outcome::Unanswered("timeout")),
    ], 1..12)) {
        let endpoint = endpoint(&[Event::AppointmentCreated]);
        let (mut delivery, mut now) = (delivery(&endpoint), now());
        for outcome in answers {
            let Some(next) = delivery.next else { break };
            now = now.max(next);
            delivery = settle(&begun(delivery), &endpoint, outcome, now).delivery;
            let pending = delivery.status == DeliveryStatus::Pending;
            prop_assert_eq!(pending, delivery.next.is_some());
            prop_assert_eq!(pending, delivery.ended.is_none());
            prop_assert_eq!(delivery.status == DeliveryStatus::Delivered, delivery.payload.is_none());
            prop_assert_eq!(delivery.status == DeliveryStatus::Dead, delivery.reason.is_some());
            prop_assert!(delivery.failed <= MAX_ATTEMPTS);
        }
    }
}
