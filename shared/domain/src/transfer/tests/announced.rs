use serde_json::{Value, json};

use super::*;
use crate::input::{Malformed, Violation};

fn read(body: &Value) -> Result<Result<Vec<Announced>, Vec<Violation>>, Malformed> {
    announced(body.as_object().unwrap())
}

/// What a body breaks: each property with its rule.
fn broken(body: &Value) -> Vec<(String, Constraint)> {
    let found = read(body).unwrap().unwrap_err().into_iter();
    found
        .map(|one| (one.property.into_owned(), one.constraint))
        .collect()
}

fn file() -> Value {
    json!({"name": "letter.pdf", "type": "application/pdf", "size": 2048})
}

/// The body of one file with a value of its own in a field.
fn with(field: &str, value: &Value) -> Value {
    let mut file = file();
    file[field] = value.clone();
    json!({"files": [file]})
}

fn without(field: &str) -> Value {
    let mut file = file();
    file.as_object_mut().unwrap().remove(field);
    json!({"files": [file]})
}

#[test]
fn files_are_announced_in_their_order() {
    let body = json!({
        "files": [
            {"name": "letter.pdf", "type": "application/pdf", "size": 2048, "more": null},
            {"name": "scan.png", "type": "IMAGE/PNG", "size": 15_728_640},
        ],
        "more": 1,
    });
    let expected = [
        (name("letter.pdf"), FileKind::Pdf, 2048),
        (name("scan.png"), FileKind::Png, MAX_SIZE),
    ];
    let expected = expected.map(|(name, kind, size)| Announced { name, kind, size });
    assert_eq!(read(&body).unwrap().unwrap(), expected);
}

/// JSON has one kind of number: writers of it that have two leave a point in some.
#[test]
fn a_size_may_be_written_with_a_point() {
    for (written, size) in [(2048.0, 2048), (1.0, 1), (15_728_640.0, MAX_SIZE)] {
        let found = read(&with("size", &json!(written))).unwrap().unwrap();
        assert_eq!(found[0].size, size);
    }
    for (written, constraint) in [
        (-1.0, Constraint::FileEmpty),
        (0.0, Constraint::FileEmpty),
        (-1e300, Constraint::FileEmpty),
        (
            1e300,
            Constraint::FileTooLarge {
                size: u64::MAX,
                limit: MAX_SIZE,
            },
        ),
    ] {
        let found = broken(&with("size", &json!(written)));
        assert_eq!(found, [("files[0].size".to_owned(), constraint)]);
    }
}

#[test]
fn ten_files_are_announced_at_most() {
    assert_eq!(
        read(&json!({"files": vec![file(); 10]}))
            .unwrap()
            .unwrap()
            .len(),
        10
    );
    let many = [("files".to_owned(), Constraint::TooMany(10))];
    assert_eq!(broken(&json!({"files": vec![file(); 11]})), many);
    // Of more than that nothing is looked at.
    assert_eq!(broken(&json!({"files": vec![Value::Null; 11]})), many);
}

#[test]
fn one_file_is_announced_at_least() {
    let none = [("files".to_owned(), Constraint::TooFew(1))];
    assert_eq!(broken(&json!({})), none);
    assert_eq!(broken(&json!({"files": []})), none);
}

#[test]
fn every_broken_rule_is_said() {
    for (body, property, constraint) in [
        (without("name"), "files[0].name", Constraint::NotBlank),
        (without("type"), "files[0].type", Constraint::NotBlank),
        (without("size"), "files[0].size", Constraint::NotNull),
        (
            with("name", &json!(" ")),
            "files[0].name",
            Constraint::NotBlank,
        ),
        (
            with("name", &json!("../x")),
            "files[0].name",
            Constraint::FileName,
        ),
        (
            with("type", &json!("")),
            "files[0].type",
            Constraint::NotBlank,
        ),
        (
            with("type", &json!("image/gif")),
            "files[0].type",
            Constraint::Choice,
        ),
        (
            with("size", &json!(0)),
            "files[0].size",
            Constraint::FileEmpty,
        ),
        (
            with("size", &json!(-1)),
            "files[0].size",
            Constraint::FileEmpty,
        ),
        (
            with("size", &json!(i64::MIN)),
            "files[0].size",
            Constraint::FileEmpty,
        ),
    ] {
        assert_eq!(broken(&body), [(property.to_owned(), constraint)], "{body}");
    }
    let (size, limit) = (15_728_641, MAX_SIZE);
    let large = Constraint::FileTooLarge { size, limit };
    assert_eq!(
        broken(&with("size", &json!(size))),
        [("files[0].size".to_owned(), large)]
    );
    let all = json!({"files": [{}, file(), {"name": "a/b", "type": "x", "size": 0}]});
    let expected = [
        ("files[0].name", Constraint::NotBlank),
        ("files[0].type", Constraint::NotBlank),
        ("files[0].size", Constraint::NotNull),
        ("files[2].name", Constraint::FileName),
        ("files[2].type", Constraint::Choice),
        ("files[2].size", Constraint::FileEmpty),
    ];
    assert_eq!(
        broken(&all),
        expected.map(|(property, rule)| (property.to_owned(), rule))
    );
}

#[test]
fn a_value_of_another_type_cannot_be_understood() {
    for (body, attribute, expected, given) in [
        (json!({"files": null}), "files", "array", "NULL"),
        (json!({"files": "letter.pdf"}), "files", "array", "string"),
        (json!({"files": 1}), "files", "array", "integer"),
        (
            json!({"files": ["letter.pdf"]}),
            "files[0]",
            "array",
            "string",
        ),
        (
            json!({"files": [file(), null]}),
            "files[1]",
            "array",
            "NULL",
        ),
        (
            with("name", &json!(null)),
            "files[0].name",
            "string",
            "NULL",
        ),
        (
            with("name", &json!(1)),
            "files[0].name",
            "string",
            "integer",
        ),
        (
            with("type", &json!(["x"])),
            "files[0].type",
            "string",
            "array",
        ),
        (
            with("size", &json!("2048")),
            "files[0].size",
            "integer",
            "string",
        ),
        (
            with("size", &json!(2048.5)),
            "files[0].size",
            "integer",
            "double",
        ),
        (
            with("size", &json!(null)),
            "files[0].size",
            "integer",
            "NULL",
        ),
        (
            with("size", &json!(true)),
            "files[0].size",
            "integer",
            "boolean",
        ),
    ] {
        let wrong = Malformed::Kind {
            attribute: attribute.to_owned(),
            expected,
            given,
        };
        let said = format!(
            "The type of the \"{attribute}\" attribute must be \"{expected}\", \"{given}\" given."
        );
        assert_eq!(wrong.to_string(), said);
        assert_eq!(read(&body).unwrap_err(), wrong, "{body}");
    }
}

/// A list and an object are one type to the reference stack: what has keys is no list of files, though.
#[test]
fn an_object_is_no_list_of_files() {
    let refused = read(&json!({"files": {"0": file()}})).unwrap_err();
    assert!(matches!(refused, Malformed::Kind { .. }));
    let refused = read(&json!({"files": [[]]})).unwrap_err();
    assert!(matches!(refused, Malformed::Kind { .. }));
}
