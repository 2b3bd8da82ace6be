//! What an expression is made of.

/// One token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// A word: of the grammar, a function, or an attribute's name.
    Word(&'a str),
    /// `#name`.
    Name(&'a str),
    /// `:value`.
    Value(&'a str),
    /// Anything else.
    Sign(&'a str),
}

/// Whether a token is a word of the grammar, whatever its case.
pub(super) fn word(token: Token<'_>, expected: &str) -> bool {
    matches!(token, Token::Word(word) if word.eq_ignore_ascii_case(expected))
}

/// The tokens of an expression.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let within = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let end_of = |from: usize| {
            rest[from..]
                .find(|c| !within(c))
                .map_or(rest.len(), |end| from + end)
        };
        let (token, end) = match first {
            '#' => {
                let end = end_of(1);
                (Token::Name(&rest[..end]), end)
            }
            ':' => {
                let end = end_of(1);
                (Token::Value(&rest[..end]), end)
            }
            _ if first.is_ascii_digit() => {
                let end = end_of(0);
                (Token::Sign(&rest[..end]), end)
            }
            _ if within(first) => {
                let end = end_of(0);
                (Token::Word(&rest[..end]), end)
            }
            _ => {
                let two = ["<>", "<=", ">="].iter().any(|sign| rest.starts_with(sign));
                let end = if two { 2 } else { first.len_utf8() };
                (Token::Sign(&rest[..end]), end)
            }
        };
        tokens.push(token);
        rest = rest[end..].trim_start();
    }
    tokens
}
