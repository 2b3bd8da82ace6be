//! What S3 refuses: a ticket is good for its file, and for a quarter of an hour.

use jiff::SignedDuration;
use serde_json::Value;

use super::super::support::{create, id, keys, pass, put, redeem, send, ticket, whole};
use crate::support::{TestApp, pdf, png};

async fn dot(app: &TestApp, iri: &str) -> Value {
    ticket(app, iri, "a.png", "image/png", png().len()).await
}

#[tokio::test]
async fn a_file_of_another_size_is_refused() {
    let app = TestApp::start().await;
    let iri = create(&app).await;
    let ticket = dot(&app, &iri).await;
    let longer = [png(), vec![0]].concat();
    for (content, code) in [
        (&longer[..], "EntityTooLarge"),
        (&png()[1..], "EntityTooSmall"),
        (b"", "EntityTooSmall"),
        (&vec![0; 20 << 20], "EntityTooLarge"),
    ] {
        let (status, text) = redeem(&app, &ticket, content).await;
        assert_eq!(status, 400, "{text}");
        assert!(text.contains(&format!("<Code>{code}</Code>")), "{text}");
        assert!(keys(&app).await.is_empty());
    }
    assert!(app.house.take_uploads().is_empty());
    put(&app, &ticket, &png()).await;
    app.drain().await;
    assert_eq!(whole(&app, &iri).await, 1);
}

#[tokio::test]
async fn fields_that_were_changed_are_refused() {
    let app = TestApp::start().await;
    let iri = create(&app).await;
    let ticket = dot(&app, &iri).await;
    let other = dot(&app, &iri).await;
    let fields = &ticket["upload"]["fields"];
    let key = fields["key"].as_str().unwrap();
    let served = key.replace("incoming/", "files/");
    let signature = &other["upload"]["fields"]["x-amz-signature"];
    for (name, value) in [
        ("Content-Type", Some(&Value::from("text/html"))),
        ("Content-Type", None),
        ("key", Some(&served.into())),
        ("key", Some(&other["upload"]["fields"]["key"])),
        ("policy", Some(&other["upload"]["fields"]["policy"])),
        ("policy", None),
        ("x-amz-signature", Some(signature)),
        ("x-amz-signature", None),
        ("x-amz-security-token", Some(&"another".into())),
        ("x-amz-security-token", None),
        ("x-amz-date", Some(&"20210301T080001Z".into())),
        ("acl", Some(&"public-read".into())),
        (
            "success_action_redirect",
            Some(&"https://evil.example/".into()),
        ),
        ("x-amz-meta-name", Some(&"x".into())),
    ] {
        let mut changed = fields.clone();
        match value {
            Some(value) => changed[name] = value.clone(),
            None => drop(changed.as_object_mut().unwrap().shift_remove(name)),
        }
        let (status, text) = send(&app, &ticket, &changed, &png()).await;
        assert!(
            matches!(status, 400 | 403),
            "{name} {value:?}: {status} {text}"
        );
        assert!(keys(&app).await.is_empty(), "{name} {value:?}");
    }
    put(&app, &ticket, &png()).await;
    assert_eq!(id(&keys(&app).await[0]), id(key));
    app.drain().await;
}

#[tokio::test]
async fn after_a_quarter_of_an_hour_a_ticket_is_refused() {
    let app = TestApp::start().await;
    let iri = create(&app).await;
    let ticket = dot(&app, &iri).await;
    pass(&app, SignedDuration::from_secs(15 * 60 - 1));
    put(&app, &ticket, &png()).await;
    app.drain().await;
    for later in [SignedDuration::from_secs(1), SignedDuration::from_mins(1)] {
        pass(&app, later);
        let (status, text) = redeem(&app, &ticket, &png()).await;
        assert_eq!(status, 403, "{text}");
        assert!(text.contains("Policy expired"), "{text}");
    }
    assert_eq!(whole(&app, &iri).await, 1);
}

#[tokio::test]
async fn a_ticket_reads_nothing_and_lists_nothing() {
    let app = TestApp::start().await;
    let iri = create(&app).await;
    let content = pdf("one");
    let ticket = ticket(&app, &iri, "a.pdf", "application/pdf", content.len()).await;
    put(&app, &ticket, &content).await;
    let fields = &ticket["upload"]["fields"];
    let url = ticket["upload"]["url"].as_str().unwrap();
    for address in [
        url.to_owned(),
        format!("{url}/{}", fields["key"].as_str().unwrap()),
    ] {
        let request = app.client.get(address).query(&[
            (
                "x-amz-security-token",
                fields["x-amz-security-token"].as_str().unwrap(),
            ),
            (
                "X-Amz-Signature",
                fields["x-amz-signature"].as_str().unwrap(),
            ),
        ]);
        let answer = request.send().await.unwrap();
        assert!(
            matches!(answer.status().as_u16(), 400 | 403),
            "{}",
            answer.status()
        );
    }
    app.drain().await;
}
