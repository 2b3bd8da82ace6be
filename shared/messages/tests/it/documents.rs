//! The mail that tells of documents.

use insta::assert_snapshot;
use leah_messages::{Brand, Language, Mail, MessageError, Parcel, Sender, documents_mail};
use mail_parser::decoders::html::html_to_text;
use proptest::prelude::*;

use crate::{
    hostile::{self, elements},
    support::{LANGUAGES, MESSAGE_ID, at, brand, calendar, read, sender, structure},
};

fn parcel() -> Parcel {
    Parcel {
        documents: 3,
        expires: at("2021-07-05T08:38:44Z"),
        link: "https://myorganization.leah.care/d/Zm9vYmFyYmF6cXV4MTIzNGZvb2JhcmJhenF1eDEyMzQ"
            .into(),
        recipient: "guest@example.org".into(),
        now: at("2021-06-28T08:40:00Z"),
    }
}

fn write(language: Language, parcel: &Parcel) -> Mail {
    documents_mail(&brand(language), &sender(), parcel, MESSAGE_ID).unwrap()
}

fn shown(mail: &Mail) -> String {
    format!(
        "{}\n{}\n{}",
        mail.subject,
        mail.text.replace('\u{a0}', "␣"),
        structure(mail)
    )
}

#[test]
fn the_mail_in_french() {
    assert_snapshot!(shown(&write(Language::French, &parcel())), @r#"
    Des documents vous attendent
    Bonjour, Clinique de l'Étoile vous transmet 3␣documents. Ils sont disponibles jusqu'au lundi 5␣juillet 2021 à 10␣h␣38 (heure de Paris)␣:

    https://myorganization.leah.care/d/Zm9vYmFyYmF6cXV4MTIzNGZvb2JhcmJhenF1eDEyMzQ

    Si vous n'attendiez rien, ignorez ce message.

    --
    Clinique de l'Étoile vous envoie ce message pour transmettre des documents à cette adresse e-mail.
    From: =?utf-8?Q?Clinique_de_l=27=C3=89toile?= <rendez-vous@leah.care>
    To: <guest@example.org>
    Subject: Des documents vous attendent
    Date: Mon, 28 Jun 2021 08:40:00 +0000
    Message-ID: <0190a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b@leah.care>
    Auto-Submitted: auto-generated
    Content-Language: fr
    Reply-To: <accueil@example.org>
    MIME-Version: 1.0
    Content-Type: multipart/alternative;
     boundary="=_alternative_0190a1b27c3d7e4f8a5b6c7d8e9f0a1bleahcare"
    - multipart/alternative 
      - text/plain; charset=utf-8 quoted-printable
      - text/html; charset=utf-8 quoted-printable
    "#);
}

#[test]
fn the_mail_in_english() {
    assert_snapshot!(shown(&write(Language::English, &parcel())), @r#"
    Documents are waiting for you
    Hello, Clinique de l'Étoile is sending you 3␣documents, available until Monday 5 July 2021 at 10:38 (Paris time):

    https://myorganization.leah.care/d/Zm9vYmFyYmF6cXV4MTIzNGZvb2JhcmJhenF1eDEyMzQ

    If you were not expecting this, ignore this message.

    --
    Clinique de l'Étoile sends you this message to pass documents on to this e-mail address.
    From: =?utf-8?Q?Clinique_de_l=27=C3=89toile?= <rendez-vous@leah.care>
    To: <guest@example.org>
    Subject: Documents are waiting for you
    Date: Mon, 28 Jun 2021 08:40:00 +0000
    Message-ID: <0190a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b@leah.care>
    Auto-Submitted: auto-generated
    Content-Language: en
    Reply-To: <accueil@example.org>
    MIME-Version: 1.0
    Content-Type: multipart/alternative;
     boundary="=_alternative_0190a1b27c3d7e4f8a5b6c7d8e9f0a1bleahcare"
    - multipart/alternative 
      - text/plain; charset=utf-8 quoted-printable
      - text/html; charset=utf-8 quoted-printable
    "#);
}

#[test]
fn one_document_is_spoken_of_as_one() {
    let single = Parcel {
        documents: 1,
        ..parcel()
    };
    let opening = |language| {
        let mail = write(language, &single);
        let line = mail.text.lines().next().unwrap().replace('\u{a0}', "␣");
        (line, mail.html)
    };
    let (french, page) = opening(Language::French);
    assert_snapshot!(french, @"Bonjour, Clinique de l'Étoile vous transmet un document. Il est disponible jusqu'au lundi 5␣juillet 2021 à 10␣h␣38 (heure de Paris)␣:");
    assert!(page.contains(">Voir le document</a>"), "{page}");
    let (english, page) = opening(Language::English);
    assert_snapshot!(english, @"Hello, Clinique de l'Étoile is sending you a document, available until Monday 5 July 2021 at 10:38 (Paris time):");
    assert!(page.contains(">See the document</a>"), "{page}");
}

#[test]
fn the_page_of_the_mail_is_its_text_with_one_button() {
    for language in LANGUAGES {
        let mail = write(language, &parcel());
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let page = words(&html_to_text(&mail.html));
        for line in mail.text.lines().filter(|line| *line != "--") {
            assert!(page.contains(&words(line)), "{line:?} is not in {page:?}");
        }
        // The button, and the link as text.
        let leads = format!("href=\"{}\"", parcel().link);
        assert_eq!(mail.html.matches(&leads).count(), 2);
        assert_eq!(mail.html.matches("href=").count(), 2);
        assert_eq!(mail.html.matches("class=\"button\"").count(), 1);
        assert!(mail.html.contains(match language {
            Language::French => "<strong>lundi 5\u{a0}juillet 2021 à 10\u{a0}h\u{a0}38</strong>",
            Language::English => "<strong>Monday 5 July 2021 at 10:38</strong>",
        }));
    }
}

#[test]
fn the_bytes_say_what_the_mail_says() {
    for language in LANGUAGES {
        let mail = write(language, &parcel());
        let message = read(&mail);
        assert_eq!(message.subject(), Some(mail.subject.as_str()));
        assert_eq!(
            message.body_text(0).unwrap().replace("\r\n", "\n"),
            mail.text
        );
        assert_eq!(
            message.body_html(0).unwrap().replace("\r\n", "\n"),
            mail.html
        );
        assert_eq!(
            message.date().unwrap().to_timestamp(),
            parcel().now.as_second()
        );
        assert_eq!(message.attachment_count(), 0);
        assert_eq!(calendar(&mail), None);
        for part in [&mail.subject, &mail.text, &mail.html] {
            assert!(!part.contains(&parcel().recipient));
        }
    }
}

#[test]
fn what_a_header_cannot_carry_is_refused() {
    let write = |sender: &Sender, parcel: &Parcel, id: &str| {
        documents_mail(&brand(Language::French), sender, parcel, id).map(|_| ())
    };
    let recipient = Parcel {
        recipient: "a@b.fr\r\nBcc: c@d.fr".into(),
        ..parcel()
    };
    let refused = write(&sender(), &recipient, MESSAGE_ID);
    assert!(
        matches!(refused, Err(MessageError::Address { role: "recipient" })),
        "{refused:?}"
    );
    let link = Parcel {
        link: "javascript:alert(1)".into(),
        ..parcel()
    };
    let refused = write(&sender(), &link, MESSAGE_ID);
    assert!(matches!(refused, Err(MessageError::Link)), "{refused:?}");
    let refused = write(&sender(), &parcel(), "no id");
    assert!(
        matches!(refused, Err(MessageError::MessageId)),
        "{refused:?}"
    );
}

#[test]
fn a_log_shows_neither_address_nor_link() {
    assert_snapshot!(format!("{:?}", parcel()), @"Parcel { documents: 3, expires: 2021-07-05T08:38:44Z, .. }");
}

proptest! {
    #[test]
    fn a_name_adds_no_header_and_no_element(name in hostile::name()) {
        let named = |name: &str| {
            let brand = Brand { name: name.into(), ..brand(Language::French) };
            let sender = Sender { name: name.into(), ..sender() };
            documents_mail(&brand, &sender, &parcel(), MESSAGE_ID).unwrap()
        };
        let (mail, plain) = (named(&name), named("Cabinet"));
        let headers = |mail: &Mail| -> Vec<String> {
            read(mail).headers_raw().map(|(name, _)| name.to_owned()).collect()
        };
        prop_assert_eq!(headers(&mail), headers(&plain));
        prop_assert_eq!(elements(&mail.html), elements(&plain.html));
        prop_assert_eq!(&mail.subject, &plain.subject);
        prop_assert_eq!(mail.text.lines().count(), plain.text.lines().count());
    }
}
