use aws_sdk_pinpointsmsvoicev2::types::MessageType;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use leah_local::engines::Channel;

use crate::support::{NOW, engines, instant, sms};

#[tokio::test]
async fn a_text_message_is_kept() {
    let engines = engines().await;
    let sent = sms(engines.urls())
        .send_text_message()
        .destination_phone_number("+33612345678")
        .origination_identity("Leah")
        .message_body("Rappel : rendez-vous mardi")
        .message_type(MessageType::Transactional)
        .send()
        .await
        .unwrap();
    let messages = engines.messages(Some("+33612345678"));
    assert_eq!(messages.len(), 1);
    assert_eq!(sent.message_id(), Some(messages[0].id.as_str()));
    assert_eq!(messages[0].channel, Channel::Sms);
    assert_eq!(
        serde_json::to_value(&messages[0]).unwrap(),
        serde_json::json!({
            "channel": "sms",
            "to": "+33612345678",
            "from": "Leah",
            "subject": null,
            "text": "Rappel : rendez-vous mardi",
            "html": null,
            "attachments": [],
            "sentAt": instant(NOW),
        })
    );
}

#[tokio::test]
async fn a_dry_run_sends_nothing() {
    let engines = engines().await;
    let send = sms(engines.urls())
        .send_text_message()
        .destination_phone_number("+33612345678");
    send.origination_identity("Leah")
        .message_body("x")
        .dry_run(true)
        .send()
        .await
        .unwrap();
    assert_eq!(engines.messages(None), []);
}

#[tokio::test]
async fn what_the_service_would_not_take_is_refused() {
    let engines = engines().await;
    let client = sms(engines.urls());
    let long = "x".repeat(1601);
    for (field, to, from, body) in [
        ("DestinationPhoneNumber", "0612345678", "Leah", "x"),
        ("OriginationIdentity", "+33612345678", "12345", "x"),
        ("MessageBody", "+33612345678", "Leah", ""),
        ("MessageBody", "+33612345678", "Leah", &long),
    ] {
        let send = client
            .send_text_message()
            .destination_phone_number(to)
            .origination_identity(from);
        let error = send
            .message_body(body)
            .send()
            .await
            .unwrap_err()
            .into_service_error();
        assert!(error.is_validation_exception(), "{field}: {error:?}");
        assert!(
            // The models spell members with a small letter.
            error
                .message()
                .unwrap()
                .to_lowercase()
                .contains(&field.to_lowercase()),
            "{field}: {error:?}"
        );
    }
    let accented = "é".repeat(1600);
    let send = client
        .send_text_message()
        .destination_phone_number("+33612345678")
        .origination_identity("Leah");
    send.message_body(accented).send().await.unwrap();
    assert_eq!(engines.messages(None).len(), 1);
}
