use serde_json::json;

use super::*;

#[test]
fn types_have_the_names_of_the_reference_stack() {
    let rows = [
        (json!(null), "NULL"),
        (json!(true), "boolean"),
        (json!(12), "integer"),
        (json!(-1), "integer"),
        (json!(1.5), "double"),
        (json!("x"), "string"),
        (json!(["a"]), "array"),
        (json!({"a": 1}), "array"),
    ];
    for (value, name) in rows {
        assert_eq!(type_name(&value), name, "{value}");
    }
}

#[test]
fn a_text_is_absent_removed_or_given() {
    let body = json!({"null": null, "text": "x", "number": 1});
    let body = body.as_object().unwrap();
    assert_eq!(nullable_text(body, "absent"), Ok(Field::Absent));
    assert_eq!(nullable_text(body, "null"), Ok(Field::Null));
    assert_eq!(nullable_text(body, "text"), Ok(Field::Value("x".into())));
    assert_eq!(text(body, "absent"), Ok(None));
    assert_eq!(text(body, "text"), Ok(Some("x".into())));
    let wrong = |attribute, given| Err(Malformed::Type { attribute, given });
    assert_eq!(text(body, "null"), wrong("null", "NULL"));
    assert_eq!(text(body, "number"), wrong("number", "integer"));
}

#[test]
fn violations_come_back_in_the_order_in_which_they_were_found() {
    let mut found = Violations::default();
    assert_eq!(found.take("a", Ok(1)), Some(1));
    assert_eq!(found.take::<u8>("b", Err(Constraint::NotNull)), None);
    assert_eq!(found.take::<u8>("a", Err(Constraint::Email)), None);
    let found = found.into_vec();
    let found: Vec<_> = found.iter().map(|v| (&*v.property, v.constraint)).collect();
    assert_eq!(
        found,
        [("b", Constraint::NotNull), ("a", Constraint::Email)]
    );
}
