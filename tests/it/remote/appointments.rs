//! An appointment from its booking to its end.

use serde_json::{Value, json};

use super::{GUEST, NUMBER, Remote, days_from_now, eventually, unique, visit};

const MERGE: Option<&str> = Some("application/merge-patch+json");

async fn booking(leah: &Remote) -> Value {
    json!({
        "phoneNumber": NUMBER,
        "email": GUEST,
        "office": leah.office().await["@id"],
        "startTime": days_from_now(60),
        "externalId": unique("leah-tests"),
    })
}

/// The IRIs of the appointments that a query finds become these.
async fn listed(leah: &Remote, query: &str, expected: &[&str]) {
    let path = format!("/api/appointments?{query}");
    eventually(&path, async || {
        let found = leah.list(&path).await;
        let found: Vec<&Value> = found.iter().map(|member| &member["@id"]).collect();
        (found == expected).then_some(())
    })
    .await;
}

#[tokio::test]
async fn booked_read_found_moved_and_cancelled() {
    visit(async |leah| {
        let body = booking(leah).await;
        let booked = leah.book(&body, &unique("booking")).await.expect(201);
        let iri = booked.iri();
        assert_eq!(booked.header("location"), Some(&*iri));
        assert_eq!(booked.header("content-location"), Some(&*iri));
        let mut expected = json!({
            "@context": "/api/contexts/Appointment",
            "@id": iri,
            "@type": "Appointment",
            "status": "scheduled",
            "startTime": body["startTime"],
            "email": GUEST,
            "phoneNumber": NUMBER,
        });
        assert_eq!(booked.json(), expected);
        let read = leah.get(&iri).send().await.expect(200);
        assert_eq!(read.json(), expected);
        assert_eq!(read.header("accept-patch"), MERGE);

        let external = body["externalId"].as_str().unwrap();
        let (before, after) = (days_from_now(59), days_from_now(61));
        let (before, after) = (before.replace('+', "%2B"), after.replace('+', "%2B"));
        listed(leah, &format!("externalId={external}"), &[&iri]).await;
        for (filter, found) in [
            (format!("email={}", GUEST.to_uppercase()), true),
            ("email=nobody@invalid.example".to_owned(), false),
            (format!("startTime[after]={before}"), true),
            (format!("startTime[before]={before}"), false),
            (format!("startTime[after]={after}"), false),
            ("order[startTime]=desc".to_owned(), true),
        ] {
            let query = format!("externalId={external}&{filter}");
            let expected: &[&str] = if found { &[&iri] } else { &[] };
            listed(leah, &query, expected).await;
        }

        // The offset is converted.
        let moved = json!({"startTime": days_from_now(61).replace("+00:00", "-02:00")});
        let edited = leah.patch(&iri).merge(&moved).send().await.expect(200);
        let start = edited.json()["startTime"].clone();
        assert!(start.as_str().unwrap().ends_with("+00:00"), "{start}");
        assert_ne!(start, expected["startTime"]);
        expected["startTime"] = start;
        assert_eq!(edited.json(), expected);
        assert_eq!(leah.read(&iri).await, expected);

        let cancel = json!({"status": "cancelled"});
        let cancelled = leah.patch(&iri).merge(&cancel).send().await.expect(200);
        expected["status"] = json!("cancelled");
        assert_eq!(cancelled.json(), expected);
        leah.get(&iri).send().await.expect(404);
        leah.delete(&iri).send().await.expect(404);
        leah.patch(&iri).merge(&cancel).send().await.expect(404);
        listed(leah, &format!("externalId={external}"), &[]).await;
    })
    .await;
}

#[tokio::test]
async fn a_repeated_request_is_carried_out_once() {
    visit(async |leah| {
        let (body, key) = (booking(leah).await, unique("booking"));
        let first = leah.book(&body, &key).await.expect(201);
        let again = leah.book(&body, &key).await.expect(201);
        assert_eq!(again.text, first.text);
        assert_eq!(again.header("location"), first.header("location"));
        let other = json!({"phoneNumber": NUMBER, "email": GUEST});
        leah.book(&other, &key).await.expect(422);
        let external = body["externalId"].as_str().unwrap();
        let iri = first.iri();
        listed(leah, &format!("externalId={external}"), &[&iri]).await;

        let edit = || {
            let patch = leah
                .patch(&iri)
                .header("Idempotency-Key", &format!("{key}-edit"));
            patch.merge(&json!({"externalId": format!("{external}-2")}))
        };
        let edited = edit().send().await.expect(200);
        assert_eq!(edit().send().await.expect(200).text, edited.text);
        listed(leah, &format!("externalId={external}-2"), &[&iri]).await;
    })
    .await;
}

#[tokio::test]
async fn a_deleted_one_is_gone() {
    visit(async |leah| {
        let booked = leah.book(&booking(leah).await, &unique("booking")).await;
        let iri = booked.expect(201).iri();
        let deleted = leah.delete(&iri).send().await.expect(204);
        assert_eq!(deleted.text, "");
        leah.get(&iri).send().await.expect(404);
        leah.delete(&iri).send().await.expect(404);
    })
    .await;
}
