use leah_domain::input::Constraint;

use super::*;
use crate::import::rows::{Known, OfficeRow, WorkerRow};
use leah_domain::{Feature, HealthcareWorker, Id, Organization, WorkerDraft, people};
use proptest::prelude::*;
use uuid::Uuid;

fn workers(text: impl AsRef<[u8]>) -> Result<Vec<WorkerRow>, Vec<Wrong>> {
    judged(read(text.as_ref(), &()))
}

fn judged<R>(read: Result<Vec<R>, Unread>) -> Result<Vec<R>, Vec<Wrong>> {
    read.map_err(|unread| match unread {
        Unread::Lines(lines) => lines,
        Unread::Io(error) => panic!("{error}"),
    })
}

fn addresses(text: impl AsRef<[u8]>) -> Vec<String> {
    let rows = workers(text).unwrap().into_iter();
    rows.map(|row| row.worker.email.as_str().to_owned())
        .collect()
}

fn said(wrong: &[Wrong]) -> Vec<(u64, &str, &str)> {
    let wrong = wrong.iter();
    wrong
        .map(|wrong| (wrong.line, wrong.property.as_ref(), wrong.message.as_str()))
        .collect()
}

/// An organization with Ada, who can have video and chat.
fn known() -> (HealthcareWorker, [Feature; 2], Known) {
    let organization: Id<Organization> = Id::new(Uuid::from_u128(1));
    let ada = WorkerDraft::parse("Ada", "Ng", "Ada@x.example").unwrap();
    let ada = ada.worker(organization);
    let features = ["Video", "Chat"].map(|name| people::feature(organization, name).unwrap());
    let known = Known::new(std::slice::from_ref(&ada), &features);
    (ada, features, known)
}

#[test]
fn spreadsheets_of_several_countries_are_read() {
    let expected = ["ada@x.example", "bo@x.example"];
    for text in [
        "firstname,lastname,email\nAda,Lovelace,ada@x.example\nBo,Ek,bo@x.example\n",
        "\u{feff}firstname;lastname;email\r\nAda;Lovelace;ada@x.example\r\nBo;Ek;bo@x.example",
        "Email\tLastName\tFirstName\nada@x.example\tLovelace\tAda\nbo@x.example\tEk\tBo\n",
        "firstname,lastname,email,office\n\"Ada, Countess\",Lovelace,ada@x.example,\nBo,Ek,bo@x.example,room-1\n",
    ] {
        assert_eq!(addresses(text), expected, "{text}");
    }
}

#[test]
fn quoted_values_may_hold_lines_and_empty_lines_are_passed_over() {
    let text = "firstname,lastname,email\n\n,,\nAda,\"Love\"\"lace\",ada@x.example\n";
    assert_eq!(addresses(text), ["ada@x.example"]);
}

#[test]
fn all_that_is_wrong_is_told_by_line() {
    let text = "firstname,lastname,email,office\n\
        ,Lovelace,ada@x.example,\n\
        Bo,Ek,nobody,Room 1\n\
        Cy,Ng,cy@x.example,room-1\n\
        Di,Ng,CY@x.example,\n\
        Ed,Ng,ed@x.example,,,\n";
    let wrong = workers(text).unwrap_err();
    assert_eq!(
        said(&wrong),
        [
            (2, "firstname", "This value should not be blank."),
            (3, "email", "This value is not a valid email address."),
            (3, "office", "This value is not valid."),
            (5, "email", "This stands in line 4 already."),
            (6, "line", "This line has 6 values for 4 columns."),
        ]
    );
}

#[test]
fn a_header_names_what_there_is() {
    for (text, said) in [
        ("", "the file is empty"),
        ("firstname,lastname\n", "The column \"email\" is missing."),
        (
            "firstname,lastname,email,phone\n",
            "There is no column \"phone\"; there are firstname, lastname, email, office (or not).",
        ),
        (
            "firstname,lastname,email,EMAIL\n",
            "The column \"email\" is there twice.",
        ),
        ("Ada,Lovelace,ada@x.example\n", "There is no column \"ada\""),
    ] {
        let wrong = workers(text).unwrap_err();
        assert!(
            wrong
                .iter()
                .any(|wrong| wrong.line == 1 && wrong.message.contains(said)),
            "{text}: {wrong:?}"
        );
    }
}

