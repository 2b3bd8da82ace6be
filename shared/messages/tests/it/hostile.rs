//! Names and addresses that would break out of where they stand.

use calcard::icalendar::ICalendarProperty;
use leah_messages::{AppointmentMail, Brand, Language, Mail, Sender, Visit, appointment_mail};
use proptest::{prelude::*, sample::select};

use crate::{
    calendars::{LINE, calcard_calendar},
    support::{MESSAGE_ID, brand, calendar, kinds, read, sender, visit},
};

/// The headers of a mail, in their order.
const HEADERS: [&str; 10] = [
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "Content-Language",
    "Reply-To",
    "MIME-Version",
    "Content-Type",
];

/// Names made of what headers, pages and calendars are made of.
pub(crate) fn name() -> impl Strategy<Value = String> {
    let pieces = [
        "\r\n",
        "\n",
        "\r",
        "\0",
        "\t",
        "\u{2028}",
        "\u{202e}",
        "\"",
        "'",
        "\\",
        "<",
        ">",
        "&",
        ";",
        ":",
        ",",
        "^n",
        "=?utf-8?q?=0D?=",
        "Bcc: x@example.org",
        "</p><script>alert(1)</script>",
        "{{ 1 }}",
        "{ $when }",
        "BEGIN:VEVENT",
        "END:VCALENDAR",
        "--",
        "=_mixed_",
        "\u{a0}",
        "é",
        "你好",
        "🩺",
        "Cabinet",
        " ",
        "a long name that has to be folded somewhere because it goes on and on",
    ];
    prop_oneof![
        prop::collection::vec(select(pieces.to_vec()), 0..12).prop_map(|pieces| pieces.concat()),
        any::<String>()
    ]
}

fn kind() -> impl Strategy<Value = AppointmentMail> {
    select(
        kinds()
            .into_iter()
            .map(|(_, kind, _)| kind)
            .collect::<Vec<_>>(),
    )
}

fn named(kind: AppointmentMail, name: &str) -> Mail {
    let brand = Brand {
        name: name.into(),
        ..brand(Language::French)
    };
    let sender = Sender {
        name: name.into(),
        ..sender()
    };
    appointment_mail(kind, &brand, &sender, &visit(), MESSAGE_ID).unwrap()
}

/// The lines of a calendar, unfolded, without their values.
fn properties(calendar: &str) -> Vec<String> {
    let unfolded = calendar.replace("\r\n ", "");
    unfolded
        .lines()
        .map(|line| line.split([':', ';']).next().unwrap().to_owned())
        .collect()
}

/// The elements of a page, in their order.
pub(crate) fn elements(page: &str) -> Vec<&str> {
    page.split('<')
        .skip(1)
        .map(|rest| rest.split([' ', '>']).next().unwrap())
        .collect()
}

proptest! {
    #[test]
    fn a_name_adds_no_header(name in name(), kind in kind()) {
        let mail = named(kind, &name);
        let message = read(&mail);
        let headers: Vec<_> = message.headers_raw().map(|(name, _)| name.to_owned()).collect();
        prop_assert_eq!(headers, HEADERS);
        prop_assert_eq!(message.from().unwrap().first().unwrap().address(), Some("rendez-vous@leah.care"));
        prop_assert_eq!(message.to().unwrap().iter().count(), 1);
        // No line of the head is empty, and none stands without a name or a fold.
        let head = String::from_utf8(mail.raw).unwrap();
        let head = head.split("\r\n\r\n").next().unwrap();
        prop_assert!(head.split("\r\n").all(|line| line.starts_with([' ', '\t']) || line.contains(": ")), "{}", head);
        prop_assert!(!head.replace("\r\n", "").contains(['\r', '\n', '\0']));
    }

    #[test]
    fn a_name_adds_no_part_and_no_element(name in name(), kind in kind()) {
        let (mail, plain) = (named(kind, &name), named(kind, "Cabinet"));
        prop_assert_eq!(read(&mail).parts.len(), read(&plain).parts.len());
        prop_assert_eq!(elements(&mail.html), elements(&plain.html));
        prop_assert_eq!(&mail.subject, &plain.subject);
        prop_assert_eq!(mail.text.lines().count(), plain.text.lines().count());
    }

    #[test]
    fn a_name_adds_no_property(name in name(), kind in kind()) {
        let (written, plain) = (calendar(&named(kind, &name)), calendar(&named(kind, "Cabinet")));
        prop_assert_eq!(written.as_deref().map(properties), plain.as_deref().map(properties));
        if let Some(text) = written {
            prop_assert!(text.split("\r\n").all(|line| line.len() <= LINE));
            let parsed: Vec<_> = ical::IcalParser::new(text.as_bytes()).collect();
            prop_assert!(matches!(parsed.as_slice(), [Ok(calendar)] if calendar.events.len() == 1), "{}", text);
            let [root, event] = calcard_calendar(&text).components.try_into().unwrap();
            // BEGIN and END, twice each, are no properties to it.
            prop_assert_eq!(root.entries.len() + event.entries.len() + 4, properties(&text).len(), "{}", text);
            let summary = event.property(&ICalendarProperty::Summary).unwrap().values[0].as_text().unwrap().to_owned();
            prop_assert!(summary.starts_with("Rendez-vous — "), "{}", summary);
        }
    }

    #[test]
    fn an_address_is_taken_whole_or_refused(address in prop_oneof![any::<String>(), name().prop_map(|n| format!("a{n}@example.org"))]) {
        let visit = Visit { recipient: address.clone(), ..visit() };
        if let Ok(mail) = appointment_mail(AppointmentMail::Confirmation, &brand(Language::English), &sender(), &visit, MESSAGE_ID) {
            let message = read(&mail);
            let headers: Vec<_> = message.headers_raw().map(|(name, _)| name.to_owned()).collect();
            prop_assert_eq!(headers, HEADERS);
            let recipients: Vec<_> = message.to().unwrap().iter().map(|to| to.address().unwrap().to_owned()).collect();
            prop_assert_eq!(recipients, vec![address]);
        }
    }
}
