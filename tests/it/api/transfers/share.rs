//! Telling a guest where the documents are.

use jiff::SignedDuration;
use leah_local::wire::{FaultKind, Service};
use serde_json::{Value, json};

use super::support::{
    MANY, PATH, create, fault, filled, heal, items_of, link, pass, read, revoke, share, upload,
};
use crate::support::{Answer, Form, Tenant, TestApp, pdf, png};

const GUEST: &str = "benjamin@leah.care";

/// To whom mails went, oldest first.
async fn recipients(app: &TestApp) -> Vec<String> {
    let messages = app.messages().await;
    messages
        .iter()
        .map(|mail| mail["to"].as_str().unwrap().to_owned())
        .collect()
}

async fn keyed(app: &TestApp, iri: &str, email: &str) -> Answer {
    let call = app
        .post(&format!("{iri}/share"))
        .header("idempotency-key", "k");
    call.json(&json!({"email": email})).send().await
}

#[tokio::test]
async fn what_is_missing_is_said_together() {
    let app = TestApp::start().await;
    let (empty, full) = (create(&app).await, filled(&app, 1).await);
    let post =
        async |iri: &str, body: Value| app.post(&format!("{iri}/share")).json(&body).send().await;
    insta::assert_snapshot!(post(&empty, json!({})).await.snapshot(), @r#"
    422 application/ld+json; charset=utf-8
    {
      "@context": "/api/contexts/ConstraintViolationList",
      "@type": "ConstraintViolationList",
      "hydra:title": "An error occurred",
      "hydra:description": "email: This value should not be blank.\nfiles: This collection should contain 1 element or more.",
      "violations": [
        {
          "propertyPath": "email",
          "message": "This value should not be blank.",
          "code": "c1051bb4-d103-4f74-8988-acbcafc7fdc3"
        },
        {
          "propertyPath": "files",
          "message": "This collection should contain 1 element or more.",
          "code": "bef8e338-6ae5-4caf-b8e2-50e7b0579e69"
        }
      ]
    }
    "#);
    insta::assert_snapshot!(post(&full, json!({})).await.snapshot(), @r#"
    422 application/ld+json; charset=utf-8
    {
      "@context": "/api/contexts/ConstraintViolationList",
      "@type": "ConstraintViolationList",
      "hydra:title": "An error occurred",
      "hydra:description": "email: This value should not be blank.",
      "violations": [
        {
          "propertyPath": "email",
          "message": "This value should not be blank.",
          "code": "c1051bb4-d103-4f74-8988-acbcafc7fdc3"
        }
      ]
    }
    "#);
    insta::assert_snapshot!(post(&full, json!({"email": "not-an-email"})).await.snapshot(), @r#"
    422 application/ld+json; charset=utf-8
    {
      "@context": "/api/contexts/ConstraintViolationList",
      "@type": "ConstraintViolationList",
      "hydra:title": "An error occurred",
      "hydra:description": "email: This value is not a valid email address.",
      "violations": [
        {
          "propertyPath": "email",
          "message": "This value is not a valid email address.",
          "code": "bd79c0ab-ddba-46cc-a703-a7a4b08de310"
        }
      ]
    }
    "#);
    insta::assert_snapshot!(share(&app, &empty, GUEST).await.snapshot(), @r#"
    422 application/ld+json; charset=utf-8
    {
      "@context": "/api/contexts/ConstraintViolationList",
      "@type": "ConstraintViolationList",
      "hydra:title": "An error occurred",
      "hydra:description": "files: This collection should contain 1 element or more.",
      "violations": [
        {
          "propertyPath": "files",
          "message": "This collection should contain 1 element or more.",
          "code": "bef8e338-6ae5-4caf-b8e2-50e7b0579e69"
        }
      ]
    }
    "#);
    assert_eq!(read(&app, &full).await["status"], "ready");
    app.drain().await;
    assert!(app.messages().await.is_empty());
}

#[tokio::test]
async fn what_is_no_address_is_refused() {
    let app = TestApp::start().await;
    let full = filled(&app, 1).await;
    for (body, status, words) in [
        (
            json!({"email": ""}),
            422,
            "email: This value should not be blank.",
        ),
        (
            json!({"email": "a@b@c"}),
            422,
            "email: This value is not a valid email address.",
        ),
        (
            json!({"email": "a@b.fr\r\nBcc: x@y.fr"}),
            422,
            "email: This value is not a valid email address.",
        ),
        (
            json!({"email": null}),
            400,
            "The type of the \"email\" attribute must be \"string\", \"NULL\" given.",
        ),
        (
            json!({"email": 5}),
            400,
            "The type of the \"email\" attribute must be \"string\", \"integer\" given.",
        ),
        (
            json!({"email": [GUEST]}),
            400,
            "The type of the \"email\" attribute must be \"string\", \"array\" given.",
        ),
    ] {
        let call = app.post(&format!("{full}/share")).json(&body);
        let refused = call.send().await;
        assert_eq!(refused.status, status, "{body}: {}", refused.text);
        assert_eq!(refused.json()["hydra:description"], words, "{body}");
    }
    let call = app.post(&format!("{full}/share"));
    call.body("text/plain", "{}").send().await.expect(415);
    app.post(&format!("{full}/share")).send().await.expect(415);
    assert_eq!(read(&app, &full).await["status"], "ready");
    app.drain().await;
    assert!(app.messages().await.is_empty());
}

#[tokio::test]
async fn the_mail_has_the_link_and_no_more_than_is_needed() {
    let app = TestApp::start().await;
    let iri = create(&app).await;
    let form = Form::new()
        .file("Ordonnance de Zoé.pdf", &pdf("one"))
        .file("photo.png", &png());
    upload(&app, &iri, &form).await.expect(200);
    let transfer = share(&app, &iri, GUEST).await.expect(200).json();
    app.drain().await;
    let mail = app.messages().await.remove(0);
    let link = link(&transfer);
    let port = app.house.port().to_string();
    let plain = |text: &str| {
        text.replace(&link, "(link)")
            .replace(&port, "(port)")
            .replace('\u{a0}', " ")
    };
    let text = plain(mail["text"].as_str().unwrap());
    insta::assert_snapshot!(format!("{}\n\n{text}", mail["subject"].as_str().unwrap()), @"
    Des documents vous attendent

    Bonjour, My organization vous transmet 2 documents. Ils sont disponibles jusqu'au lundi 8 mars 2021 à 9 h 00 (heure de Paris) :

    http://myorganization.localhost:(port)(link)

    Si vous n'attendiez rien, ignorez ce message.

    --
    My organization vous envoie ce message pour transmettre des documents à cette adresse e-mail.
    ");
    let html = plain(mail["html"].as_str().unwrap());
    assert!(
        html.contains("http://myorganization.localhost:(port)(link)"),
        "{html}"
    );
    let raw = app.house.engines().messages(None)[0].raw.clone().unwrap();
    let raw = String::from_utf8_lossy(&raw).into_owned();
    for text in [&text, &html, &raw] {
        for personal in [
            "Ordonnance",
            "photo",
            "John",
            "Doe",
            transfer["hash"].as_str().unwrap(),
        ] {
            assert!(!text.contains(personal), "{personal} in {text}");
        }
    }
    assert_eq!(mail["attachments"], json!([]));
}

#[tokio::test]
async fn each_organization_writes_in_its_own_language() {
    let app = TestApp::start().await;
    let second = Tenant::create(&app, "second").await;
    let body = json!({"healthcareWorker": second.worker.id.iri()});
    let iri = second
        .sign(app.post(PATH))
        .json(&body)
        .send()
        .await
        .expect(200)
        .iri();
    let form = Form::new().file("a.png", &png());
    second
        .sign(app.post(&format!("{iri}/files")))
        .form(&form)
        .send()
        .await
        .expect(200);
    let call = second
        .sign(app.post(&format!("{iri}/share")))
        .json(&json!({"email": GUEST}));
    let transfer = call.send().await.expect(200).json();
    app.drain().await;
    let mail = app.messages().await.remove(0);
    let text = mail["text"].as_str().unwrap().replace('\u{a0}', " ");
    let text = text
        .replace(&link(&transfer), "(link)")
        .replace(&app.house.port().to_string(), "(port)");
    insta::assert_snapshot!(format!("{}\n\n{text}", mail["subject"].as_str().unwrap()), @"
    Documents are waiting for you

    Hello, Practice second is sending you a document, available until Monday 8 March 2021 at 08:00 (London time):

    http://second.localhost:(port)(link)

    If you were not expecting this, ignore this message.

    --
    Practice second sends you this message to pass documents on to this e-mail address.
    ");
}

#[tokio::test]
async fn sharing_again_sends_again() {
    let app = TestApp::start().await;
    let iri = filled(&app, 1).await;
    for email in [GUEST, GUEST, "Second@Example.org", "jane@müller.de"] {
        let shared = share(&app, &iri, email).await.expect(200).json();
        assert_eq!(
            (&shared["status"], &shared["email"]),
            (&"shared".into(), &email.into())
        );
        assert_eq!(read(&app, &iri).await, shared);
        app.drain().await;
    }
    let to = recipients(&app).await;
    assert_eq!(
        to,
        [GUEST, GUEST, "Second@example.org", "jane@xn--mller-kva.de"]
    );
    let messages = app.messages().await;
    let link = link(&read(&app, &iri).await);
    for mail in &messages {
        assert!(
            mail["text"].as_str().unwrap().contains(&link),
            "the link stays the same"
        );
    }
    // A mail that was not sent yet when the next one was asked for is owed all the same.
    share(&app, &iri, "third@example.org").await.expect(200);
    share(&app, &iri, "fourth@example.org").await.expect(200);
    app.drain().await;
    let mut later = recipients(&app).await.split_off(4);
    later.sort();
    assert_eq!(later, ["fourth@example.org", "third@example.org"]);
}

#[tokio::test]
async fn a_repeated_request_sends_once() {
    let app = TestApp::start().await;
    let iri = filled(&app, 1).await;
    let first = keyed(&app, &iri, GUEST).await.expect(200);
    app.drain().await;
    let again = keyed(&app, &iri, GUEST).await.expect(200);
    assert_eq!(again.text, first.text);
    keyed(&app, &iri, "other@example.org").await.expect(422);
    app.drain().await;
    assert_eq!(recipients(&app).await, [GUEST]);
    assert_eq!(read(&app, &iri).await["email"], GUEST);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_that_comes_many_times_at_once_sends_once() {
    let app = TestApp::start().await;
    let iri = filled(&app, 1).await;
    let calls = (0..10).map(|_| keyed(&app, &iri, GUEST));
    let answers = futures_util::future::join_all(calls).await;
    for answer in &answers {
        assert_eq!((answer.status, &answer.text), (200, &answers[0].text));
    }
    app.drain().await;
    assert_eq!(recipients(&app).await, [GUEST]);
}

#[tokio::test]
async fn files_may_follow_what_was_shared() {
    let app = TestApp::start().await;
    let iri = filled(&app, 1).await;
    share(&app, &iri, GUEST).await.expect(200);
    app.drain().await;
    let form = Form::new().file("b.pdf", &pdf("one"));
    let more = upload(&app, &iri, &form).await.expect(200).json();
    assert_eq!(
        (&more["status"], &more["email"]),
        (&"shared".into(), &GUEST.into())
    );
    assert_eq!(more["files"].as_array().unwrap().len(), 2);
    app.drain().await;
    assert_eq!(recipients(&app).await, [GUEST], "no mail but by sharing");
    let page = app.get(&link(&more)).anonymous().send().await.expect(200);
    for name in ["0.png", "b.pdf"] {
        assert!(page.text.contains(name), "{name}");
    }
}

#[tokio::test]
async fn where_an_answer_is_lost_the_mail_goes_once() {
    let app = TestApp::wired().await;
    let iri = filled(&app, 1).await;
    fault(
        &app,
        Service::DynamoDb,
        "TransactWriteItems",
        FaultKind::ReplyLost,
        MANY,
    );
    keyed(&app, &iri, GUEST).await.expect(503);
    heal(&app);
    keyed(&app, &iri, GUEST).await.expect(200);
    fault(
        &app,
        Service::DynamoDb,
        "TransactWriteItems",
        FaultKind::ReplyLost,
        1,
    );
    share(&app, &iri, "second@example.org").await.expect(200);
    app.drain().await;
    let mut to = recipients(&app).await;
    to.sort();
    assert_eq!(to, [GUEST, "second@example.org"]);
}

#[tokio::test]
async fn a_mail_that_is_owed_when_the_transfer_ends_is_dropped() {
    for revoked in [true, false] {
        let app = TestApp::start().await;
        let iri = filled(&app, 1).await;
        share(&app, &iri, GUEST).await.expect(200);
        if revoked {
            revoke(&app, &iri).await;
        } else {
            pass(&app, SignedDuration::from_hours(7 * 24));
        }
        app.drain().await;
        assert!(app.messages().await.is_empty(), "revoked: {revoked}");
        assert!(items_of(&app, "Outbox").is_empty(), "revoked: {revoked}");
    }
}
