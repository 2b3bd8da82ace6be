//! Cancelling: the guest is told, and everything about the guest goes.

use leah_domain::WaitingRoomToken;
use serde_json::{Value, json};

use super::support::{PATH, book, booking_with, edit, items, items_of, mails, method, words};
use crate::support::{Answer, TestApp};

const GUEST: &str = "Guest.Of.Honour@example.org";
const NUMBER: &str = "+33698765432";

fn guest() -> Value {
    json!({"email": GUEST, "phoneNumber": NUMBER, "externalId": "EXT-4711", "administrativeFileNumber": "STAY-0815"})
}

/// Both ways to cancel.
async fn cancel(app: &TestApp, iri: &str, by_patch: bool) -> Answer {
    if by_patch {
        edit(app, iri, &json!({"status": "cancelled"}))
            .await
            .expect(200)
    } else {
        app.delete(iri).send().await.expect(204)
    }
}

#[tokio::test]
async fn a_cancelled_appointment_is_404_to_everything() {
    for by_patch in [true, false] {
        let app = TestApp::start().await;
        let iri = book(&app, &guest()).await;
        app.drain().await;
        let mut shown = app.get(&iri).send().await.expect(200).json();
        let cancelled = cancel(&app, &iri, by_patch).await;
        if by_patch {
            shown["status"] = json!("cancelled");
            assert_eq!(cancelled.text, shown.to_string());
            assert_eq!(cancelled.header("content-location"), Some(iri.as_str()));
        } else {
            assert_eq!(
                (cancelled.text.as_str(), cancelled.header("content-type")),
                ("", None)
            );
        }
        // Before what the cancellation owes is done, and after.
        for _ in 0..2 {
            app.get(&iri).send().await.expect(404);
            app.delete(&iri).send().await.expect(404);
            for patch in [
                json!({}),
                json!({"status": "cancelled"}),
                json!({"status": "scheduled"}),
            ] {
                edit(&app, &iri, &patch).await.expect(404);
            }
            for query in [
                "",
                "?externalId=EXT-4711",
                "?email=guest.of.honour@example.org",
                "?order[startTime]=desc",
            ] {
                let list = app.get(&format!("{PATH}{query}")).send().await.expect(200);
                assert!(!list.text.contains(&iri), "{query}");
            }
            app.drain().await;
        }
        assert_eq!(app.schedules().await, Vec::<Value>::new());
        assert_eq!(app.owed().await, Vec::<Value>::new());
        let subjects: Vec<_> = mails(&app)
            .await
            .into_iter()
            .map(|(_, subject)| subject)
            .collect();
        assert_eq!(
            subjects,
            [
                "Votre rendez-vous est confirmé",
                "Votre rendez-vous est annulé"
            ]
        );
        assert_eq!(method(app.messages().await.last().unwrap()), Some("CANCEL"));
    }
}