#[test]
fn what_is_not_utf_8_is_named() {
    let wrong = workers(b"firstname,lastname,email\nZo\xe9,M,zoe@x.example\n").unwrap_err();
    assert_eq!(wrong[0].line, 2);
    assert!(
        wrong[0].message.contains("save the file as \"CSV UTF-8\""),
        "{wrong:?}"
    );
}

#[test]
fn lines_are_counted_as_an_editor_does() {
    let head = "firstname,lastname,email\n";
    for (text, lines) in [
        ("\n\n\nBo,Ek,nobody\n", &[5][..]),
        ("\r\n,,\r\nBo,Ek,nobody", &[4]),
        (
            "\"A\n\",Ek,ada@x.example\n\nBo,Ek,nobody\n\nCy,Ng,x",
            &[5, 7],
        ),
    ] {
        let wrong = workers(format!("{head}{text}")).unwrap_err();
        let found: Vec<_> = wrong.iter().map(|wrong| wrong.line).collect();
        assert_eq!(found, lines, "{text:?}");
    }
}

#[test]
fn a_forgotten_quotation_mark_is_told_where_it_opens() {
    let text = "firstname,lastname,email\n\
        Ada,Ng,ada@x.example\n\
        \"Bo,Ek,bo@x.example\n\
        Cy,Ng,cy@x.example\n";
    let message =
        "A quotation mark opens here and does not close in the same line: is one missing?";
    for ending in ["", "Di,\"Ng\",di@x.example\n"] {
        let wrong = workers(format!("{text}{ending}")).unwrap_err();
        assert_eq!(said(&wrong), [(3, "line", message)], "{ending}");
    }
    let wrong = workers("firstname,\"lastname,email\nAda,Ng,ada@x.example\n").unwrap_err();
    assert_eq!((wrong[0].line, wrong[0].code), (1, "quotation"));
}

#[test]
fn what_stands_twice_is_told_even_of_lines_with_other_faults() {
    let text = "firstname,lastname,email\n\
        ,Ng,ada@x.example\n\
        Ada,,ADA@x.example\n\
        Bo,Ek,nobody\n\
        Cy,Ek,nobody\n";
    assert_eq!(
        said(&workers(text).unwrap_err()),
        [
            (2, "firstname", "This value should not be blank."),
            (3, "lastname", "This value should not be blank."),
            (3, "email", "This stands in line 2 already."),
            (4, "email", "This value is not a valid email address."),
            (5, "email", "This value is not a valid email address."),
        ]
    );
}

#[test]
fn a_header_of_another_encoding_is_told_as_such() {
    let utf_16 = b"\xff\xfef\0i\0r\0s\0t\0n\0a\0m\0e\0\n\0";
    for text in [&utf_16[..], b"pr\xe9nom;nom;email\n"] {
        let wrong = workers(text).unwrap_err();
        assert_eq!(said(&wrong), [(1, "header", NOT_UTF_8)]);
    }
    let wrong = workers("firstname,lastname,email\rAda,Ng,ada@x.example\r").unwrap_err();
    assert!(wrong[0].message.contains("old spreadsheets"), "{wrong:?}");
}

