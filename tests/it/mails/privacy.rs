//! Minimal data: a message that others see tells them nothing.

use leah_domain::Locale;

use super::{FIRST, LOCALES, SECOND, life};

/// What no guest's message says, whatever its case.
const UNSAID: [&str; 12] = [
    // The practitioner and the office.
    "ann other",
    "ann@example.org",
    "surgery",
    // The guest's name and number, in the ways they are written.
    "jane",
    "roe@",
    "612345678",
    "6 12 34 56 78",
    "+33",
    // The organization's own numbers.
    "visit-0815",
    "stay-4711",
    "administrative",
    "external",
];

#[tokio::test]
async fn messages_say_no_more_than_they_must() {
    for locale in LOCALES {
        let life = life(locale).await;
        for message in life.messages().await {
            for part in ["subject", "text", "html"] {
                let said = message[part]
                    .as_str()
                    .unwrap_or_default()
                    .replace(&life.link, "");
                let said = said.to_lowercase();
                for unsaid in UNSAID {
                    assert!(!said.contains(unsaid), "{part} says {unsaid}: {said}");
                }
            }
            // A calendar names the one who is invited (RFC 5545 section 3.8.4.1), by address alone.
            for part in message["attachments"].as_array().unwrap() {
                let said = part["content"]
                    .as_str()
                    .unwrap()
                    .replace("\r\n ", "")
                    .to_lowercase();
                let said = said.replace(FIRST, "").replace(SECOND, "");
                for unsaid in UNSAID {
                    assert!(!said.contains(unsaid), "{part} says {unsaid}: {said}");
                }
            }
        }
    }
}

#[tokio::test]
async fn a_subject_says_what_kind_of_message_it_is_and_nothing_else() {
    for (locale, allowed) in [
        (
            Locale::Fr,
            [
                "Votre rendez-vous est confirmé",
                "Votre rendez-vous a changé d'horaire",
                "Une invitation ne vous est plus destinée",
                "Rappel : votre rendez-vous approche",
                "Votre rendez-vous est annulé",
            ],
        ),
        (
            Locale::En,
            [
                "Your appointment is confirmed",
                "Your appointment has moved",
                "An invitation is no longer meant for you",
                "Reminder: your appointment is near",
                "Your appointment is cancelled",
            ],
        ),
    ] {
        let life = life(locale).await;
        let messages = life.messages().await;
        let mut subjects: Vec<String> = messages
            .iter()
            .filter_map(|message| message["subject"].as_str())
            .map(|subject| subject.replace('\u{a0}', " "))
            .collect();
        subjects.sort();
        subjects.dedup();
        let mut allowed = allowed.map(str::to_owned).to_vec();
        allowed.sort();
        assert_eq!(subjects, allowed);
    }
}
