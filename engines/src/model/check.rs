//! What breaks a constraint of a model.

use std::borrow::Cow;
use std::fmt::Write;

use serde_json::Value;

use super::echo::echo;
use super::load::{Model, Operation};
use super::refuse::violated;
use super::shape::{Kind, Member, Shape, ShapeId, Structure};
use crate::{Breach, Service};

/// How many violations one answer names.
const NAMED: usize = 100;

/// Holds an input against the operation's model: required members, lengths (characters of a text, bytes of a blob, the count of a
/// list or a map), patterns, enumerations and ranges, all the way down.
///
/// A breach names all that is broken, in the order of the request; what is missing stands first. Where AWS's own order is another,
/// code and status are the same.
pub fn check(operation: &Operation, input: &Value) -> Result<(), Breach> {
    let Some(shape) = operation.input else {
        return Ok(());
    };
    let mut checker = Checker {
        model: Model::of(operation.service),
        operation,
        path: Vec::new(),
        violations: Vec::new(),
        first: None,
        length: 0,
    };
    checker.value(shape, input);
    checker.finish()
}

/// A step of the way to a value.
#[derive(Clone, Copy)]
enum Step<'a> {
    Member(&'a str),
    /// Of a list; AWS counts from one.
    Element(usize),
    /// Of a map.
    Entry(&'a str),
}

struct Checker<'a> {
    model: &'static Model,
    operation: &'a Operation,
    path: Vec<Step<'a>>,
    violations: Vec<String>,
    /// The rule that was broken first, and the member of the input that it was broken in.
    first: Option<(&'static str, Option<&'static Member>)>,
    /// How much there is to say so far.
    length: usize,
}

impl<'a> Checker<'a> {
    fn value(&mut self, id: ShapeId, value: &'a Value) {
        let shape = self.model.shape(id);
        match (&shape.kind, value) {
            (Kind::Structure(structure), Value::Object(_)) => self.structure(structure, value),
            (Kind::List { element, .. }, Value::Array(elements)) => {
                self.sized(id, value, elements.len());
                self.list(id, *element, value, elements);
            }
            (Kind::Map { key, value: each }, Value::Object(entries)) => {
                self.sized(id, value, entries.len());
                let key = self.model.shape(*key);
                if constrained(key)
                    && entries
                        .keys()
                        .any(|name| !holds(key, &Value::from(name.as_str())))
                {
                    self.compound(id, value, "Map keys", key);
                }
                self.entries(id, *each, value);
            }
            _ => self.simple(id, value),
        }
    }

    fn structure(&mut self, structure: &'static Structure, value: &'a Value) {
        for member in &structure.members {
            if member.required
                && value.get(member.name).is_none_or(Value::is_null)
                && !self.is_body(structure, member)
            {
                self.path.push(Step::Member(member.name));
                let subject = format!("Value null at '{}'", self.place());
                self.broken("model-required", &subject, "Member must not be null");
                self.path.pop();
            }
        }
        let Value::Object(given) = value else { return };
        for (name, value) in given {
            if let Some(member) = structure.member(name) {
                self.path.push(Step::Member(member.name));
                self.value(member.shape, value);
                self.path.pop();
            }
        }
    }

    /// Whether it is a payload that is not read.
    fn is_body(&self, structure: &Structure, member: &Member) -> bool {
        structure.payload == Some(member.name)
            && !matches!(self.model.shape(member.shape).kind, Kind::Structure(_))
    }

    fn list(&mut self, id: ShapeId, element: ShapeId, list: &'a Value, elements: &'a [Value]) {
        let shape = self.model.shape(element);
        if shape.kind.is_simple() {
            if constrained(shape) && elements.iter().any(|one| !holds(shape, one)) {
                self.compound(id, list, "Member", shape);
            }
            return;
        }
        for (index, one) in elements.iter().enumerate() {
            self.path.push(Step::Element(index + 1));
            self.within(element, one);
            self.path.pop();
        }
    }

    fn entries(&mut self, id: ShapeId, each: ShapeId, map: &'a Value) {
        let Value::Object(entries) = map else { return };
        let shape = self.model.shape(each);
        if shape.kind.is_simple() {
            if constrained(shape) && entries.values().any(|one| !holds(shape, one)) {
                self.compound(id, map, "Map value", shape);
            }
            return;
        }
        for (name, one) in entries {
            self.path.push(Step::Entry(name));
            self.within(each, one);
            self.path.pop();
        }
    }

    /// A value in a collection.
    fn within(&mut self, id: ShapeId, value: &'a Value) {
        if value.is_null() {
            let subject = format!("Value null at '{}'", self.place());
            return self.broken("model-required", &subject, "Member must not be null");
        }
        self.value(id, value);
    }

    /// The count of a collection.
    fn sized(&mut self, id: ShapeId, value: &Value, count: usize) {
        let shape = self.model.shape(id);
        for constraint in [outside(shape, count)].into_iter().flatten() {
            let subject = self.subject(id, value, true);
            self.broken("model-length", &subject, &constraint);
        }
    }

