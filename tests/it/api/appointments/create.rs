//! Booking.

use serde_json::{Value, json};

use super::support::{PATH, book, booking_with, create, item, mails};
use crate::support::{Tenant, TestApp, demo};

/// What a booking answers, but for its own IRI.
fn shown(mut body: Value) -> String {
    body["@id"] = json!("(its own)");
    body.to_string()
}

#[tokio::test]
async fn optional_fields_are_kept_and_not_shown() {
    let app = TestApp::start().await;
    let fields = json!({"externalId": "000001", "administrativeFileNumber": "S-7"});
    let with = create(&app, &booking_with(&fields)).await.expect(201);
    let without = create(&app, &booking_with(&json!({"externalId": null})))
        .await
        .expect(201);
    assert_eq!(shown(with.json()), shown(without.json()));
    let (with, without) = (
        item(&app, &with.iri()).unwrap(),
        item(&app, &without.iri()).unwrap(),
    );
    assert_eq!(with["external_id"]["S"], "000001");
    assert_eq!(with["file_number"]["S"], "S-7");
    assert_eq!(
        (without.get("external_id"), without.get("file_number")),
        (None, None)
    );
    app.drain().await;
}

#[tokio::test]
async fn the_older_spelling_of_the_reference_is_taken() {
    let app = TestApp::start().await;
    let old = book(&app, &json!({"externalId": null, "external_id": "old"})).await;
    let both = book(&app, &json!({"externalId": "new", "external_id": "other"})).await;
    for (reference, expected) in [("old", vec![old]), ("new", vec![both]), ("other", vec![])] {
        let list = app
            .get(&format!("{PATH}?externalId={reference}"))
            .send()
            .await
            .expect(200);
        assert_eq!(list.members(), expected, "{reference}");
    }
    app.drain().await;
}

#[tokio::test]
async fn two_appointments_may_share_a_reference() {
    let app = TestApp::start().await;
    let later = book(&app, &json!({"startTime": "2021-05-01T10:00:00"})).await;
    let earlier = book(&app, &json!({"startTime": "2021-04-01T10:00:00"})).await;
    let list = app.get(&format!("{PATH}?externalId=000001")).send().await;
    assert_eq!(list.members(), [earlier, later]);
    app.drain().await;
}

#[tokio::test]
async fn a_start_in_the_past_gets_its_mail_and_no_reminder() {
    let app = TestApp::start().await;
    let created = create(
        &app,
        &booking_with(&json!({"startTime": "2021-02-28T10:00:00"})),
    )
    .await;
    assert_eq!(
        created.expect(201).json()["startTime"],
        "2021-02-28T10:00:00+00:00"
    );
    app.drain().await;
    assert_eq!(app.schedules().await, Vec::<Value>::new());
    app.advance(jiff::SignedDuration::from_hours(48)).await;
    let sent = [(
        "john.doe@gmail.com".to_owned(),
        "Votre rendez-vous est confirmé".to_owned(),
    )];
    assert_eq!(mails(&app).await, sent);
}

#[tokio::test]
async fn numbers_are_kept_as_e164() {
    let app = TestApp::start().await;
    let rows = [
        ("+33 6 12 34 56 78", "+33612345678"),
        ("+33 (0)6.12.34.56.78", "+33612345678"),
        ("+33-612-345-678", "+33612345678"),
        ("+44 20 7946 0018", "+442079460018"),
        ("+1 (415) 555-2671", "+14155552671"),
        ("+590 690 00 12 34", "+590690001234"),
    ];
    for (given, printed) in rows {
        let created = create(&app, &booking_with(&json!({"phoneNumber": given})))
            .await
            .expect(201);
        assert_eq!(created.json()["phoneNumber"], printed, "{given}");
        let read = app.get(&created.iri()).send().await.expect(200).json();
        assert_eq!(read["phoneNumber"], printed, "{given}");
    }
    for given in [
        "0612345678",
        "+33",
        "+3361234567",
        "+33612345678 ext 5",
        "call me",
    ] {
        let refused = create(&app, &booking_with(&json!({"phoneNumber": given})))
            .await
            .expect(422);
        let description = &refused.json()["hydra:description"];
        assert_eq!(
            description, "phoneNumber: This value is not valid.",
            "{given}"
        );
    }
    app.drain().await;
}

