use super::*;
use crate::import::rows::{OfficeRow, WorkerRow};

fn workers(text: impl AsRef<[u8]>) -> Result<Vec<(u64, WorkerRow)>, Vec<Wrong>> {
    read::<WorkerRow>(text.as_ref()).map_err(|unread| match unread {
        Unread::Lines(lines) => lines,
        Unread::Io(error) => panic!("{error}"),
    })
}

fn addresses(text: impl AsRef<[u8]>) -> Vec<(u64, String)> {
    let rows = workers(text).unwrap().into_iter();
    rows.map(|(line, row)| (line, row.worker.email.as_str().to_owned()))
        .collect()
}

#[test]
fn spreadsheets_of_several_countries_are_read() {
    let expected = [
        (2, "ada@x.example".to_owned()),
        (3, "bo@x.example".to_owned()),
    ];
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
    assert_eq!(addresses(text), [(4, "ada@x.example".to_owned())]);
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
    let said: Vec<_> = wrong
        .iter()
        .map(|wrong| (wrong.line, wrong.property.as_str(), wrong.message.as_str()))
        .collect();
    assert_eq!(
        said,
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
fn offices_name_whose_they_are_and_what_they_can_do() {
    let text = "worker,slug,features\nada@x.example,room-1,Video | Chat\n";
    let rows = read::<OfficeRow>(text.as_bytes()).unwrap();
    assert_eq!(rows[0].1.features, ["video", "chat"]);
    let text = "worker;slug\nada@x.example;room-1\nADA@x.example;room-1\nx;Room\n";
    let Err(Unread::Lines(lines)) = read::<OfficeRow>(text.as_bytes()) else {
        panic!("it has errors")
    };
    let places: Vec<_> = lines
        .iter()
        .map(|wrong| (wrong.line, wrong.property.as_str()))
        .collect();
    assert_eq!(places, [(3, "slug"), (4, "worker"), (4, "slug")]);
}

proptest::proptest! {
    #[test]
    fn no_bytes_break_the_reading(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..512)) {
        // An answer of either kind, and no panic.
        let _ = read::<WorkerRow>(bytes.as_slice());
        let _ = read::<OfficeRow>(bytes.as_slice());
    }
}
