use super::*;
use crate::testing::{at, id};

fn broken(violations: &[Violation]) -> Vec<(&str, Constraint)> {
    let pairs = violations.iter();
    pairs
        .map(|violation| (violation.property.as_ref(), violation.constraint))
        .collect()
}

#[test]
fn a_worker_has_two_names_and_an_address() {
    let draft = WorkerDraft::parse(" Zoé ", "Müller", " zoe@example.org ").unwrap();
    assert_eq!(
        (draft.firstname.as_str(), draft.email.as_str()),
        ("Zoé", "zoe@example.org")
    );
    let violations = WorkerDraft::parse("", &"x".repeat(101), "nobody").unwrap_err();
    assert_eq!(
        broken(&violations),
        [
            ("firstname", Constraint::NotBlank),
            ("lastname", Constraint::TooLong(100)),
            ("email", Constraint::Email),
        ]
    );
    assert!(WorkerDraft::parse("a\u{0}b", "c", "zoe@example.org").is_err());
}

#[test]
fn who_is_added_twice_is_one() {
    let worker = |organization, email| {
        let draft = WorkerDraft::parse("Zoé", "Müller", email).unwrap();
        draft.worker(id(organization)).id
    };
    assert_eq!(worker(1, "zoe@example.org"), worker(1, "Zoe@Example.org"));
    assert_ne!(worker(1, "zoe@example.org"), worker(2, "zoe@example.org"));
    assert_ne!(worker(1, "zoe@example.org"), worker(1, "ann@example.org"));
}

#[test]
fn an_office_has_a_label() {
    let office = |slug: &str| -> Result<Office, Constraint> {
        let draft = OfficeDraft::parse(slug).map_err(|violations| violations[0].constraint)?;
        Ok(draft.office(id(1), id(2), Vec::new(), at("2026-01-01T00:00:00Z")))
    };
    assert_eq!(office("room-1").unwrap().slug, "room-1");
    assert_eq!(office("room-1").unwrap().id, office("room-1").unwrap().id);
    assert_eq!(office("").unwrap_err(), Constraint::NotBlank);
    for bad in ["Room", "-a", "a-", "a b", "é"] {
        assert_eq!(office(bad).unwrap_err(), Constraint::Regex, "{bad}");
    }
}

#[test]
fn a_feature_is_known_by_its_name() {
    let named = |name: &str| feature(id(1), name);
    assert_eq!(named("Video ").unwrap().id, named("video").unwrap().id);
    assert_eq!(named(" ").unwrap_err(), Constraint::NotBlank);
}
