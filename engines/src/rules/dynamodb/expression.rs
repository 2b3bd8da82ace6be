//! Expressions: what they are made of, as far as the rules ask.
//! Source: DynamoDB developer guide, "Expressions", "Reserved words", "Service quotas: Expression parameters".

use std::collections::HashSet;
use std::sync::LazyLock;

use serde_json::Value;

use super::{
    invalid,
    token::{Token, tokens, word},
    value,
};
use crate::rules::Refusal;

/// How many bytes an expression has at the most.
const LONGEST: usize = 4096;
/// How many operators and functions it has at the most.
const OPERATORS: usize = 300;
/// How many values `IN` compares with at the most.
const OPERANDS: usize = 100;

/// The words of the grammar, in capitals; `SET` and the like begin the clauses of an update.
const GRAMMAR: [&str; 9] = [
    "AND", "OR", "NOT", "BETWEEN", "IN", "SET", "REMOVE", "ADD", "DELETE",
];
const CLAUSES: [&str; 4] = ["SET", "REMOVE", "ADD", "DELETE"];
const FUNCTIONS: [&str; 8] = [
    "attribute_exists",
    "attribute_not_exists",
    "attribute_type",
    "begins_with",
    "contains",
    "size",
    "if_not_exists",
    "list_append",
];

static RESERVED: LazyLock<HashSet<&str>> =
    LazyLock::new(|| include_str!("reserved.txt").lines().collect());

/// An expression of a request, with the member that holds it.
pub(super) struct Expression<'a> {
    member: &'static str,
    text: &'a str,
    tokens: Vec<Token<'a>>,
}

/// What the placeholders of a request stand for; `None` where the request has no such map.
#[derive(Clone, Copy)]
pub(super) struct Placeholders<'a> {
    pub(super) names: Option<&'a serde_json::Map<String, Value>>,
    pub(super) values: Option<&'a serde_json::Map<String, Value>>,
}

impl<'a> Placeholders<'a> {
    pub(super) fn of(request: &'a Value) -> Self {
        Self {
            names: request["ExpressionAttributeNames"].as_object(),
            values: request["ExpressionAttributeValues"].as_object(),
        }
    }

    pub(super) fn value(&self, placeholder: &str) -> Option<&'a Value> {
        self.values?.get(placeholder)
    }

    fn name(&self, token: Token<'a>) -> Option<&'a str> {
        match token {
            Token::Name(name) => self.names?.get(name)?.as_str(),
            Token::Word(word) => Some(word),
            _ => None,
        }
    }
}

impl<'a> Expression<'a> {
    pub(super) fn of(request: &'a Value, member: &'static str) -> Option<Self> {
        let text = request[member].as_str()?;
        Some(Self {
            member,
            text,
            tokens: tokens(text),
        })
    }

    /// Holds the expression itself against the rules.
    pub(super) fn check(&self, placeholders: Placeholders<'a>) -> Result<(), Refusal> {
        self.sizes()?;
        self.words()?;
        self.defined(placeholders)?;
        self.between(placeholders)?;
        self.overlap(placeholders)
    }

    fn refuse(&self, rule: &'static str, why: impl std::fmt::Display) -> Refusal {
        invalid(rule, format!("Invalid {}: {why}", self.member))
    }

    fn sizes(&self) -> Result<(), Refusal> {
        if self.text.trim().is_empty() {
            return Err(self.refuse("empty-expression", "The expression can not be empty;"));
        }
        if self.text.len() > LONGEST {
            let size = self.text.len();
            let why = format!(
                "Expression size has exceeded the maximum allowed size; expression size: {size}"
            );
            return Err(self.refuse("expression-size", why));
        }
        let operators = self.operators();
        if operators > OPERATORS {
            let why = format!(
                "The expression contains more than the maximum allowed number of operators; operator count: {operators}"
            );
            return Err(self.refuse("operators", why));
        }
        let operands = self.most_operands();
        if operands > OPERANDS {
            let why = format!(
                "The IN operator is provided with too many operands; number of operands: {operands}"
            );
            return Err(self.refuse("operands", why));
        }
        Ok(())
    }

