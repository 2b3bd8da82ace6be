//! What breaks a constraint of a model.

use std::borrow::Cow;

use serde_json::Value;

use super::constraint::{
    at_least, constrained, constraints, holds, measured, outside, rule_of, satisfy_enum,
    satisfy_pattern,
};
use super::echo::echo;
use super::load::{Model, Operation};
use super::refuse::violated;
use super::shape::{Kind, Member, Shape, ShapeId, Structure};
use crate::Breach;

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
                self.missing();
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
            return self.missing();
        }
        self.value(id, value);
    }

    /// The count of a collection. In a `BatchGetItem` DynamoDB's newer validation prints no value, and the members as the model names
    /// them (dynoxide 3.2.0, `batch_get_item.rs`, seen on AWS).
    fn sized(&mut self, id: ShapeId, value: &Value, count: usize) {
        let Some(constraint) = outside(self.model.shape(id), count) else {
            return;
        };
        let subject = if self.operation.name == "BatchGetItem" {
            format!("Value at '{}'", self.place(&|name| Cow::Borrowed(name)))
        } else {
            self.subject(id, value)
        };
        self.broken("model-length", &subject, &constraint);
    }

    fn simple(&mut self, id: ShapeId, value: &Value) {
        let shape = self.model.shape(id);
        if !constrained(shape) || shape.is_arn(value) {
            return;
        }
        if self.is_empty_table(shape, value) {
            // The newer validation again, and one constraint alone (dynoxide 3.2.0, `EMPTY_TABLE_NAME_REJECTION`).
            return self.broken("model-length", "Value at 'TableName'", &at_least(1));
        }
        if let (Value::String(text), Some(pattern)) = (value, &shape.pattern)
            && !pattern.matches(text)
        {
            let subject = self.subject(id, value);
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
            let subject = self.subject(id, value);
            self.broken("model-enum", &subject, &satisfy_enum(values));
        }
        if let Some(constraint) = measured(shape, value) {
            let rule = if value.is_number() {
                "model-range"
            } else {
                "model-length"
            };
            let subject = self.subject(id, value);
            self.broken(rule, &subject, &constraint);
        }
    }

    /// Whether it is the name of a request's one table, and empty.
    fn is_empty_table(&self, shape: &Shape, value: &Value) -> bool {
        shape.or_arn && value == "" && matches!(self.path[..], [Step::Member("TableName")])
    }

    /// A collection of which an element, a name or a value breaks its constraints: AWS prints the collection, and all constraints.
    fn compound(&mut self, id: ShapeId, value: &Value, what: &str, of: &Shape) {
        let subject = self.subject(id, value);
        let constraint = format!(
            "{what} must satisfy constraint: [{}]",
            constraints(of).join(", ")
        );
        self.broken(rule_of(of), &subject, &constraint);
    }

    /// The value that a violation is about, and its place. AWS keeps what is sensitive out of it.
    fn subject(&self, id: ShapeId, value: &Value) -> String {
        let place = self.place(&camel);
        if self.model.shape(id).sensitive || self.length > ECHOED {
            return format!("Value at '{place}'");
        }
        format!("Value '{}' at '{place}'", echo(self.model, id, value))
    }

    /// That something is not there.
    fn missing(&mut self) {
        let subject = format!("Value null at '{}'", self.place(&camel));
        self.broken("model-required", &subject, "Member must not be null");
    }

    /// `transactItems.1.member.put.tableName`.
    fn place(&self, called: &dyn Fn(&str) -> Cow<'_, str>) -> String {
        let step = |step: &Step<'_>| match step {
            Step::Member(name) => called(name).into_owned(),
            Step::Element(number) => format!("{number}.member"),
            Step::Entry(name) => format!("{name}.member"),
        };
        self.path.iter().map(step).collect::<Vec<_>>().join(".")
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
