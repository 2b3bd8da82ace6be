//! Tickets: what a signed form may do, and until when.

use jiff::SignedDuration;
use leah_local::VirtualClock;
use leah_local::engines::{BUCKET, Engines};
use serde_json::json;

use super::form::Form;
use super::{code, refused};
use crate::support::{NOW, engines_with, instant};

const KEY: &str = "incoming/a/b/c";

async fn started(at: &str) -> (Engines, VirtualClock) {
    let clock = VirtualClock::frozen(instant(at));
    (engines_with(None, &clock).await, clock)
}

fn ticket(engines: &Engines) -> Form {
    Form::ticket(engines, instant(NOW), KEY, "image/png", 5)
}

#[tokio::test]
async fn a_ticket_puts_one_object_as_it_says() {
    let (engines, _clock) = started(NOW).await;
    let answer = ticket(&engines).send(b"hello").await;
    assert_eq!(answer.status(), 204);
    assert_eq!(
        answer.headers()["etag"],
        "\"5d41402abc4b2a76b9719d911017c592\""
    );
    let location = format!("{}/{BUCKET}/{KEY}", engines.urls().s3);
    assert_eq!(answer.headers()["location"], location);
    let [file] = &engines.files()[..] else {
        panic!("{:?}", engines.files());
    };
    assert_eq!((file.key.as_str(), file.size), (KEY, 5));
    // The type of the form counts, not that of its part.
    assert_eq!(file.r#type, "image/png");
}

#[tokio::test]
async fn the_answer_is_the_one_that_was_asked_for() {
    let (engines, _clock) = started(NOW).await;
    let asked = |status: &str| {
        let form = Form::new(&engines, instant(NOW)).with("key", "incoming/a&b");
        form.with("success_action_status", status).sign(&[])
    };
    assert_eq!(asked("200").send(b"x").await.status(), 200);
    assert_eq!(asked("301").send(b"x").await.status(), 204);
    let created = asked("201").send(b"x").await;
    assert_eq!(created.status(), 201);
    assert_eq!(created.headers()["content-type"], "application/xml");
    let text = created.text().await.unwrap();
    assert!(text.contains("<Key>incoming/a&amp;b</Key>"), "{text}");
    assert!(
        text.contains(&format!("<Bucket>{BUCKET}</Bucket>")),
        "{text}"
    );
}

#[tokio::test]
async fn a_ticket_lives_as_long_as_its_policy_by_the_houses_time() {
    for at in ["2001-03-24T12:15:00Z", "2061-03-24T12:15:00Z"] {
        let (engines, clock) = started(at).await;
        let ticket = Form::ticket(&engines, clock.now(), KEY, "image/png", 5);
        clock.set(clock.now() + SignedDuration::from_secs(899));
        assert_eq!(ticket.send(b"hello").await.status(), 204);
        clock.set(clock.now() + SignedDuration::from_secs(1));
        let answer = ticket.send(b"hello").await;
        assert_eq!(answer.status(), 403);
        let text = answer.text().await.unwrap();
        assert!(
            text.contains("<Message>Invalid according to Policy: Policy expired.</Message>"),
            "{text}"
        );
    }
}

#[tokio::test]
async fn a_ticket_used_twice_replaces_the_object() {
    let (engines, _clock) = started(NOW).await;
    let ticket = ticket(&engines);
    let first = ticket.send(b"hello").await;
    let second = ticket.send(b"other").await;
    assert_eq!(
        (first.status(), second.status()),
        (204.try_into().unwrap(), 204.try_into().unwrap())
    );
    assert_ne!(first.headers()["etag"], second.headers()["etag"]);
    assert_eq!(engines.files().len(), 1);
}

#[tokio::test]
async fn nothing_but_what_the_policy_says_is_taken() {
    let (engines, _clock) = started(NOW).await;
    let ticket = ticket(&engines);
    let denied = refused(403, "AccessDenied");
    for (form, content, expected) in [
        (ticket.clone().changed("key", "files/a"), "hello", &denied),
        (
            ticket.clone().changed("Content-Type", "text/html"),
            "hello",
            &denied,
        ),
        (ticket.clone().without("Content-Type"), "hello", &denied),
        (ticket.clone().with("acl", "public-read"), "hello", &denied),
        (ticket.clone().with("x-amz-meta-a", "b"), "hello", &denied),
        (ticket.clone().with("bucket", "another"), "hello", &denied),
        (
            ticket.clone().changed("x-amz-date", "20210324T121501Z"),
            "hello",
            &denied,
        ),
        (ticket.clone(), "hello!", &refused(400, "EntityTooLarge")),
        (ticket.clone(), "hell", &refused(400, "EntityTooSmall")),
        (ticket.clone(), "", &refused(400, "EntityTooSmall")),
    ] {
        assert_eq!(code(form.send(content.as_bytes()).await).await, *expected);
    }
    assert!(engines.files().is_empty());
    assert!(engines.take_object_events().is_empty());
    let ignored = ticket.with("x-ignore-me", "1").send(b"hello").await;
    assert_eq!(ignored.status(), 204);
}

#[tokio::test]
async fn nothing_but_what_was_signed_is_taken() {
    let (engines, _clock) = started(NOW).await;
    let ticket = ticket(&engines);
    let invalid = refused(400, "InvalidArgument");
    let stranger = "stranger/20210324/eu-west-3/s3/aws4_request";
    let elsewhere = "leah-local/20210324/us-east-1/s3/aws4_request";
    let yesterday = "leah-local/20210323/eu-west-3/s3/aws4_request";
    for (form, expected) in [
        (
            ticket.clone().changed("x-amz-signature", &"0".repeat(64)),
            refused(403, "SignatureDoesNotMatch"),
        ),
        (
            ticket.clone().changed("x-amz-signature", ""),
            refused(403, "SignatureDoesNotMatch"),
        ),
        (
            ticket.clone().changed("policy", "e30="),
            refused(403, "SignatureDoesNotMatch"),
        ),
        (
            ticket.clone().without("policy"),
            refused(403, "AccessDenied"),
        ),
        (ticket.clone().without("x-amz-signature"), invalid.clone()),
        (ticket.clone().without("x-amz-date"), invalid.clone()),
        (
            ticket.clone().without("x-amz-security-token"),
            refused(403, "InvalidAccessKeyId"),
        ),
        (
            ticket.clone().changed("x-amz-security-token", "x"),
            refused(400, "InvalidToken"),
        ),
        (
            ticket.clone().changed("x-amz-credential", stranger),
            refused(403, "InvalidAccessKeyId"),
        ),
        (
            ticket.clone().changed("x-amz-credential", elsewhere),
            invalid.clone(),
        ),
        (
            ticket.clone().changed("x-amz-credential", yesterday),
            invalid.clone(),
        ),
        (
            ticket.clone().changed("x-amz-algorithm", "none"),
            invalid.clone(),
        ),
        (ticket.clone().with("KEY", "files/a"), invalid.clone()),
        (ticket.clone().without("key"), refused(403, "AccessDenied")),
    ] {
        assert_eq!(code(form.send(b"hello").await).await, expected);
    }
    let form = || Form::new(&engines, instant(NOW)).with("key", KEY);
    for policy in ["{", "[]", "{}", r#"{"expiration":"2021-03-24T12:30:00Z"}"#] {
        let answer = form().sign_text(policy).send(b"hello").await;
        assert_eq!(
            code(answer).await,
            refused(400, "InvalidPolicyDocument"),
            "{policy}"
        );
    }
    assert!(engines.files().is_empty());
}

#[tokio::test]
async fn a_policy_may_leave_something_open() {
    let (engines, _clock) = started(NOW).await;
    let form = || Form::new(&engines, instant(NOW)).with("Content-Type", "image/gif");
    let free = |form: Form| {
        form.sign_only(&[
            json!(["starts-with", "$key", "incoming/"]),
            json!(["starts-with", "$Content-Type", "image/"]),
            json!(["starts-with", "$x-amz-algorithm", ""]),
            json!(["starts-with", "$x-amz-credential", ""]),
            json!(["starts-with", "$x-amz-date", ""]),
            json!(["starts-with", "$x-amz-security-token", ""]),
        ])
    };
    let taken = free(form().with("key", "incoming/${filename}"))
        .send(b"hello")
        .await;
    assert_eq!(taken.status(), 204);
    assert_eq!(engines.files()[0].key, "incoming/scan.png");
    let outside = free(form().with("key", "files/x")).send(b"hello").await;
    assert_eq!(code(outside).await, refused(403, "AccessDenied"));
}
