//! The seven events, each by what the API's users and their guests do, and what is told of them.

use leah_domain::{
    Locale,
    webhook::{Event, Form},
};
use leah_local::demo::ORGANIZATION;
use reqwest::Method;
use serde_json::{Value, json};

use super::support::{Endpoint, MINUTE, World};
use crate::{
    guests::{Document, Guest},
    outbox::owed_items,
    support::{Answer, Tenant, TestApp, booking, demo},
};

/// The bodies that an endpoint got, with names for identifiers, each on a line, in the order of the alphabet: no other is
/// promised.
fn bodies(endpoint: &Endpoint, names: &[(&str, &str)]) -> String {
    endpoint.told(); // each is verified
    let received = endpoint.receiver.received().into_iter();
    let mut bodies: Vec<String> = received
        .map(|one| {
            let body = String::from_utf8(one.body.to_vec()).unwrap();
            let name = |body: String, (id, name): &(&str, &str)| body.replace(id, name);
            names.iter().fold(body, name)
        })
        .collect();
    bodies.sort();
    bodies.join("\n")
}

async fn book(app: &TestApp, body: &Value) -> Answer {
    app.post("/api/appointments")
        .json(body)
        .send()
        .await
        .expect(201)
}

async fn edit(app: &TestApp, iri: &str, change: Value) {
    app.patch(iri).merge(&change).send().await.expect(200);
    app.drain().await;
}

/// The word of a mail's or SMS's text that is a waiting room's link, without its host.
fn link(message: &Value) -> String {
    let text = message["text"].as_str().unwrap();
    let mut words = text.split_whitespace();
    let link = words.find(|word| word.contains("/w/")).unwrap();
    let (_, secret) = link.split_once("/w/").unwrap();
    format!("/w/{secret}")
}

/// Has a guest press the button of the waiting room.
async fn press(app: &TestApp, host: &str, link: &str) {
    let call = app.request(Method::POST, link).anonymous().host(host);
    call.send().await.expect(303);
    app.drain().await;
}

#[tokio::test]
async fn everything_that_happens_to_an_appointment_is_told() {
    let world = World::start().await;
    let endpoint = world.endpoint(&Event::ALL).await;
    let app = &world.app;
    let mut body = booking();
    body["administrativeFileNumber"] = "stay/42 \"B\"".into();
    let iri = book(app, &body).await.iri();
    app.drain().await;
    let host = format!("myorganization.localhost:{}", app.house.port());
    press(app, &host, &link(&app.messages().await[0])).await;
    edit(app, &iri, json!({ "startTime": "2021-04-25T14:00:00" })).await;
    // A day and thirty minutes before, each by mail and by SMS.
    app.advance_to("2021-04-25T13:59:00Z").await;
    app.delete(&iri).send().await.expect(204);
    app.drain().await;
    let names = [(&*iri, "/api/appointments/{id}")];
    insta::assert_snapshot!("appointment", bodies(&endpoint, &names));
}

#[tokio::test]
async fn everything_that_happens_to_a_transfer_is_told() {
    let world = World::start().await;
    let endpoint = world.endpoint(&Event::ALL).await;
    let app = &world.app;
    let documents = [Document::png("a.png", 100), Document::pdf("b.pdf", 200)];
    let guest = Guest::of_demo(app, &documents).await;
    guest.download(app, &guest.file(1)).await;
    guest.download(app, &guest.all()).await;
    app.drain().await;
    let (first, second) = (guest.files[0].as_str(), guest.files[1].as_str());
    let names = [
        (&*guest.transfer, "{transfer}"),
        (first, "{a}"),
        (second, "{b}"),
    ];
    insta::assert_snapshot!("transfer", bodies(&endpoint, &names));
}