#[test]
fn offices_name_whose_they_are_and_what_they_can_do() {
    let (ada, [video, chat], known) = known();
    let text = "worker,slug,features\nada@x.example,room-1,Video | chat|video\nada@x.example,b,\n";
    let rows: Vec<OfficeRow> = read(text.as_bytes(), &known).unwrap();
    assert_eq!(rows[0].worker, ada.id);
    assert_eq!(rows[0].features, [video.id, chat.id]);
    assert!(rows[1].features.is_empty());
    let text = "features;worker;slug\n\
        ;ada@x.example;room-1\n\
        x|Video;ADA@x.example;room-1\n\
        y;z;Room\n\
        ;bo@x.example;-\n";
    let wrong = judged(read::<OfficeRow>(text.as_bytes(), &known)).unwrap_err();
    let found: Vec<_> = wrong
        .iter()
        .map(|wrong| (wrong.line, wrong.property.as_ref(), wrong.code))
        .collect();
    let unknown = Constraint::Choice.code();
    assert_eq!(
        found,
        [
            (3, "features", unknown),
            (3, "slug", "duplicate"),
            (4, "worker", Constraint::Email.code()),
            (4, "slug", Constraint::Regex.code()),
            (4, "features", unknown),
            (5, "worker", unknown),
            (5, "slug", Constraint::Regex.code()),
        ]
    );
}

/// Gives a few bytes at a time, as a pipe does.
struct Pipe<'a>(&'a [u8], usize);

impl Read for Pipe<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let length = self.0.len().min(into.len()).min(self.1);
        let (now, later) = self.0.split_at(length);
        into[..length].copy_from_slice(now);
        self.0 = later;
        Ok(length)
    }
}

proptest! {
    /// Whatever a spreadsheet puts between, before and after the values, in whatever order of columns, and however slowly it
    /// comes: the lines are the same, and so is what is said of the wrong one among them.
    #[test]
    fn the_same_lines_are_read_whatever_way_they_are_written(
        names in prop::collection::vec("[A-Za-zé ,;\"]{0,5}[a-z]", 1..6),
        order in Just(vec![0, 1, 2]).prop_shuffle(),
        delimiter in prop::sample::select(vec![b',', b';', b'\t']),
        ending in prop::sample::select(vec!["\n", "\r\n"]),
        (marked, last, slow) in (any::<bool>(), any::<bool>(), 1_usize..9),
        blanks in prop::collection::vec(0_usize..3, 6),
        wrong in prop::option::of(0_usize..5),
    ) {
        let terminator = if ending == "\n" { Terminator::Any(b'\n') } else { Terminator::CRLF };
        let written = |values: [&str; 3]| {
            let mut line = csv::WriterBuilder::new();
            let line = line.delimiter(delimiter).terminator(terminator);
            let mut line = line.from_writer(Vec::new());
            line.write_record(order.iter().map(|column| values[*column])).unwrap();
            String::from_utf8(line.into_inner().unwrap()).unwrap()
        };
        let mut text = if marked { "\u{feff}".to_owned() } else { String::new() };
        text += &written(["FirstName", "lastname", " email "]);
        let (mut expected, mut number, mut wrong_line) = (Vec::new(), 1, None);
        for (index, name) in names.iter().enumerate() {
            text += &ending.repeat(blanks[index]);
            number += 1 + blanks[index];
            let email = if wrong == Some(index) {
                wrong_line = Some(u64::try_from(number).unwrap());
                "nobody".to_owned()
            } else {
                format!("w{index}@x.example")
            };
            text += &written([name, "Ng", &email]);
            expected.push((name.trim().to_owned(), email));
        }
        if !last {
            text.truncate(text.len() - ending.len());
        }
        let read = judged(read::<WorkerRow>(Pipe(text.as_bytes(), slow), &()));
        match (read, wrong_line) {
            (Ok(rows), None) => {
                let rows = rows.into_iter().map(|row| row.worker);
                let found: Vec<_> = rows
                    .map(|worker| (worker.firstname, worker.email.as_str().to_owned()))
                    .collect();
                prop_assert_eq!(found, expected);
            }
            (Err(all_wrong), Some(line)) => prop_assert_eq!(
                said(&all_wrong),
                [(line, "email", "This value is not a valid email address.")]
            ),
            (read, wrong) => prop_assert!(false, "{read:?}, {wrong:?}: {text:?}"),
        }
    }
}