    fn simple(&mut self, id: ShapeId, value: &Value) {
        let shape = self.model.shape(id);
        if !constrained(shape) || self.is_arn_of_table(shape, value) {
            return;
        }
        if let (Value::String(text), Some(pattern)) = (value, &shape.pattern)
            && !pattern.matches(text)
        {
            let subject = self.subject(id, value, false);
            self.broken(
                "model-pattern",
                &subject,
                &satisfy_pattern(pattern.source()),
            );
        }
        if let (Value::String(text), Kind::String(values)) = (value, &shape.kind)
            && !values.is_empty()
            && !values.contains(&text.as_str())
        {
            let subject = self.subject(id, value, false);
            self.broken("model-enum", &subject, &satisfy_enum(values));
        }
        if let Some(constraint) = measured(shape, value) {
            let (rule, of_length) = if value.is_number() {
                ("model-range", false)
            } else {
                ("model-length", true)
            };
            let subject = self.subject(id, value, of_length);
            self.broken(rule, &subject, &constraint);
        }
    }

    /// A table's ARN is held to what the model says of it: up to 1,024 characters (see `Model::name_tables`).
    fn is_arn_of_table(&self, shape: &Shape, value: &Value) -> bool {
        let is_arn = |text: &str| text.starts_with("arn:") && text.len() <= 1024;
        self.operation.service == Service::DynamoDb
            && shape.name == "TableArn"
            && value.as_str().is_some_and(is_arn)
    }

    /// A collection of which an element, a name or a value breaks its constraints: AWS prints the collection, and all constraints.
    fn compound(&mut self, id: ShapeId, value: &Value, what: &str, of: &Shape) {
        let subject = self.subject(id, value, false);
        let constraint = format!(
            "{what} must satisfy constraint: [{}]",
            constraints(of).join(", ")
        );
        self.broken(rule_of(of), &subject, &constraint);
    }

    /// The value that a violation is about, and its place. AWS keeps what is sensitive out of it.
    fn subject(&self, id: ShapeId, value: &Value, of_length: bool) -> String {
        let shape = self.model.shape(id);
        if of_length && self.is_newer(shape, value) {
            return format!("Value at '{}'", self.place_as_named());
        }
        if shape.sensitive || self.length > ECHOED {
            return format!("Value at '{}'", self.place());
        }
        format!(
            "Value '{}' at '{}'",
            echo(self.model, id, value),
            self.place()
        )
    }

    /// DynamoDB's newer validation prints no value, and the members as the model names them. It answers for an empty table name and
    /// for the lengths in a BatchGetItem (dynoxide 3.2.0, `EMPTY_TABLE_NAME_REJECTION` and `batch_get_item.rs`, seen on AWS).
    fn is_newer(&self, shape: &Shape, value: &Value) -> bool {
        let named = [Step::Member("TableName")];
        let of_table = matches!((&self.path[..], &named[..]), ([Step::Member(is)], [Step::Member(should)]) if is == should);
        self.operation.service == Service::DynamoDb
            && (of_table && value == ""
                || self.operation.name == "BatchGetItem" && !matches!(shape.kind, Kind::String(_)))
    }

    /// `transactItems.1.member.put.tableName`.
    fn place(&self) -> String {
        let mut place = String::new();
        for step in &self.path {
            let dot = if place.is_empty() { "" } else { "." };
            // Writing to a text does not fail.
            let _ = match step {
                Step::Member(name) => write!(place, "{dot}{}", camel(name)),
                Step::Element(number) => write!(place, "{dot}{number}.member"),
                Step::Entry(name) => write!(place, "{dot}{name}.member"),
            };
        }
        place
    }

    fn place_as_named(&self) -> String {
        let steps: Vec<Cow<'_, str>> = self
            .path
            .iter()
            .map(|step| match step {
                Step::Member(name) => Cow::Borrowed(*name),
                Step::Element(number) => format!("{number}.member").into(),
                Step::Entry(name) => format!("{name}.member").into(),
            })
            .collect();
        steps.join(".")
    }

    fn broken(&mut self, rule: &'static str, subject: &str, constraint: &str) {
        self.first.get_or_insert_with(|| {
            (
                rule,
                self.operation.member_of(self.model, self.path.first()),
            )
        });
        if self.violations.len() < NAMED {
            let violation = format!("{subject} failed to satisfy constraint: {constraint}");
            self.length += violation.len();
            self.violations.push(violation);
        }
    }

    fn finish(self) -> Result<(), Breach> {
        let Some((rule, member)) = self.first else {
            return Ok(());
        };
        let (code, own) = violated(self.operation, member, rule);
        let count = self.violations.len();
        let plural = if count == 1 { "" } else { "s" };
        let said = || {
            format!(
                "{count} validation error{plural} detected: {}",
                self.violations.join("; ")
            )
        };
        Err(Breach {
            operation: self.operation.name.to_owned(),
            rule,
            status: 400,
            code,
            message: own.unwrap_or_else(said),
        })
    }
}

