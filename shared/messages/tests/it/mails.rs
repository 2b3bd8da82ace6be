use leah_messages::{
    AppointmentMail, Brand, Language, MessageError, Sender, Visit, appointment_mail,
};
use mail_parser::{MimeHeaders, decoders::html::html_to_text};

use crate::support::{
    LANGUAGES, MESSAGE_ID, brand, calendar, kinds, read, sender, structure, visit, write,
};

#[test]
fn every_mail_in_every_language() {
    for language in LANGUAGES {
        for (name, kind, now) in kinds() {
            let mail = write(kind, language, now);
            let calendar = calendar(&mail).unwrap_or_default().replace("\r\n", "\n");
            // Visible spaces: the ones that must not break are part of the wording.
            let text = mail.text.replace('\u{a0}', "␣");
            let shown = format!(
                "{}\n{text}\n{}\n{calendar}",
                mail.subject.replace('\u{a0}', "␣"),
                structure(&mail)
            );
            insta::assert_snapshot!(format!("{name}_{}", language.tag()), shown);
        }
    }
}

#[test]
fn the_page_of_a_confirmation() {
    let (_, kind, now) = kinds().remove(0);
    insta::assert_snapshot!(write(kind, Language::French, now).html);
}

#[test]
fn the_bytes_say_what_the_mail_says() {
    for language in LANGUAGES {
        for (name, kind, now) in kinds() {
            let mail = write(kind, language, now);
            let message = read(&mail);
            assert_eq!(message.subject(), Some(mail.subject.as_str()), "{name}");
            assert_eq!(
                message.body_text(0).unwrap().replace("\r\n", "\n"),
                mail.text,
                "{name}"
            );
            assert_eq!(
                message.body_html(0).unwrap().replace("\r\n", "\n"),
                mail.html,
                "{name}"
            );
            assert_eq!(
                message.date().unwrap().to_timestamp(),
                now.as_second(),
                "{name}"
            );
            let attached = message
                .attachments()
                .find(|part| part.attachment_name() == Some("invite.ics"));
            let attached =
                attached.map(|part| String::from_utf8(part.contents().to_vec()).unwrap());
            assert_eq!(attached, calendar(&mail), "{name}");
            assert!(
                mail.raw
                    .split(|byte| *byte == b'\n')
                    .all(|line| line.len() <= 998),
                "{name}"
            );
            assert!(mail.raw.is_ascii(), "{name}");
        }
    }
}

#[test]
fn page_and_text_say_the_same() {
    for language in LANGUAGES {
        for (name, kind, now) in kinds() {
            let mail = write(kind, language, now);
            let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
            let page = words(&html_to_text(&mail.html));
            for line in mail.text.lines().filter(|line| *line != "--") {
                assert!(
                    page.contains(&words(line)),
                    "{name}: {line:?} is not in {page:?}"
                );
            }
        }
    }
}

#[test]
fn nothing_of_the_guest_but_the_address_in_to_and_calendar() {
    for language in LANGUAGES {
        for (name, kind, now) in kinds() {
            let mail = write(kind, language, now);
            for part in [&mail.subject, &mail.text, &mail.html] {
                assert!(!part.contains(&visit().recipient), "{name}");
            }
            assert!(
                !mail.subject.contains("Clinique")
                    && !mail.subject.chars().any(|c| c.is_ascii_digit()),
                "{name}"
            );
        }
    }
}

#[test]
fn only_appointments_that_stand_carry_the_link() {
    for language in LANGUAGES {
        for (name, kind, now) in kinds() {
            let ended = matches!(
                kind,
                AppointmentMail::Cancellation | AppointmentMail::Withdrawal
            );
            let mail = write(kind, language, now);
            assert_eq!(mail.text.contains(&visit().waiting_room), !ended, "{name}");
            assert_eq!(mail.html.contains(&visit().waiting_room), !ended, "{name}");
            let calendar = calendar(&mail).map(|calendar| calendar.replace("\r\n ", ""));
            assert!(
                calendar.is_none_or(|calendar| calendar.contains(&visit().waiting_room) != ended),
                "{name}"
            );
        }
    }
}

#[test]
fn the_same_mail_is_the_same_bytes() {
    for (name, kind, now) in kinds() {
        assert_eq!(
            write(kind, Language::French, now),
            write(kind, Language::French, now),
            "{name}"
        );
    }
}

#[test]
fn an_earlier_start_that_is_the_start_did_not_change() {
    let same = AppointmentMail::Reschedule {
        earlier: Some(visit().start),
    };
    let update = AppointmentMail::Reschedule { earlier: None };
    assert_eq!(
        write(same, Language::French, visit().now),
        write(update, Language::French, visit().now)
    );
}

#[test]
fn without_an_address_for_answers_none_is_asked_for() {
    let sender = Sender {
        reply_to: None,
        ..sender()
    };
    let mail = appointment_mail(
        AppointmentMail::Cancellation,
        &brand(Language::French),
        &sender,
        &visit(),
        MESSAGE_ID,
    )
    .unwrap();
    assert!(
        mail.text
            .contains("Pour en convenir d'un autre, contactez Clinique de l'Étoile.")
    );
    assert!(read(&mail).reply_to().is_none());
}

#[test]
fn a_logo_stands_for_the_name_if_it_is_https() {
    let with_logo = |logo: &str| {
        let brand = Brand {
            logo_url: Some(logo.into()),
            ..brand(Language::English)
        };
        appointment_mail(
            AppointmentMail::Confirmation,
            &brand,
            &sender(),
            &visit(),
            MESSAGE_ID,
        )
        .unwrap()
        .html
    };
    let page = with_logo("https://example.org/logo.png?a=1&b=2");
    assert!(
        page.contains(
            r#"<img src="https://example.org/logo.png?a=1&#38;b=2" alt="Clinique de l&#39;Étoile""#
        ),
        "{page}"
    );
    assert!(!with_logo("http://example.org/logo.png").contains("<img"));
}

#[test]
fn what_a_header_cannot_carry_is_refused() {
    let write = |sender: &Sender, visit: &Visit, id: &str| {
        appointment_mail(
            AppointmentMail::Confirmation,
            &brand(Language::French),
            sender,
            visit,
            id,
        )
        .map(|_| ())
    };
    let refused = write(
        &Sender {
            address: "a@b>".into(),
            ..sender()
        },
        &visit(),
        MESSAGE_ID,
    );
    assert!(
        matches!(refused, Err(MessageError::Address { role: "sender" })),
        "{refused:?}"
    );
    let refused = write(
        &Sender {
            reply_to: Some("nobody".into()),
            ..sender()
        },
        &visit(),
        MESSAGE_ID,
    );
    assert!(
        matches!(refused, Err(MessageError::Address { role: "reply-to" })),
        "{refused:?}"
    );
    let refused = write(
        &sender(),
        &Visit {
            recipient: "a@b.fr\r\nBcc: c@d.fr".into(),
            ..visit()
        },
        MESSAGE_ID,
    );
    assert!(
        matches!(refused, Err(MessageError::Address { role: "recipient" })),
        "{refused:?}"
    );
    let refused = write(
        &sender(),
        &Visit {
            waiting_room: "javascript:alert(1)".into(),
            ..visit()
        },
        MESSAGE_ID,
    );
    assert!(matches!(refused, Err(MessageError::Link)), "{refused:?}");
    let refused = write(&sender(), &visit(), "no id");
    assert!(
        matches!(refused, Err(MessageError::MessageId)),
        "{refused:?}"
    );
}