#[tokio::test]
async fn an_endpoint_that_wants_it_gets_the_document_itself() {
    let world = World::start().await;
    let mut endpoint = world.endpoint(&Event::ALL).await;
    endpoint.stored.form = Form::Object;
    world.put(ORGANIZATION, &endpoint.stored).await;
    let iri = book(&world.app, &booking()).await.iri();
    world.app.drain().await;
    let expected = json!({
        "event": "appointment.created",
        "payload": {
            "externalId": "000001",
            "administrativeFileNumber": null,
            "appointment": iri,
        },
    });
    let body: Value = serde_json::from_str(&bodies(&endpoint, &[])).unwrap();
    assert_eq!(body, expected);
}

#[tokio::test]
async fn an_online_guest_is_told_in_the_documented_form_alone() {
    let world = World::start().await;
    let endpoint = world.endpoint(&[Event::GuestOnline]).await;
    let app = &world.app;
    let host = format!("myorganization.localhost:{}", app.house.port());
    let mut nameless = booking();
    nameless.as_object_mut().unwrap().remove("externalId");
    for body in [booking(), nameless] {
        book(app, &body).await;
        app.drain().await;
        let message = app.messages().await.pop().unwrap();
        press(app, &host, &link(&message)).await;
    }
    let expected = [
        r#"{"event":"appointment.guest.online","payload":"{\"externalId\":\"000001\",\"administrativeFileNumber\":null}"}"#,
        r#"{"event":"appointment.guest.online","payload":"{\"externalId\":null,\"administrativeFileNumber\":null}"}"#,
    ];
    assert_eq!(bodies(&endpoint, &[]), expected.join("\n"));
}

#[tokio::test]
async fn what_the_guest_is_not_told_is_no_rescheduling() {
    let world = World::start().await;
    let endpoint = world.endpoint(&Event::ALL).await;
    let tenant = Tenant::create(&world.app, "other").await;
    let app = &world.app;
    let iri = book(app, &booking()).await.iri();
    app.drain().await;
    let events = || -> Vec<String> {
        let told = endpoint.told().into_iter();
        told.skip(1).map(|told| told.event).collect()
    };
    for change in [
        json!({ "externalId": "000002" }),
        json!({ "administrativeFileNumber": "7" }),
        json!({ "email": "jane.doe@example.org" }),
        json!({ "phoneNumber": "+33612345679" }),
        json!({ "startTime": "2021-04-25T13:15:00" }),
        json!({ "startTime": "2021-04-25T15:15:00+02:00", "office": demo::OFFICE }),
        json!({}),
    ] {
        edit(app, &iri, change).await;
        assert_eq!(events(), Vec::<String>::new());
    }
    let mut office = tenant.office.clone();
    office.healthcare_worker = leah_local::demo::HEALTHCARE_WORKER;
    app.house
        .app()
        .table()
        .put_office(ORGANIZATION, &office)
        .await
        .unwrap();
    edit(app, &iri, json!({ "office": office.id.iri() })).await;
    assert_eq!(events(), ["appointment.rescheduled"]);
    let both = json!({ "startTime": "2021-04-26T13:15:00", "email": "j@example.org" });
    edit(app, &iri, both).await;
    assert_eq!(events(), ["appointment.rescheduled"; 2]);
    // The payload is of what holds from then on.
    let told = endpoint.told().pop().unwrap();
    let expected = json!({
        "externalId": "000002",
        "administrativeFileNumber": "7",
        "appointment": iri,
    });
    assert_eq!(told.payload, expected);
    edit(app, &iri, json!({ "status": "cancelled" })).await;
    let told = endpoint.told().pop().unwrap();
    assert_eq!(
        (told.event.as_str(), told.payload),
        ("appointment.cancelled", expected)
    );
}