/// Beyond so much, values are no longer printed.
const ECHOED: usize = 1 << 20;

impl Operation {
    fn member_of(&self, model: &'static Model, step: Option<&Step<'_>>) -> Option<&'static Member> {
        let (Some(Step::Member(name)), Kind::Structure(input)) =
            (step, &model.shape(self.input?).kind)
        else {
            return None;
        };
        input.member(name)
    }
}

/// Whether a simple shape says anything of its values.
fn constrained(shape: &Shape) -> bool {
    let values = matches!(&shape.kind, Kind::String(values) if !values.is_empty());
    values || shape.min.is_some() || shape.max.is_some() || shape.pattern.is_some()
}

/// Whether a simple value breaks nothing.
fn holds(shape: &Shape, value: &Value) -> bool {
    let text = value.as_str();
    let among =
        |values: &[&str]| values.is_empty() || text.is_none_or(|text| values.contains(&text));
    let matches = |text: &str| {
        shape
            .pattern
            .as_ref()
            .is_none_or(|pattern| pattern.matches(text))
    };
    !value.is_null()
        && !matches!(&shape.kind, Kind::String(values) if !among(values))
        && text.is_none_or(matches)
        && measured(shape, value).is_none()
}

/// The constraint of length or range that a simple value breaks.
fn measured(shape: &Shape, value: &Value) -> Option<String> {
    match (&shape.kind, value) {
        (Kind::Blob, Value::String(text)) => outside(shape, decoded_length(text)),
        // A text has as many bytes as it has characters, or more.
        (Kind::String(_), Value::String(text)) => {
            let fits = shape.min.is_none_or(|min| min <= 1 && !text.is_empty());
            let short = shape.max.is_none_or(|max| to_count(max) >= text.len());
            if fits && short {
                None
            } else {
                outside(shape, text.chars().count())
            }
        }
        (Kind::Integer | Kind::Long | Kind::Double, Value::Number(number)) => {
            let number = number.as_i64()?;
            if shape.min.is_some_and(|min| number < min) {
                return shape
                    .min
                    .map(|min| format!("Member must have value greater than or equal to {min}"));
            }
            let over = shape.max.filter(|max| number > *max);
            over.map(|max| format!("Member must have value less than or equal to {max}"))
        }
        _ => None,
    }
}

/// The constraint that a length breaks.
fn outside(shape: &Shape, length: usize) -> Option<String> {
    let under = shape.min.filter(|min| length < to_count(*min));
    let over = shape.max.filter(|max| length > to_count(*max));
    under.map(at_least).or_else(|| over.map(at_most))
}

/// A bound of a length is never below zero.
fn to_count(bound: i64) -> usize {
    usize::try_from(bound).unwrap_or(if bound < 0 { 0 } else { usize::MAX })
}

fn at_least(min: i64) -> String {
    format!("Member must have length greater than or equal to {min}")
}

fn at_most(max: i64) -> String {
    format!("Member must have length less than or equal to {max}")
}

fn satisfy_pattern(pattern: &str) -> String {
    format!("Member must satisfy regular expression pattern: {pattern}")
}

fn satisfy_enum(values: &[&str]) -> String {
    format!(
        "Member must satisfy enum value set: [{}]",
        values.join(", ")
    )
}

/// All constraints of a simple shape, in the order in which AWS prints them of names and elements.
fn constraints(shape: &Shape) -> Vec<String> {
    let mut all = Vec::new();
    all.extend(shape.max.map(at_most));
    all.extend(shape.min.map(at_least));
    all.extend(
        shape
            .pattern
            .as_ref()
            .map(|pattern| satisfy_pattern(pattern.source())),
    );
    if let Kind::String(values) = &shape.kind
        && !values.is_empty()
    {
        all.push(satisfy_enum(values));
    }
    all
}

/// The rule that stands for all constraints of a shape.
fn rule_of(shape: &Shape) -> &'static str {
    match &shape.kind {
        Kind::String(values) if !values.is_empty() => "model-enum",
        _ if shape.pattern.is_some() => "model-pattern",
        _ => "model-length",
    }
}

/// How many bytes a text of base64 stands for.
pub(super) fn decoded_length(text: &str) -> usize {
    let padding = text.bytes().rev().take_while(|byte| *byte == b'=').count();
    (text.len() / 4 * 3).saturating_sub(padding)
}

/// A member's name as AWS's messages have it.
pub(super) fn camel(name: &str) -> Cow<'_, str> {
    match name.as_bytes().first() {
        Some(first) if first.is_ascii_uppercase() => Cow::Owned(format!(
            "{}{}",
            first.to_ascii_lowercase() as char,
            &name[1..]
        )),
        _ => Cow::Borrowed(name),
    }
}