#[tokio::test]
async fn the_office_may_be_an_absolute_url_of_this_host() {
    let app = TestApp::start().await;
    let office = |scheme_and_host: &str| {
        booking_with(&json!({"office": format!("{scheme_and_host}{}", demo::OFFICE)}))
    };
    for host in [
        "https://myorganization.leah.care",
        "http://myorganization.leah.care",
        "https://MyOrganization.leah.care:443",
    ] {
        create(&app, &office(host)).await.expect(201);
    }
    for host in [
        "https://other.leah.care",
        "https://leah.care",
        "https://myorganization.leah.care:8080",
        "//myorganization.leah.care",
    ] {
        let refused = create(&app, &office(host)).await.expect(400);
        let description = format!("Invalid IRI \"{host}{}\".", demo::OFFICE);
        assert_eq!(refused.json()["hydra:description"], description);
    }
    app.drain().await;
}

#[tokio::test]
async fn the_answer_names_the_new_appointment() {
    let app = TestApp::start().await;
    let created = create(&app, &booking_with(&json!({}))).await.expect(201);
    let iri = created.iri();
    assert_eq!(created.header("location"), Some(iri.as_str()));
    assert_eq!(created.header("content-location"), Some(iri.as_str()));
    assert_eq!(created.header("etag"), None);
    let read = app.get(&iri).send().await.expect(200);
    assert_eq!(read.text, created.text);
    app.drain().await;
}

#[tokio::test]
async fn json_in_json_out() {
    let app = TestApp::start().await;
    let body = booking_with(&json!({}));
    let plain = app
        .post(PATH)
        .accept("application/json")
        .json(&body)
        .send()
        .await
        .expect(201);
    insta::assert_snapshot!(plain.snapshot(), @r#"
    201 application/json; charset=utf-8
    {
      "status": "scheduled",
      "startTime": "2021-04-25T13:15:00+00:00",
      "email": "john.doe@gmail.com",
      "phoneNumber": "+33612345678"
    }
    "#);
    let linked = app
        .post(PATH)
        .body("application/ld+json; charset=utf-8", body.to_string())
        .send()
        .await;
    assert_eq!(linked.expect(201).json()["@type"], "Appointment");
    app.drain().await;
}

#[tokio::test]
async fn what_the_api_does_not_know_is_ignored() {
    let app = TestApp::start().await;
    let fields = json!({"@id": demo::APPOINTMENT, "id": "x", "@type": 5, "createdAt": "x", "status": "scheduled", "nested": {"a": [1]}});
    let created = create(&app, &booking_with(&fields)).await.expect(201);
    assert_ne!(created.iri(), demo::APPOINTMENT);
    // Of two fields of one name the last one counts.
    let twice = booking_with(&json!({}))
        .to_string()
        .replacen('{', r#"{"email": 5,"#, 1);
    app.post(PATH)
        .body("application/json", twice)
        .send()
        .await
        .expect(201);
    app.drain().await;
}

#[tokio::test]
async fn addresses_are_kept_as_written() {
    let app = TestApp::start().await;
    let created = create(
        &app,
        &booking_with(&json!({"email": "Jane.Doe@Example.ORG"})),
    )
    .await;
    assert_eq!(created.expect(201).json()["email"], "Jane.Doe@Example.ORG");
    let international = create(&app, &booking_with(&json!({"email": "jane@müller.de"}))).await;
    assert_eq!(international.expect(201).json()["email"], "jane@müller.de");
    app.drain().await;
    let to: Vec<_> = mails(&app).await.into_iter().map(|(to, _)| to).collect();
    assert_eq!(to.len(), 2);
    assert!(to.contains(&"jane@xn--mller-kva.de".to_owned()), "{to:?}");
}

#[tokio::test]
async fn references_have_at_most_255_characters() {
    let app = TestApp::start().await;
    for name in ["externalId", "external_id", "administrativeFileNumber"] {
        let property = if name == "external_id" {
            "externalId"
        } else {
            name
        };
        let mut fields = json!({"externalId": null});
        fields[name] = json!("é".repeat(255));
        book(&app, &fields).await;
        fields[name] = json!("é".repeat(256));
        let refused = create(&app, &booking_with(&fields)).await.expect(422);
        let description =
            format!("{property}: This value is too long. It should have 255 characters or less.");
        assert_eq!(refused.json()["hydra:description"], description);
    }
    app.drain().await;
}

#[tokio::test]
async fn each_organization_books_at_its_own_office() {
    let app = TestApp::start().await;
    let tenant = Tenant::create(&app, "second").await;
    let body = booking_with(&json!({"office": tenant.office.id.iri()}));
    let created = tenant
        .sign(app.post(PATH))
        .json(&body)
        .send()
        .await
        .expect(201);
    app.drain().await;
    tenant
        .sign(app.get(&created.iri()))
        .send()
        .await
        .expect(200);
    let subjects: Vec<_> = mails(&app)
        .await
        .into_iter()
        .map(|(_, subject)| subject)
        .collect();
    assert_eq!(subjects, ["Your appointment is confirmed"]);
}
