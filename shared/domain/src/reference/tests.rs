use super::*;

#[test]
fn characters_are_counted_and_not_bytes() {
    let longest = "é".repeat(255);
    let reference = Reference::parse(&longest).unwrap().unwrap();
    assert_eq!(reference.as_str(), longest);
    let longer = "é".repeat(256);
    assert_eq!(Reference::parse(&longer), Err(Constraint::TooLong(255)));
}

#[test]
fn empty_counts_as_none() {
    assert_eq!(Reference::parse(""), Ok(None));
}

#[test]
fn control_characters_are_refused_and_others_kept() {
    for text in ["\0", "a\nb", "\u{7f}", "\u{85}"] {
        assert_eq!(Reference::parse(text), Err(Constraint::Regex), "{text:?}");
    }
    for text in ["000001", " a b ", "#?&/%", "日本", "'; DROP"] {
        let kept = Reference::parse(text).unwrap().unwrap();
        assert_eq!(kept.as_str(), text);
    }
}
