//! The words of every message, as a guest reads them.

use std::fmt::Write;

use serde_json::Value;

use super::{LOCALES, Life, life};

/// The messages one below the other, with the spaces that must not break made visible.
async fn shown(life: &Life) -> String {
    let mut shown = String::new();
    for message in life.messages().await {
        let text = |name: &str| message[name].as_str().unwrap_or_default().to_owned();
        writeln!(
            shown,
            "=== {} to {} at {}",
            text("channel"),
            text("to"),
            text("sentAt")
        )
        .unwrap();
        writeln!(
            shown,
            "From: {}\nSubject: {}\n\n{}",
            text("from"),
            text("subject"),
            text("text").trim_end()
        )
        .unwrap();
        for attachment in message["attachments"].as_array().unwrap() {
            let method = attachment["method"].as_str().unwrap_or("none");
            let media = attachment["contentType"].as_str().unwrap();
            let name = attachment["name"].as_str().unwrap();
            writeln!(shown, "[{media} {name:?}, method {method}]").unwrap();
        }
        shown.push('\n');
    }
    shown
        .replace(&life.link, "{link}")
        .replace(['\u{a0}', '\u{202f}'], "␣")
}

#[tokio::test]
async fn the_messages_of_an_appointments_life() {
    for locale in LOCALES {
        let life = life(locale).await;
        insta::assert_snapshot!(format!("{locale:?}").to_lowercase(), shown(&life).await);
    }
}

#[tokio::test]
async fn every_mail_comes_from_the_organization_and_is_answered_to_it() {
    for locale in LOCALES {
        let life = life(locale).await;
        let mut mails = 0;
        for message in life.app.house.engines().messages(None) {
            let Some(raw) = &message.raw else { continue };
            let read = mail_parser::MessageParser::default().parse(raw).unwrap();
            let from = read.from().unwrap().first().unwrap();
            assert_eq!(from.name(), Some("Accueil de l'Étoile"));
            assert_eq!(from.address(), Some("no-reply@leah.care"));
            let reply = read.reply_to().unwrap().first().unwrap();
            assert_eq!(reply.address(), Some("accueil@etoile.example"));
            let html = message.html.unwrap();
            let invited = message.to.as_str();
            assert!(
                html.contains("https://etoile.example/logo.png"),
                "{invited}: the logo"
            );
            let zone = match locale {
                leah_domain::Locale::Fr => "heure de Paris",
                leah_domain::Locale::En => "New York time",
            };
            let timeless = read.subject().unwrap().contains("invitation");
            let named = html.contains(zone) && message.text.contains(zone);
            assert!(named || timeless, "{invited}: the zone in {}", message.text);
            mails += 1;
        }
        // Confirmation, reschedule, withdrawal, confirmation, two reminders, cancellation.
        assert_eq!(mails, 7);
    }
}

#[tokio::test]
async fn the_button_has_the_organizations_colour() {
    for locale in LOCALES {
        let life = life(locale).await;
        for message in life
            .messages()
            .await
            .iter()
            .filter(|message| message["channel"] == "email")
        {
            let html = message["html"].as_str().unwrap();
            assert_eq!(
                html.contains("#00695c"),
                html.contains(&life.link),
                "{}",
                message["subject"]
            );
        }
    }
}

#[tokio::test]
async fn every_message_but_the_last_leads_to_the_waiting_room() {
    for locale in LOCALES {
        let life = life(locale).await;
        let holds = |message: &Value, part: &str| {
            message[part]
                .as_str()
                .is_some_and(|text| text.contains(&life.link))
        };
        let messages = life.messages().await;
        assert_eq!(messages.len(), 9);
        for message in &messages {
            let calendar = message["attachments"]
                .as_array()
                .unwrap()
                .iter()
                .find_map(|part| part["method"].as_str());
            let leads = calendar != Some("CANCEL");
            assert_eq!(holds(message, "text"), leads, "{}", message["text"]);
            let sms = message["channel"] == "sms";
            assert!(
                sms || holds(message, "html") == leads,
                "{}",
                message["subject"]
            );
            // No trace of the secret either.
            let secret = life.link.rsplit('/').next().unwrap();
            assert_eq!(
                message.to_string().contains(secret),
                leads,
                "{}",
                message["subject"]
            );
        }
    }
}