#[tokio::test]
async fn nothing_about_the_guest_is_left_in_the_table() {
    for by_patch in [true, false] {
        let app = TestApp::start().await;
        let before = items(&app).len();
        // Repeatable requests and an edit, so that everything that can be kept is.
        let body = booking_with(&guest());
        let booked = app
            .post(PATH)
            .header("idempotency-key", "a")
            .json(&body)
            .send()
            .await
            .expect(201);
        let iri = booked.iri();
        app.drain().await;
        let moved = json!({"startTime": "2021-05-18T09:00:00"});
        app.patch(&iri)
            .header("idempotency-key", "b")
            .merge(&moved)
            .send()
            .await
            .expect(200);
        app.drain().await;
        let mail = app.messages().await[0]["text"].as_str().unwrap().to_owned();
        let link = mail.split_once("/w/").expect("a waiting-room link").1;
        let token: String = link
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c))
            .collect();
        let digest = serde_json::from_value::<WaitingRoomToken>(json!(token))
            .unwrap()
            .digest();
        let id = iri.rsplit('/').next().unwrap();
        let secrets = [
            GUEST.to_lowercase(),
            NUMBER.to_owned(),
            token.to_lowercase(),
            digest,
            "ext-4711".into(),
            "stay-0815".into(),
        ];
        let table = Value::from(items(&app)).to_string().to_lowercase();
        for secret in &secrets {
            assert!(table.contains(secret), "{secret} was never there");
        }

        cancel(&app, &iri, by_patch).await;
        app.drain().await;
        let table = Value::from(items(&app)).to_string().to_lowercase();
        for secret in &secrets {
            assert!(!table.contains(secret), "{secret} is left: {table}");
        }
        let mut left = items(&app);
        left.retain(|item| item.to_string().contains(id));
        let mut kinds: Vec<_> = left
            .iter()
            .map(|item| item["type"]["S"].as_str().unwrap())
            .collect();
        kinds.sort_unstable();
        assert_eq!(kinds, ["Audit", "Idempotency", "Idempotency"]);
        assert_eq!(items(&app).len(), before + 3);
        let audit = items_of(&app, "Audit").remove(0);
        let fields: Vec<_> = audit
            .as_object()
            .unwrap()
            .keys()
            .map(String::as_str)
            .collect();
        let mut fields = fields.clone();
        fields.sort_unstable();
        assert_eq!(
            fields,
            ["PK", "SK", "action", "appointment", "at", "type", "v"]
        );
        assert_eq!(
            (&audit["action"]["S"], &audit["appointment"]["S"]),
            (&json!("appointment.cancelled"), &json!(id))
        );
    }
}

#[tokio::test]
async fn what_a_cancelling_patch_says_besides_is_shown_and_goes_nowhere() {
    let app = TestApp::start().await;
    let iri = book(&app, &guest()).await;
    app.drain().await;
    let patch = json!({"status": "cancelled", "email": "new@example.org", "startTime": "2021-05-18T09:00:00"});
    let shown = edit(&app, &iri, &patch).await.expect(200).json();
    assert_eq!(
        (&shown["status"], &shown["email"]),
        (&json!("cancelled"), &json!("new@example.org"))
    );
    app.drain().await;
    // The one who was invited is told, of the start that was told.
    let messages = app.messages().await;
    let last = messages.last().unwrap();
    assert_eq!((messages.len(), &last["to"]), (2, &json!(GUEST)));
    assert!(words(last).contains("25 avril 2021"), "{last}");
}

#[tokio::test]
async fn a_cancellation_before_the_confirmation_went_out_sends_one_mail() {
    let app = TestApp::start().await;
    let iri = book(&app, &guest()).await;
    cancel(&app, &iri, true).await;
    app.drain().await;
    let sent = [(GUEST.to_owned(), "Votre rendez-vous est annulé".to_owned())];
    assert_eq!(mails(&app).await, sent);
    assert_eq!(app.schedules().await, Vec::<Value>::new());
    app.advance(jiff::SignedDuration::from_hours(24 * 60)).await;
    assert_eq!(mails(&app).await, sent);
}

#[tokio::test]
async fn a_past_appointment_can_be_cancelled() {
    let app = TestApp::start().await;
    let iri = book(&app, &json!({"startTime": "2021-02-01T10:00:00"})).await;
    app.drain().await;
    cancel(&app, &iri, false).await;
    app.drain().await;
    app.get(&iri).send().await.expect(404);
    assert_eq!(mails(&app).await.len(), 2);
}

#[tokio::test]
async fn of_many_cancellations_at_once_one_is_made() {
    let app = TestApp::start().await;
    let iri = book(&app, &guest()).await;
    app.drain().await;
    let calls = (0..20).map(|number| {
        let call = if number % 2 == 0 {
            app.delete(&iri)
        } else {
            app.patch(&iri).merge(&json!({"status": "cancelled"}))
        };
        tokio::spawn(async move { call.send().await.status })
    });
    let calls: Vec<_> = calls.collect();
    let mut made = 0;
    for call in calls {
        match call.await.unwrap() {
            200 | 204 => made += 1,
            404 | 409 => {}
            other => panic!("{other}"),
        }
    }
    assert_eq!(made, 1);
    app.drain().await;
    assert_eq!(mails(&app).await.len(), 2);
    assert_eq!(items_of(&app, "Audit").len(), 1);
}