#[tokio::test]
async fn an_endpoint_gets_what_it_wants_and_no_more() {
    let world = World::start().await;
    let created = world.endpoint(&[Event::AppointmentCreated]).await;
    let cancelled = world.endpoint(&[Event::AppointmentCancelled]).await;
    let both = world
        .endpoint(&[Event::AppointmentCreated, Event::AppointmentCancelled])
        .await;
    let none = world.endpoint(&[]).await;
    let iri = world.book().await;
    world.app.drain().await;
    edit(
        &world.app,
        &iri,
        json!({ "startTime": "2021-02-02T10:00:00" }),
    )
    .await;
    edit(&world.app, &iri, json!({ "status": "cancelled" })).await;
    let events = |endpoint: &Endpoint| -> Vec<String> {
        endpoint.told().into_iter().map(|told| told.event).collect()
    };
    assert_eq!(events(&created), ["appointment.created"]);
    assert_eq!(events(&cancelled), ["appointment.cancelled"]);
    assert_eq!(
        events(&both),
        ["appointment.created", "appointment.cancelled"]
    );
    assert_eq!(events(&none), Vec::<String>::new());
}

/// The effects that are owed.
async fn effects(app: &TestApp) -> Vec<String> {
    let owed = owed_items(app).await;
    let effect = |item: &Value| item["effect"]["S"].as_str().unwrap().to_owned();
    let mut effects: Vec<String> = owed.iter().map(effect).collect();
    effects.sort();
    effects
}

#[tokio::test]
async fn what_nobody_wants_is_not_owed() {
    let mail = "confirmation-mail";
    let world = World::start().await;
    world.book().await;
    assert_eq!(effects(&world.app).await, [mail]);
    world.app.drain().await;

    let world = World::start().await;
    let endpoint = world.endpoint(&[Event::AppointmentCancelled]).await;
    world.book().await;
    assert_eq!(effects(&world.app).await, [mail]);
    world.app.drain().await;
    assert_eq!(endpoint.told().len(), 0);

    let world = World::start().await;
    let endpoint = world.endpoint(&[Event::AppointmentCreated]).await;
    let _other = world.endpoint(&[Event::AppointmentCreated]).await;
    world.book().await;
    assert_eq!(effects(&world.app).await, ["appointment-event", mail]);
    world.app.drain().await;
    assert_eq!(endpoint.told().len(), 1);
}

#[tokio::test]
async fn organizations_are_told_of_their_own_alone() {
    let world = World::start().await;
    let tenant = Tenant::with(&world.app, "other", |settings| {
        settings.locale = Locale::En;
    })
    .await;
    let ours = world.endpoint(&Event::ALL).await;
    let theirs = world.endpoint_of(tenant.organization.id, &Event::ALL).await;
    let mut body = booking();
    body["office"] = tenant.office.id.iri().into();
    body["externalId"] = "theirs".into();
    body["startTime"] = "2021-02-01T10:00:00".into();
    let call = world.app.post("/api/appointments").json(&body);
    let other = tenant.sign(call).send().await.expect(201).iri();
    let own = world.book().await;
    world.app.drain().await;
    for (endpoint, iri) in [(&ours, &own), (&theirs, &other)] {
        let told = endpoint.told();
        assert_eq!(told.len(), 1);
        assert_eq!(told[0].payload["appointment"], *iri);
    }
    let listed = world.deliveries("").await;
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0]["webhookId"], ours.ids()[0]);
    let call = tenant.sign(world.app.get("/api/webhook_deliveries"));
    let answer = call.send().await.expect(200).json();
    let listed = answer["hydra:member"].as_array().unwrap();
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0]["webhookId"], theirs.ids()[0]);
}

#[tokio::test]
async fn what_was_told_is_forgotten_and_what_it_was_about_may_be_gone() {
    let world = World::start().await;
    let endpoint = world.endpoint(&Event::ALL).await;
    let iri = world.book().await;
    world.app.delete(&iri).send().await.expect(204);
    world.app.advance(MINUTE).await;
    let mut events: Vec<String> = endpoint.told().into_iter().map(|told| told.event).collect();
    events.sort();
    assert_eq!(events, ["appointment.cancelled", "appointment.created"]);
    // Neither in the deliveries nor anywhere else in the table.
    let items = json!(world.app.house.items().unwrap()).to_string();
    let id = iri.rsplit('/').next().unwrap();
    assert!(items.contains(id), "the audit entry");
    assert!(!items.contains("000001"), "{items}");
}
