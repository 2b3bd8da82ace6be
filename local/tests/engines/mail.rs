use aws_sdk_sesv2::primitives::Blob;
use aws_sdk_sesv2::types::{
    Attachment, Body, Content, Destination, EmailContent, Message, RawMessage,
};
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use leah_local::engines::Channel;

use crate::support::{NOW, engines, instant, ses};

pub(crate) const RAW: &str = concat!(
    "From: \"My organization\" <hello@leah.care>\r\nTo: john.doe@gmail.com\r\nSubject: Appointment\r\n",
    "Content-Type: multipart/alternative; boundary=a\r\n\r\n",
    "--a\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nSee you.\r\n",
    "--a\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>See you.</p>\r\n",
    "--a\r\nContent-Type: text/calendar; charset=utf-8; method=REQUEST\r\n\r\nBEGIN:VCALENDAR\r\n--a--\r\n",
);

pub(crate) fn raw(text: &str) -> EmailContent {
    EmailContent::builder()
        .raw(RawMessage::builder().data(Blob::new(text)).build().unwrap())
        .build()
}

fn text(data: &str) -> Content {
    Content::builder().data(data).build().unwrap()
}

fn to(address: &str) -> Destination {
    Destination::builder().to_addresses(address).build()
}

#[tokio::test]
async fn a_raw_mail_is_kept_and_decoded() {
    let engines = engines().await;
    let request = ses(engines.urls())
        .send_email()
        .content(raw(RAW))
        .from_email_address("hello@leah.care");
    let sent = request
        .destination(to("john.doe@gmail.com"))
        .send()
        .await
        .unwrap();

    let messages = engines.messages(None);
    assert_eq!(messages.len(), 1);
    let message = &messages[0];
    assert_eq!(sent.message_id(), Some(message.id.as_str()));
    assert_eq!(message.channel, Channel::Email);
    assert_eq!(message.raw.as_deref(), Some(RAW.as_bytes()));
    let mut listed = serde_json::to_value(message).unwrap();
    for part in ["/text", "/html", "/attachments/0/content"] {
        let value = listed.pointer_mut(part).unwrap();
        *value = value.as_str().unwrap().trim_end().into();
    }
    assert_eq!(
        listed,
        serde_json::json!({
            "channel": "email",
            "to": "john.doe@gmail.com",
            "from": "My organization <hello@leah.care>",
            "subject": "Appointment",
            "text": "See you.",
            "html": "<p>See you.</p>",
            "attachments": [
                { "name": "", "contentType": "text/calendar", "method": "REQUEST", "content": "BEGIN:VCALENDAR" },
            ],
            "sentAt": instant(NOW),
        })
    );
}

#[tokio::test]
async fn a_raw_mail_without_an_envelope_goes_to_its_headers() {
    let engines = engines().await;
    ses(engines.urls())
        .send_email()
        .content(raw(RAW))
        .send()
        .await
        .unwrap();
    assert_eq!(engines.messages(Some("John.Doe@gmail.com")).len(), 1);
    assert_eq!(engines.messages(Some("jane.doe@gmail.com")), []);
}

#[tokio::test]
async fn a_simple_mail_reaches_each_recipient_once() {
    let engines = engines().await;
    let attachment = Attachment::builder()
        .file_name("invite.ics")
        .content_type("text/calendar; method=CANCEL")
        .raw_content(Blob::new("BEGIN:VCALENDAR"))
        .build()
        .unwrap();
    let simple = Message::builder()
        .subject(text("Été"))
        .body(
            Body::builder()
                .text(text("Bonjour"))
                .html(text("<p>Bonjour</p>"))
                .build(),
        )
        .attachments(attachment)
        .build();
    let both = Destination::builder()
        .to_addresses("Ann <ann@example.org>")
        .bcc_addresses("bob@example.org")
        .build();
    ses(engines.urls())
        .send_email()
        .content(EmailContent::builder().simple(simple).build())
        .from_email_address("=?utf-8?q?L=C3=A9a?= <no-reply@mail.leah.care>")
        .destination(both)
        .send()
        .await
        .unwrap();

    let messages = engines.messages(None);
    let recipients: Vec<&str> = messages.iter().map(|message| message.to.as_str()).collect();
    assert_eq!(recipients, ["ann@example.org", "bob@example.org"]);
    assert_eq!(messages[0].id, messages[1].id);
    assert_eq!(messages[0].subject.as_deref(), Some("Été"));
    assert_eq!(messages[0].attachments[0].method.as_deref(), Some("CANCEL"));
    assert_eq!(messages[0].attachments[0].content, "BEGIN:VCALENDAR");
    assert_eq!(engines.messages(Some("bob@example.org")).len(), 1);
}

#[tokio::test]
async fn a_sender_that_is_not_verified_is_rejected() {
    let engines = engines().await;
    let foreign = RAW.replace("hello@leah.care", "hello@notleah.care");
    for (from, content) in [
        (None, foreign.as_str()),
        (Some("hello@leah.care"), &foreign),
        (Some("a@example.org"), RAW),
    ] {
        let send = ses(engines.urls())
            .send_email()
            .content(raw(content))
            .set_from_email_address(from.map(str::to_owned));
        let error = send.send().await.unwrap_err().into_service_error();
        assert!(error.is_message_rejected(), "{from:?}: {error:?}");
        assert!(
            error.message().unwrap().contains("not verified"),
            "{error:?}"
        );
        assert!(error.meta().extra("aws_request_id").is_some());
    }
    assert_eq!(engines.messages(None), []);
}

#[tokio::test]
async fn a_request_that_ses_would_not_take_is_refused() {
    let engines = engines().await;
    let client = ses(engines.urls());
    let nobody = RAW.replace("To: john.doe@gmail.com\r\n", "");
    let headless = RAW.replace("From: \"My organization\" <hello@leah.care>\r\n", "");
    let crowd = Destination::builder()
        .set_to_addresses(Some(vec!["a@example.org".to_owned(); 51]))
        .build();
    for (reason, send) in [
        (
            "no content",
            client
                .send_email()
                .content(EmailContent::builder().build())
                .destination(to("a@b.fr")),
        ),
        ("no recipient", client.send_email().content(raw(&nobody))),
        ("no sender", client.send_email().content(raw(&headless))),
        (
            "no domain",
            client
                .send_email()
                .content(raw(RAW))
                .destination(to("john.doe")),
        ),
        (
            "not ASCII",
            client
                .send_email()
                .content(raw(RAW))
                .destination(to("jöhn@gmail.com")),
        ),
        (
            "too many",
            client.send_email().content(raw(RAW)).destination(crowd),
        ),
    ] {
        let error = send.send().await.unwrap_err().into_service_error();
        assert!(error.is_bad_request_exception(), "{reason}: {error:?}");
    }
    assert_eq!(engines.messages(None), []);
}

#[tokio::test]
async fn an_operation_that_the_engine_lacks_says_so() {
    let engines = engines().await;
    let error = ses(engines.urls())
        .get_account()
        .send()
        .await
        .unwrap_err()
        .into_service_error();
    assert_eq!(error.code(), Some("UnknownOperationException"));
}
