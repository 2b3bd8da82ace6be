use proptest::prelude::*;

use super::*;

#[test]
fn addresses_are_kept_as_written_and_sent_in_ascii() {
    let long = format!("{}@example.org", "a".repeat(64));
    let rows = [
        ("john.doe@gmail.com", "john.doe@gmail.com"),
        ("John.Doe@Gmail.com", "John.Doe@gmail.com"),
        ("a+b@example.co.uk", "a+b@example.co.uk"),
        ("o'neil@example.org", "o'neil@example.org"),
        ("dr@müller.de", "dr@xn--mller-kva.de"),
        ("a@xn--mller-kva.de", "a@xn--mller-kva.de"),
        (long.as_str(), long.as_str()),
    ];
    for (given, wire) in rows {
        let email = Email::parse(given).unwrap_or_else(|error| panic!("{given}: {error:?}"));
        assert_eq!((email.as_str(), email.wire().as_str()), (given, wire));
    }
}

#[test]
fn what_no_mail_reaches_is_refused() {
    assert_eq!(Email::parse(""), Err(Constraint::NotBlank));
    let long = format!("{}@example.org", "a".repeat(65));
    let longer = format!("a@{}org", "example.".repeat(32));
    let rows = [
        "not-an-email",
        " ",
        "@example.org",
        "a@",
        "a@localhost",
        "a@example..org",
        "a b@example.org",
        "a@exa mple.org",
        "a@example.org ",
        "a@example.org\n",
        "a\u{0}@example.org",
        "John <john@example.org>",
        "<john@example.org>",
        "a@[127.0.0.1]",
        "a@b@example.org",
        "a@example.org,b@example.org",
        ".a@example.org",
        "jürgen@example.org",
        "a@-example-.org",
        &long,
        &longer,
    ];
    for given in rows {
        assert_eq!(Email::parse(given), Err(Constraint::Email), "{given:?}");
    }
}

#[test]
fn case_is_ignored_in_comparison_and_nowhere_else() {
    let (a, b) = (Email::parse("A@Example.ORG"), Email::parse("a@example.org"));
    assert_ne!(a, b);
    assert_eq!(a.unwrap().folded(), b.unwrap().folded());
}

#[test]
fn debug_shows_no_address() {
    let shown = format!("{:?}", Email::parse("john.doe@gmail.com").unwrap());
    assert_eq!(shown, "Email(…)");
}

proptest! {
    #[test]
    fn no_text_panics_and_what_is_taken_can_stand_in_a_header(text in r#"(\PC|[\r\n\t\x00<>,;"@. ])*"#) {
        taken_is_safe(&text)?;
    }

    #[test]
    fn nearly_an_address_is_no_worse(text in r#"["a-z\\\r\n\t <>,;:().é]{1,12}@[a-zé.\-\r\n ]{1,12}\.[a-z]{2,3}"#) {
        taken_is_safe(&text)?;
    }
}

fn taken_is_safe(text: &str) -> Result<(), TestCaseError> {
    if let Ok(email) = Email::parse(text) {
        prop_assert_eq!(email.as_str(), text);
        prop_assert!(!text.contains(char::is_control), "{text:?}");
        let wire = email.wire();
        prop_assert!(wire.is_ascii() && wire.contains('@'), "{wire:?}");
        prop_assert_eq!(fold(&email.folded()), email.folded());
    }
    Ok(())
}
