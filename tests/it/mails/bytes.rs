//! The mails as bytes (RFC 5322, RFC 2045, RFC 6047), read by a parser that is not the writer.

use mail_parser::{Message, MessageParser, MessagePart, MimeHeaders, PartType};

use super::{LOCALES, life};

/// The media types of a part and those within it.
fn outline(message: &Message<'_>, id: u32) -> String {
    let part = message.part(id).unwrap();
    let kind = part.content_type().unwrap();
    let name = format!("{}/{}", kind.ctype(), kind.subtype().unwrap());
    match &part.body {
        PartType::Multipart(children) => {
            let within: Vec<String> = children
                .iter()
                .map(|child| outline(message, *child))
                .collect();
            format!("{name}({})", within.join(" "))
        }
        _ => match kind.attribute("method") {
            Some(method) => format!("{name};{method}"),
            None => name,
        },
    }
}

#[tokio::test]
async fn an_invitation_is_one_of_the_alternatives() {
    for locale in LOCALES {
        let life = life(locale).await;
        let mails = life.app.house.engines().messages(None);
        let mut kinds = Vec::new();
        for raw in mails.iter().filter_map(|mail| mail.raw.as_ref()) {
            let message = MessageParser::default().parse(raw).unwrap();
            kinds.push(outline(&message, 0));
        }
        let invitation = |method: &str| {
            format!(
                "multipart/mixed(multipart/alternative(text/plain text/html text/calendar;{method}) application/ics)"
            )
        };
        let bare = "multipart/alternative(text/plain text/html)".to_owned();
        kinds.sort();
        let mut expected = vec![bare.clone(), bare];
        expected.extend(std::iter::repeat_n(invitation("CANCEL"), 2));
        expected.extend(std::iter::repeat_n(invitation("REQUEST"), 3));
        assert_eq!(kinds, expected);
    }
}

#[tokio::test]
async fn the_bytes_say_what_the_mail_says() {
    for locale in LOCALES {
        let life = life(locale).await;
        let mut ids = Vec::new();
        for mail in life.app.house.engines().messages(None) {
            let Some(raw) = mail.raw else { continue };
            assert!(raw.is_ascii(), "every server takes it");
            let lines = raw.split(|byte| *byte == b'\n');
            assert!(
                lines.into_iter().all(|line| line.len() <= 998),
                "RFC 5322 section 2.1.1"
            );
            let message = MessageParser::default().parse(&raw).unwrap();
            assert_eq!(message.subject(), mail.subject.as_deref());
            assert_eq!(
                message.to().unwrap().first().unwrap().address(),
                Some(mail.to.as_str())
            );
            assert_eq!(
                message.date().unwrap().to_timestamp(),
                mail.sent_at.as_second()
            );
            let automatic = message.header_raw("Auto-Submitted").unwrap();
            assert_eq!(automatic.trim(), "auto-generated");
            let language = format!("{locale:?}").to_lowercase();
            assert_eq!(
                message.header_raw("Content-Language").unwrap().trim(),
                language
            );
            let text = message.body_text(0).unwrap().replace("\r\n", "\n");
            assert_eq!(text, mail.text.replace("\r\n", "\n"));
            // The calendar stands there twice, and says the same.
            let parts = message.parts.iter();
            let calendar = parts
                .clone()
                .find(|part| part.is_content_type("text", "calendar"));
            let file = parts
                .clone()
                .find(|part| part.is_content_type("application", "ics"));
            assert_eq!(
                calendar.map(MessagePart::contents),
                file.map(MessagePart::contents)
            );
            if let Some(file) = file {
                assert_eq!(file.attachment_name(), Some("invite.ics"));
            }
            ids.push(message.message_id().unwrap().to_owned());
        }
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), 7, "each mail has an id of its own");
    }
}
