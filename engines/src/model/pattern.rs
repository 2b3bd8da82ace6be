//! The patterns of the models.

use std::borrow::Cow;
use std::sync::OnceLock;

use fancy_regex::Regex;

/// A pattern of a model: a regular expression that a whole text matches.
///
/// Botocore's models have the patterns without the anchors that stand in Smithy's (`^…$`), and AWS prints them so:
/// `Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+` is said of `a b`, of which a part would match.
#[derive(Debug)]
pub(crate) struct Pattern {
    source: Cow<'static, str>,
    compiled: OnceLock<Regex>,
}

impl Pattern {
    pub(crate) const fn new(source: Cow<'static, str>) -> Self {
        Self {
            source,
            compiled: OnceLock::new(),
        }
    }

    /// As it stands in the model, and as AWS prints it.
    pub(crate) fn source(&self) -> &str {
        &self.source
    }

    /// Whether all of `text` matches.
    pub(crate) fn matches(&self, text: &str) -> bool {
        #[expect(
            clippy::expect_used,
            reason = "the models are part of this crate, and a test compiles all their patterns"
        )]
        let compiled = self
            .compiled
            .get_or_init(|| compile(&self.source).expect("a pattern of a model compiles"));
        // It gives up only where it would go back a million times: no pattern here does.
        compiled.is_match(text).unwrap_or(false)
    }
}

/// Compiles a pattern of ECMA 262, in which Smithy writes them; Java, which the services run on, reads these the same.
pub(crate) fn compile(source: &str) -> Result<Regex, fancy_regex::Error> {
    Regex::new(&format!(r"\A(?:{})\z", translated(source)))
}

/// `source` for an engine that knows Unicode: digits and letters of words are ASCII, and a dot is any character that ends no line.
fn translated(source: &str) -> String {
    let mut translated = String::with_capacity(source.len());
    let mut within_class = false;
    let mut characters = source.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => match characters.next() {
                Some('d') if within_class => translated.push_str("0-9"),
                Some('d') => translated.push_str("[0-9]"),
                Some('w') if within_class => translated.push_str("0-9A-Za-z_"),
                Some('w') => translated.push_str("[0-9A-Za-z_]"),
                Some(escaped) => translated.extend(['\\', escaped]),
                None => translated.push('\\'),
            },
            '.' if !within_class => translated.push_str(r"[^\n\r\u{2028}\u{2029}]"),
            // In a class it is a character like any other, and not the beginning of a class within.
            '[' if within_class => translated.push_str(r"\["),
            _ => {
                within_class = match character {
                    '[' => true,
                    ']' => false,
                    _ => within_class,
                };
                translated.push(character);
            }
        }
    }
    translated
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_mean_what_they_mean_in_ecma_262() {
        for (source, text, expected) in [
            ("[a-zA-Z0-9_.-]+", "Leah_1.a-b", true),
            ("[a-zA-Z0-9_.-]+", "a b", false),
            ("[a-zA-Z0-9_.-]+", "a\n", false),
            ("a|b", "ab", false),
            (r"\d{2}", "12", true),
            // An Arabic digit is none.
            (r"\d{2}", "1٢", false),
            (r"role\/[\w+=,.@\/-]+", "role/a+b.c@d/e-f", true),
            (r"role\/[\w+=,.@\/-]+", "role/é", false),
            (".+", "a\u{2028}b", false),
            (".+", "a b", true),
            ("[.]", "a", false),
            ("[[]", "[", true),
            (r"(?!\s*$)[\s\S]+", "  ", false),
            (r"(?!\s*$)[\s\S]+", " a\n", true),
            (r"(?!\s)^[\s\S]+(?<!\s)", "a b", true),
            (r"(?!\s)^[\s\S]+(?<!\s)", "a b ", false),
        ] {
            let matches = compile(source).unwrap().is_match(text).unwrap();
            assert_eq!(matches, expected, "{source} of {text:?}");
        }
    }
}