    /// Comparisons, logical words and functions; the `AND` of a `BETWEEN` is none.
    fn operators(&self) -> usize {
        let count = |token: &&Token<'_>| match token {
            Token::Word(word) => {
                let upper = word.to_ascii_uppercase();
                FUNCTIONS.contains(word)
                    || ["AND", "OR", "NOT", "BETWEEN", "IN"].contains(&upper.as_str())
            }
            Token::Sign(sign) => ["=", "<>", "<", "<=", ">", ">=", "+", "-"].contains(sign),
            _ => false,
        };
        let betweens = self.tokens.iter().filter(|token| word(**token, "BETWEEN"));
        self.tokens.iter().filter(count).count() - betweens.count()
    }

    /// With how many values the longest `IN` compares.
    fn most_operands(&self) -> usize {
        let lists = self.tokens.split(|token| word(*token, "IN")).skip(1);
        let count = |list: &[Token<'_>]| {
            let list = list.iter().take_while(|token| **token != Token::Sign(")"));
            list.filter(|token| **token == Token::Sign(",")).count() + 1
        };
        lists.map(count).max().unwrap_or(0)
    }

    fn words(&self) -> Result<(), Refusal> {
        for (place, token) in self.tokens.iter().enumerate() {
            let Token::Word(word) = token else { continue };
            let upper = word.to_ascii_uppercase();
            let calls = self.tokens.get(place + 1) == Some(&Token::Sign("("));
            if GRAMMAR.contains(&upper.as_str()) || (calls && FUNCTIONS.contains(word)) {
                continue;
            }
            if RESERVED.contains(upper.as_str()) {
                let why = format!("Attribute name is a reserved keyword; reserved keyword: {word}");
                return Err(self.refuse("reserved-word", why));
            }
        }
        Ok(())
    }

    fn defined(&self, placeholders: Placeholders<'_>) -> Result<(), Refusal> {
        for token in &self.tokens {
            match token {
                Token::Name(name) if !has(placeholders.names, name) => {
                    let why = format!(
                        "An expression attribute name used in the document path is not defined; attribute name: {name}"
                    );
                    return Err(self.refuse("undefined-name", why));
                }
                Token::Value(value) if !has(placeholders.values, value) => {
                    let why = format!(
                        "An expression attribute value used in expression is not defined; attribute value: {value}"
                    );
                    return Err(self.refuse("undefined-value", why));
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn between(&self, placeholders: Placeholders<'_>) -> Result<(), Refusal> {
        for window in self.tokens.windows(4) {
            let [between, Token::Value(from), and, Token::Value(to)] = window else {
                continue;
            };
            if !word(*between, "BETWEEN") || !word(*and, "AND") {
                continue;
            }
            let (Some(lower), Some(upper)) = (placeholders.value(from), placeholders.value(to))
            else {
                continue;
            };
            if behind(lower, upper) {
                let why = format!(
                    "The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: AttributeValue: {}, upper bound operand: AttributeValue: {}",
                    shown(lower),
                    shown(upper)
                );
                return Err(self.refuse("between-order", why));
            }
        }
        Ok(())
    }

    /// No path that an update writes lies within another.
    fn overlap(&self, placeholders: Placeholders<'a>) -> Result<(), Refusal> {
        let paths: Vec<_> = self
            .targets(placeholders)
            .into_iter()
            .map(|(path, _)| path)
            .collect();
        for (place, path) in paths.iter().enumerate() {
            for other in &paths[..place] {
                let common = path.len().min(other.len());
                if path[..common] == other[..common] {
                    let why = format!(
                        "Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [{}], path two: [{}]",
                        other.join(", "),
                        path.join(", ")
                    );
                    return Err(self.refuse("overlapping-paths", why));
                }
            }
        }
        Ok(())
    }

    /// The paths that an update writes, or that a projection names, and the value that stands alone behind an `=`.
    pub(super) fn targets(
        &self,
        placeholders: Placeholders<'a>,
    ) -> Vec<(Vec<&'a str>, Option<&'a Value>)> {
        let mut begins = match self.member {
            "ProjectionExpression" => true,
            "UpdateExpression" => false,
            _ => return Vec::new(),
        };
        let mut depth = 0_usize;
        let mut targets = Vec::new();
        let mut place = 0;
        while let Some(token) = self.tokens.get(place).copied() {
            place += 1;
            match token {
                Token::Word(clause)
                    if depth == 0 && CLAUSES.contains(&clause.to_ascii_uppercase().as_str()) =>
                {
                    begins = true;
                }
                Token::Sign("(") => depth += 1,
                Token::Sign(")") => depth = depth.saturating_sub(1),
                Token::Sign(",") if depth == 0 => begins = true,
                Token::Word(_) | Token::Name(_) if begins => {
                    begins = false;
                    let (path, end) = self.path(place - 1, placeholders);
                    place = end;
                    targets.push((path, self.assigned(place, placeholders)));
                }
                _ => {}
            }
        }
        targets
    }

    fn path(&self, start: usize, placeholders: Placeholders<'a>) -> (Vec<&'a str>, usize) {
        let mut path = Vec::new();
        let mut place = start;
        while let Some(token) = self.tokens.get(place).copied() {
            match token {
                Token::Sign("." | "[" | "]") => {}
                Token::Sign(number) if number.bytes().all(|byte| byte.is_ascii_digit()) => {
                    path.push(number);
                }
                Token::Word(_) | Token::Name(_)
                    if path.is_empty() || self.tokens[place - 1] == Token::Sign(".") =>
                {
                    path.extend(placeholders.name(token));
                }
                _ => break,
            }
            place += 1;
        }
        (path, place.max(start + 1))
    }

    fn assigned(&self, place: usize, placeholders: Placeholders<'a>) -> Option<&'a Value> {
        match self.tokens.get(place..)? {
            [Token::Sign("="), Token::Value(value), rest @ ..]
                if !matches!(rest.first(), Some(Token::Sign("+" | "-"))) =>
            {
                placeholders.value(value)
            }
            _ => None,
        }
    }

    /// The attributes that are named anywhere, by the first part of their paths.
    pub(super) fn attributes(&self, placeholders: Placeholders<'a>) -> Vec<&'a str> {
        let top = |(place, token): (usize, &Token<'a>)| {
            let before = place.checked_sub(1).map(|before| self.tokens[before]);
            (before != Some(Token::Sign(".")))
                .then(|| placeholders.name(*token))
                .flatten()
        };
        self.tokens.iter().enumerate().filter_map(top).collect()
    }

    /// The values that are named.
    pub(super) fn values(&self) -> impl Iterator<Item = &'a str> {
        self.tokens.iter().filter_map(|token| match token {
            Token::Value(value) => Some(*value),
            _ => None,
        })
    }

    /// The names that are named by placeholders.
    pub(super) fn names(&self) -> impl Iterator<Item = &'a str> {
        self.tokens.iter().filter_map(|token| match token {
            Token::Name(name) => Some(*name),
            _ => None,
        })
    }
}

fn has(map: Option<&serde_json::Map<String, Value>>, key: &str) -> bool {
    map.is_some_and(|map| map.contains_key(key))
}

/// Whether `lower` lies behind `upper`, where both are of one type that has an order.
fn behind(lower: &Value, upper: &Value) -> bool {
    match (value::tagged(lower), value::tagged(upper)) {
        (Some(("S" | "B", lower)), Some(("S" | "B", upper))) => lower.as_str() > upper.as_str(),
        (Some(("N", lower)), Some(("N", upper))) => {
            let number = |value: &Value| value.as_str()?.parse::<f64>().ok();
            matches!((number(lower), number(upper)), (Some(lower), Some(upper)) if lower > upper)
        }
        _ => false,
    }
}

fn shown(value: &Value) -> String {
    value::tagged(value).map_or_else(String::new, |(kind, content)| {
        format!("{{{kind}:{}}}", content.as_str().unwrap_or_default())
    })
}
